import { describe, expect, test } from 'vitest'

import { Upstream } from '../src/errors.ts'
import type { Whatsapp } from '../src/vendors/whapi.ts'
import { runWakeUps } from './queue.ts'
import { batchOf, openHouse, type House } from './testing.ts'

const plumber = {
  services: [{ name: 'Geyser service', priceCents: 85000, durationMinutes: 120 }],
  hours: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, opens: '08:00', closes: '17:00' })),
}
const question = 'How much is a geyser service?'
const chat = '27825550111@s.whatsapp.net'

/** Whapi as this house reaches it, with one call replaced. */
const withCall = (house: House, change: (real: Whatsapp) => Partial<Whatsapp>) => {
  const { whatsappOf } = house.deps
  house.deps.whatsappOf = async (channel) => {
    const real = await whatsappOf(channel)
    return { ...real, ...change(real) }
  }
  return () => {
    house.deps.whatsappOf = whatsappOf
  }
}

/** Each send is taken, but its answer never comes. */
const losingAnswers = (real: Whatsapp): Partial<Whatsapp> => ({
  sendText: async (chatId, text) => {
    await real.sendText(chatId, text)
    throw new Upstream('no answer came', 'retry', 'unknown')
  },
})

const own = (text: string, house: House, source: string) => ({
  messages: [
    {
      id: `OWN.${crypto.randomUUID().slice(0, 12)}-AAAAAAA`,
      type: 'text',
      chat_id: chat,
      from_me: true,
      source,
      timestamp: Math.floor(house.now().getTime() / 1000),
      text: { body: text },
    },
  ],
  event: { type: 'messages', event: 'post' },
})

describe('a burst of messages', () => {
  test.each([1, 2, 3, 5, 10])('of %i lines gets one reply', async (count) => {
    const house = await openHouse(plumber)
    for (let i = 1; i < count; i += 1) {
      await house.deliver(house.says(`and another thing, number ${i},`))
      house.pass(1)
    }
    await house.deliver(house.says(question))
    house.pass(30)
    await house.work()
    await house.sweep()
    await house.work()
    expect(await house.sent()).toHaveLength(1)
    const outcomes = (await house.lines())
      .filter((line) => line['by'] === 'customer')
      .map((line) => line['outcome'])
    expect(outcomes).toEqual(Array.from({ length: count }, () => 'replied'))
  })

  test('that goes on while the receptionist is thinking is answered whole, in one reply', async () => {
    const house = await openHouse(plumber)
    await house.deliver(house.says(question))
    const { ask } = house.deps
    let trips = 0
    house.deps.ask = (async (...asked: Parameters<typeof ask>) => {
      trips += 1
      // Between the claim and the reply's row.
      if (trips === 2) await house.deliver(house.says('And are you open on Monday?'))
      return ask(...asked)
    }) as typeof ask
    await house.work()
    const sent = await house.sent()
    expect(sent).toHaveLength(1)
    expect(sent[0]?.text).toContain('R850')
    expect(sent[0]?.text).toContain('08:00')
    expect((await house.lines()).map((line) => line['outcome'])).toEqual([
      'replied',
      'replied',
      null,
    ])
  })

  test('a greeting waits a little for what follows, a complete question does not', async () => {
    const house = await openHouse(plumber)
    await house.deliver(house.says('Hi'))
    expect(house.wakeUps).toMatchObject([{ delaySeconds: 7 }])
    await house.work()
    expect(await house.sent()).toEqual([])
    await house.deliver(house.says(question))
    expect(house.wakeUps).toMatchObject([{ delaySeconds: 1 }])
    await house.work()
    expect(await house.sent()).toHaveLength(1)
  })

  test('three voice notes get one honest answer, and the owner is told', async () => {
    const house = await openHouse(plumber)
    for (let i = 0; i < 3; i += 1) {
      const voice = { id: `v${i}`, mime_type: 'audio/ogg; codecs=opus', seconds: 12, file_size: 9 }
      await house.deliver(house.says('', { type: 'voice', text: undefined, voice }))
    }
    house.pass(30)
    await house.sweep()
    await house.work()
    const sent = await house.sent()
    expect(sent).toHaveLength(1)
    expect(sent[0]?.text).toMatch(/voice note/i)
    expect((await house.threads())[0]?.['attention']).toMatch(/voice note/i)
  })
})

