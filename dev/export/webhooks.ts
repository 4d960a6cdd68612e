/** Webhooks at a steady rate, from a process of its own, until it is told to end. They come when they are due, whether or not the ones before were answered. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

import { bodyOf, chatNumber, CHATS, messageId, type Target } from '../bench/deliveries.ts'
import type { House } from './house.ts'

const PER_SECOND = 20

/** `latencies`: milliseconds of each that was accepted. */
export type Accepted = { latencies: number[]; refused: number }
type Job = {
  url: string
  target: Target
  phase: number
  perSecond: number
}

let phase = 0

/** Sends them while `work` goes on. */
export const withWebhooks = async <T>(
  { stage, business }: House,
  work: () => Promise<T>,
  perSecond = PER_SECOND,
): Promise<{ result: T; accepted: Accepted }> => {
  const child = fork(import.meta.filename)
  const url = `${stage.appOrigin}/webhooks/whapi/${business.hook}`
  child.send({
    url,
    target: business,
    phase: phase++,
    perSecond,
  } satisfies Job)
  const answered = once(child, 'message')
  try {
    const result = await work()
    child.send('end')
    const [accepted] = (await answered) as [Accepted]
    return { result, accepted }
  } finally {
    child.kill()
  }
}

const run = async ({ url, target, phase: nth, perSecond }: Job): Promise<Accepted> => {
  const accepted: Accepted = { latencies: [], refused: 0 }
  const pending: Promise<void>[] = []
  const told = new AbortController()
  process.once('message', () => told.abort())
  const started = performance.now()
  for (let n = 0; !told.signal.aborted; n += 1) {
    await sleep(Math.max(0, started + (n * 1000) / perSecond - performance.now()))
    pending.push(post(n))
  }
  await Promise.all(pending)
  return accepted

  async function post(n: number): Promise<void> {
    const id = messageId({ phase: nth, client: 0, n })
    const body = bodyOf(target, [{ id, chat: chatNumber(n % CHATS), at: new Date() }])
    const sent = performance.now()
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'X-Webhook-Secret': target.secret, 'Content-Type': 'application/json' },
      body,
    })
    await response.arrayBuffer()
    if (response.status === 200) accepted.latencies.push(performance.now() - sent)
    else accepted.refused += 1
  }
}

if (import.meta.main) {
  const [job] = await once(process, 'message')
  process.send?.(await run(job as Job))
  process.disconnect()
}
