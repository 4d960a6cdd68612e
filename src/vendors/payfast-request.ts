import * as z from 'zod'

import { Upstream } from '../errors.ts'
import { localParts } from '../time.ts'
import { type Account, hostsOf } from './payfast-account.ts'
import { USER_AGENT } from './payfast-confirm.ts'
import { apiSignature } from './payfast-sign.ts'
import { type Fetch, jsonOf, neverConnected } from './whapi-request.ts'

const TIMEOUT_MS = 15_000
const MESSAGE_MAX_CHARS = 120
/** PayFast's clocks, the whole year round. */
const ZONE = 'Africa/Johannesburg'

export type Call = {
  /** Stands for the call in errors: a path holds a token. */
  name: string
  path: string
  method?: 'GET' | 'PUT' | 'PATCH'
  body?: Record<string, string | number>
}
export type Request = <T>(shape: z.ZodType<T>, call: Call) => Promise<T>
export type Caller = { account: Account; fetch: Fetch; clock: () => Date }

/** One signed call to PayFast's API, with its time-out and its errors in our words. Answers with `data.response`, or the whole body where there is none. */
export const createRequest =
  ({ account, fetch, clock }: Caller): Request =>
  async (shape, call) => {
    const { status, body } = await reaching(call.name, async () => {
      const response = await fetch(addressOf(account, call), initOf(account, call, clock()))
      return { status: response.status, body: jsonOf(await response.text()) }
    })
    const said = envelopeOf(body)
    // A refusal can arrive under HTTP 200 and say so only in its envelope.
    const code = said.status === 'failed' && status < 300 ? (said.code ?? 400) : status
    if (code < 200 || code > 299) throw refusal(call.name, code, said.message)
    const parsed = shape.safeParse(said.status === undefined ? body : said.response)
    if (parsed.success) return parsed.data
    // Accepted, but not in words we know: whether it had its effect must be looked up.
    throw new Upstream(`${call.name}: PayFast's answer is not understood`, 'retry', 'unknown')
  }

const addressOf = (account: Account, { path }: Call): string =>
  `${hostsOf(account).api}${path}${account.mode === 'sandbox' ? '?testing=true' : ''}`

/** A redirect is not followed, so that nothing signed goes to another host. */
const initOf = (account: Account, call: Call, at: Date): RequestInit => {
  const signed = {
    'merchant-id': account.merchantId,
    version: 'v1',
    timestamp: timestampOf(at),
  }
  const signature = apiSignature({ ...signed, ...call.body }, account.passphrase)
  return {
    method: call.method ?? 'GET',
    redirect: 'manual',
    headers: {
      ...signed,
      signature,
      'User-Agent': USER_AGENT,
      ...(call.body && { 'Content-Type': 'application/json' }),
    },
    ...(call.body && { body: JSON.stringify(call.body) }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }
}

/** "2026-11-24T10:00:05+02:00". */
const timestampOf = (at: Date): string => {
  const { date, time } = localParts(at, ZONE)
  return `${date}T${time}:${at.toISOString().slice(17, 19)}+02:00`
}

const reaching = async <T>(name: string, run: () => Promise<T>): Promise<T> => {
  try {
    return await run()
  } catch (error) {
    const timedOut = error instanceof Error && error.name === 'TimeoutError'
    const message = `${name}: PayFast ${timedOut ? 'took too long' : 'could not be reached'}`
    throw new Upstream(message, 'retry', neverConnected(error) ? 'no' : 'unknown')
  }
}

const Envelope = z.object({
  code: z.number().optional(),
  status: z.enum(['success', 'failed']),
  data: z.object({ response: z.unknown(), message: z.unknown() }).partial(),
})

const envelopeOf = (body: unknown) => {
  const parsed = Envelope.safeParse(body)
  if (!parsed.success) return { status: undefined, message: '' }
  const { code, status, data } = parsed.data
  const message = typeof data.message === 'string' ? data.message.slice(0, MESSAGE_MAX_CHARS) : ''
  return { code, status, response: data.response, message }
}

/** After a server error nobody knows how far the request got. */
const refusal = (name: string, code: number, said: string): Upstream => {
  const message = `${name}: PayFast answered ${code} ${said}`.trimEnd()
  return new Upstream(message, verdictOn(code), code >= 500 ? 'unknown' : 'no')
}

/** 401: the merchant or the passphrase is not the account's. */
const verdictOn = (code: number): Upstream['verdict'] => {
  if (code === 429 || code >= 500) return 'retry'
  return code === 401 ? 'channel_down' : 'never'
}
