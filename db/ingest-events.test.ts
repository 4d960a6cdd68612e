import { expect, test } from 'vitest'

import {
  about,
  customerLine,
  freshDb,
  MORNING,
  openBusiness,
  seconds,
  type OpenBusiness,
} from './testing.ts'

const house = await freshDb()
const FORWARDS = ['pending', 'sent', 'delivered', 'read', 'played']

/** A business with one sent line of its receptionist, known to the provider as "ours". */
const withSentLine = async (state = 'pending') => {
  const shop = await openBusiness(house)
  await shop.deliver([customerLine({ provider_id: 'theirs' })])
  await shop.arrange(
    `insert into app.messages (conversation_id, channel_id, by, text, at, state, provider_id)
     select id, channel_id, 'receptionist', 'We open at 8.', $2, $3, 'ours' from app.conversations where org_id = $1`,
    shop.orgId,
    MORNING.toISOString(),
    state,
  )
  return shop
}
const ours = async (shop: OpenBusiness) =>
  (await shop.messages()).find(({ provider_id: id }) => id === 'ours')
const theirs = async (shop: OpenBusiness) =>
  (await shop.messages()).find(({ provider_id: id }) => id === 'theirs')

const ordersOf = (items: readonly string[]): string[][] =>
  items.length < 2
    ? [[...items]]
    : items.flatMap((item) =>
        ordersOf(items.filter((other) => other !== item)).map((rest) => [item, ...rest]),
      )

test('statuses in whatever order they come end at the furthest one', async () => {
  const shop = await withSentLine()
  for (const order of ordersOf(['sent', 'delivered', 'read', 'played'])) {
    await shop.arrange(
      `update app.messages set state = 'pending' where org_id = $1 and provider_id = 'ours'`,
      shop.orgId,
    )
    let furthest = 0
    for (const value of order) {
      await shop.deliver([about('status', 'ours', { value })])
      furthest = Math.max(furthest, FORWARDS.indexOf(value))
      expect(await ours(shop), order.join(' → ')).toMatchObject({ state: FORWARDS[furthest] })
    }
  }
})

test.each([
  ['queued', 'failed'],
  ['sending', 'failed'],
  ['pending', 'failed'],
  ['sent', 'failed'],
  ['delivered', 'delivered'],
  ['read', 'read'],
  ['played', 'played'],
])('a line that is %s is %s after a failure is reported', async (before, after) => {
  const shop = await withSentLine(before)
  await shop.deliver([about('status', 'ours', { value: 'failed' })])
  expect(await ours(shop)).toMatchObject({ state: after })
})

test('a line that failed stays failed', async () => {
  const shop = await withSentLine('failed')
  await shop.deliver([about('status', 'ours', { value: 'delivered' })])
  expect(await ours(shop)).toMatchObject({ state: 'failed' })
})

test.each([
  ['ai', 'needs_human'],
  ['human', 'human'],
])(
  'a reply that could not be delivered takes a chat from %s to %s, with the reason',
  async (before, after) => {
    const shop = await withSentLine()
    await shop.arrange(
      `update app.conversations set state = $2 where org_id = $1`,
      shop.orgId,
      before,
    )
    await shop.deliver([about('status', 'ours', { value: 'failed' })])
    expect(await shop.conversations()).toMatchObject([
      { state: after, attention: 'WhatsApp could not deliver the last reply' },
    ])
  },
)

test('a status of a message that nobody knows is kept for later and changes nothing', async () => {
  const shop = await withSentLine()
  await shop.deliver([about('status', 'unknown', { value: 'read' })])
  expect(await ours(shop)).toMatchObject({ state: 'pending' })
})

test('an edit, a reaction and a removal that come before their message are applied to it', async () => {
  const shop = await openBusiness(house)
  await shop.deliver([
    about('edit', 'first', { value: 'second thoughts' }),
    about('reaction', 'first', { value: '👍' }),
    about('removal', 'gone'),
  ])
  await shop.deliver([
    customerLine({ provider_id: 'first' }),
    customerLine({ provider_id: 'gone', text: 'a secret' }),
  ])
  expect(await shop.messages()).toMatchObject([
    { text: 'second thoughts', reaction: '👍', edited_at: MORNING },
    { text: null, removed_at: MORNING, outcome: 'silent', outcome_reason: 'removed' },
  ])
})

test('a message and what points at it may come at the same moment and neither misses the other', async () => {
  const shop = await openBusiness(house)
  const ids = Array.from({ length: 40 }, (_, n) => `both-${n}`)
  await Promise.all(
    ids.flatMap((id) => [
      shop.deliver([about('edit', id, { value: 'edited' })]),
      shop.deliver([customerLine({ provider_id: id })]),
    ]),
  )
  expect((await shop.messages()).map(({ text }) => text)).toEqual(ids.map(() => 'edited'))
})

test('edits are applied in the order of their times', async () => {
  const shop = await openBusiness(house)
  await shop.deliver([
    about('edit', 'first', { value: 'third', at: seconds(20).toISOString() }),
    about('edit', 'first', { value: 'second', at: seconds(10).toISOString() }),
  ])
  await shop.deliver([customerLine({ provider_id: 'first' })])
  expect(await shop.messages()).toMatchObject([{ text: 'third' }])
})

test('a removed message leaves its words nowhere, neither on the line nor in what was delivered', async () => {
  const shop = await openBusiness(house)
  const secret = 'my card is 4000'
  await shop.deliver([
    customerLine({
      provider_id: 'first',
      text: secret,
      raw: JSON.stringify({ text: secret }),
      details: { caption: secret },
    }),
  ])
  await shop.deliver([about('edit', 'first', { value: `${secret} 0001`, raw: secret })])
  await shop.deliver([about('removal', 'first')])
  await shop.deliver([about('edit', 'first', { value: `${secret} 0002`, raw: secret })])
  expect(await shop.messages()).toMatchObject([
    { text: null, details: null, removed_at: MORNING, outcome: 'silent' },
  ])
  const kept = await shop.arrange(
    `select e.value, e.raw, m.text from app.events e, app.messages m where e.org_id = $1 and m.org_id = $1`,
    shop.orgId,
  )
  expect(JSON.stringify(kept)).not.toContain(secret)
})

test('the status "deleted" removes a line of ours for good', async () => {
  const shop = await withSentLine()
  await shop.deliver([about('status', 'ours', { value: 'deleted' })])
  expect(await ours(shop)).toMatchObject({ text: null, removed_at: MORNING, outcome: null })
})

test('a removal keeps the outcome of a line that was answered', async () => {
  const shop = await withSentLine()
  await shop.arrange(
    `update app.messages set outcome = 'replied' where org_id = $1 and provider_id = 'theirs'`,
    shop.orgId,
  )
  await shop.deliver([about('removal', 'theirs')])
  expect(await theirs(shop)).toMatchObject({ text: null, outcome: 'replied', outcome_reason: null })
})

test('a reaction is shown until it is taken back', async () => {
  const shop = await withSentLine()
  await shop.deliver([about('reaction', 'ours', { value: '❤️' })])
  expect(await ours(shop)).toMatchObject({ reaction: '❤️' })
  await shop.deliver([about('reaction', 'ours', { value: '' })])
  expect(await ours(shop)).toMatchObject({ reaction: null })
})

test('a provider id of another business is not touched', async () => {
  const [mine, neighbour] = [await withSentLine(), await withSentLine()]
  await mine.deliver([about('status', 'ours', { value: 'read' })])
  expect(await ours(mine)).toMatchObject({ state: 'read' })
  expect(await ours(neighbour)).toMatchObject({ state: 'pending' })
})
