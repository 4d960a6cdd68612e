import { expect, test } from 'vitest'

import {
  customerLine,
  days,
  freshDb,
  minutes,
  MORNING,
  openBusiness,
  refusal,
  seconds,
} from './testing.ts'

const house = await freshDb()
const LID = '123456789012345@lid'

test('the same delivery fifty times at once is one message, one unread line and one reply [#37]', async () => {
  const shop = await openBusiness(house)
  const lines = [customerLine()]
  const answers = await Promise.all(Array.from({ length: 50 }, () => shop.deliver(lines)))
  expect(await shop.messages()).toHaveLength(1)
  expect(await shop.conversations()).toMatchObject([{ unread: 1, inbound_count: 1 }])
  expect(answers.flat()).toMatchObject([{ pauseSeconds: 3 }])
})

test('fifty lines of five people in one body are all stored, in their order, each under its sender', async () => {
  const shop = await openBusiness(house)
  // All within one second, which is all a provider's clock can tell apart.
  const lines = Array.from({ length: 50 }, (_, n) =>
    customerLine({
      chat: `2782555010${n % 5}@s.whatsapp.net`,
      phone: `+2782555010${n % 5}`,
      name: `Customer ${n % 5}`,
      provider_id: `B${crypto.randomUUID()}`,
      text: `line ${n}`,
    }),
  )
  await shop.deliver(lines)
  const stored = await shop.arrange(
    `select p.name, array_agg(m.text order by m.seq) as texts
       from app.messages m join app.conversations c on c.org_id = m.org_id and c.id = m.conversation_id
       join app.customers p on p.org_id = c.org_id and p.id = c.customer_id
      where m.org_id = $1 group by p.name order by p.name`,
    shop.orgId,
  )
  expect(stored).toEqual(
    [0, 1, 2, 3, 4].map((person) => ({
      name: `Customer ${person}`,
      texts: Array.from({ length: 10 }, (_, round) => `line ${round * 5 + person}`),
    })),
  )
})

test('deliveries about the same people in any order at once do not deadlock', async () => {
  const shop = await openBusiness(house)
  const people = Array.from({ length: 8 }, (_, n) => ({
    chat: `2782555010${n}@s.whatsapp.net`,
    phone: `+2782555010${n}`,
  }))
  await shop.deliver(
    people.map((person, n) => customerLine({ ...person, provider_id: `first-${n}` })),
  )
  const shuffled = () => people.toSorted(() => Math.random() - 0.5)
  const results = await Promise.all(
    Array.from({ length: 24 }, (_, round) =>
      refusal(
        shop.deliver(
          shuffled().flatMap((person, n) => [
            customerLine({ ...person, name: `Name ${round}` }),
            {
              key: `status:${round}:${n}`,
              type: 'status',
              at: seconds(Math.floor(Math.random() * 50)).toISOString(),
              target: `first-${n}`,
              value: 'read',
            },
            { ...customerLine({ ...person, provider_id: `same-${person.phone}` }) },
          ]),
        ),
      ),
    ),
  )
  expect(results).toEqual(results.map(() => 'accepted'))
  expect(await shop.messages()).toHaveLength(8 + 24 * 8 + 8)
})

test('two deliveries that list the same lines of a second in another order do not deadlock', async () => {
  const shop = await openBusiness(house)
  const results = await Promise.all(
    Array.from({ length: 20 }, (_, pair) => {
      const lines = Array.from({ length: 6 }, (_unused, n) =>
        customerLine({ provider_id: `pair-${pair}-${n}` }),
      )
      return [refusal(shop.deliver(lines)), refusal(shop.deliver(lines.toReversed()))]
    }).flat(),
  )
  expect(results).toEqual(results.map(() => 'accepted'))
  expect(await shop.messages()).toHaveLength(120)
})

test('a message seen under a number and under a LID leads to one conversation', async () => {
  const shop = await openBusiness(house)
  await shop.deliver([customerLine({ provider_id: 'twice' })])
  await shop.deliver([customerLine({ provider_id: 'twice', chat: LID, phone: null })])
  await shop.deliver([customerLine({ chat: LID, phone: null, text: 'me again' })])
  expect(await shop.conversations()).toMatchObject([{ unread: 2, chat_id: LID }])
})

test('two spellings of one number’s chat, at once or one after the other, are one customer and one conversation', async () => {
  const shop = await openBusiness(house)
  const spellings = ['27825550101@s.whatsapp.net', '27825550101@c.us', '27825550101']
  await Promise.all(spellings.map((chat) => shop.deliver([customerLine({ chat })])))
  await shop.deliver([customerLine({ chat: '+27825550101' })])
  expect(await shop.conversations()).toMatchObject([{ unread: 4, chat_id: '+27825550101' }])
})

test('a customer who changes the name on WhatsApp keeps one thread under the new name', async () => {
  const shop = await openBusiness(house)
  await shop.deliver([customerLine()])
  await shop.deliver([customerLine({ name: 'Thandi Nkosi' })])
  const people = await shop.arrange(`select name from app.customers where org_id = $1`, shop.orgId)
  expect(people).toEqual([{ name: 'Thandi Nkosi' }])
})

test('every line of a burst puts the reply off, until 25 seconds after the first', async () => {
  const shop = await openBusiness(house)
  const due = async () => (await shop.conversations())[0]?.['reply_due_at']
  const write = (at: number) =>
    shop.deliver([customerLine({ pause: 6, at: seconds(at).toISOString() })], seconds(at))
  await write(0)
  expect(await due()).toEqual(seconds(6))
  await write(5)
  expect(await due()).toEqual(seconds(11))
  await write(22)
  expect(await due()).toEqual(seconds(25))
})