describe('a person answers', () => {
  test('from their own phone: the receptionist steps back, and is silent when the customer writes on', async () => {
    const house = await openHouse(plumber)
    await house.deliver(own('Hi, it is Sipho. I will call you.', house, 'mobile'))
    await house.deliver(house.says(question))
    await house.work()
    expect(await house.sent()).toEqual([])
    expect(await house.threads()).toMatchObject([{ state: 'human', reply_due_at: null }])
    expect((await house.lines()).map((line) => line['by'])).toEqual(['phone', 'customer'])
  })

  test('while the receptionist is thinking: her draft is discarded', async () => {
    const house = await openHouse(plumber)
    await house.deliver(house.says(question))
    const { ask } = house.deps
    let trips = 0
    house.deps.ask = (async (...asked: Parameters<typeof ask>) => {
      trips += 1
      // Between the claim and the reply's row.
      if (trips === 2) await house.deliver(own('I have this one.', house, 'mobile'))
      return ask(...asked)
    }) as typeof ask
    await house.work()
    expect(await house.sent()).toEqual([])
    expect(await house.threads()).toMatchObject([
      { state: 'human', attempts: 0, lease_until: null },
    ])
    const lines = await house.lines()
    expect(lines.some((line) => line['by'] === 'receptionist')).toBe(false)
    expect(lines[0]).toMatchObject({ outcome: 'human' })
  })

  test('her own message coming back as an echo is no person, whether it comes before or after the answer of the send', async () => {
    const house = await openHouse(plumber)
    await house.deliver(house.says(question))
    const restore = withCall(house, (real) => ({
      sendText: async (chatId, text) => {
        const sent = await real.sendText(chatId, text)
        const echo = own(text, house, 'api')
        const messages = echo.messages.map((line) => ({ ...line, id: sent.providerId }))
        await house.deliver({ ...echo, messages })
        return sent
      },
    }))
    await house.work()
    restore()
    expect(await house.threads()).toMatchObject([
      { state: 'ai', lease_until: null, reply_due_at: null },
    ])
    expect(await house.lines()).toMatchObject([
      { by: 'customer' },
      { by: 'receptionist', state: 'sent' },
    ])
  })

  test('two hours after the last word of a person the receptionist answers again', async () => {
    const house = await openHouse(plumber)
    await house.deliver(own('I will call you.', house, 'mobile'))
    house.pass(2 * 3600 + 1)
    await house.deliver(house.says(question))
    await house.work()
    expect(await house.sent()).toHaveLength(1)
  })
})

describe('a turn that breaks off', () => {
  test('after the send was taken but before it was recorded is found and not sent again [#41]', async () => {
    const house = await openHouse(plumber)
    await house.deliver(house.says(question))
    const restore = withCall(house, losingAnswers)
    await house.work()
    restore()
    house.pass(120)
    await house.sweep()
    await house.work()
    expect(await house.sent()).toHaveLength(1)
    expect(await house.lines()).toMatchObject([
      { outcome: 'replied' },
      { by: 'receptionist', state: 'pending' },
    ])
    expect(await house.threads()).toMatchObject([
      { reply_due_at: null, lease_until: null, attempts: 0 },
    ])
  })

  test('before the send left is sent once, by whoever comes next [#41]', async () => {
    const house = await openHouse(plumber)
    await house.deliver(house.says(question))
    const restore = withCall(house, () => ({
      sendText: () => Promise.reject(new Upstream('connection refused', 'retry', 'no')),
    }))
    await house.work()
    restore()
    expect(await house.sent()).toEqual([])
    house.pass(120)
    await house.sweep()
    await house.work()
    expect(await house.sent()).toHaveLength(1)
  })

  test('and a line that comes meanwhile is answered as well', async () => {
    const house = await openHouse(plumber)
    await house.deliver(house.says(question))
    const restore = withCall(house, losingAnswers)
    await house.work()
    restore()
    await house.deliver(house.says('And are you open on Monday?'))
    house.pass(120)
    await house.sweep()
    await house.work()
    expect(await house.sent()).toHaveLength(2)
    const inbound = (await house.lines()).filter((line) => line['by'] === 'customer')
    expect(inbound.map((line) => line['outcome'])).toEqual(['replied', 'replied'])
  })

  test('again and again ends with a person being told, never with silence', async () => {
    const house = await openHouse(plumber)
    await house.deliver(house.says(question))
    withCall(house, () => ({
      sendText: () => Promise.reject(new Upstream('connection refused', 'retry', 'no')),
      recentSends: () => Promise.resolve([]),
    }))
    for (let i = 0; i < 9; i += 1) {
      house.pass(3700)
      await house.sweep()
      await house.work()
    }
    expect(await house.threads()).toMatchObject([{ state: 'needs_human', reply_due_at: null }])
    const lines = await house.lines()
    expect(lines[0]).toMatchObject({ by: 'customer', outcome: 'dead' })
    expect(lines.filter((line) => line['state'] === 'sending')).toEqual([])
  })

  test('and comes back ten minutes later is composed anew, as things are then', async () => {
    const house = await openHouse(plumber)
    house.setTime('2026-11-23T14:50:00Z') // Monday 16:50 in Johannesburg, open until 17:00
    await house.deliver(house.says('Are you open now?'))
    const restore = withCall(house, () => ({
      sendText: () => Promise.reject(new Upstream('connection refused', 'retry', 'no')),
    }))
    await house.work()
    restore()
    const [, draft] = await house.lines()
    expect(draft?.['text']).toMatch(/open/)
    house.pass(20 * 60)
    await house.sweep()
    await house.work()
    const sent = await house.sent()
    expect(sent).toHaveLength(1)
    expect(sent[0]?.text).toMatch(/closed/i)
    expect((await house.lines())[0]).toMatchObject({ outcome: 'replied' })
  })

  test('because Whapi refuses for good is not tried again: a person is told', async () => {
    const house = await openHouse(plumber)
    await house.deliver(house.says(question))
    let calls = 0
    withCall(house, () => ({
      sendText: () => {
        calls += 1
        return Promise.reject(new Upstream('forbidden', 'never', 'no'))
      },
    }))
    await house.work()
    house.pass(4000)
    await house.sweep()
    await house.work()
    expect(calls).toBe(1)
    expect(await house.threads()).toMatchObject([{ state: 'needs_human', reply_due_at: null }])
    expect(await house.lines()).toMatchObject([{ outcome: 'dead' }, { state: 'failed' }])
  })
})

