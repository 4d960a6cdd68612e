import { describe, expect, it, vi } from 'vitest'

import { Upstream } from '../errors.ts'
import { CHANNEL, CHAT, TOKEN, openWhapi, soon } from './testing.ts'
import { createProver, hookName, hookSecret } from './whapi-hook.ts'
import { parseWhapiWebhook } from './whapi-webhook.ts'
import { createWhatsapp } from './whapi.ts'

const fault = { times: 1, delayMs: 0, afterAccept: false }
const hourAgo = () => new Date(Date.now() - 3_600_000)

const refusalOf = async (work: Promise<unknown>): Promise<Upstream> => {
  const error = await work.catch((thrown: unknown) => thrown)
  if (error instanceof Upstream) return error
  throw new Error(`expected an Upstream, got ${String(error)}`)
}
const refuses = (status: number, message = 'no') => ({
  answer: () => Response.json({ error: { code: status, message } }, { status }),
})

describe('sending a text', () => {
  it('reaches Whapi and answers with the id that its echo will carry [#39]', async () => {
    const { whatsapp, whapi, deliveries, channel } = openWhapi()
    channel.settings.webhooks = [{ url: 'https://app.example/hook' }]
    const { providerId } = await whatsapp.sendText(CHAT, 'We open at 9 👋')
    expect(whapi.sent()).toMatchObject([{ id: providerId, chatId: CHAT, text: 'We open at 9 👋' }])
    await soon(() => expect(deliveries).toHaveLength(4))
    const heard = deliveries.flatMap(
      ({ body }) => parseWhapiWebhook({ body, receivedAt: new Date() })?.items ?? [],
    )
    expect(heard).toMatchObject([
      { type: 'message', providerId, fromMe: true, source: 'api', text: 'We open at 9 👋' },
      { type: 'status', target: providerId, state: 'sent' },
      { type: 'status', target: providerId, state: 'delivered' },
      { type: 'status', target: providerId, state: 'read' },
    ])
  })

  it.each([
    [429, 'retry', 'no'],
    [500, 'retry', 'unknown'],
    [502, 'retry', 'unknown'],
    [503, 'retry', 'unknown'],
    [401, 'channel_down', 'no'],
    [402, 'channel_down', 'no'],
    [400, 'never', 'no'],
    [403, 'never', 'no'],
    [413, 'never', 'no'],
    [404, 'never', 'no'],
    [302, 'never', 'no'],
  ])('answered %i is %s, and its effect: %s', async (status, verdict, reached) => {
    const { whatsapp } = openWhapi(refuses(status))
    expect(await refusalOf(whatsapp.sendText(CHAT, 'Hi'))).toMatchObject({ verdict, reached })
  })

  it('with a token that Whapi does not know means the channel is down', async () => {
    const stranger = openWhapi().connectAs('another token')
    const error = await refusalOf(stranger.sendText(CHAT, 'Hi'))
    expect(error).toMatchObject({ verdict: 'channel_down', reached: 'no' })
  })

  it('from a number that is not linked means the channel is down', async () => {
    const { whatsapp, whapi } = openWhapi({ linked: false })
    expect(await refusalOf(whatsapp.sendText(CHAT, 'Hi'))).toMatchObject({
      verdict: 'channel_down',
    })
    expect(whapi.sent()).toEqual([])
  })

  it('to what is no chat will never succeed', async () => {
    const error = await refusalOf(openWhapi().whatsapp.sendText('not a chat', 'Hi'))
    expect(error).toMatchObject({ verdict: 'never', reached: 'no' })
  })

  it('whose connection is lost after it left may have been sent: looking finds it', async () => {
    const { whatsapp, whapi } = openWhapi()
    whapi.arrange({ ...fault, afterAccept: true })
    const error = await refusalOf(whatsapp.sendText(CHAT, 'Hi'))
    expect(error).toMatchObject({ verdict: 'retry', reached: 'unknown' })
    expect(await whatsapp.recentSends(CHAT, hourAgo())).toMatchObject([{ text: 'Hi' }])
  })

  it('that takes too long may have been sent', async () => {
    const timedOut = new DOMException('signal timed out', 'TimeoutError')
    const { whatsapp } = openWhapi({ answer: () => Promise.reject(timedOut) })
    const error = await refusalOf(whatsapp.sendText(CHAT, 'Hi'))
    expect(error).toMatchObject({ verdict: 'retry', reached: 'unknown' })
    expect(error.message).toContain('took too long')
  })

  it('where nothing listens was not sent', async () => {
    const nobody = createWhatsapp({ baseUrl: 'http://127.0.0.1:65535', token: TOKEN, fetch })
    const error = await refusalOf(nobody.sendText(CHAT, 'Hi'))
    expect(error).toMatchObject({ verdict: 'retry', reached: 'no' })
  })

  it.each(['{}', 'OK', '{"sent":true,"message":{}}', ''])(
    'answered %j was accepted, but nobody knows as what',
    async (body) => {
      const { whatsapp } = openWhapi({ answer: () => new Response(body) })
      const error = await refusalOf(whatsapp.sendText(CHAT, 'Hi'))
      expect(error).toMatchObject({ verdict: 'retry', reached: 'unknown' })
    },
  )

  it('is tried once, whatever happens', async () => {
    const answer = vi.fn<() => Response>(() => new Response(null, { status: 500 }))
    await refusalOf(openWhapi({ answer }).whatsapp.sendText(CHAT, 'Hi'))
    expect(answer).toHaveBeenCalledOnce()
  })

  it('is given 15 seconds, everything else 8', async () => {
    const timeout = vi.spyOn(AbortSignal, 'timeout')
    const { whatsapp } = openWhapi()
    await whatsapp.sendText(CHAT, 'Hi')
    expect(timeout).toHaveBeenLastCalledWith(15_000)
    await whatsapp.typing(CHAT, 3)
    expect(timeout).toHaveBeenLastCalledWith(8000)
    timeout.mockRestore()
  })
})

