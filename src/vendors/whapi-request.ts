import * as z from 'zod'

import { Upstream } from '../errors.ts'

export type Fetch = (url: string, init: RequestInit) => Promise<Response>

const TIMEOUT_MS = 8000
const MESSAGE_MAX_CHARS = 120

export type Call = {
  /** Stands for the call in errors: a path can hold a customer's number. */
  name: string
  path: string
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH'
  body?: unknown
  timeoutMs?: number
  /** What is asked for may be gone: 404 is then an answer, null. */
  mayBeAbsent?: boolean
}

export type Request = <T>(shape: z.ZodType<T>, call: Call) => Promise<T>

/** One call to Whapi with its token, its time-out and its errors in our words. */
export const createRequest =
  ({ baseUrl, token, fetch }: { baseUrl: string; token: string; fetch: Fetch }): Request =>
  async (shape, call) => {
    const { status, body } = await reaching(call.name, async () => {
      const response = await fetch(`${baseUrl}${call.path}`, initOf(call, token))
      return { status: response.status, body: jsonOf(await response.text()) }
    })
    const said = messageIn(body).replaceAll(token, '…')
    const absent = call.mayBeAbsent === true && status === 404 && !isChannelMissing(said)
    if (!absent && (status < 200 || status > 299)) throw refusal(call.name, status, said)
    const parsed = shape.safeParse(absent ? null : body)
    if (parsed.success) return parsed.data
    // Accepted, but not in words we know: whether it had its effect must be looked up.
    throw new Upstream(`${call.name}: Whapi's answer is not understood`, 'retry', 'unknown')
  }

/** A redirect is not followed, so the token goes to no other host. */
const initOf = (call: Call, token: string): RequestInit => ({
  method: call.method ?? 'GET',
  redirect: 'manual',
  headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
  signal: AbortSignal.timeout(call.timeoutMs ?? TIMEOUT_MS),
  ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
})

/** Without a connection nothing was sent; whatever else breaks before the answer is whole, nobody knows. */
const reaching = async <T>(name: string, run: () => Promise<T>): Promise<T> => {
  try {
    return await run()
  } catch (error) {
    const timedOut = error instanceof Error && error.name === 'TimeoutError'
    const message = `${name}: Whapi ${timedOut ? 'took too long' : 'could not be reached'}`
    throw new Upstream(message, 'retry', neverConnected(error) ? 'no' : 'unknown')
  }
}

const CONNECT_FAILURES = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']

export const neverConnected = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false
  const failed = CONNECT_FAILURES.some((code) => 'code' in error && error.code === code)
  return failed || neverConnected(error.cause)
}

/** After a server error nobody knows how far the request got. */
const refusal = (name: string, status: number, said: string): Upstream => {
  const message = `${name}: Whapi answered ${status} ${said}`.trimEnd()
  return new Upstream(message, verdictOn(status, said), status >= 500 ? 'unknown' : 'no')
}

/** 401: the phone is not linked; 402: the channel is not paid for. */
const verdictOn = (status: number, said: string): Upstream['verdict'] => {
  if (status === 429 || status >= 500) return 'retry'
  const down = status === 401 || status === 402 || (status === 404 && isChannelMissing(said))
  return down ? 'channel_down' : 'never'
}

/** How Whapi answers 404 to a token it does not know. */
const isChannelMissing = (said: string): boolean => /channel not found/i.test(said)

const errorShape = z.object({ error: z.object({ message: z.string() }) })

const messageIn = (body: unknown): string => {
  const parsed = errorShape.safeParse(body)
  return parsed.success ? parsed.data.error.message.slice(0, MESSAGE_MAX_CHARS) : ''
}

export const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
