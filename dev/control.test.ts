import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import { createClock } from './clock.ts'
import { createControl, type World } from './control.ts'
import { serve, type Server } from './http.ts'
import { createMailbox } from './mailbox.ts'
import { createMishaps } from './mishap.ts'
import { createModel } from './model.ts'
import { createPayfast } from './payfast.ts'
import { createQueue } from './queue.ts'
import { noFaults } from './whapi-state.ts'
import type { Workerd } from './workerd.ts'

let app: Server
let stage: Server
let seen: { path: string; secret: string | null; body: string }[] = []
let workerCalls: string[] = []
let busy = false
const faults = { ...noFaults }

const worker = (port: number): Workerd => ({
  url: `http://127.0.0.1:${port}`,
  pid: () => 4711,
  kill9: async () => void workerCalls.push('kill9'),
  restart: async () => void workerCalls.push('restart'),
  stop: async () => {},
  freeze: () => void workerCalls.push('freeze'),
  thaw: () => void workerCalls.push('thaw'),
})

const createWorld = (port: number): World => {
  const clock = createClock()
  const business = { email: 'thandi@example.com', phone: '+27825550100', hook: 'shop.1' }
  const ids = { orgId: 'o', channelId: 'c', providerChannelId: 'p', channelToken: 't' }
  return {
    clock,
    neon: {
      counts: () => ({ requests: 2, statements: 8, trips: [] }),
      reset: () => {},
      mishaps: createMishaps(),
    },
    queue: createQueue(() => []),
    model: createModel(),
    mailbox: createMailbox(clock.now),
    businesses: {
      secretOf: (hook) => (hook === 'shop.1' ? 's'.repeat(43) : undefined),
      load: async () => ({
        ...ids,
        ...business,
        secret: 's',
        authMode: 'static_header' as const,
        webhookUrl: 'w',
      }),
      signIn: async (email) => `http://localhost:8787/login?for=${email}`,
    },
    workers: [worker(port)],
    payfast: createPayfast({ now: clock.now, deliver: async () => new Response() }),
    whapi: {
      sent: () => [{ chatId: 'a' }, { chatId: 'b' }, { chatId: 'a' }],
      arrange: () => {},
      faults,
      busy: () => busy,
    },
    readConversation: async (wanted) => wanted,
  }
}

beforeAll(async () => {
  app = await serve({
    port: 0,
    fetch: async (request) => {
      const { pathname } = new URL(request.url)
      const secret = request.headers.get('x-webhook-secret')
      seen.push({ path: pathname, secret, body: await request.text() })
      return new Response(null, { status: pathname.startsWith('/__stage') ? 204 : 200 })
    },
  })
  stage = await serve({ port: 0, fetch: createControl(createWorld(app.port)).fetch })
})
beforeEach(() => {
  seen = []
  workerCalls = []
  busy = false
})
afterAll(async () => {
  await app.stop()
  await stage.stop()
})