describe('the token', () => {
  it('travels in one header and never in an address, also not after a redirect [#40]', async () => {
    const requests: Request[] = []
    const answer = (request: Request) => {
      requests.push(request)
      return new Response('{}')
    }
    const { whatsapp } = openWhapi({ answer })
    await Promise.allSettled([
      whatsapp.sendText(CHAT, 'Hi'),
      whatsapp.readMessage('id'),
      whatsapp.recentSends(CHAT, hourAgo()),
      whatsapp.health(),
      whatsapp.configureHook({ url: 'https://app.example/h/x.1', secret: 's' }),
      whatsapp.pairingCode('+27825550199'),
      whatsapp.loginQr(),
    ])
    expect(requests.length).toBeGreaterThanOrEqual(7)
    for (const { url, headers, redirect } of requests) {
      expect(url).not.toContain(TOKEN)
      expect(headers.get('authorization')).toBe(`Bearer ${TOKEN}`)
      expect(redirect).toBe('manual')
    }
  })

  it.each([400, 401, 404, 500])(
    'is in no error, even where Whapi repeats it with a %i [#40]',
    async (status) => {
      const { whatsapp } = openWhapi(refuses(status, `bad token ${TOKEN} for ${'x'.repeat(500)}`))
      const error = await refusalOf(whatsapp.sendText(CHAT, 'Hi'))
      expect(`${error.message} ${error.stack} ${String(error.cause)}`).not.toContain(TOKEN)
      expect(error.message.length).toBeLessThan(200)
    },
  )

  it('and the customer’s number are not in the error of a call that names them [#40]', async () => {
    const { whatsapp } = openWhapi(refuses(500))
    const error = await refusalOf(whatsapp.recentSends(CHAT, hourAgo()))
    expect(error.message).toBe('recentSends: Whapi answered 500 no')
  })
})

describe('looking', () => {
  it('finds what our number sent since, newest first, whoever typed it', async () => {
    const { whatsapp, whapi, channel } = openWhapi()
    const now = Math.floor(Date.now() / 1000)
    await whapi.customerSays(channel, { chatId: CHAT, text: 'Hi' })
    await whapi.ownerSays(channel, { chatId: CHAT, text: 'too old', timestamp: now - 7200 })
    await whapi.ownerSays(channel, { chatId: CHAT, text: 'first', timestamp: now - 60 })
    await whapi.ownerSays(channel, { chatId: '27825550102@s.whatsapp.net', text: 'elsewhere' })
    await whatsapp.sendText(CHAT, 'second')
    const found = await whatsapp.recentSends(CHAT, hourAgo())
    expect(found.map(({ text }) => text)).toEqual(['second', 'first'])
  })

  it('sees a send only once Whapi lists it', async () => {
    const { whatsapp, whapi } = openWhapi()
    whapi.faults.listLagMs = 60_000
    await whatsapp.sendText(CHAT, 'Hi')
    expect(await whatsapp.recentSends(CHAT, hourAgo())).toEqual([])
    whapi.faults.listLagMs = 0
    expect(await whatsapp.recentSends(CHAT, hourAgo())).toHaveLength(1)
  })

  it('reads one message, and knows that there is none', async () => {
    const { whatsapp, whapi, channel } = openWhapi()
    const { id } = await whapi.customerSays(channel, { chatId: CHAT, text: '#off' })
    expect(await whatsapp.readMessage(id)).toMatchObject({
      chatId: CHAT,
      fromMe: false,
      text: '#off',
    })
    expect(await whatsapp.readMessage('nothing-here')).toBeNull()
  })

  it('reads nothing of a group', async () => {
    const { whatsapp, whapi, channel } = openWhapi()
    const { id } = await whapi.customerSays(channel, {
      chatId: '120363025550100@g.us',
      text: 'private',
    })
    expect(await whatsapp.readMessage(id)).toBeNull()
  })

  it('with a refused token is no absence', async () => {
    const error = await refusalOf(openWhapi().connectAs('another').readMessage('id'))
    expect(error.verdict).toBe('channel_down')
  })

  it('typing and reading reach the chat', async () => {
    const { whatsapp, whapi, channel } = openWhapi()
    await whatsapp.typing(CHAT, 5)
    expect(channel.typingUntilMs.get(CHAT)).toBeGreaterThan(Date.now())
    const message = await whapi.customerSays(channel, { chatId: CHAT, text: 'Hi' })
    await whatsapp.markRead(message.id)
    expect(message.status).toBe('read')
  })
})

