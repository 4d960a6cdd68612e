import { expect, test } from 'vitest'

import { markSent } from '../src/message/message.ts'
import { about, customerLine, freshDb, minutes, openBusiness, ownLine, seconds } from './testing.ts'

const house = await freshDb()

/** A business whose receptionist is just sending a line to the one customer who wrote. */
const whileSending = async () => {
  const shop = await openBusiness(house)
  const [due] = await shop.deliver([customerLine()])
  const conversationId = due?.conversationId ?? ''
  const [line] = await shop.arrange(
    `insert into app.messages (conversation_id, channel_id, by, text, at, state, sending_at)
     values ($1, $2, 'receptionist', 'We open at 8.', $3, 'sending', $3) returning id`,
    conversationId,
    shop.channelId,
    seconds(4).toISOString(),
  )
  await shop.arrange(
    `update app.conversations set lease_token = 7, lease_until = $2 where id = $1`,
    conversationId,
    minutes(1).toISOString(),
  )
  return { ...shop, conversationId, lineId: String(line?.['id']) }
}

test('the echo of a line whose provider id is known changes nothing', async () => {
  const shop = await whileSending()
  await shop.arrange(
    `update app.messages set state = 'pending', provider_id = 'ours' where id = $1`,
    shop.lineId,
  )
  await shop.deliver([ownLine({ provider_id: 'ours', source: 'api', text: 'We open at 8.' })])
  expect(await shop.messages()).toHaveLength(2)
  expect(await shop.conversations()).toMatchObject([{ state: 'ai', lease_token: '7' }])
})

test('the echo of a line that is still leaving is known by its text, and settles it', async () => {
  const shop = await whileSending()
  await shop.deliver([ownLine({ provider_id: 'echo', source: 'api', text: ' We open at 8. ' })])
  expect((await shop.messages()).at(-1)).toMatchObject({
    id: shop.lineId,
    state: 'sent',
    provider_id: 'echo',
  })
  expect(await shop.conversations()).toMatchObject([{ state: 'ai', lease_token: '7' }])
})

test('the echo of a line that we gave up without knowing how it went shows that it was sent', async () => {
  const shop = await whileSending()
  await shop.arrange(`update app.messages set state = 'dropped' where id = $1`, shop.lineId)
  await shop.deliver([ownLine({ provider_id: 'echo', source: 'api', text: 'We open at 8.' })])
  expect((await shop.messages()).at(-1)).toMatchObject({ id: shop.lineId, state: 'sent' })
  expect(await shop.conversations()).toMatchObject([{ state: 'ai', lease_token: '7' }])
})

test.each([
  ['has never left', 'dropped', null],
  ['still waits in the queue', 'queued', null],
])('the same words as a line that %s are a person’s own', async (_, state, sendingAt) => {
  const shop = await whileSending()
  await shop.arrange(
    `update app.messages set state = $2, sending_at = $3 where id = $1`,
    shop.lineId,
    state,
    sendingAt,
  )
  await shop.deliver([ownLine({ text: 'We open at 8.' })])
  expect((await shop.messages()).at(-1)).toMatchObject({ by: 'phone' })
  expect(await shop.conversations()).toMatchObject([{ state: 'human', lease_token: '8' }])
})

test('a status that came before the echo is applied with it', async () => {
  const shop = await whileSending()
  await shop.deliver([about('status', 'echo', { value: 'delivered' })])
  await shop.deliver([ownLine({ provider_id: 'echo', source: 'api', text: 'We open at 8.' })])
  expect((await shop.messages()).at(-1)).toMatchObject({ id: shop.lineId, state: 'delivered' })
})

test('two echoes and our own answer at once never look like a person who takes over', async () => {
  const shop = await whileSending()
  for (let round = 0; round < 60; round++) {
    const providerId = `race-${round}`
    const text = `Line ${round}`
    const [line] = await shop.arrange(
      `insert into app.messages (conversation_id, channel_id, by, text, at, state, sending_at)
       values ($1, $2, 'receptionist', $3, now(), 'sending', now()) returning id`,
      shop.conversationId,
      shop.channelId,
      text,
    )
    const echo = ownLine({ provider_id: providerId, source: 'api', text })
    await Promise.all([
      shop.deliver([echo]),
      shop.deliver([{ ...echo, key: `${echo.key}:again` }]),
      house.ask(
        shop.jobDoor(seconds(5)),
        markSent(house.db, {
          id: String(line?.['id']),
          channelId: shop.channelId,
          providerId,
          at: seconds(5),
        }),
      ),
    ])
  }
  expect(await shop.conversations()).toMatchObject([{ state: 'ai', lease_token: '7' }])
  const lines = (await shop.messages()).filter(({ by }) => by !== 'customer')
  expect(lines.every(({ by }) => by === 'receptionist')).toBe(true)
  expect(lines.filter(({ provider_id: id }) => id !== null)).toHaveLength(60)
})

