/** The views through which pages read customers, chats and lines: what they hide, from whom, and that nothing new slips through. */
import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'

import { customerLine, freshDb, MORNING, openBusiness, sessionDoor } from './testing.ts'

const house = await freshDb()

type Row = Record<string, unknown>
type Door = Parameters<typeof house.ask>[0]

/** Every column of the four tables: seen by everybody as it is, masked, or not in the view. A new column has to be put somewhere. */
const decided = {
  customers: {
    masked: ['name', 'phone'],
    asItIs: ['id', 'org_id', 'opted_out_at', 'created_at'],
    leftOut: [],
    joined: [],
  },
  conversations: {
    masked: ['chat_id', 'attention'],
    asItIs: [
      'id',
      'org_id',
      'channel_id',
      'customer_id',
      'state',
      'human_until',
      'unread',
      'inbound_count',
      'first_unanswered_at',
      'reply_due_at',
      'lease_until',
      'lease_token',
      'attempts',
      'request_id',
      'last_message_at',
      'changed_at',
      'created_at',
    ],
    leftOut: [],
    joined: ['customer_name', 'customer_phone'],
  },
  messages: {
    masked: ['text', 'quotes', 'details', 'evidence'],
    asItIs: [
      'id',
      'org_id',
      'seq',
      'conversation_id',
      'channel_id',
      'by',
      'kind',
      'note',
      // The provider's number for a line; no page asks for it.
      'provider_id',
      'at',
      'state',
      'sending_at',
      'member_id',
      'client_id',
      'answers_id',
      'answer_id',
      // Ours, from short lists.
      'intent',
      'outcome',
      'outcome_reason',
      // An emoji; functions/conversation.tsx keeps it from whoever may not see personal data.
      'reaction',
      'edited_at',
      'removed_at',
      'request_id',
      'changed_at',
      'created_at',
    ],
    leftOut: [],
    joined: [],
  },
  payment_requests: {
    masked: ['purpose'],
    asItIs: [
      'id',
      'org_id',
      'conversation_id',
      'cents',
      'state',
      'expires_at',
      'paid_at',
      'created_at',
    ],
    leftOut: [],
    joined: [],
  },
} as const
const tables = ['customers', 'conversations', 'messages', 'payment_requests'] as const

const columnsOf = async (relation: string): Promise<string[]> => {
  const [rows = []] = await house.asOwner({
    text: `select attname from pg_attribute where attrelid = ('app.' || $1)::regclass and attnum > 0 and not attisdropped order by attname`,
    values: [relation],
  })
  return rows.map(({ attname }) => String(attname))
}

/** A business with one customer who wrote a line that has everything. */
const openShop = async () => {
  const shop = await openBusiness(house)
  await shop.deliver([customerLine()])
  await shop.arrange(
    `update app.messages set quotes = 'Q', evidence = '[{"ref":"fact:1","says":"Says"}]', details = '{"seconds":12,"mediaId":"M","name":"N"}' where org_id = $1`,
    shop.orgId,
  )
  await shop.arrange(
    `update app.conversations set attention = 'Left a message: hello' where org_id = $1`,
    shop.orgId,
  )
  await shop.arrange(
    `with account as (insert into app.merchant_accounts (merchant_id, sealed) values ('10031777', 'sealed') returning org_id)
     insert into app.payment_requests (conversation_id, cents, purpose, expires_at)
     select c.id, 50000, 'Deposit for Thandi', c.created_at from account a join app.conversations c on c.org_id = a.org_id`,
  )
  /** The member's door of a role that may not see personal data. */
  const blindDoor = () =>
    house.doors.enterSession(sessionDoor(shop.tokenHash, MORNING, { personalRoles: [] }))
  return { ...shop, blindDoor }
}

const read = async (door: Door, relation: string): Promise<Row[]> => {
  const [, rows] = await house.ask(
    door,
    house.db
      .select({ row: sql<Row>`to_jsonb(r)` })
      .from(sql`app.${sql.identifier(relation)} as r`)
      .orderBy(sql`r.id`),
  )
  return rows.map(({ row }) => row)
}
const without = (row: Row, names: readonly string[]): Row =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)))

