import { describe, expect, test } from 'vitest'

import { check } from './checker.ts'
import type { CustomerRow, FinalState, ReplyRow } from './final-state.ts'
import type { Entry, Happening } from './history.ts'

const chat = '27825550101@s.whatsapp.net'
const otherChat = '27825550102@s.whatsapp.net'
const place = {
  orgId: 'org-1',
  providerChannelId: 'MANTIS-1',
  conversationId: 'talk-1',
  chat,
}

const question = (n: number, more: Partial<CustomerRow> = {}): CustomerRow => ({
  ...place,
  id: `row-${n}`,
  seq: n,
  providerId: `line-${n}`,
  text: `Question ${n}`,
  outcome: 'replied',
  answerId: `reply-${n}`,
  ...more,
})
const reply = (n: number, more: Partial<ReplyRow> = {}): ReplyRow => ({
  ...place,
  id: `reply-${n}`,
  providerId: `sent-${n}`,
  state: 'sent',
  ...more,
})
const send = (n: number): Happening => ({
  what: 'send',
  id: `line-${n}`,
  orgId: 'org-1',
  channelId: 'MANTIS-1',
  chat,
  text: `Question ${n}`,
})
const ack = (n: number): Happening => ({ what: 'ack', id: `line-${n}` })
const accept = (n: number, more = {}): Happening => ({
  what: 'accept',
  id: `sent-${n}`,
  channelId: 'MANTIS-1',
  chat,
  text: `Answer ${n}`,
  ...more,
})
const history = (...happenings: Happening[]): Entry[] =>
  happenings.map((happening, ms) => ({ ms, ...happening }))

const healthy = history(send(1), ack(1), accept(1), send(2), ack(2), accept(2))
const quiet: FinalState = {
  customers: [question(1), question(2)],
  replies: [reply(1), reply(2)],
  strangers: 0,
  people: [{ orgId: 'org-1', phone: '+27825550101' }],
  misplaced: 0,
  leases: 0,
  due: 0,
  waiting: 0,
  open: 0,
}

test('two questions, each answered once, break no promise', () => {
  expect(check(healthy, quiet)).toStrictEqual({
    sent: 2,
    acknowledged: 2,
    stored: 2,
    settled: 2,
    replied: 2,
    lost: 0,
    doubled: 0,
    mixed: 0,
    outOfOrder: 0,
    findings: [],
  })
})

test('two questions may share one answer', () => {
  const together = [question(1, { answerId: 'reply-2' }), question(2)]
  const given = history(send(1), ack(1), send(2), ack(2), accept(2))
  const state = { ...quiet, customers: together, replies: [reply(2)] }
  expect(check(given, state).findings).toStrictEqual([])
})

