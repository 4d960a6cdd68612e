import { beforeEach, describe, expect, test } from 'vitest'

import { Upstream } from '../src/errors.ts'
import { openHouse, type House } from './testing.ts'

const plumber = { services: [{ name: 'Geyser service', priceCents: 85000, durationMinutes: 120 }] }
const question = 'How much is a geyser service?'

let house: House
let headers: Record<string, string>
let path: string

beforeEach(async () => {
  house = await openHouse(plumber)
  headers = await house.signedIn()
  await house.deliver(house.says(question))
  const [thread] = await house.threads()
  path = `/conversations/${String(thread?.['id'])}`
})

const post = (verb: string, form: Record<string, string> = {}, as = headers) =>
  house.request(`${path}/${verb}`, { method: 'POST', headers: as, body: new URLSearchParams(form) })
const reply = (text: string, cid: string = crypto.randomUUID()) => post('replies', { text, cid })
const page = async () => (await house.request(path, { headers })).text()

describe('the owner reads a conversation', () => {
  test('who said what, and from which facts the receptionist answered', async () => {
    await house.work()
    const html = await page()
    expect(html).toContain(question)
    expect(html).toContain('R850')
    expect(html).toContain('Geyser service')
    expect(html).toContain('Lerato Mokoena')
    expect(html).toContain('+27 82 555 0111')
  })

  test('its live part answers 204 until something changes, ticks included', async () => {
    await house.work()
    const live = async (version: string) =>
      house.request(`${path}/live?v=${encodeURIComponent(version)}`, { headers })
    const first = await live('')
    const version = first.headers.get('x-v') ?? ''
    expect((await live(version)).status).toBe(204)
    const [sent] = await house.sent()
    const statuses = [
      { id: sent?.id, status: 'read', code: 4, recipient_id: '1', timestamp: '1795000000' },
    ]
    await house.deliver({ statuses, event: { type: 'statuses', event: 'post' } })
    expect((await live(version)).status).toBe(200)
  })

  test('seeing it clears the unread count, by a post and never by a get', async () => {
    await page()
    expect((await house.threads())[0]).toMatchObject({ unread: 1 })
    expect((await post('reading')).status).toBe(204)
    expect((await house.threads())[0]).toMatchObject({ unread: 0 })
  })

  test('what a customer writes is shown as text, never as a page of their own [#58]', async () => {
    await house.deliver(
      house.says('<script>alert(1)</script>', { from_name: '<img src=x onerror=alert(1)>' }),
    )
    const html = await page()
    expect(html).toContain('&lt;script&gt;alert(1)')
    expect(html).not.toContain('<img src=x')
    expect(html).not.toContain('<script>alert')
  })
})

describe('the owner answers', () => {
  test('the reply goes the road of every reply: stored, sent once, and the receptionist is silent', async () => {
    const response = await reply('We can come at ten.')
    expect(response.headers.get('location')).toBe(path)
    await house.work()
    await house.sweep()
    await house.work()
    expect((await house.sent()).map(({ text }) => text)).toEqual(['We can come at ten.'])
    expect(await house.threads()).toMatchObject([{ state: 'human', reply_due_at: null, unread: 0 }])
    const lines = await house.lines()
    expect(lines).toMatchObject([
      { by: 'customer', outcome: 'human' },
      { by: 'member', state: 'pending', text: 'We can come at ten.' },
    ])
    expect(lines[1]?.['member_id']).not.toBeNull()
    expect(await page()).toContain('Nomsa')
  })

  test('a double tap, or a retry on a weak line, sends one message', async () => {
    const cid = crypto.randomUUID()
    await Promise.all(Array.from({ length: 5 }, () => reply('Once only', cid)))
    await house.work()
    expect(await house.sent()).toHaveLength(1)
  })

  test('two replies go out in the order they were written', async () => {
    await reply('First')
    await reply('Second')
    await house.work()
    expect((await house.sent()).map(({ text }) => text)).toEqual(['First', 'Second'])
  })

  test('line breaks as browsers post them reach WhatsApp as line breaks', async () => {
    await reply('One\r\nTwo')
    await house.work()
    expect((await house.sent())[0]?.text).toBe('One\nTwo')
  })

  test.each([
    ['nothing', ''],
    ['only blanks', '   '],
    ['more than WhatsApp takes', 'x'.repeat(4001)],
    ['a NUL', 'a\0b'],
  ])('with %s is told what is wrong, and nothing is sent', async (_, text) => {
    const response = await reply(text)
    expect(response.status).toBe(400)
    expect(await response.text()).toMatch(/text/)
    await house.work()
    expect((await house.lines()).some((line) => line['by'] === 'member')).toBe(false)
  })
})