test.each(tables)(
  'every column of %s is decided: as it is, masked or left out [#24]',
  async (table) => {
    const { masked, asItIs, leftOut, joined } = decided[table]
    expect(await columnsOf(table)).toEqual([...masked, ...asItIs, ...leftOut].toSorted())
    expect(await columnsOf(`${table}_seen`)).toEqual([...masked, ...asItIs, ...joined].toSorted())
  },
)

test.each(tables)(
  'behind the door of a role without personal data %s shows the same rows, and nobody in them [#24]',
  async (table) => {
    const shop = await openShop()
    const { masked, joined } = decided[table]
    const all = await read(shop.ownerDoor(MORNING), `${table}_seen`)
    const hidden = await read(shop.blindDoor(), `${table}_seen`)
    expect(all).toHaveLength(1)
    const personal = [...masked, ...joined]
    expect(hidden.map((row) => without(row, personal))).toEqual(
      all.map((row) => without(row, personal)),
    )
    for (const name of personal) expect([name, all[0]?.[name]]).not.toEqual([name, null])
    expect(JSON.stringify(hidden)).not.toMatch(/hello|Thandi|27825550101|"Q"|Says|mediaId|"N"/)
  },
)

test('what is hidden is null; of details only the seconds are left, of a reason only that there is one [#24]', async () => {
  const shop = await openShop()
  const [customer] = await read(shop.blindDoor(), 'customers_seen')
  expect(customer).toMatchObject({ name: null, phone: null })
  const [chat] = await read(shop.blindDoor(), 'conversations_seen')
  const nobody = { chat_id: null, customer_name: null, customer_phone: null }
  expect(chat).toMatchObject({ ...nobody, attention: '' })
  const [line] = await read(shop.blindDoor(), 'messages_seen')
  const nothing = { text: null, quotes: null, evidence: null }
  expect(line).toMatchObject({ ...nothing, details: { seconds: 12 } })
  await shop.arrange(`update app.conversations set attention = null where org_id = $1`, shop.orgId)
  expect(await read(shop.blindDoor(), 'conversations_seen')).toMatchObject([{ attention: null }])
})

test.each(tables)(
  'behind the doors of the owner, a job and the channel %s shows what stands in the table [#24]',
  async (table) => {
    const shop = await openShop()
    const stands = await read(shop.ownerDoor(MORNING), table)
    const { joined } = decided[table]
    for (const door of [
      shop.ownerDoor(MORNING),
      shop.jobDoor(MORNING),
      shop.channelDoor(MORNING),
    ]) {
      const seen = await read(door, `${table}_seen`)
      expect(seen.map((row) => without(row, joined))).toEqual(stands)
    }
  },
)

test.each(tables)(
  'through the view of %s a business sees its own and no neighbour [#28]',
  async (table) => {
    const [mine, theirs] = [await openShop(), await openShop()]
    for (const door of [mine.ownerDoor(MORNING), mine.blindDoor(), mine.jobDoor(MORNING)]) {
      const seen = await read(door, `${table}_seen`)
      expect(seen.map((row) => row['org_id'])).toEqual([mine.orgId])
    }
    expect(await read(theirs.ownerDoor(MORNING), `${table}_seen`)).toHaveLength(1)
    // Without a door there is nothing at all.
    expect(await house.asRuntime(`select * from app.${table}_seen`)).toEqual([[]])
  },
)

test.each(tables)('the view of %s cannot be written through [#24]', async (table) => {
  const [rights = []] = await house.asOwner(`
    select privilege_type from information_schema.role_table_grants
     where table_schema = 'app' and table_name = '${table}_seen' and grantee = 'app_runtime'`)
  expect(rights.map((right) => right['privilege_type'])).toEqual(['SELECT'])
})