describe('the checker finds', () => {
  const found = (given: readonly Entry[], state: FinalState) => check(given, state)

  test('an acknowledged message that is not stored', () => {
    const state = { ...quiet, customers: [question(1)], replies: [reply(1)] }
    const given = history(send(1), ack(1), accept(1), send(2), ack(2))
    expect(found(given, state)).toMatchObject({
      lost: 1,
      findings: ['I1 acknowledged but not stored: 1 (line-2)'],
    })
  })

  test('a message that was never acknowledged', () => {
    const given = healthy.filter((entry) => entry.what !== 'ack' || entry.id !== 'line-2')
    expect(found(given, quiet)).toMatchObject({
      lost: 1,
      findings: ['never acknowledged: 1 (line-2)'],
    })
  })

  test('a message stored twice', () => {
    const customers = [...quiet.customers, question(2, { id: 'row-3', seq: 3 })]
    expect(found(healthy, { ...quiet, customers })).toMatchObject({
      doubled: 1,
      findings: ['I1 stored more than once: 1 (line-2)'],
    })
  })

  test('a message under another business', () => {
    const customers = [question(1), question(2, { orgId: 'org-2' })]
    expect(found(healthy, { ...quiet, customers })).toMatchObject({ mixed: 1 })
  })

  test('a message in another chat', () => {
    const customers = [question(1), question(2, { chat: otherChat })]
    expect(found(healthy, { ...quiet, customers })).toMatchObject({ mixed: 1 })
  })

  test('a message with the words of another', () => {
    const customers = [question(1), question(2, { text: 'Question 1' })]
    expect(found(healthy, { ...quiet, customers })).toMatchObject({ mixed: 1 })
  })

  test('a message that was never sent', () => {
    const customers = [...quiet.customers, question(3, { answerId: 'reply-2' })]
    expect(found(healthy, { ...quiet, customers })).toMatchObject({
      mixed: 1,
      findings: ['I6 stored but never sent: 1 (line-3)'],
    })
  })

  test('a customer of a business they never wrote to', () => {
    const people = [...quiet.people, { orgId: 'org-2', phone: '+27825550101' }]
    expect(found(healthy, { ...quiet, people })).toMatchObject({ mixed: 1 })
  })

  test('a message without an outcome', () => {
    const customers = [question(1), question(2, { outcome: null, answerId: null })]
    const state = { ...quiet, customers, replies: [reply(1)] }
    const given = history(send(1), ack(1), accept(1), send(2), ack(2))
    expect(found(given, state)).toMatchObject({
      settled: 1,
      findings: ['I2 no outcome: 1 (line-2)'],
    })
  })

  test('a message whose answer never left', () => {
    const given = healthy.filter((entry) => entry.what !== 'accept' || entry.id !== 'sent-2')
    const replies = [reply(1), reply(2, { providerId: null, state: 'sending' })]
    expect(found(given, { ...quiet, replies, waiting: 1 })).toMatchObject({
      lost: 1,
      findings: [
        'I2 answered by a reply that never left: 1 (line-2)',
        'I7 still queued or sending: 1 (line)',
      ],
    })
  })

  test('a reply sent twice', () => {
    const given = [...healthy, { ms: 9, ...accept(3) }]
    expect(found(given, quiet)).toMatchObject({ doubled: 1 })
  })

  test('a second reply to a question that had its answer', () => {
    const given = [...healthy, { ms: 9, ...accept(3) }]
    expect(found(given, { ...quiet, replies: [...quiet.replies, reply(3)] })).toMatchObject({
      doubled: 1,
    })
  })

  test('a reply sent to another chat', () => {
    const given = history(send(1), ack(1), accept(1, { chat: otherChat }))
    const state = { ...quiet, customers: [question(1)], replies: [reply(1)] }
    expect(found(given, state)).toMatchObject({ mixed: 1 })
  })

  test('a reply sent from another business’s number', () => {
    const given = history(send(1), ack(1), accept(1, { channelId: 'MANTIS-2' }))
    const state = { ...quiet, customers: [question(1)], replies: [reply(1)] }
    expect(found(given, state)).toMatchObject({ mixed: 1 })
  })

  test('a reply after everything was answered', () => {
    const given = history(send(1), ack(1), { what: 'silence' }, accept(1))
    const state = { ...quiet, customers: [question(1)], replies: [reply(1)] }
    expect(found(given, state)).toMatchObject({ doubled: 1 })
  })

  test('replies that left in another order than their questions', () => {
    const given = history(send(1), ack(1), send(2), ack(2), accept(2), accept(1))
    expect(found(given, quiet)).toMatchObject({ outOfOrder: 1 })
  })

  test('our own line taken for somebody else’s', () => {
    expect(found(healthy, { ...quiet, strangers: 1 })).toMatchObject({ doubled: 1 })
  })

  test.each(['leases', 'due', 'waiting', 'open'] as const)('%s left after quiet', (what) => {
    expect(found(healthy, { ...quiet, [what]: 1 }).findings).toHaveLength(1)
  })

  test('a run in which hardly anything was answered', () => {
    const customers = [1, 2, 3].map((n) => question(n, { outcome: 'silent', answerId: null }))
    const given = history(...[1, 2, 3].flatMap((n) => [send(n), ack(n)]))
    expect(found(given, { ...quiet, customers, replies: [] }).findings).toStrictEqual([
      'too few answers to prove anything: 1 (load)',
    ])
  })
})