describe('a reply that was not sent', () => {
  /** Whapi refuses what is sent until it is told otherwise. */
  const refuse = () => {
    const { whatsappOf } = house.deps
    house.deps.whatsappOf = async (channel) => ({
      ...(await whatsappOf(channel)),
      sendText: () => Promise.reject(new Upstream('forbidden', 'never', 'no')),
    })
    return () => {
      house.deps.whatsappOf = whatsappOf
    }
  }
  const failedReply = async () => {
    const restore = refuse()
    await reply('On my way')
    await house.work()
    restore()
    return retryOf(await page())
  }
  const retryOf = (html: string) =>
    /action="\/conversations\/[^/]+\/(messages\/[^"]+)"/.exec(html)?.[1]

  test('can be sent again, by a button beside it, and is sent once however often it is tapped', async () => {
    const retry = (await failedReply()) ?? ''
    expect(await page()).toContain('Try again')
    house.pass(7300)
    const taps = await Promise.all([1, 2, 3].map(() => post(retry)))
    expect(taps.map(({ status }) => status)).toEqual([303, 303, 303])
    await house.work()
    await post(retry)
    await house.work()
    expect((await house.sent()).map(({ text }) => text)).toEqual(['On my way'])
    expect(retryOf(await page())).toBeUndefined()
    const lines = (await house.lines()).filter((line) => line['by'] === 'member')
    expect(lines).toMatchObject([{ state: 'pending' }])
  })

  test('and is refused again is not sent, and can be tried anew', async () => {
    const retry = (await failedReply()) ?? ''
    const restore = refuse()
    await post(retry)
    await house.work()
    restore()
    expect(await house.sent()).toEqual([])
    expect(retryOf(await page())).toBe(retry)
    expect(await house.threads()).toMatchObject([{ state: 'human', reply_due_at: null }])
  })

  test('but had reached WhatsApp without our knowing is found there, and not sent twice', async () => {
    const { whatsappOf } = house.deps
    house.deps.whatsappOf = async (channel) => {
      const real = await whatsappOf(channel)
      return {
        ...real,
        sendText: async (chatId, text) => {
          await real.sendText(chatId, text)
          throw new Upstream('the answer was lost', 'never', 'unknown')
        },
      }
    }
    await reply('On my way')
    await house.work()
    house.deps.whatsappOf = whatsappOf
    await post(retryOf(await page()) ?? '')
    await house.work()
    expect((await house.sent()).map(({ text }) => text)).toEqual(['On my way'])
    expect((await house.lines()).at(-1)).toMatchObject({ by: 'member', state: 'pending' })
  })

  test('takes the chat over like a reply when it is sent again', async () => {
    const retry = (await failedReply()) ?? ''
    await post('handback')
    await post(retry)
    expect(await house.threads()).toMatchObject([{ state: 'human', attention: null }])
    await house.work()
    expect((await house.sent()).map(({ text }) => text)).toContain('On my way')
  })

  test('is not sent again once something was said after it, nor by a viewer, a neighbour or under another chat', async () => {
    const retry = (await failedReply()) ?? ''
    const neighbour = await openHouse(plumber)
    const theirs = await neighbour.signedIn()
    expect((await post(retry, {}, await house.signedIn('viewer'))).status).toBe(403)
    const asked = await neighbour.request(`${path}/${retry}`, { method: 'POST', headers: theirs })
    expect(asked.status).toBe(404)
    await reply('I am at the gate')
    await house.work()
    expect(retryOf(await page())).toBeUndefined()
    const before = await house.threads()
    expect((await post(retry)).status).toBe(303)
    await house.work()
    expect((await house.sent()).map(({ text }) => text)).toEqual(['I am at the gate'])
    expect(await house.threads()).toEqual(before)
  })
})

describe('taking over and handing back', () => {
  test('taken over: nothing more is answered by the receptionist', async () => {
    expect((await post('takeover')).headers.get('location')).toBe(`${path}?done=takeover`)
    await house.work()
    await house.deliver(house.says('Hello? Anyone?'))
    await house.work()
    expect(await house.sent()).toEqual([])
    expect(await page()).toContain('Hand back')
  })

  test('handed back at once: the question nobody answered is answered', async () => {
    await post('takeover')
    await post('handback')
    await house.work()
    expect((await house.sent())[0]?.text).toContain('R850')
  })

  test('handed back after an answer: what a person answered is not answered again', async () => {
    await reply('It is R850.')
    await house.work()
    await post('handback')
    await house.work()
    expect(await house.sent()).toHaveLength(1)
    house.pass(10)
    await house.deliver(house.says('How long does a geyser service take?'))
    await house.work()
    expect(await house.sent()).toHaveLength(2)
  })

  test('every move leaves a mark with who did it [#106]', async () => {
    await post('takeover')
    await post('handback')
    const [marks] = await house.asOwner(
      `select actor, after->>'state' as state from app.audit where table_name = 'conversations' and actor like 'member:%' order by seq`,
    )
    expect(marks).toEqual([
      { actor: expect.stringMatching(/^member:/), state: 'human' },
      { actor: expect.stringMatching(/^member:/), state: 'ai' },
    ])
  })

  test('closed, the chat opens again when the customer writes', async () => {
    await house.work()
    await post('closing')
    expect(await page()).toContain('closed')
    house.pass(10)
    await house.deliver(house.says(`${question} Again please`))
    await house.work()
    expect(await house.threads()).toMatchObject([{ state: 'ai' }])
    expect(await house.sent()).toHaveLength(2)
  })

  test('closed with a question unanswered, nothing goes on being due', async () => {
    await post('closing')
    await house.work()
    await house.sweep()
    await house.work()
    expect(await house.threads()).toMatchObject([{ state: 'closed', reply_due_at: null }])
    expect(await house.sent()).toEqual([])
  })

  test("the page's own script gets the changed parts instead of a whole page", async () => {
    const response = await post('takeover', {}, { ...headers, Accept: 'text/x-part' })
    expect(response.status).toBe(200)
    expect(response.headers.get('x-v')).toBeTruthy()
    expect(await response.text()).not.toContain('<html')
  })
})

describe('roles', () => {
  test('a viewer reads and may not answer, take over or link a number [#20]', async () => {
    const viewer = await house.signedIn('viewer')
    expect((await house.request(path, { headers: viewer })).status).toBe(200)
    expect((await post('takeover', {}, viewer)).status).toBe(403)
    expect((await post('replies', { text: 'Hi', cid: crypto.randomUUID() }, viewer)).status).toBe(
      403,
    )
    expect((await house.request('/connect', { headers: viewer })).status).toBe(403)
    expect(await house.threads()).toMatchObject([{ state: 'ai' }])
  })
})
