/** The Worker as the stage runs it: ours, with the stage's clock, database endpoint, queue and static files around it. */
import { neonConfig } from '@neondatabase/serverless'

import { buildDeps } from '../functions/deps.ts'
import { createWorker } from '../functions/worker.ts'
import type { Outcome, Outcomes, QueueMessage, WakeUp } from './queue.ts'

type StageEnv = {
  /** Where the stage listens. */
  STAGE: string
  /** `real`: the stage is not asked for its clock, and whether its queue is on, before each event (benchmarks). */
  CLOCK?: string
  /** JSON list of the paths that exist in public/. */
  STATIC_PATHS: string
}
type Context = {
  waitUntil: (work: Promise<unknown>) => void
  passThroughOnException: () => void
}

let stage = ''
let offsetMs = 0
let queueOn = true
let staticPaths = new Set<string>()

/** The queue's producer, as the Worker would find it bound. */
const REPLIES = {
  sendBatch: async (wakeUps: Iterable<WakeUp>): Promise<void> => {
    const body = JSON.stringify([...wakeUps])
    const response = await fetch(`${stage}/queue`, { method: 'POST', body })
    if (!response.ok) throw new Error(`the stage's queue answered ${response.status}`)
  },
}

/** Our Worker's three entrances, in the words of this file: Cloudflare's own types and Node's do not agree on Request. */
type Entrances = {
  fetch: (request: Request, env: unknown, context: Context) => Promise<Response>
  queue: (batch: unknown, env: unknown, context: Context) => Promise<void>
  scheduled: (controller: unknown, env: unknown, context: Context) => Promise<void>
}

const worker = createWorker((env: unknown) => ({
  ...buildDeps({ ...(env as StageEnv), REPLIES }),
  clock: () => new Date(Date.now() + offsetMs),
  /** While the queue is off, the Worker behaves as if none were bound. */
  get wakes() {
    return queueOn
  },
})) as unknown as Entrances

const prepare = async (env: StageEnv): Promise<void> => {
  if (!stage) {
    stage = env.STAGE
    neonConfig.fetchEndpoint = `${stage}/sql`
    staticPaths = new Set(JSON.parse(env.STATIC_PATHS) as string[])
  }
  if (env.CLOCK === 'real') return
  const response = await fetch(`${stage}/clock`)
  const now: { offsetMs: number; queueOn: boolean } = await response.json()
  offsetMs = now.offsetMs
  queueOn = now.queueOn
}

/** A context that can say when everything handed to `waitUntil` is done, failures included. */
const watched = (context: Context) => {
  const pending: Promise<unknown>[] = []
  const waitUntil = (work: Promise<unknown>) => {
    pending.push(work)
    context.waitUntil(work)
  }
  const settled = async () => {
    for (let done = 0; done < pending.length;) {
      done = pending.length // work may hand over more work
      await Promise.allSettled(pending)
    }
  }
  return { context: { waitUntil, passThroughOnException: () => {}, props: {} }, settled }
}

const runQueue = async (request: Request, env: StageEnv, outer: Context): Promise<Response> => {
  const sent: QueueMessage[] = await request.json()
  const outcomes: Outcomes = {}
  const conclude = (id: string, outcome: Outcome) => {
    outcomes[id] ??= outcome // the first word counts, as at Cloudflare
  }
  const retry = (id: string, options?: { delaySeconds?: number }) =>
    conclude(id, { retrySeconds: options?.delaySeconds ?? 0 })
  const messages = sent.map((message) => ({
    ...message,
    timestamp: new Date(message.timestamp),
    ack: () => conclude(message.id, 'ack'),
    retry: (options?: { delaySeconds?: number }) => retry(message.id, options),
  }))
  const batch = {
    queue: 'replies',
    messages,
    ackAll: () => messages.forEach((message) => message.ack()),
    retryAll: (options?: { delaySeconds?: number }) =>
      messages.forEach((message) => message.retry(options)),
  }
  const { context, settled } = watched(outer)
  try {
    await worker.queue(batch, env, context)
  } catch (error) {
    console.error(error)
    batch.retryAll()
  }
  await settled()
  batch.ackAll()
  return Response.json(outcomes)
}

const runSweep = async (env: StageEnv, outer: Context): Promise<Response> => {
  const { context, settled } = watched(outer)
  const controller = { cron: '* * * * *', scheduledTime: Date.now() + offsetMs, noRetry: () => {} }
  await worker.scheduled(controller, env, context)
  await settled()
  return new Response(null, { status: 204 })
}

/** The edge names the caller; here that is this machine, unless a test plays another. */
const asFromTheEdge = (request: Request): Request => {
  if (request.headers.has('cf-connecting-ip')) return request
  const headers = new Headers(request.headers)
  headers.set('cf-connecting-ip', '127.0.0.1')
  return new Request(request, { headers })
}

export default {
  async fetch(request: Request, env: StageEnv, context: Context): Promise<Response> {
    await prepare(env)
    const { pathname } = new URL(request.url)
    if (pathname === '/__stage/queue') return runQueue(request, env, context)
    if (pathname === '/__stage/sweep') return runSweep(env, context)
    if (request.method === 'GET' && staticPaths.has(pathname))
      return fetch(`${stage}/static${pathname}`, { headers: request.headers })
    return worker.fetch(asFromTheEdge(request), env, context)
  },
}
