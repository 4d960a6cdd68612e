import { setTimeout as sleep } from 'node:timers/promises'

import { expect, test } from 'vitest'

import {
  customerLine,
  freshDb,
  minutes,
  MORNING,
  openBusiness,
  ownLine,
  refusal,
  seconds,
} from '../../db/testing.ts'
import type { InboundMessage } from '../inbound.ts'
import { recordInbound } from '../message/inbound.ts'
import { decideLines, queueReply, reopenUnanswered, writeNote } from '../message/message.ts'
import {
  claimReply,
  closeConversation,
  handBack,
  handOver,
  LEASE_SECONDS,
  lockConversation,
  postponeReply,
  raiseAttention,
  readByOwner,
  releaseReply,
  reopenConversation,
  settleReply,
  takeOver,
} from './conversation.ts'

const house = await freshDb()
const { db } = house

const QUESTION: InboundMessage = {
  type: 'message',
  key: 'message:question',
  at: MORNING,
  raw: null,
  providerId: 'question',
  chatId: '27825550101@s.whatsapp.net',
  fromMe: false,
  source: 'mobile',
  kind: 'text',
  text: 'Are you open on Saturday?',
  name: 'Thandi',
  phone: '+27825550101',
  quotes: null,
  details: {},
}

/** A business with one conversation in which a reply is due at once. */
const withDue = async () => {
  const shop = await openBusiness(house)
  const [due] = await shop.deliver([customerLine({ pause: 0 })])
  const conversationId = due?.conversationId ?? ''
  const at = seconds(1)
  return {
    ...shop,
    conversationId,
    here: { conversationId, at },
    claim: async (when = at) => {
      const [, rows] = await house.ask(
        shop.jobDoor(when),
        claimReply(db, { conversationId, at: when }),
      )
      return rows
    },
    /** As a job that needs no claim. */
    job: (when: Date, ...queries: Parameters<typeof house.ask>[1][]) =>
      house.ask(shop.jobDoor(when), ...queries),
    thread: async () => (await shop.conversations())[0] ?? {},
    set: (state: string) =>
      shop.arrange(`update app.conversations set state = $2 where org_id = $1`, shop.orgId, state),
  }
}
type Shop = Awaited<ReturnType<typeof withDue>>

const answerEverything = async (shop: Shop) => {
  const ids = (await shop.messages()).map(({ id }) => String(id))
  await shop.job(seconds(2), decideLines(db, { ids, outcome: 'replied' }))
}

/** Stores a question, its transaction open for another 0.3 s. Waits until it is under way. */
const beginStoring = async (shop: Shop) => {
  const storing = house.ask(
    shop.channelDoor(seconds(3)),
    recordInbound(db, {
      channelId: shop.channelId,
      items: [{ ...QUESTION, at: seconds(3) }],
      receivedAt: seconds(3),
    }),
    db.execute('select pg_sleep(0.3)'),
  )
  await sleep(100)
  return { ends: storing }
}

test('of ten workers that claim a reply at once, one gets it', async () => {
  const shop = await withDue()
  const claims = await Promise.all(Array.from({ length: 10 }, () => shop.claim()))
  expect(claims.flat()).toMatchObject([{ token: 1, state: 'ai', inboundCount: 1, attempts: 0 }])
})

test('a reply is claimed when it is due, and again only when the lease is over', async () => {
  const shop = await withDue()
  expect(await shop.claim(seconds(-1))).toEqual([])
  expect(await shop.claim(MORNING)).toMatchObject([{ token: 1 }])
  expect(await shop.claim(seconds(LEASE_SECONDS))).toEqual([])
  expect(await shop.claim(seconds(LEASE_SECONDS + 1))).toMatchObject([{ token: 2 }])
})

test('nobody claims a neighbour’s reply', async () => {
  const [shop, neighbour] = [await withDue(), await withDue()]
  const [, rows] = await house.ask(
    shop.jobDoor(MORNING),
    claimReply(db, { conversationId: neighbour.conversationId, at: seconds(1) }),
  )
  expect(rows).toEqual([])
})

test('a turn that answered everything ends the work', async () => {
  const shop = await withDue()
  await shop.claim()
  await answerEverything(shop)
  const [, , rows] = await house.ask(
    shop.jobDoor(seconds(5)),
    lockConversation(db, shop.conversationId),
    settleReply(db, { conversationId: shop.conversationId, token: 1, at: seconds(5) }),
  )
  expect(rows).toEqual([{ replyDueAt: null }])
  expect(await shop.thread()).toMatchObject({
    lease_until: null,
    reply_due_at: null,
    first_unanswered_at: null,
    last_message_at: seconds(5),
  })
})

