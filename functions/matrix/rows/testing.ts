/** The rows that the matrix asks about: our own, the neighbours', and a hash of them all. */
import { addBusiness } from '../../../db/testing.ts'
import type { House } from '../../testing.ts'
import { change, sessionOf, type Headers } from '../actors/testing.ts'

/** Stands in the name of a customer of the neighbours, and in what they wrote. */
export const CANARY = 'Qxvneighbourcanary'
/** Two more businesses in the same database: neighbours with a customer, and visitors, whose owner comes knocking. */
export const openStreet = async (house: House) => {
  const [neighbours, visitors] = [
    await addBusiness(house, { name: CANARY }),
    await addBusiness(house, { name: 'Visitors' }),
  ]
  await house.asOwner(
    {
      text: `select set_config('app.org_id', $1, true), set_config('app.actor', 'test', true), set_config('app.at', $2, true)`,
      values: [neighbours.orgId, house.now().toISOString()],
    },
    {
      text: `with c as (insert into app.customers (name, phone) values ($1, '+27825550188') returning id),
                  t as (insert into app.conversations (channel_id, customer_id, chat_id, last_message_at, attention, state)
                        select $2::uuid, c.id, $1, $3::timestamptz, $1, 'needs_human' from c returning id)
             insert into app.messages (conversation_id, channel_id, by, text, at) select t.id, $2::uuid, 'customer', $1, $3::timestamptz from t`,
      values: [CANARY, neighbours.channelId, house.now().toISOString()],
    },
    `insert into app.custom_roles (name, permissions) values ('${CANARY}', '{inbox.read}')`,
    `insert into app.invitations (email, role, token_hash, invited_by, expires_at)
     select 'invited@example.com', 'staff', '\\x${'ab'.repeat(32)}', id, now() + interval '1 day' from app.members where org_id = '${neighbours.orgId}'`,
    `with account as (insert into app.merchant_accounts (merchant_id, sealed) values ('10031777', 'sealed') returning org_id)
     insert into app.payment_requests (conversation_id, cents, purpose, expires_at)
     select t.id, 50000, '${CANARY}', t.created_at + interval '7 days' from account a join app.conversations t on t.org_id = a.org_id`,
    `insert into app.sessions (token_hash, user_id, org_id, created_at, last_seen_at)
     select '\\x${'cd'.repeat(32)}', user_id, org_id, now(), now() from app.members where org_id = '${neighbours.orgId}'`,
  )
  return { neighbours: neighbours.orgId, visitors: visitors.orgId }
}

/** A hash of every row that an organisation has, by table. */
export const rowsOf = async (
  house: House,
  orgId: string,
  only: readonly string[] | null = null,
) => {
  const [tables = []] = await house.asOwner(
    `select table_name as name, column_name as key from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
      where table_schema = 'app' and table_type = 'BASE TABLE' and (column_name = 'org_id' or (table_name = 'orgs' and column_name = 'id')) order by 1`,
  )
  const asked = tables.filter(({ name }) => only === null || only.includes(String(name)))
  const sums = await house.asOwner(
    ...asked.map(({ name, key }) => ({
      text: `select count(*)::int as rows, md5(string_agg(r::text, '' order by r::text)) as sum from app.${String(name)} r where r.${String(key)} = $1`,
      values: [orgId],
    })),
  )
  return Object.fromEntries(asked.map(({ name }, i) => [String(name), sums[i]?.[0]]))
}

/** What a refused probe could have touched. */
export const BUSINESS = [
  'channels',
  'customers',
  'conversations',
  'messages',
  'orgs',
  'services',
  'facts',
  'merchant_accounts',
  'payment_requests',
]

/** Where the word is not the table's own. */
const names: Record<string, string> = { roles: 'custom_roles', payments: 'payment_requests' }

/** The table whose rows a path names: the word before the id. */
export const tableOf = (route: string): string => {
  const word = /(\w+)\/:\w+/.exec(route)?.[1] ?? ''
  return names[word] ?? word
}

export const isThere = (route: string): boolean =>
  ['conversations', 'sessions'].includes(tableOf(route))

/** A row that a route may be asked about, nobody else's in this test, so that what was done to it disturbs no other probe. */
export const ownRow: Record<string, (house: House, headers: Headers) => Promise<string>> = {
  sessions: async (house, headers) => {
    const { id } = await sessionOf(house, headers)
    const [, rows = []] = await change(
      house,
      `insert into app.sessions (token_hash, user_id, org_id, created_at, last_seen_at)
       select sha256(random()::text::bytea), user_id, org_id, created_at, last_seen_at from app.sessions where id = $1 returning id`,
      [id ?? crypto.randomUUID()],
    )
    return rows[0] ? String(rows[0]['id']) : crypto.randomUUID()
  },
  members: async (house) =>
    String((await sessionOf(house, await house.signedIn('staff')))['member_id']),
  custom_roles: async (house) =>
    String((await sessionOf(house, await house.signedIn('custom')))['custom_role_id']),
  invitations: async (house) => {
    const [, rows = []] = await change(
      house,
      `insert into app.invitations (email, role, token_hash, invited_by, expires_at)
       select gen_random_uuid() || '@example.com', 'staff', sha256(random()::text::bytea), id, $2::timestamptz + interval '1 day'
         from app.members where org_id = $1::uuid and role = 'owner' limit 1 returning id`,
      [house.business.orgId, house.now().toISOString()],
    )
    return String(rows[0]?.['id'])
  },
  payment_requests: async (house) => {
    const [, rows = []] = await change(
      house,
      `insert into app.payment_requests (conversation_id, cents, purpose, expires_at)
       select id, 50000, 'Deposit', $2::timestamptz + interval '7 days' from app.conversations where org_id = $1::uuid limit 1 returning id`,
      [house.business.orgId, house.now().toISOString()],
    )
    return String(rows[0]?.['id'])
  },
}
