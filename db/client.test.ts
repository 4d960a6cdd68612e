import { Client } from 'pg'
import { afterAll, expect, test } from 'vitest'

import { startPostgres } from '../dev/postgres.ts'
import { askWith, connect, type Db } from './client.ts'
import { doorsOf } from './doors.ts'
import { prepareDatabase } from './migrate.ts'
import { freshDb, MORNING, openBusiness, refusal } from './testing.ts'

process.env['OWNER_PASSWORD'] ??= 'owner-of-the-tests'
process.env['RUNTIME_PASSWORD'] ??= 'runtime-of-the-tests'

// A server of its own: the roles of a server are shared by all its databases, and these are odd ones.
const postgres = await startPostgres({ name: 'roles', durable: false })
const database = `roles_${process.pid}`
const urls = await prepareDatabase(postgres.adminUrl, database)
const adminUrl = new URL(postgres.adminUrl)
adminUrl.pathname = `/${database}`
afterAll(() => postgres.stop())

const runAs = async (url: string, ...statements: string[]) => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

/** Makes a role that may log in and call the fence check, and asks the check as that role. */
const judge = async (attributes: string, ...more: ((role: string) => string)[]) => {
  const role = `role_${crypto.randomUUID().slice(0, 8)}`
  await runAs(
    adminUrl.href,
    `create role ${role} login ${attributes} password 'odd'`,
    `grant usage on schema app to ${role}`,
    `grant execute on function app.refuse_unfenced() to ${role}`,
    ...more.map((statement) => statement(role)),
  )
  const url = new URL(adminUrl)
  url.username = role
  url.password = 'odd'
  const answer = await refusal(runAs(url.href, 'select app.refuse_unfenced()'))
  await runAs(
    adminUrl.href,
    `reassign owned by ${role} to app_owner`,
    `drop owned by ${role}`,
    `drop role ${role}`,
  )
  return answer
}

test.each([
  ['an ordinary role', '', [], 'accepted'],
  ['a superuser', 'superuser', [], 'UA500'],
  ['a role that bypasses row-level security', 'bypassrls', [], 'UA500'],
  ['a member of such a role', '', [(role: string) => `grant app_owner to ${role}`], 'UA500'],
  [
    'the owner of a table',
    '',
    [(role: string) => `alter table app.facts owner to ${role}`],
    'UA500',
  ],
])('%s is judged by the fence check', async (_, attributes, more, answer) => {
  expect(await judge(attributes, ...more)).toBe(answer)
})

test('the Worker’s role passes the fence check, the schema’s owner does not', async () => {
  const check = 'select app.refuse_unfenced()'
  expect(await refusal(runAs(urls.runtimeUrl, check))).toBe('accepted')
  expect(await refusal(runAs(urls.ownerUrl, check))).toBe('UA500')
})

const house = await freshDb()

/** The same builder, noting how many statements each batch carries. */
const counting = (db: Db) => {
  const sizes: number[] = []
  const batch: Db['batch'] = (queries) => {
    sizes.push(queries.length)
    return db.batch(queries)
  }
  const counted: Db = Object.assign(Object.create(db), { batch })
  return { sizes, ...askWith(counted) }
}

test('only the first batch of an isolate carries the fence check', async () => {
  const shop = await openBusiness(house)
  const { sizes, ask, lookUp } = counting(house.db)
  await ask(shop.jobDoor(MORNING))
  await ask(shop.jobDoor(MORNING))
  await lookUp(house.lookups.dueReplies({ at: MORNING, limit: 1 }))
  expect(sizes).toEqual([2, 1, 1])
})

test('an isolate that connects as the schema’s owner is refused at every request, even behind a good door', async () => {
  const shop = await openBusiness(house)
  const db = connect(house.ownerUrl)
  const { sizes, ask } = counting(db)
  const entry = () => doorsOf(db).enterJob({ orgId: shop.orgId, at: MORNING, requestId: 'job' })
  expect(await refusal(ask(entry()))).toBe('UA500')
  expect(await refusal(ask(entry()))).toBe('UA500')
  expect(sizes).toEqual([2, 2])
})

test('a verb of several queries is answered in its place, and the whole batch is one trip', async () => {
  const shop = await openBusiness(house)
  const { db, ask } = house
  const number = (value: number) => db.execute<{ value: number }>(`select ${value} as value`)
  const before = house.trips()
  const [me, one, pair, none, last] = await ask(
    shop.jobDoor(MORNING),
    number(1),
    [number(2), number(3)] as const,
    [],
    number(4),
  )
  expect(house.trips() - before).toBe(1)
  expect(me.orgId).toBe(shop.orgId)
  expect([one, ...pair, last].map(({ rows }) => rows)).toEqual(
    [1, 2, 3, 4].map((value) => [{ value }]),
  )
  expect(none).toEqual([])
})

test('what fails in a batch takes everything before it along', async () => {
  const shop = await openBusiness(house)
  const { db, ask } = house
  const work = ask(
    shop.jobDoor(MORNING),
    db.execute(`update app.orgs set name = 'Half done'`),
    db.execute(`select 1 / 0`),
  )
  expect(await refusal(work)).toBe('22012')
  expect(await shop.arrange(`select name from app.orgs where id = $1`, shop.orgId)).toEqual([
    { name: 'Sea Point Plumbers' },
  ])
})
