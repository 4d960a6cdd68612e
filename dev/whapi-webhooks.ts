import { setTimeout as sleep } from 'node:timers/promises'

import type { Channel, Faults, Webhook } from './whapi-state.ts'

const SHUFFLE_MS = 200
const TIMEOUT_MS = 30_000
const TRIES_WITHOUT_PERSIST = 3
/** A webhook that keeps failing is still repeated, but no longer counts as under way. */
const BUSY_TRIES = 3

export type Deliver = (url: string, init: RequestInit) => Promise<Response>
export type WhapiEvent = { type: string; method: string }
export type Webhooks = ReturnType<typeof createWebhooks>
type Post = { hook: Webhook; body: string; channel: Channel }
type Options = { deliver: Deliver; faults: Faults; random: () => number }

/** Whapi's deliveries: at least once, in no promised order, repeated ever later until they get exactly 200. */
export const createWebhooks = ({ deliver, faults, random }: Options) => {
  const stopping = new AbortController()
  let underWay = 0

  /** False where the stand-in stopped meanwhile. */
  const pause = (ms: number): Promise<boolean> =>
    sleep(ms, !stopping.signal.aborted, { signal: stopping.signal }).catch(() => false)

  const tracked = async <T>(work: Promise<T>): Promise<T> => {
    underWay += 1
    return work.finally(() => (underWay -= 1))
  }

  const isAccepted = async ({ hook, body, channel }: Post): Promise<boolean> => {
    const headers = await headersOf(hook, channel, body)
    const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(TIMEOUT_MS)])
    const init = { method: 'POST', headers, body, signal }
    const response = await deliver(hook.url, init).catch(() => null)
    await response?.body?.cancel()
    return response?.status === 200
  }

  const retry = async (post: Post, tries: number): Promise<void> => {
    const { settings } = post.channel
    if (!settings.callback_persist && tries >= TRIES_WITHOUT_PERSIST) return
    const wait = Math.min(
      tries * settings.callback_backoff_delay_ms,
      settings.max_callback_backoff_delay_ms,
    )
    const again = async () => (await pause(wait)) && !(await isAccepted(post))
    const failed = await (tries < BUSY_TRIES ? tracked(again()) : again())
    if (failed) await retry(post, tries + 1)
  }

  /** Resolves after the first try; what failed goes on by itself. */
  const post = async (given: Post): Promise<void> => {
    if (random() * 100 < faults.losePercent) return
    if (!(await pause(faults.delayMs + (faults.shuffle ? random() * SHUFFLE_MS : 0)))) return
    if (!(await isAccepted(given))) void retry(given, 1)
  }

  /** Sends `payload` to all addresses that want this event. Shuffled, it does not wait for its turn. */
  const emit = async (channel: Channel, event: WhapiEvent, payload: object): Promise<void> => {
    const envelope = { event: { type: event.type, event: event.method }, channel_id: channel.id }
    const body = JSON.stringify({ ...payload, ...envelope })
    const posts = channel.settings.webhooks
      .filter((hook) => wants(hook, event))
      .flatMap((hook) => Array.from({ length: faults.copies }, () => ({ hook, body, channel })))
    const posted = tracked(Promise.all(posts.map(post)))
    if (!faults.shuffle) await posted
  }

  return {
    emit,
    pause,
    tracked,
    busy: (): boolean => underWay > 0,
    stop: (): void => stopping.abort(),
  }
}

const wants = ({ events }: Webhook, { type, method }: WhapiEvent): boolean =>
  events?.some((event) => event.type === type && event.method === method) ?? true

/** Headers as they were set; from a signing provider a signature instead of the secret. */
const headersOf = async ({ headers = {} }: Webhook, { signs }: Channel, body: string) => {
  const plain = { ...headers, 'Content-Type': 'application/json' }
  if (!signs) return plain
  const { 'X-Webhook-Secret': secret = '', ...others } = plain as Record<string, string>
  return { ...others, 'X-Whapi-Signature': await sign(secret, body) }
}

const sign = async (secret: string, body: string): Promise<string> => {
  const hmac = { name: 'HMAC', hash: 'SHA-256' }
  const bytes = new TextEncoder()
  const key = await crypto.subtle.importKey('raw', bytes.encode(secret), hmac, false, ['sign'])
  return Buffer.from(await crypto.subtle.sign('HMAC', key, bytes.encode(body))).toString('hex')
}
