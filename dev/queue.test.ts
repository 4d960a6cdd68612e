import { afterEach, beforeEach, expect, test } from 'vitest'

import { serve, type Server } from './http.ts'
import { createQueue, untilIdle, type Outcome, type Queue, type QueueMessage } from './queue.ts'

type Delivery = { at: number; messages: QueueMessage[] }

let server: Server
let queue: Queue
let deliveries: Delivery[]
/** What the Worker does with a message; a number is an HTTP status for the whole batch. */
let decide: (message: QueueMessage) => Outcome | number

beforeEach(async () => {
  deliveries = []
  decide = () => 'ack'
  server = await serve({
    port: 0,
    fetch: async (request) => {
      const messages: QueueMessage[] = await request.json()
      deliveries.push({ at: performance.now(), messages })
      const outcomes = messages.map((message) => [message.id, decide(message)] as const)
      const status = outcomes.find(([, outcome]) => typeof outcome === 'number')?.[1]
      if (typeof status === 'number') return new Response(null, { status })
      return Response.json(Object.fromEntries(outcomes))
    },
  })
  queue = createQueue(() => [`http://127.0.0.1:${server.port}`])
})
afterEach(async () => {
  queue.stop()
  await server.stop()
})

const send = (...bodies: unknown[]) =>
  queue.send(bodies.map((body) => ({ body, delaySeconds: 0.05 })))
const settled = () => untilIdle(() => queue.counts().waiting + queue.counts().underWay > 0, 8000)
const bodies = () => deliveries.flatMap(({ messages }) => messages.map(({ body }) => body))

test('a wake-up arrives once, after its delay and not before', async () => {
  const sentAt = performance.now()
  send('a')
  await settled()
  expect(bodies()).toStrictEqual(['a'])
  expect((deliveries[0]?.at ?? 0) - sentAt).toBeGreaterThanOrEqual(49)
})

test('what is due together travels in batches of at most ten', async () => {
  send(...Array.from({ length: 23 }, (_, n) => n))
  await settled()
  const sizes = deliveries.map(({ messages }) => messages.length)
  expect(sizes.reduce((sum, size) => sum + size)).toBe(23)
  expect(Math.max(...sizes)).toBeLessThanOrEqual(10)
  expect(sizes.length).toBeLessThan(23)
})

test('only the message that asked for it comes again, after the time it asked for', async () => {
  decide = ({ body, attempts }) =>
    body === 'later' && attempts === 1 ? { retrySeconds: 0.1 } : 'ack'
  send('done', 'later')
  await settled()
  expect(bodies()).toStrictEqual(['done', 'later', 'later'])
  const [first, second] = deliveries.filter(({ messages }) =>
    messages.some(({ body }) => body === 'later'),
  )
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(99)
  expect(second?.messages[0]?.attempts).toBe(2)
})

test('a message that fails four times is dead', async () => {
  decide = () => ({ retrySeconds: 0 })
  send('hopeless')
  await settled()
  expect(bodies()).toHaveLength(4)
  expect(queue.counts().dead.map(({ body }) => body)).toStrictEqual(['hopeless'])
})

test('a batch that the Worker dies with is tried again', async () => {
  let failures = 1
  decide = () => (failures-- > 0 ? 500 : 'ack')
  send('survivor')
  await settled()
  expect(bodies()).toStrictEqual(['survivor', 'survivor'])
  expect(queue.counts().dead).toStrictEqual([])
})

test('while no Worker answers, a message waits and is not counted as tried', async () => {
  const { port } = server
  await server.stop()
  send('patient')
  await new Promise((resolve) => setTimeout(resolve, 300))
  const { waiting, underWay, dead } = queue.counts()
  expect([waiting + underWay, dead]).toStrictEqual([1, []])
  server = await serve({
    port,
    fetch: async (request) => {
      const messages: QueueMessage[] = await request.json()
      deliveries.push({ at: performance.now(), messages })
      return Response.json({})
    },
  })
  await settled()
  expect(deliveries[0]?.messages[0]).toMatchObject({ body: 'patient', attempts: 1 })
})

test('switched off, the queue loses new wake-ups and those that wait', async () => {
  send('waiting')
  queue.turn(false)
  send('new')
  expect(queue.counts()).toMatchObject({ on: false, waiting: 0 })
  queue.turn(true)
  send('after')
  await settled()
  expect(bodies()).toStrictEqual(['after'])
})

test('a wake-up without a delay is refused by name', async () => {
  const stage = await serve({ port: 0, fetch: queue.fetch })
  const response = await fetch(`http://127.0.0.1:${stage.port}/queue`, {
    method: 'POST',
    body: JSON.stringify([{ body: 1 }]),
  })
  await stage.stop()
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ fields: { '0.delaySeconds': expect.any(String) } })
})