test('a line that came in while the turn ran stays due when it ends', async () => {
  const shop = await withDue()
  await shop.claim()
  await answerEverything(shop)
  await shop.deliver([customerLine({ at: seconds(3).toISOString() })], seconds(3))
  const [, , rows] = await house.ask(
    shop.jobDoor(seconds(5)),
    lockConversation(db, shop.conversationId),
    settleReply(db, { conversationId: shop.conversationId, token: 1, at: seconds(5) }),
  )
  expect(rows).toEqual([{ replyDueAt: seconds(6) }])
})

test('a line that is being stored at the moment when the turn ends stays due', async () => {
  const shop = await withDue()
  await shop.claim()
  await answerEverything(shop)
  const storing = await beginStoring(shop)
  const [, , ended] = await house.ask(
    shop.jobDoor(seconds(5)),
    lockConversation(db, shop.conversationId),
    settleReply(db, { conversationId: shop.conversationId, token: 1, at: seconds(5) }),
  )
  await storing.ends
  expect(ended).toEqual([{ replyDueAt: seconds(3) }])
})

test('a turn whose token is old settles, frees and postpones nothing', async () => {
  const shop = await withDue()
  await shop.claim()
  const held = { conversationId: shop.conversationId, token: 0 }
  const [, settled, freed, postponed] = await house.ask(
    shop.jobDoor(seconds(2)),
    settleReply(db, { ...held, at: seconds(2) }),
    releaseReply(db, held),
    postponeReply(db, { ...held, dueAt: minutes(5) }),
  )
  expect([settled, freed, postponed]).toEqual([[], [], []])
  expect(await shop.thread()).toMatchObject({ reply_due_at: MORNING, lease_until: seconds(61) })
})

test('a turn that stops to think again leaves the reply due and free', async () => {
  const shop = await withDue()
  await shop.claim()
  const held = { conversationId: shop.conversationId, token: 1 }
  const [, rows] = await house.ask(shop.jobDoor(seconds(2)), releaseReply(db, held))
  expect(rows).toEqual([{ replyDueAt: MORNING }])
  expect(await shop.claim(seconds(2))).toMatchObject([{ token: 2, attempts: 0 }])
})

test('a postponed reply is due later, and its tries are counted', async () => {
  const shop = await withDue()
  await shop.claim()
  const held = { conversationId: shop.conversationId, token: 1 }
  const [, rows] = await house.ask(
    shop.jobDoor(seconds(2)),
    postponeReply(db, { ...held, dueAt: seconds(30) }),
  )
  expect(rows).toEqual([{ attempts: 1 }])
  expect(await shop.claim(seconds(29))).toEqual([])
  expect(await shop.claim(seconds(30))).toMatchObject([{ attempts: 1 }])
})

test.each([
  ['ai', 'needs_human'],
  ['needs_human', 'needs_human'],
  ['human', 'human'],
  ['closed', 'closed'],
  ['blocked', 'blocked'],
])('a hand-over of a chat that is %s leaves it %s, with the reason', async (before, after) => {
  const shop = await withDue()
  await shop.set(before)
  await shop.job(seconds(1), handOver(db, { ...shop.here, attention: `Why? ${'x'.repeat(300)}` }))
  expect(await shop.thread()).toMatchObject({ state: after, attention: `Why? ${'x'.repeat(195)}` })
})

test('a reason to look changes nothing else', async () => {
  const shop = await withDue()
  await shop.job(seconds(1), raiseAttention(db, { ...shop.here, attention: 'A complaint' }))
  expect(await shop.thread()).toMatchObject({ state: 'ai', attention: 'A complaint' })
})

test('a person who takes over gets the chat for two hours, and the draft in flight is refused', async () => {
  const shop = await withDue()
  await shop.claim()
  await house.ask(shop.ownerDoor(seconds(2)), takeOver(db, { ...shop.here, at: seconds(2) }))
  expect(await shop.thread()).toMatchObject({
    state: 'human',
    human_until: new Date(seconds(2).getTime() + 120 * 60_000),
    lease_until: null,
    reply_due_at: null,
    unread: 0,
  })
  const stale = house.doors.enterJob({
    orgId: shop.orgId,
    claim: { conversationId: shop.conversationId, token: 1 },
    at: seconds(3),
    requestId: 'job',
  })
  expect(await refusal(house.ask(stale))).toBe('UA409')
})

test('a line that is being stored at the moment of a take-over is the person’s', async () => {
  const shop = await withDue()
  const storing = await beginStoring(shop)
  await house.ask(shop.ownerDoor(seconds(4)), takeOver(db, shop.here))
  await storing.ends
  expect(await shop.messages()).toMatchObject([{ outcome: 'human' }, { outcome: 'human' }])
})

const handBackAt = (shop: Shop, at: Date) =>
  house.ask(
    shop.ownerDoor(at),
    lockConversation(db, shop.conversationId),
    reopenUnanswered(db, { ...shop.here, at }),
    handBack(db, { ...shop.here, at }),
  )