test('two automatic systems do not talk to each other for ever [#52]', async () => {
  const house = await openHouse(plumber)
  for (let i = 0; i < 30; i += 1) {
    await house.deliver(house.says(`Your ticket ${i} was received, how can we help?`))
    house.pass(1)
    await house.work()
    house.pass(1)
  }
  house.pass(60)
  await house.sweep()
  await house.work()
  expect((await house.sent()).length).toBeLessThanOrEqual(5)
  expect((await house.threads())[0]?.['attention']).not.toBeNull()
})

test('ten wake-ups for one conversation answer it once', async () => {
  const house = await openHouse(plumber)
  await house.deliver(house.says(question))
  const [wakeUp] = house.wakeUps.splice(0)
  if (!wakeUp) throw new Error('nothing to wake for')
  await Promise.all(Array.from({ length: 10 }, () => runWakeUps(batchOf([wakeUp]), house.deps)))
  expect(await house.sent()).toHaveLength(1)
})

test('a wake-up that is not understood is dropped, one that meets no database comes back', async () => {
  const house = await openHouse(plumber)
  const ended: string[] = []
  const odd = { orgId: 'nobody', conversationId: 'nothing', requestId: '', delaySeconds: 0 }
  await runWakeUps(batchOf([odd], ended), house.deps)
  expect(ended).toEqual(['ack'])
  await house.deliver(house.says(question))
  const [wakeUp] = house.wakeUps.splice(0)
  if (!wakeUp) throw new Error('nothing to wake for')
  house.deps.ask = () => Promise.reject(new Error('Error connecting to database: fetch failed'))
  await runWakeUps(batchOf([wakeUp], ended), house.deps)
  expect(ended).toEqual(['ack', 'retry'])
})

test('without a queue the sweep answers by itself, five at a time, and two sweeps at once do the work once [#42]', async () => {
  const house = await openHouse(plumber)
  house.deps.wakes = false
  for (let i = 0; i < 7; i += 1) {
    await house.deliver(house.says(question, { chat_id: `2782555030${i}@s.whatsapp.net` }))
  }
  await house.sweep()
  expect(await house.sent()).toHaveLength(5)
  await Promise.all([house.sweep(), house.sweep()])
  const chats = (await house.sent()).map(({ chatId }) => chatId)
  expect(chats).toHaveLength(7)
  expect(new Set(chats).size).toBe(7)
})

test('a customer who says STOP is not written to, until START', async () => {
  const house = await openHouse(plumber)
  await house.deliver(house.says('STOP'))
  await house.work()
  const [[stopped] = []] = await house.asOwner('select opted_out_at from app.customers')
  expect(stopped?.['opted_out_at']).not.toBeNull()
  house.pass(10)
  await house.deliver(house.says('START'))
  await house.work()
  const [[started] = []] = await house.asOwner('select opted_out_at from app.customers')
  expect(started?.['opted_out_at']).toBeNull()
})