test('a line from before the number was linked is stored, and nobody is asked to answer it', async () => {
  const shop = await openBusiness(house)
  await shop.arrange(
    `update app.channels set connected_at = $2 where org_id = $1`,
    shop.orgId,
    MORNING.toISOString(),
  )
  const due = await shop.deliver([customerLine({ at: minutes(-1).toISOString() })])
  expect(due).toEqual([])
  expect(await shop.messages()).toMatchObject([{ outcome: 'old' }])
  expect(await shop.conversations()).toMatchObject([
    { unread: 0, inbound_count: 0, reply_due_at: null, last_message_at: minutes(-1) },
  ])
})

test.each([
  ['an old line', 'old', 0],
  ['a line of a kind that cannot be read', 'unsupported', 1],
])('%s is stored and never due', async (_, why, unread) => {
  const shop = await openBusiness(house)
  expect(await shop.deliver([customerLine({ why, pause: undefined })])).toEqual([])
  expect(await shop.messages()).toMatchObject([{ outcome: why }])
  expect(await shop.conversations()).toMatchObject([{ unread, reply_due_at: null }])
})

test('an old or unreadable line leaves a closed chat closed', async () => {
  const shop = await inState('closed')
  await shop.deliver([
    customerLine({ why: 'old', pause: undefined }),
    customerLine({ why: 'unsupported', pause: undefined }),
  ])
  expect(await shop.conversations()).toMatchObject([{ state: 'closed' }])
})

test.each([
  { state: 'human', until: minutes(1), after: 'human', outcome: 'human', due: false },
  { state: 'human', until: MORNING, after: 'ai', outcome: null, due: true },
  { state: 'needs_human', until: null, after: 'needs_human', outcome: 'human', due: false },
  { state: 'closed', until: null, after: 'ai', outcome: null, due: true },
  { state: 'blocked', until: null, after: 'blocked', outcome: 'silent', due: false },
])(
  'a new line in a chat that is $state (until $until) leaves it $after, due: $due',
  async ({ state, until, after, outcome, due }) => {
    const shop = await inState(state, until)
    const woken = await shop.deliver([customerLine()])
    expect(woken).toHaveLength(due ? 1 : 0)
    expect((await shop.messages()).at(-1)).toMatchObject({ outcome })
    expect(await shop.conversations()).toMatchObject([
      { state: after, reply_due_at: due ? seconds(3) : null },
    ])
  },
)

/** A business with one settled chat in a state. */
const inState = async (state: string, until: Date | null = null) => {
  const shop = await openBusiness(house)
  await shop.deliver([customerLine({ why: 'old', pause: undefined, at: days(-1).toISOString() })])
  await shop.arrange(
    `update app.conversations set state = $2, human_until = $3 where org_id = $1`,
    shop.orgId,
    state,
    until?.toISOString() ?? null,
  )
  return shop
}

test('a provider clock that runs ahead does not put a chat on top of the inbox for ever', async () => {
  const shop = await openBusiness(house)
  await shop.deliver([customerLine({ at: days(3).toISOString() })])
  expect(await shop.conversations()).toMatchObject([{ last_message_at: MORNING }])
})

test('the request that brought a line can be found on the line, its event and its thread', async () => {
  const shop = await openBusiness(house)
  await shop.deliver([customerLine()])
  expect(await shop.messages()).toMatchObject([{ request_id: 'delivery' }])
  expect(await shop.conversations()).toMatchObject([{ request_id: 'delivery' }])
})

const hears = async (
  shop: Awaited<ReturnType<typeof openBusiness>>,
  value: string,
  at = seconds(1),
) => {
  const health = { key: `health:${value}:${at.getTime()}`, type: 'health', value, text: 'said' }
  await shop.deliver([{ ...health, at: at.toISOString() }], seconds(9))
  const [channel] = await shop.arrange(`select * from app.channels where org_id = $1`, shop.orgId)
  return channel
}
const neverLinked = (shop: Awaited<ReturnType<typeof openBusiness>>) =>
  shop.arrange(
    `update app.channels set health = 'linking', connected_at = null where org_id = $1`,
    shop.orgId,
  )

test('a number that comes to work is noted with the time, from which on its lines are answered', async () => {
  const shop = await openBusiness(house)
  await neverLinked(shop)
  expect(await hears(shop, 'working')).toMatchObject({
    health: 'working',
    health_text: 'said',
    health_at: seconds(1),
    connected_at: seconds(1),
  })
  expect(await hears(shop, 'down', seconds(2))).toMatchObject({
    health: 'down',
    health_at: seconds(2),
    connected_at: seconds(1),
  })
})

test('word of an earlier moment that comes late changes nothing', async () => {
  const shop = await openBusiness(house)
  await neverLinked(shop)
  await hears(shop, 'working', seconds(5))
  expect(await hears(shop, 'down', seconds(4))).toMatchObject({ health: 'working' })
})

test('a number that asks for a code is new the first time, and has lost its phone ever after', async () => {
  const shop = await openBusiness(house)
  await neverLinked(shop)
  await hears(shop, 'starting', seconds(1))
  expect(await hears(shop, 'linking', seconds(2))).toMatchObject({ health: 'linking' })
  await hears(shop, 'working', seconds(3))
  expect(await hears(shop, 'linking', seconds(4))).toMatchObject({ health: 'down' })
})

test('what is neither a line nor about one is kept by its key alone', async () => {
  const shop = await openBusiness(house)
  await shop.deliver([
    { key: 'group:1', type: 'other:group', at: MORNING.toISOString(), raw: null },
  ])
  expect(await shop.messages()).toEqual([])
  expect(
    await shop.arrange(`select key, raw from app.events where org_id = $1`, shop.orgId),
  ).toEqual([{ key: 'group:1', raw: null }])
})
