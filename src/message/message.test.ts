import { expect, test } from 'vitest'

import { about, customerLine, freshDb, openBusiness, seconds } from '../../db/testing.ts'
import {
  decideLines,
  giveUpLine,
  listPending,
  listRecent,
  listUnanswered,
  markSending,
  markSent,
  queueReply,
  withdrawLine,
  writeNote,
  writeReply,
} from './message.ts'

const house = await freshDb()
const { db } = house

const withChat = async () => {
  const shop = await openBusiness(house)
  const [due] = await shop.deliver([customerLine({ pause: 0 })])
  const conversationId = due?.conversationId ?? ''
  const [question] = await shop.messages()
  return { ...shop, conversationId, questionId: String(question?.['id']) }
}
type Shop = Awaited<ReturnType<typeof withChat>>

const replyIn = (shop: Shop, more: { id?: string; answersId?: string; text?: string } = {}) => ({
  id: crypto.randomUUID(),
  conversationId: shop.conversationId,
  channelId: shop.channelId,
  answersId: shop.questionId,
  text: 'We open at 8.',
  intent: 'hours',
  evidence: [{ ref: 'hours', says: 'Monday 08:00' }],
  at: seconds(2),
  ...more,
})

/** A reply of the receptionist that is just leaving; answers with its id. */
const sending = async (shop: Shop) => {
  const reply = replyIn(shop)
  await house.ask(
    shop.jobDoor(seconds(2)),
    writeReply(db, reply),
    decideLines(db, { ids: [shop.questionId], outcome: 'replied', answerId: reply.id }),
  )
  return reply.id
}

const lastLine = async (shop: Shop) => (await shop.messages()).at(-1)

test('a member’s reply that is posted twice is one line, under the member’s name', async () => {
  const shop = await withChat()
  const reply = {
    conversationId: shop.conversationId,
    clientId: crypto.randomUUID(),
    text: 'On my way',
    at: seconds(2),
  }
  const posted = await Promise.all(
    Array.from({ length: 8 }, () => house.ask(shop.ownerDoor(seconds(2)), queueReply(db, reply))),
  )
  expect(posted.flatMap(([, rows]) => rows)).toHaveLength(1)
  const lines = (await shop.messages()).slice(1)
  expect(lines).toMatchObject([
    { by: 'member', state: 'queued', member_id: shop.memberId, text: 'On my way' },
  ])
})

test('a reply to a neighbour’s conversation is written nowhere', async () => {
  const [shop, neighbour] = [await withChat(), await withChat()]
  const [, rows] = await house.ask(
    shop.ownerDoor(seconds(2)),
    queueReply(db, {
      conversationId: neighbour.conversationId,
      clientId: crypto.randomUUID(),
      text: 'Let me in',
      at: seconds(2),
    }),
  )
  expect(rows).toEqual([])
  expect([await shop.messages(), await neighbour.messages()].map(({ length }) => length)).toEqual([
    1, 1,
  ])
})

test('a customer’s line has one answer, however many turns write one', async () => {
  const shop = await withChat()
  const written = await Promise.all(
    Array.from({ length: 6 }, () =>
      house.ask(shop.jobDoor(seconds(2)), writeReply(db, replyIn(shop))),
    ),
  )
  expect(written.flatMap(([, rows]) => rows)).toHaveLength(1)
  expect((await shop.messages()).slice(1)).toMatchObject([
    {
      state: 'sending',
      sending_at: seconds(2),
      intent: 'hours',
      evidence: [{ ref: 'hours', says: 'Monday 08:00' }],
    },
  ])
})

test('an outcome is written once', async () => {
  const shop = await withChat()
  const ids = [shop.questionId]
  const [, first, second] = await house.ask(
    shop.jobDoor(seconds(2)),
    decideLines(db, { ids, outcome: 'silent', reason: 'opted_out' }),
    decideLines(db, { ids, outcome: 'replied' }),
  )
  expect([first.length, second.length]).toEqual([1, 0])
  expect(await shop.messages()).toMatchObject([{ outcome: 'silent', outcome_reason: 'opted_out' }])
})

test('a sent line is noted once, whoever says it first', async () => {
  const shop = await withChat()
  const id = await sending(shop)
  const sent = { id, channelId: shop.channelId, at: seconds(3) }
  const [, [first], [second]] = await house.ask(
    shop.jobDoor(seconds(3)),
    markSent(db, { ...sent, providerId: 'ours' }),
    markSent(db, { ...sent, providerId: 'other' }),
  )
  expect([first.length, second.length]).toEqual([1, 0])
  expect(await lastLine(shop)).toMatchObject({ state: 'pending', provider_id: 'ours' })
})

