import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import { afterAll, expect, test } from 'vitest'

import { startPostgres } from '../dev/postgres.ts'
import { migrateSchema, prepareDatabase, withClient } from './migrate.ts'

process.env['OWNER_PASSWORD'] ??= 'owner-of-the-tests'
process.env['RUNTIME_PASSWORD'] ??= 'runtime-of-the-tests'

const postgres = await startPostgres({ name: 'migrations', durable: false })
afterAll(() => postgres.stop())

const ask = (url: string, text: string, values: unknown[] = []) =>
  withClient(url, async (client) => (await client.query(text, values)).rows)

const folder = path.join(import.meta.dirname, 'migrations')
const journalOf = async (where: string): Promise<{ entries: { tag: string }[] }> =>
  JSON.parse(await readFile(path.join(where, 'meta/_journal.json'), 'utf8'))
const { entries } = await journalOf(folder)

/** Applies the first `count` migrations as the owner, from a copy whose journal ends there. */
const migrateFirst = async (count: number, ownerUrl: string) => {
  const copy = await mkdtemp(path.join(tmpdir(), 'migrations-'))
  await cp(folder, copy, { recursive: true })
  const journal = { ...(await journalOf(copy)), entries: entries.slice(0, count) }
  await writeFile(path.join(copy, 'meta/_journal.json'), JSON.stringify(journal))
  await withClient(ownerUrl, (client) =>
    migrate(drizzle({ client }), { migrationsFolder: copy, migrationsSchema: 'migrations' }),
  )
  await rm(copy, { recursive: true })
}

/** A business with one conversation, by the columns that every version has had. */
const addChat = (url: string) =>
  withClient(url, async (client) => {
    const [org, channel, customer, thread] = [0, 1, 2, 3].map(() => crypto.randomUUID())
    await client.query('begin')
    await client.query(
      `select set_config('app.org_id', $1, true), set_config('app.actor', 'test', true), set_config('app.at', now()::text, true)`,
      [org],
    )
    const rows: [string, unknown[]][] = [
      [`orgs (id, name, owner_name) values ($1, 'Salon', 'Nomsa')`, [org]],
      [`channels (id, token_sealed) values ($1, 'sealed')`, [channel]],
      [`customers (id, phone) values ($1, '+27825550101')`, [customer]],
      [
        `customer_chats (channel_id, chat_id, customer_id) values ($1, 'a', $2)`,
        [channel, customer],
      ],
      [
        `conversations (id, channel_id, customer_id, chat_id, last_message_at) values ($1, $2, $3, 'a', now())`,
        [thread, channel, customer],
      ],
      [
        `messages (conversation_id, channel_id, by, text, at) values ($1, $2, 'customer', 'hello', now())`,
        [thread, channel],
      ],
    ]
    for (const [row, values] of rows) await client.query(`insert into app.${row}`, values)
    await client.query('commit')
    return org
  })

const chatsOf = (url: string, org: string | undefined) =>
  ask(
    url,
    `select m.text, p.phone from app.messages m join app.conversations c on c.org_id = m.org_id and c.id = m.conversation_id
       join app.customers p on p.org_id = c.org_id and p.id = c.customer_id where m.org_id = $1`,
    [org],
  )

/** All that the catalog says about the schema, in one string a thing. */
const shapeOf = async (url: string) => {
  const rows = await ask(
    url,
    `select format('%s.%s %s %s %s', attrelid::regclass, attname, format_type(atttypid, atttypmod), attnotnull, pg_get_expr(d.adbin, d.adrelid)) as thing
       from pg_attribute a join pg_class k on k.oid = attrelid left join pg_attrdef d on d.adrelid = attrelid and d.adnum = attnum
      where k.relnamespace = 'app'::regnamespace and k.relkind = 'r' and attnum > 0 and not attisdropped
     union all select format('%s %s %s %s', relname, relrowsecurity, relforcerowsecurity, relacl) from pg_class where relnamespace = 'app'::regnamespace and relkind = 'r'
     union all select pg_get_constraintdef(oid) || conrelid::regclass from pg_constraint where connamespace = 'app'::regnamespace
     union all select pg_get_indexdef(indexrelid) from pg_index i join pg_class k on k.oid = i.indrelid where k.relnamespace = 'app'::regnamespace
     union all select pg_get_functiondef(oid) || proacl::text from pg_proc where pronamespace = 'app'::regnamespace
     union all select pg_get_triggerdef(t.oid) from pg_trigger t join pg_class k on k.oid = tgrelid where k.relnamespace = 'app'::regnamespace and not tgisinternal
     union all select format('%s %s %s', tablename, policyname, qual) from pg_policies where schemaname = 'app'
     order by 1`,
  )
  return rows.map(({ thing }) => String(thing))
}

const fresh = `all_at_once_${process.pid}`
const whole = await prepareDatabase(postgres.adminUrl, fresh)

test('preparing a database a second time changes nothing and loses nothing', async () => {
  const org = await addChat(whole.ownerUrl)
  const before = await shapeOf(whole.ownerUrl)
  expect(await prepareDatabase(postgres.adminUrl, fresh)).toEqual(whole)
  expect(await shapeOf(whole.ownerUrl)).toEqual(before)
  expect(await chatsOf(whole.ownerUrl, org)).toEqual([{ text: 'hello', phone: '+27825550101' }])
})

test('both addresses that preparing answers with can be used', async () => {
  const who = 'select current_user as role, current_database() as database'
  expect(await ask(whole.ownerUrl, who)).toEqual([{ role: 'app_owner', database: fresh }])
  expect(await ask(whole.runtimeUrl, who)).toEqual([{ role: 'app_runtime', database: fresh }])
})

test.each(entries.map((_, n) => n))(
  'a database with %i of the migrations is brought up to date, with all its rows',
  async (count) => {
    const database = `after_${count}_${process.pid}`
    await ask(postgres.adminUrl, `create database ${database} owner app_owner`)
    const ownerUrl = new URL(whole.ownerUrl)
    ownerUrl.pathname = `/${database}`
    await migrateFirst(count, ownerUrl.href)
    const org = count === 0 ? undefined : await addChat(ownerUrl.href)
    await migrateSchema(ownerUrl.href)
    expect(await shapeOf(ownerUrl.href)).toEqual(await shapeOf(whole.ownerUrl))
    if (org) expect(await chatsOf(ownerUrl.href, org)).toHaveLength(1)
  },
)

test('a migration that fails leaves the database as it was', async () => {
  const database = `fails_${process.pid}`
  await ask(postgres.adminUrl, `create database ${database} owner app_owner`)
  const ownerUrl = new URL(whole.ownerUrl)
  ownerUrl.pathname = `/${database}`
  const copy = await mkdtemp(path.join(tmpdir(), 'migrations-'))
  await cp(folder, copy, { recursive: true })
  await writeFile(path.join(copy, `${entries.at(-1)?.tag}.sql`), 'select 1 / 0')
  const work = withClient(ownerUrl.href, (client) =>
    migrate(drizzle({ client }), { migrationsFolder: copy, migrationsSchema: 'migrations' }),
  )
  await expect(work).rejects.toThrow('select 1 / 0')
  await rm(copy, { recursive: true })
  expect(await ask(ownerUrl.href, `select from pg_namespace where nspname = 'app'`)).toEqual([])
})
