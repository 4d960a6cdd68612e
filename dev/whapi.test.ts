import { describe, expect, it } from 'vitest'

import { soon } from '../src/vendors/testing.ts'
import { parseWhapiWebhook } from '../src/vendors/whapi-webhook.ts'
import { connectionDropped } from './mishap.ts'
import { createWhapi } from './whapi.ts'

const TOKEN = 'token'
const CHAT = '27825550101@s.whatsapp.net'
const HOOK = 'https://app.example/webhooks/whapi/x.1'
const TIMES = { echoMs: 2, sentMs: 2, deliveredMs: 2, readMs: 2 }

/** `statuses`: what the app answers to webhooks, in turn; 200 when they are used up. */
const open = (statuses: number[] = [], random = () => 0.5) => {
  const received: { headers: Headers; body: string }[] = []
  const whapi = createWhapi({
    now: () => new Date(),
    random,
    timing: TIMES,
    deliver: async (_, init) => {
      received.push({
        headers: new Headers(init.headers),
        body: await new Response(init.body).text(),
      })
      const status = statuses.shift() ?? 200
      return new Response(null, { status })
    },
  })
  const channel = whapi.addChannel({
    token: TOKEN,
    providerChannelId: 'MANTIS-M72HC',
    phone: '+27825550199',
  })
  channel.settings.webhooks = [{ url: HOOK, headers: { 'X-Webhook-Secret': 's' } }]
  channel.settings.callback_backoff_delay_ms = 5
  const call = (method: string, path: string, body?: unknown) =>
    whapi.fetch(
      new Request(`http://stage${path}`, {
        method,
        headers: { Authorization: `Bearer ${TOKEN}` },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    )
  const send = (text = 'Hi', to = CHAT) => call('POST', '/whapi/messages/text', { to, body: text })
  const settled = () => soon(() => expect(whapi.busy()).toBe(false))
  /** What arrived, in our words: 'text', or a delivery state. */
  const heard = () =>
    received
      .flatMap(({ body }) => parseWhapiWebhook({ body, receivedAt: new Date() })?.items ?? [])
      .map((item) =>
        item.type === 'status' ? item.state : item.type === 'message' ? item.text : item.type,
      )
  return { whapi, channel, received, call, send, settled, heard }
}

describe('webhooks', () => {
  it('are repeated until the answer is exactly 200', async () => {
    const { whapi, channel, received, settled } = open([503, 204, 500])
    channel.settings.callback_persist = true
    await whapi.customerSays(channel, { chatId: CHAT, text: 'Hi' })
    await soon(() => expect(received).toHaveLength(4))
    await settled()
    expect(new Set(received.map(({ body }) => body)).size).toBe(1)
  })

  it('come later each time they fail', async () => {
    const { whapi, channel, received } = open([500, 500, 500])
    channel.settings.callback_persist = true
    channel.settings.callback_backoff_delay_ms = 30
    const start = performance.now()
    await whapi.customerSays(channel, { chatId: CHAT, text: 'Hi' })
    await soon(() => expect(received).toHaveLength(4))
    expect(performance.now() - start).toBeGreaterThan(30 + 60 + 90 - 10)
  })

  it('are given up after three tries where they are not kept', async () => {
    const { whapi, channel, received, settled } = open(Array.from({ length: 9 }, () => 500))
    await whapi.customerSays(channel, { chatId: CHAT, text: 'Hi' })
    await settled()
    expect(received).toHaveLength(3)
  })

  it('go only where their event is wanted, with the headers that were set', async () => {
    const { whapi, channel, received } = open()
    const events = [{ type: 'calls', method: 'post' }]
    channel.settings.webhooks = [{ url: HOOK, events, headers: { 'X-Webhook-Secret': 's' } }]
    await whapi.customerSays(channel, { chatId: CHAT, text: 'Hi' })
    await whapi.call(channel, CHAT)
    expect(received).toHaveLength(1)
    expect(received[0]?.headers.get('x-webhook-secret')).toBe('s')
    expect(received[0]?.headers.has('x-whapi-signature')).toBe(false)
  })

  it('of a signing provider carry a signature and not the secret', async () => {
    const { whapi, channel, received } = open()
    channel.signs = true
    await whapi.customerSays(channel, { chatId: CHAT, text: 'Hi' })
    expect(received[0]?.headers.get('x-whapi-signature')).toMatch(/^[\da-f]{64}$/)
    expect(received[0]?.headers.has('x-webhook-secret')).toBe(false)
  })

  it('stop when the stand-in stops', async () => {
    const { whapi, channel, received } = open([500, 500])
    await whapi.customerSays(channel, { chatId: CHAT, text: 'Hi' })
    whapi.stop()
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(received).toHaveLength(1)
  })
})

describe('a send', () => {
  it('is answered as pending, then echoed, then sent, delivered and read', async () => {
    const { send, settled, heard } = open()
    const response = await send('We open at 9')
    expect(await response.json()).toMatchObject({
      sent: true,
      message: { from_me: true, source: 'api', status: 'pending', text: { body: 'We open at 9' } },
    })
    await settled()
    expect(heard()).toEqual(['We open at 9', 'sent', 'delivered', 'read'])
  })

  it('can be echoed before it is answered', async () => {
    const { whapi, send, settled, heard } = open()
    whapi.faults.echoFirst = true
    await send('Hi')
    expect(heard()).toEqual(['Hi'])
    await settled()
    expect(heard()).toEqual(['Hi', 'sent', 'delivered', 'read'])
  })

  it('can be told of several times', async () => {
    const { whapi, send, settled, heard } = open()
    whapi.faults.copies = 3
    await send('Hi')
    await settled()
    expect(heard()).toHaveLength(12)
    expect(heard().filter((word) => word === 'Hi')).toHaveLength(3)
  })

  it('can be told of in any order', async () => {
    const draws = [0.5, 0.9, 0.5, 0.6, 0.5, 0.3, 0.5, 0]
    const { whapi, send, settled, heard } = open([], () => draws.shift() ?? 0.5)
    whapi.faults.shuffle = true
    await send('Hi')
    await settled()
    expect(heard()).toEqual(['read', 'delivered', 'sent', 'Hi'])
  })

  it('can have its webhooks lost', async () => {
    const { whapi, send, settled, heard } = open([], () => 0)
    whapi.faults.losePercent = 100
    await send('Hi')
    await settled()
    expect(heard()).toEqual([])
    expect(whapi.sent()).toHaveLength(1)
  })

  it('can fail as told, and then works again', async () => {
    const { whapi, send } = open()
    whapi.arrange({ times: 2, delayMs: 0, status: 500, afterAccept: false })
    expect([await send(), await send(), await send()].map(({ status }) => status)).toEqual([
      500, 500, 200,
    ])
    expect(whapi.sent()).toHaveLength(1)
  })

  it('can be accepted and then lose its connection', async () => {
    const { whapi, send } = open()
    whapi.arrange({ times: 1, delayMs: 0, afterAccept: true })
    await expect(send()).rejects.toBe(connectionDropped)
    expect(whapi.sent()).toHaveLength(1)
  })

  it('can be answered long after it had its effect', async () => {
    const { whapi, send, settled, heard } = open()
    whapi.faults.answerDelayMs = 100
    const answer = send('Hi')
    await soon(() => expect(heard()).toContain('read'))
    expect(whapi.sent()).toHaveLength(1)
    expect((await answer).status).toBe(200)
    await settled()
  })

  it('calls what was hooked before and after its effect', async () => {
    const { whapi, send } = open()
    const seen: [string, number][] = []
    whapi.hooks.beforeSend = () => seen.push(['before', whapi.sent().length])
    whapi.hooks.afterSend = () => seen.push(['after', whapi.sent().length])
    await send()
    expect(seen).toEqual([
      ['before', 0],
      ['after', 1],
    ])
  })

  it.each([
    [{ to: 'nobody', body: 'Hi' }],
    [{ to: CHAT, body: '' }],
    [{ to: CHAT }],
    ['not an object'],
  ])('of %j is refused with 400', async (body) => {
    const { whapi, call } = open()
    const response = await call('POST', '/whapi/messages/text', body)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { code: 400 } })
    expect(whapi.sent()).toEqual([])
  })

  it('to bare digits goes to that person’s chat', async () => {
    const { whapi, send } = open()
    await send('Hi', '27825550101')
    expect(whapi.sent()).toMatchObject([{ chatId: CHAT }])
  })
})