test('a provider id that stands on another line already is left there', async () => {
  const shop = await withChat()
  await shop.deliver([customerLine({ provider_id: 'taken' })])
  const id = await sending(shop)
  const [, [rows]] = await house.ask(
    shop.jobDoor(seconds(3)),
    markSent(db, { id, channelId: shop.channelId, providerId: 'taken', at: seconds(3) }),
  )
  expect(rows).toEqual([])
  expect(await lastLine(shop)).toMatchObject({ id, provider_id: null })
})

test('a status that beat our own answer counts as soon as the line is known', async () => {
  const shop = await withChat()
  const id = await sending(shop)
  await shop.deliver([about('status', 'ours', { value: 'delivered' })])
  await house.ask(
    shop.jobDoor(seconds(3)),
    markSent(db, { id, channelId: shop.channelId, providerId: 'ours', at: seconds(3) }),
  )
  expect(await lastLine(shop)).toMatchObject({ state: 'delivered' })
})

test.each([
  ['failed', 'dead'],
  ['dropped', 'human'],
] as const)('a line given up as %s leaves its question %s', async (state, outcome) => {
  const shop = await withChat()
  const id = await sending(shop)
  await house.ask(shop.jobDoor(seconds(3)), giveUpLine(db, { id, state, at: seconds(3) }))
  expect(await shop.messages()).toMatchObject([{ outcome, outcome_reason: state }, { state }])
})

test('a draft that is withdrawn leaves its question to be answered anew', async () => {
  const shop = await withChat()
  const id = await sending(shop)
  await house.ask(shop.jobDoor(seconds(3)), withdrawLine(db, { id, at: seconds(3) }))
  expect(await shop.messages()).toMatchObject([
    { outcome: null, outcome_reason: null, answer_id: null },
    { id, state: 'dropped' },
  ])
  const [, again] = await house.ask(shop.jobDoor(seconds(4)), writeReply(db, replyIn(shop)))
  expect(again).toHaveLength(1)
})

test.each([
  ['given up', (id: string) => giveUpLine(db, { id, state: 'failed', at: seconds(3) })],
  ['withdrawn', (id: string) => withdrawLine(db, { id, at: seconds(3) })],
])('a line that has left can no longer be %s, and its question stays answered', async (_, end) => {
  const shop = await withChat()
  const id = await sending(shop)
  await house.ask(
    shop.jobDoor(seconds(3)),
    markSent(db, { id, channelId: shop.channelId, providerId: 'ours', at: seconds(3) }),
    end(id),
  )
  expect(await shop.messages()).toMatchObject([
    { outcome: 'replied', answer_id: id },
    { state: 'pending', answers_id: shop.questionId },
  ])
})

test('only a line that waits can be marked as leaving', async () => {
  const shop = await withChat()
  const id = await sending(shop)
  const mark = () => house.ask(shop.jobDoor(seconds(4)), markSending(db, { id, at: seconds(4) }))
  expect((await mark())[1]).toEqual([{ id }])
  expect(await lastLine(shop)).toMatchObject({ sending_at: seconds(4) })
  await house.ask(
    shop.jobDoor(seconds(5)),
    giveUpLine(db, { id, state: 'dropped', at: seconds(5) }),
  )
  expect((await mark())[1]).toEqual([])
})

test('the lists of a turn show what waits, what is unanswered, and what was said', async () => {
  const shop = await withChat()
  const id = await sending(shop)
  await shop.deliver([customerLine({ text: 'And on Sunday?' })])
  const note = { conversationId: shop.conversationId, channelId: shop.channelId, at: seconds(6) }
  const [, , pending, unanswered, recent] = await house.ask(
    shop.jobDoor(seconds(6)),
    writeNote(db, { ...note, text: 'Asked about Sunday' }),
    listPending(db, shop.conversationId),
    listUnanswered(db, shop.conversationId),
    listRecent(db, shop.conversationId),
  )
  expect(pending).toMatchObject([
    { id, by: 'receptionist', state: 'sending', sendingAt: seconds(2) },
  ])
  expect(unanswered).toMatchObject([{ text: 'And on Sunday?', outcome: null }])
  expect(recent.map(({ text }) => text)).toEqual(['And on Sunday?', 'We open at 8.', 'hello'])
})
