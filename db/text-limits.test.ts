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
                     and (k.contype = 'f' or pg_get_constraintdef(k.oid) ~ ('char_length\\(\\(?' || a.attname) or pg_get_constraintdef(k.oid) ~ ('\\(' || a.attname || ' (~|= ANY|<@) '))) as bounded
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
  'audit.request_id',
  'audit.table_name',
  'channels.auth_mode',
  'channels.health',
  'channels.token_sealed',
  'closures.closes', // from files of businesses, as HH:MM
  'closures.opens',
  'conversations.request_id',
  'events.request_id',
  'events.type',
  'exports.actor',
  'exports.filter', // a query that its route has read
  'exports.upto',
  'exports.what',
  'facts.kind',
  'login_tokens.asks',
  'login_tokens.method',
  'login_tokens.purpose',
  'messages.evidence',
  'messages.intent',
  'messages.kind',
  'messages.outcome_reason',
  'messages.request_id',
  'orgs.on_public_holidays',
  'outbox.sealed',
  'security_events.type',
  'sessions.method',
  'users.password_hash',
  'users.totp_sealed',
]

/** Filled by people, by browsers or by Whapi, and bounded only in the code that writes them. */
const boundedInCodeOnly = [
  'facts.variants',
  'login_tokens.sign_up', // the form's limits
  'messages.details', // 2,000 a detail
  'services.aliases',
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
