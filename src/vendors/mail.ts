/** The mail provider: an HTTP API in Resend's documented shape. */
import * as z from 'zod'

import { Upstream } from '../errors.ts'
import type { Fetch } from './whapi-request.ts'

const TIMEOUT_MS = 10_000

export type Mail = { to: string; subject: string; text: string; html: string }
export type Mailer = {
  /** Throws Upstream. The same mail with the same key is delivered once, however often it is sent within 24 hours. */
  send: (mail: Mail, idempotencyKey: string) => Promise<void>
}

type Account = { url: string; key: string; from: string; fetch: Fetch }

export const createMail = ({ url, key, from, fetch }: Account): Mailer => ({
  send: async ({ to, ...mail }, idempotencyKey) => {
    const { status, body } = await reaching(async () => {
      const response = await fetch(url, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          Authorization: `Bearer ${key}`,
          'Content-Type': 'application/json',
          'Idempotency-Key': idempotencyKey,
        },
        body: JSON.stringify({ from, to: [to], ...mail }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      return { status: response.status, body: await response.text() }
    })
    if (status < 200 || status > 299) throw refusal(status, body)
  },
})

const reaching = async <T>(run: () => Promise<T>): Promise<T> => {
  try {
    return await run()
  } catch (error) {
    const timedOut = error instanceof Error && error.name === 'TimeoutError'
    const message = `mail: the provider ${timedOut ? 'took too long' : 'could not be reached'}`
    throw new Upstream(message, 'retry', 'unknown')
  }
}

/** Not this mail's fault: the key or the sender's domain (401, 403), the same key under way (409), too many (429). */
const PASSING = [401, 403, 408, 409, 429]

const refusal = (status: number, body: string): Upstream => {
  const verdict = status >= 500 || PASSING.includes(status) ? 'retry' : 'never'
  const message = `mail: the provider answered ${status} ${errorName(body)}`.trimEnd()
  return new Upstream(message, verdict, status >= 500 ? 'unknown' : 'no')
}

const ErrorBody = z.object({ name: z.string().regex(/^[a-z_]{1,40}$/) })

/** The error's name only: its message can hold an address. */
const errorName = (body: string): string => {
  try {
    return ErrorBody.parse(JSON.parse(body)).name
  } catch {
    return ''
  }
}