test('handed back, the receptionist answers at once what nobody answered in the last hour', async () => {
  const shop = await withDue()
  await house.ask(shop.ownerDoor(seconds(2)), takeOver(db, shop.here))
  const at = minutes(59)
  const [, , reopened, [back]] = await handBackAt(shop, at)
  expect(reopened).toHaveLength(1)
  expect(back).toMatchObject({ replyDueAt: at })
  expect(await shop.thread()).toMatchObject({ state: 'ai', human_until: null, lease_token: '2' })
  expect(await shop.messages()).toMatchObject([{ outcome: null, outcome_reason: null }])
})

test('handed back after an hour, an unanswered question is let go', async () => {
  const shop = await withDue()
  await house.ask(shop.ownerDoor(seconds(2)), takeOver(db, shop.here))
  const [, , reopened, [back]] = await handBackAt(shop, minutes(60))
  expect(reopened).toEqual([])
  expect(back).toMatchObject({ replyDueAt: null })
  expect(await shop.thread()).toMatchObject({ state: 'ai' })
})

test('handed back, a question that the person answered is not answered again', async () => {
  const shop = await withDue()
  await shop.deliver([ownLine()], seconds(10))
  const [, , reopened, [back]] = await handBackAt(shop, minutes(5))
  expect(reopened).toEqual([])
  expect(back).toMatchObject({ replyDueAt: null })
})

test('a line that is being stored at the moment when the chat is handed back is answered', async () => {
  const shop = await withDue()
  await house.ask(shop.ownerDoor(seconds(2)), takeOver(db, shop.here))
  const storing = await beginStoring(shop)
  await handBackAt(shop, seconds(5))
  await storing.ends
  expect((await shop.messages()).at(-1)).toMatchObject({ outcome: null })
  expect(await shop.thread()).toMatchObject({ state: 'ai', reply_due_at: seconds(5) })
})

test('handed back, a note among the team does not count as an answer', async () => {
  const shop = await withDue()
  await house.ask(shop.ownerDoor(seconds(2)), takeOver(db, shop.here))
  const note = { conversationId: shop.conversationId, channelId: shop.channelId, text: 'Call her' }
  await shop.job(seconds(3), writeNote(db, { ...note, at: seconds(3) }))
  const [, , reopened] = await handBackAt(shop, minutes(5))
  expect(reopened).toHaveLength(1)
})

test.each(['ai', 'closed', 'blocked'])('a chat that is %s cannot be handed back', async (state) => {
  const shop = await withDue()
  await shop.set(state)
  await shop.arrange(`update app.messages set outcome = 'human' where org_id = $1`, shop.orgId)
  const [, , reopened, back] = await handBackAt(shop, seconds(5))
  expect([reopened, back]).toEqual([[], []])
})

test('a chat is closed once, which refuses a draft in flight, and opened again', async () => {
  const shop = await withDue()
  await shop.claim()
  const [, closed, again] = await house.ask(
    shop.ownerDoor(seconds(2)),
    closeConversation(db, shop.here),
    closeConversation(db, shop.here),
  )
  expect([closed.length, again.length]).toEqual([1, 0])
  expect(await shop.thread()).toMatchObject({ state: 'closed', lease_token: '2', unread: 0 })
  const [, opened, twice] = await house.ask(
    shop.ownerDoor(seconds(3)),
    reopenConversation(db, shop.here),
    reopenConversation(db, shop.here),
  )
  expect([opened.length, twice.length]).toEqual([1, 0])
  expect(await shop.thread()).toMatchObject({ state: 'ai' })
})

test.each([
  { state: 'ai', attention: 'A complaint', left: null },
  { state: 'needs_human', attention: 'Asked for Sipho', left: 'Asked for Sipho' },
])(
  'a look at a chat that is $state leaves as its reason: $left',
  async ({ state, attention, left }) => {
    const shop = await withDue()
    await shop.job(seconds(1), raiseAttention(db, { ...shop.here, attention }))
    await shop.set(state)
    const [, seen, again] = await house.ask(
      shop.ownerDoor(seconds(2)),
      readByOwner(db, shop.here),
      readByOwner(db, shop.here),
    )
    expect([seen.length, again.length]).toEqual([1, 0])
    expect(await shop.thread()).toMatchObject({ unread: 0, attention: left })
  },
)

test('a queued reply keeps a settled turn’s conversation due', async () => {
  const shop = await withDue()
  await shop.claim()
  await answerEverything(shop)
  await house.ask(
    shop.ownerDoor(seconds(3)),
    queueReply(db, { ...shop.here, clientId: crypto.randomUUID(), text: 'On my way' }),
  )
  const [, , rows] = await house.ask(
    shop.jobDoor(seconds(5)),
    lockConversation(db, shop.conversationId),
    settleReply(db, { conversationId: shop.conversationId, token: 1, at: seconds(5) }),
  )
  expect(rows).toEqual([{ replyDueAt: MORNING }])
})