describe('the API', () => {
  it('answers an unknown token as Whapi does', async () => {
    const { whapi } = open()
    const response = await whapi.fetch(new Request('http://stage/whapi/health'))
    expect(response.status).toBe(404)
    expect(await response.json()).toEqual({ error: { code: 404, message: 'Channel not found' } })
  })

  it('refuses chats of an unlinked number, and reads of one out of step', async () => {
    const { whapi, channel, send, call } = open()
    await whapi.unlink(channel)
    expect((await send()).status).toBe(401)
    await whapi.setHealth(channel, 'SYNC_ERROR')
    expect((await send()).status).toBe(200)
    expect((await call('GET', `/whapi/messages/list/${CHAT}`)).status).toBe(500)
  })

  it('tells the app when a phone is linked and unlinked', async () => {
    const { whapi, channel, received } = open()
    await whapi.unlink(channel)
    await whapi.link(channel)
    const items = received.flatMap(
      ({ body }) => parseWhapiWebhook({ body, receivedAt: new Date() })?.items ?? [],
    )
    expect(items).toMatchObject([
      { type: 'health', text: 'unlinked', health: 'down' },
      { type: 'health', text: 'QR', health: 'linking' },
      { type: 'health', text: 'linked', health: 'working' },
      { type: 'health', text: 'AUTH', health: 'working' },
    ])
  })

  it('keeps settings that are not mentioned and refuses a sixth header', async () => {
    const { call, channel } = open()
    expect((await call('PATCH', '/whapi/settings', { offline_mode: true })).status).toBe(200)
    expect(channel.settings).toMatchObject({ offline_mode: true, webhooks: [{ url: HOOK }] })
    const headers = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => [name, 'x']))
    const tooMany = { webhooks: [{ url: HOOK, headers }] }
    expect((await call('PATCH', '/whapi/settings', tooMany)).status).toBe(400)
  })

  it('sends a test delivery that says nothing', async () => {
    const { call, received, heard } = open()
    expect((await call('POST', '/whapi/settings/webhook_test')).status).toBe(200)
    expect(received).toHaveLength(1)
    expect(heard()).toEqual([])
  })
})

describe('people', () => {
  it('write, edit, delete and react', async () => {
    const { whapi, channel, heard } = open()
    const { id } = await whapi.customerSays(channel, {
      chatId: CHAT,
      name: 'Lerato',
      text: 'at 10',
    })
    await whapi.edit(channel, id, 'at 11')
    await whapi.react(channel, { chatId: CHAT, id, emoji: '👍' })
    await whapi.remove(channel, id)
    await whapi.ownerSays(channel, { chatId: CHAT, text: 'I will help' })
    expect(heard()).toEqual(['at 10', 'edit', 'reaction', 'removal', 'I will help'])
  })

  it('who were offline arrive in one delivery', async () => {
    const { whapi, channel, received, heard } = open()
    await whapi.customerSaysAll(channel, [
      { chatId: CHAT, text: 'one' },
      { chatId: CHAT, text: 'two' },
    ])
    expect(received).toHaveLength(1)
    expect(heard()).toEqual(['one', 'two'])
  })
})