const post = async (path: string, body: unknown, headers = {}) => {
  const response = await fetch(`http://127.0.0.1:${stage.port}/control/${path}`, {
    method: 'POST',
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: response.status, body: await response.json().catch(() => null) }
}
const get = async (path: string) => {
  const response = await fetch(`http://127.0.0.1:${stage.port}/control/${path}`)
  return { status: response.status, body: await response.json() }
}

describe('the clock', () => {
  test('goes to a moment, on by seconds, and back to real time', async () => {
    const moved = await post('clock', { at: '2027-01-01T08:00:00+02:00' })
    expect(moved.body.now.slice(0, 19)).toBe('2027-01-01T06:00:00')
    const later = await post('clock', { advanceSeconds: 3600 })
    expect(later.body.now.slice(0, 16)).toBe('2027-01-01T07:00')
    const before = Date.now()
    const real = Date.parse((await post('clock', { real: true })).body.now)
    expect(real).toBeGreaterThanOrEqual(before)
    expect(real).toBeLessThanOrEqual(Date.now())
  })
})

describe('PayFast', () => {
  test('shows what it took and told, and behaves as told until it is reset', async () => {
    const habits = { copies: 5, hold: true, oddOrder: false }
    expect((await post('payfast', { act: 'habits', ...habits })).body).toStrictEqual(habits)
    const down = { answer: 'down', minutes: 30 }
    expect((await post('payfast', { act: 'validate', as: down })).body).toStrictEqual(down)
    expect((await post('payfast', { act: 'release' })).body).toStrictEqual({ released: 0 })
    expect((await post('payfast', { act: 'reset' })).status).toBe(200)
    const nothing = { runs: [], payments: [], notices: [], held: 0 }
    expect((await get('payfast')).body).toStrictEqual(nothing)
  })
})

describe('delivering a webhook', () => {
  test('posts the raw bytes with the secret of the hook, as often as asked', async () => {
    const raw = '{"text":"Môre 👋"}\r\n'
    const { body } = await post('deliver', { hook: 'shop.1', body: raw, times: 3, parallel: 2 })
    expect(body).toStrictEqual({ statuses: [200, 200, 200] })
    expect(seen).toStrictEqual(
      Array.from({ length: 3 }, () => ({
        path: '/webhooks/whapi/shop.1',
        secret: 's'.repeat(43),
        body: raw,
      })),
    )
  })

  test('can forge: no secret, or a wrong one', async () => {
    await post('deliver', { hook: 'unknown.1', body: {}, secret: false })
    await post('deliver', { hook: 'shop.1', body: {}, headers: { 'X-Webhook-Secret': 'wrong' } })
    expect(seen.map(({ secret }) => secret)).toStrictEqual([null, 'wrong'])
  })

  test('to an unknown hook with a secret is a mistake of the caller', async () => {
    const { status, body } = await post('deliver', { hook: 'unknown.1', body: {} })
    expect(status).toBe(400)
    expect(body.fields.hook).toContain('no business')
    expect(seen).toStrictEqual([])
  })

  test('to a worker that does not run is refused', async () => {
    const { status, body } = await post('deliver', { hook: 'shop.1', body: {}, worker: 7 })
    expect([status, body.fields]).toStrictEqual([400, { worker: 'only 1 run' }])
  })
})

test.each([
  ['clock', { advanceSeconds: 'soon' }, 'advanceSeconds'],
  ['clock', { at: 'tomorrow' }, 'at'],
  ['clock', {}, 'at'],
  ['deliver', { body: {} }, 'hook'],
  ['deliver', { hook: 'shop.1', body: {}, times: 0 }, 'times'],
  ['signin', { email: 'nobody' }, 'email'],
  ['queue', { on: 'no' }, 'on'],
  ['idle', { timeoutMs: -1 }, 'timeoutMs'],
  ['fail', { standIn: 'fax' }, 'standIn'],
  ['payfast', { act: 'refund' }, 'act'],
  ['payfast', { act: 'charge', token: 'x' }, 'token'],
  ['payfast', { act: 'charge', token: '0d4d6a06-2b55-4d07-8f39-6f0f9d7f2f11' }, 'token'],
  ['payfast', { act: 'replay' }, 'index'],
  ['payfast', { act: 'validate', as: { answer: 'down' } }, 'as.minutes'],
  ['fail', { standIn: 'neon', status: 200 }, 'status'],
  ['model', { answers: [{ words: 'hi' }] }, 'answers.0.text'],
  ['whapi', { copies: 0 }, 'copies'],
  ['whapi', { twice: true }, 'twice'],
  ['worker', { freeze: 'long' }, 'freeze'],
  ['business', '[', 'body'],
])('POST /control/%s with %j is answered 400 and names %s', async (path, input, field) => {
  const { status, body } = await post(path, input)
  expect(status).toBe(400)
  expect(Object.keys(body.fields)).toContain(field)
})

test('a conversation without a chat is refused, and with one it is read', async () => {
  expect(await get('conversation')).toMatchObject({
    status: 400,
    body: { fields: { chatId: expect.any(String) } },
  })
  expect(await get('conversation?chatId=x')).toStrictEqual({ status: 200, body: { chatId: 'x' } })
})

test('sent messages can be asked for one chat', async () => {
  expect((await get('sent?chatId=a')).body).toHaveLength(2)
  expect((await get('sent')).body).toHaveLength(3)
})

test('waiting for quiet says whether it came', async () => {
  busy = true
  expect((await post('idle', { timeoutMs: 50 })).body.idle).toBe(false)
  busy = false
  expect((await post('idle', { timeoutMs: 50 })).body.idle).toBe(true)
})

test('Whapi can be given bad habits, and each call says all of them', async () => {
  await post('whapi', { copies: 3, shuffle: true })
  expect(faults).toStrictEqual({ ...noFaults, copies: 3, shuffle: true })
  await post('whapi', {})
  expect(faults).toStrictEqual(noFaults)
})

test('a worker can be killed, started again and frozen for a while', async () => {
  await post('worker', { kill: true })
  await post('worker', { restart: true })
  await post('worker', { freeze: 1 })
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(workerCalls).toStrictEqual(['kill9', 'restart', 'freeze', 'thaw'])
})

test('the sweep runs on the worker and is waited for', async () => {
  expect((await post('sweep', {})).body).toStrictEqual({ status: 204 })
  expect(seen.map(({ path }) => path)).toStrictEqual(['/__stage/sweep'])
})

test('every call is listed, and an unknown one is answered with the list', async () => {
  const { body } = await get('')
  const known = await get('nonsense')
  expect(known.status).toBe(404)
  expect(known.body.calls.length).toBeGreaterThan(15)
  expect(body).not.toBeNull()
})

test('a page of another site cannot reach the stage from a browser', async () => {
  const { status } = await post('queue', { on: true }, { origin: 'https://elsewhere.example' })
  expect(status).toBe(403)
})
