import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'

import * as z from 'zod'

import { readJson } from './http.ts'

const MAX_BATCH = 10
const MAX_RETRIES = 3
const UNREACHABLE_SECONDS = 1

export type WakeUp = { body: unknown; delaySeconds: number }
export type QueueMessage = { id: string; timestamp: string; attempts: number; body: unknown }
/** What the Worker answers for one message: done, or again after so many seconds. */
export type Outcome = 'ack' | { retrySeconds: number }
export type Outcomes = Record<string, Outcome>
export type Queue = ReturnType<typeof createQueue>

const WakeUps = z.array(z.object({ body: z.unknown(), delaySeconds: z.number().min(0) }))
const OutcomesAnswer = z.record(
  z.string(),
  z.union([z.literal('ack'), z.object({ retrySeconds: z.number().min(0) })]),
)

/**
 * The stage's Cloudflare Queue. Delays run in real time; a batch goes to one of `workers()` in turn, at its `/__stage/queue`.
 * A message that fails four times is dead; one that reaches no Worker does not count as tried.
 */
export const createQueue = (workers: () => string[]) => {
  const waiting = new Map<string, { message: QueueMessage; timer: NodeJS.Timeout; due: number }>()
  const dead: QueueMessage[] = []
  let underWay = 0
  let turn = 0
  let on = true

  const enqueue = (message: QueueMessage, delaySeconds: number): void => {
    const delayMs = delaySeconds * 1000
    const timer = setTimeout(() => void deliverDue(), delayMs)
    waiting.set(message.id, { message, timer, due: performance.now() + delayMs })
  }

  const takeDue = (): QueueMessage[] => {
    const now = performance.now() + 1 // a timer may fire a hair early
    const due = [...waiting.values()].filter((entry) => entry.due <= now).slice(0, MAX_BATCH)
    for (const { message, timer } of due) {
      clearTimeout(timer)
      waiting.delete(message.id)
    }
    return due.map(({ message }) => message)
  }

  const deliverDue = async (): Promise<void> => {
    const batch = takeDue()
    if (batch.length === 0) return
    if (batch.length === MAX_BATCH) void deliverDue()
    underWay += batch.length
    const outcomes = await post(batch)
    underWay -= batch.length
    for (const message of batch) settle(message, outcomes)
  }

  const post = async (messages: QueueMessage[]): Promise<Outcomes | 'failed' | 'unreachable'> => {
    const urls = workers()
    const url = urls[turn++ % urls.length]
    if (url === undefined) return 'unreachable'
    try {
      const response = await fetch(`${url}/__stage/queue`, {
        method: 'POST',
        body: JSON.stringify(messages),
      })
      return response.ok ? OutcomesAnswer.parse(await response.json()) : 'failed'
    } catch (error) {
      return isRefused(error) ? 'unreachable' : 'failed'
    }
  }

  const settle = (message: QueueMessage, outcomes: Outcomes | 'failed' | 'unreachable'): void => {
    if (!on) return
    if (outcomes === 'unreachable') {
      enqueue(message, UNREACHABLE_SECONDS)
      return
    }
    const outcome =
      outcomes === 'failed'
        ? { retrySeconds: UNREACHABLE_SECONDS }
        : (outcomes[message.id] ?? 'ack')
    if (outcome === 'ack') return
    if (message.attempts > MAX_RETRIES) dead.push(message)
    else enqueue({ ...message, attempts: message.attempts + 1 }, outcome.retrySeconds)
  }

  const send = (wakeUps: readonly WakeUp[]): void => {
    if (!on) return
    const timestamp = new Date().toISOString()
    for (const { body, delaySeconds } of wakeUps)
      enqueue({ id: randomUUID(), timestamp, attempts: 1, body }, delaySeconds)
  }

  const drop = (): void => {
    for (const { timer } of waiting.values()) clearTimeout(timer)
    waiting.clear()
  }

  return {
    send,
    fetch: async (request: Request): Promise<Response> => {
      send(await readJson(request, WakeUps))
      return new Response(null, { status: 204 })
    },
    /** Off loses every wake-up, those waiting included: the cron alone must suffice. */
    turn: (wanted: boolean): void => {
      on = wanted
      if (!on) drop()
    },
    counts: () => ({ on, waiting: waiting.size, underWay, dead: [...dead] }),
    stop: (): void => {
      on = false
      drop()
    },
  }
}

const isRefused = (error: unknown): boolean =>
  error instanceof Error &&
  (('code' in error && error.code === 'ECONNREFUSED') || isRefused(error.cause))

/** Waits until `busy` says no, asked every 20 ms; false when it is still busy after `timeoutMs`. */
export const untilIdle = async (busy: () => boolean, timeoutMs: number): Promise<boolean> => {
  const deadline = performance.now() + timeoutMs
  while (busy()) {
    if (performance.now() > deadline) return false
    await sleep(20)
  }
  return true
}
