import { readFile } from 'node:fs/promises'

import { afterAll, beforeAll, expect, test } from 'vitest'

import type { Business } from './businesses.ts'
import { openStage, type Stage } from './stage.ts'

let stage: Stage
let business: Business

beforeAll(async () => {
  stage = await openStage({ name: 'stage-test', durable: false, port: 0, appPort: 0 })
  const demo = await readFile(`${import.meta.dirname}/demo.json`, 'utf8')
  business = await stage.businesses.load(JSON.parse(demo))
}, 60_000)
afterAll(() => stage.stop())

const call = async (name: string, input: unknown) => {
  const response = await fetch(`${stage.url}/control/${name}`, {
    method: 'POST',
    body: JSON.stringify(input),
  })
  return response.json()
}
const ask = (chat: string, id: string) => ({
  hook: business.hook,
  body: {
    channel_id: business.providerChannelId,
    event: { type: 'messages', event: 'post' },
    messages: [
      {
        id,
        type: 'text',
        chat_id: `${chat}@s.whatsapp.net`,
        from: chat,
        from_me: false,
        from_name: 'Lerato',
        source: 'mobile',
        text: { body: 'Are you open on Friday?' },
        timestamp: Math.floor(stage.clock.now().getTime() / 1000),
      },
    ],
  },
})
const sentTo = (chat: string) =>
  stage.whapi.sent().filter(({ chatId }) => chatId === `${chat}@s.whatsapp.net`)

test('a question delivered five times at once is answered once, through the queue', async () => {
  const chat = '27825550101'
  const delivery = { ...ask(chat, 'first'), times: 5, parallel: 5 }
  expect(await call('deliver', delivery)).toStrictEqual({ statuses: [200, 200, 200, 200, 200] })
  expect(await call('idle', { timeoutMs: 15_000 })).toMatchObject({ idle: true, dead: [] })
  expect(sentTo(chat)).toHaveLength(1)
}, 20_000)

test('with the queue off, the sweep alone answers', async () => {
  const chat = '27825550102'
  await call('queue', { on: false })
  await call('deliver', ask(chat, 'second'))
  await call('clock', { advanceSeconds: 60 })
  expect(await call('sweep', {})).toStrictEqual({ status: 204 })
  await call('queue', { on: true })
  await call('clock', { real: true })
  expect(sentTo(chat)).toHaveLength(1)
}, 20_000)

test('a killed Worker answers nobody, and after its restart it answers again', async () => {
  const chat = '27825550103'
  await call('worker', { kill: true })
  expect(await call('deliver', ask(chat, 'third'))).toStrictEqual({ statuses: [0] })
  await call('worker', { restart: true })
  expect(await call('deliver', ask(chat, 'third'))).toStrictEqual({ statuses: [200] })
}, 20_000)

test('a limit that was reached is so still when the Worker was killed and started again [#49]', async () => {
  const askForLink = async () => {
    const response = await fetch(`${stage.appOrigin}/login`, {
      method: 'POST',
      headers: { Origin: stage.appOrigin },
      body: new URLSearchParams({ email: 'counted@example.com' }),
      redirect: 'manual',
    })
    return response.status
  }
  expect([await askForLink(), await askForLink(), await askForLink()]).toEqual([303, 303, 303])
  expect(await askForLink()).toBe(429)
  await call('worker', { kill: true })
  await call('worker', { restart: true })
  expect(await askForLink()).toBe(429)
}, 20_000)

test('a forged delivery is refused and asks the database nothing', async () => {
  await call('idle', { timeoutMs: 15_000 })
  await call('trips/reset', {})
  const forged = { ...ask('27825550104', 'fourth'), secret: false }
  expect(await call('deliver', forged)).toStrictEqual({ statuses: [401] })
  expect(stage.neon.counts().requests).toBe(0)
}, 20_000)

test("a sign-in link lies in the owner's mailbox", async () => {
  const { link } = (await call('signin', { email: business.email })) as { link: string }
  expect(link.startsWith(stage.appOrigin)).toBe(true)
  expect(stage.mailbox.mails().at(-1)).toMatchObject({ to: business.email, text: link })
})

test('a link asked for on the login page is mailed by the Worker, once, even when the provider fails first', async () => {
  const before = stage.mailbox.mails().length
  await call('fail', { standIn: 'mail', status: 503, times: 1 })
  const asked = await fetch(`${stage.appOrigin}/login`, {
    method: 'POST',
    headers: { Origin: stage.appOrigin },
    body: new URLSearchParams({ email: business.email }),
    redirect: 'manual',
  })
  expect(asked.status).toBe(303)
  await call('idle', { timeoutMs: 15_000 })
  const mails = stage.mailbox.mails().slice(before)
  expect(mails).toMatchObject([{ to: business.email, subject: expect.stringContaining('log in') }])
  expect(mails[0]?.text).toContain(`\n${stage.appOrigin}/login/verify?t=`)
}, 20_000)

test('a static file is served by the stage, not by the Worker', async () => {
  const response = await fetch(`${stage.appOrigin}/app.css`)
  expect(response.headers.get('content-type')).toBe('text/css; charset=utf-8')
})