describe('the channel', () => {
  it('tells its health, its id and its number', async () => {
    const { whatsapp, whapi, channel } = openWhapi()
    const working = {
      health: 'working',
      text: 'AUTH',
      providerChannelId: CHANNEL,
      phone: '+27825550199',
    }
    expect(await whatsapp.health()).toEqual(working)
    await whapi.setHealth(channel, 'SYNC_ERROR')
    expect(await whatsapp.health()).toEqual({
      ...working,
      health: 'down',
      text: 'SYNC_ERROR',
      phone: null,
    })
  })

  it('is told our address; an earlier one of ours goes, others stay', async () => {
    const { whatsapp, channel } = openWhapi()
    const theirs = { url: 'https://crm.example/hook', headers: { 'X-Key': 'theirs' } }
    channel.settings.webhooks = [theirs, { url: 'https://app.example/webhooks/whapi/old.1' }]
    await whatsapp.configureHook({ url: 'https://app.example/webhooks/whapi/new.2', secret: 's2' })
    expect(channel.settings).toMatchObject({ callback_persist: true, offline_mode: true })
    expect(channel.settings.webhooks).toMatchObject([
      theirs,
      {
        url: 'https://app.example/webhooks/whapi/new.2',
        mode: 'body',
        headers: { 'X-Webhook-Secret': 's2' },
      },
    ])
    const events = channel.settings.webhooks[1]?.events
    expect(events).toContainEqual({ type: 'messages', method: 'patch' })
    expect(events).toContainEqual({ type: 'users', method: 'delete' })
  })

  it.each([false, true])(
    'then delivers what our proof accepts (a provider that signs: %s) [#33]',
    async (signs) => {
      const { whatsapp, whapi, channel, deliveries } = openWhapi()
      channel.signs = signs
      const key = crypto.getRandomValues(new Uint8Array(32))
      const hook = { channelId: crypto.randomUUID(), generation: 1 }
      const url = `https://app.example/webhooks/whapi/${hookName(hook)}`
      await whatsapp.configureHook({ url, secret: await hookSecret(key, hook) })
      await whapi.customerSays(channel, { chatId: CHAT, name: 'Lerato', text: 'Môre 👋🏽' })
      const [delivery] = deliveries
      const body = new TextEncoder().encode(delivery?.body)
      const prove = createProver([{ id: 'k1', key }])
      const headers = delivery?.headers ?? new Headers()
      expect(await prove({ hook: hookName(hook), headers, body })).toEqual({
        ...hook,
        mode: signs ? 'hmac_sha256_body_hex' : 'static_header',
      })
    },
  )

  it('is linked by a code typed on the phone', async () => {
    const { whatsapp, whapi, channel } = openWhapi({ linked: false })
    expect(await whatsapp.health()).toMatchObject({ health: 'linking' })
    expect(await whatsapp.pairingCode('+27825550150')).toMatch(/^\d{3}-\d{3}$/)
    await whapi.link(channel)
    expect(await whatsapp.health()).toMatchObject({ health: 'working', phone: '+27825550150' })
    expect(await refusalOf(whatsapp.pairingCode('+27825550150'))).toMatchObject({
      verdict: 'never',
    })
  })

  it('shows a code to scan until it is linked', async () => {
    const { whatsapp } = openWhapi({ linked: false })
    const { image, expiresInSeconds } = await whatsapp.loginQr()
    expect(image).toMatch(/^data:image\/png;base64,/)
    expect(expiresInSeconds).toBe(20)
    expect(await refusalOf(openWhapi().whatsapp.loginQr())).toMatchObject({ verdict: 'never' })
  })

  it('has no code to scan while Whapi is still making it', async () => {
    const { whatsapp } = openWhapi({ answer: () => Response.json({ status: 'WAITING' }) })
    expect((await whatsapp.loginQr()).image).toBeNull()
  })
})
