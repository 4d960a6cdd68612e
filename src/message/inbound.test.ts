import { expect, test } from 'vitest'

import { freshDb, minutes, MORNING, openBusiness } from '../../db/testing.ts'
import type { Inbound, InboundMessage } from '../inbound.ts'
import { recordInbound } from './inbound.ts'

const house = await freshDb()

/** A message as a vendor's parser hands it over. */
const inbound = (more: Partial<InboundMessage> = {}): InboundMessage => ({
  type: 'message',
  key: `message:${crypto.randomUUID()}`,
  at: MORNING,
  raw: '{}',
  providerId: crypto.randomUUID(),
  chatId: '27825550101@s.whatsapp.net',
  fromMe: false,
  source: 'mobile',
  kind: 'text',
  text: 'Are you open on Saturday?',
  name: 'Thandi',
  phone: '+27825550101',
  quotes: null,
  details: {},
  ...more,
})

const receive = async (items: readonly Inbound[], receivedAt = MORNING) => {
  const shop = await openBusiness(house)
  const [, due] = await house.ask(
    shop.channelDoor(receivedAt),
    recordInbound(house.db, { channelId: shop.channelId, items, receivedAt }),
  )
  return { ...shop, due }
}

test.each([
  ['a complete question', 'Are you open on Saturday?', 0],
  ['a statement', 'The tap in my kitchen has been leaking since Sunday', 3],
  ['a greeting', 'Hello', 6],
])('%s makes a reply due after the pause it deserves', async (_, text, pauseSeconds) => {
  const { due } = await receive([inbound({ text })])
  expect(due).toMatchObject([{ pauseSeconds }])
})

test.each([
  ['an hour old is answered', 60, null],
  ['older than an hour is not', 60 + 1 / 60, 'old'],
])('a line that is %s', async (_, age, outcome) => {
  const shop = await receive([inbound()], minutes(age))
  expect(await shop.messages()).toMatchObject([{ outcome }])
})

test.each(['sticker', 'poll', 'call', 'system', 'unsupported'] as const)(
  'a line of the kind "%s" is stored and not answered',
  async (kind) => {
    const shop = await receive([inbound({ kind, text: null })])
    expect(shop.due).toEqual([])
    expect(await shop.messages()).toMatchObject([{ kind, outcome: 'unsupported' }])
  },
)

test('every kind of item is stored under its key, with what it points at', async () => {
  const common = { at: MORNING, raw: null }
  const shop = await receive([
    inbound({ key: 'a', quotes: 'Q', details: { mediaId: 'X' } }),
    { ...common, key: 'b', type: 'status', target: 'T', state: 'read' },
    { ...common, key: 'c', type: 'edit', target: 'T', text: 'better' },
    { ...common, key: 'd', type: 'removal', target: 'T' },
    { ...common, key: 'e', type: 'reaction', target: 'T', emoji: '👍', fromMe: false },
    { ...common, key: 'f', type: 'health', health: 'working', text: 'AUTH' },
    { ...common, key: 'g', type: 'other', kind: 'group' },
  ])
  const events = await shop.arrange(
    `select key, type, target, value from app.events where org_id = $1 order by key`,
    shop.orgId,
  )
  expect(events.map(({ key, type, target, value }) => [key, type, target, value])).toEqual([
    ['a', 'message', null, null],
    ['b', 'status', 'T', 'read'],
    ['c', 'edit', 'T', 'better'],
    ['d', 'removal', 'T', null],
    ['e', 'reaction', 'T', '👍'],
    ['f', 'health', null, 'working'],
    ['g', 'other:group', null, null],
  ])
  expect(await shop.messages()).toMatchObject([{ quotes: 'Q', details: { mediaId: 'X' } }])
})

test('the name on the owner’s own line is not taken for the customer’s', async () => {
  const shop = await receive([inbound({ fromMe: true, name: 'Sipho' })])
  const people = await shop.arrange(`select name from app.customers where org_id = $1`, shop.orgId)
  expect(people).toEqual([{ name: null }])
})
