import { beforeAll, expect, test } from 'vitest'

import { freshDb } from './testing.ts'

type Column = { name: string; isBounded: boolean }
let columns: Column[]

/** Every column that can hold a text of any length, and whether a check or a foreign key says which. */
beforeAll(async () => {
  const { asOwner } = await freshDb()
  const [rows = []] = await asOwner(
    `select c.relname || '.' || a.attname as name,
            exists (select from pg_constraint k where k.conrelid = c.oid and a.attnum = any(k.conkey)
                     and (k.contype = 'f' or pg_get_constraintdef(k.oid) ~ ('char_length\\(\\(?' || a.attname) or pg_get_constraintdef(k.oid) ~ ('\\(' || a.attname || ' ~ '))) as bounded
       from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'app' and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
        and format_type(a.atttypid, null) in ('text', 'text[]', 'jsonb', 'character varying')`,
  )
  columns = rows.map(({ name, bounded }) => ({ name: String(name), isBounded: bounded === true }))
})

/** Written by us alone: words of our own code, what we sealed or hashed, ids of requests. */
const ours = [
  'audit.action',
  'audit.actor',
  'audit.after', // rows, whose columns have their own limits
  'audit.before',
  'audit.network',
  'audit.request_id',
  'audit.table_name',
  'channels.auth_mode',
  'channels.health',
  'channels.token_sealed',
  'closures.closes', // from files of businesses, as HH:MM
  'closures.opens',
  'conversations.request_id',
  'conversations.state',
  'events.request_id',
  'events.type',
  'custom_roles.permissions', // names of our own
  'facts.kind',
  'invitations.role',
  'login_tokens.asks',
  'login_tokens.method',
  'login_tokens.purpose',
  'members.role',
  'members.state',
  'messages.by',
  'messages.evidence',
  'messages.intent',
  'messages.kind',
  'messages.outcome',
  'messages.outcome_reason',
  'messages.request_id',
  'messages.state',
  'notices.kind',
  'orgs.on_public_holidays',
  'orgs.timezone',
  'outbox.sealed',
  'security_events.detail',
  'security_events.network', // the edge's word, cut to a network
  'security_events.type',
  'sessions.method',
  'sessions.network',
  'users.password_hash',
  'users.second_factor',
  'users.totp_sealed',
]

/** Filled by people, by browsers or by Whapi, and bounded only in the code that writes them. */
const boundedInCodeOnly = [
  'channels.health_text', // Whapi's status: 200 at the edge
  'channels.provider_channel_id',
  'conversations.chat_id', // 200, as in customer_chats
  'events.key', // a word of ours and an id of 200
  'events.raw', // 65,536
  'events.target',
  'events.value', // a text of 8,000
  'facts.variants',
  'login_tokens.sign_up', // the form's limits
  'login_tokens.email', // 254
  'messages.details', // 2,000 a detail
  'messages.provider_id',
  'messages.quotes',
  'messages.reaction', // 64
  'orgs.email',
  'services.aliases',
  'sessions.user_agent', // 200, cut in SQL
]

test('every column for text has a limit in the database, or is on one of two short lists [#62]', () => {
  const unbounded = columns.filter(({ isBounded }) => !isBounded).map(({ name }) => name)
  expect(unbounded.toSorted()).toEqual([...ours, ...boundedInCodeOnly].toSorted())
})

test.each(['messages.text', 'customers.name', 'orgs.name', 'members.name', 'users.email'])(
  '%s, which strangers fill, has its limit in the database [#62]',
  (name) => {
    expect(columns.find((column) => column.name === name)?.isBounded).toBe(true)
  },
)