test('a reply from the owner’s phone takes the chat over for two hours and refuses the draft in flight', async () => {
  const shop = await openBusiness(house)
  await shop.deliver([customerLine()])
  await shop.arrange(
    `update app.conversations set lease_token = 7, lease_until = $2, attention = 'look' where org_id = $1`,
    shop.orgId,
    minutes(1).toISOString(),
  )
  await shop.deliver([ownLine()], seconds(2))
  expect(await shop.conversations()).toMatchObject([
    {
      state: 'human',
      human_until: new Date(seconds(2).getTime() + 120 * 60_000),
      lease_token: '8',
      lease_until: null,
      reply_due_at: null,
      first_unanswered_at: null,
      attention: null,
      unread: 0,
    },
  ])
  expect(await shop.messages()).toMatchObject([
    { by: 'customer', outcome: 'human', outcome_reason: 'taken_over' },
    { by: 'phone', state: 'sent' },
  ])
})

test('a take-over leaves the lease to a line that is already leaving', async () => {
  const shop = await whileSending()
  await shop.deliver([ownLine({ text: 'Sipho here' })], seconds(5))
  expect(await shop.conversations()).toMatchObject([
    { state: 'human', lease_token: '8', lease_until: minutes(1), reply_due_at: seconds(3) },
  ])
})

test('a reply that a member has queued stays due when the owner answers from the phone', async () => {
  const shop = await whileSending()
  await shop.arrange(`update app.messages set state = 'queued' where id = $1`, shop.lineId)
  await shop.arrange(
    `update app.conversations set reply_due_at = null where org_id = $1`,
    shop.orgId,
  )
  await shop.deliver([ownLine({ text: 'Sipho here' })], seconds(5))
  expect(await shop.conversations()).toMatchObject([
    { lease_until: null, reply_due_at: seconds(5) },
  ])
})

test('another program on the number holds the receptionist back for ten minutes only', async () => {
  const shop = await openBusiness(house)
  await shop.deliver([customerLine()])
  await shop.deliver([ownLine({ source: 'api', text: 'Your order has shipped' })])
  expect(await shop.conversations()).toMatchObject([{ state: 'human', human_until: minutes(10) }])
  expect((await shop.messages()).at(-1)).toMatchObject({ by: 'integration' })
})

test('the owner’s first line to a new number opens a thread that is a person’s', async () => {
  const shop = await openBusiness(house)
  await shop.deliver([ownLine({ chat: '27825550109@s.whatsapp.net', phone: '+27825550109' })])
  expect(await shop.conversations()).toMatchObject([{ state: 'human', unread: 0 }])
})

test.each([
  ['written before the number was linked', { at: minutes(-5).toISOString() }],
  ['marked as old', { why: 'old' }],
])('an own line %s is stored and takes nothing over', async (_, more) => {
  const shop = await openBusiness(house)
  await shop.arrange(
    `update app.channels set connected_at = $2 where org_id = $1`,
    shop.orgId,
    minutes(-1).toISOString(),
  )
  await shop.deliver([ownLine(more)])
  expect(await shop.messages()).toMatchObject([{ by: 'phone', state: 'sent' }])
  expect(await shop.conversations()).toMatchObject([{ state: 'ai', lease_token: '0' }])
})

test('the owner’s notes to their own number are nobody’s conversation', async () => {
  const shop = await openBusiness(house)
  await shop.deliver([ownLine({ chat: '27825550150@s.whatsapp.net', phone: '+27825550150' })])
  expect(await shop.conversations()).toEqual([])
  expect(await shop.messages()).toEqual([])
})

test('an own line delivered twice takes over once', async () => {
  const shop = await openBusiness(house)
  await shop.deliver([customerLine()])
  const line = ownLine()
  await Promise.all([shop.deliver([line]), shop.deliver([line]), shop.deliver([line])])
  expect(await shop.conversations()).toMatchObject([{ lease_token: '1' }])
  expect(await shop.messages()).toHaveLength(2)
})
