import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { neon, neonConfig, NeonDbError } from '@neondatabase/serverless'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import { toText } from './neon-text.ts'
import { createNeon, type Neon } from './neon.ts'
import { startPostgres, type Postgres } from './postgres.ts'

let postgres: Postgres
let standIn: Neon
const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const header = (name: string) => request.headers[name]?.toString() ?? null
    void standIn
      .answer(header, Buffer.concat(chunks).toString())
      .then(({ status, body }) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(body),
      )
  })
})

beforeAll(async () => {
  postgres = await startPostgres({ name: 'neon-test', durable: false })
  const { adminUrl } = postgres
  standIn = createNeon({ adminUrl, ownerUrl: adminUrl, runtimeUrl: adminUrl, poolSize: 1 })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  neonConfig.fetchEndpoint = `http://127.0.0.1:${port}/sql`
}, 30_000)
beforeEach(() => standIn.reset())
afterAll(async () => {
  server.close()
  await standIn.stop()
  await postgres.stop()
})

const database = () => neon(postgres.adminUrl)
const codeOf = (query: PromiseLike<unknown>) =>
  Promise.resolve(query).then(
    () => 'no error',
    (error: unknown) => (error instanceof NeonDbError ? error.code : error),
  )
const post = (body: string, headers: Record<string, string> = {}) =>
  standIn.fetch(
    new Request('http://stage/sql', {
      method: 'POST',
      headers: { 'neon-connection-string': postgres.adminUrl, ...headers },
      body,
    }),
  )

describe('Neon over HTTP', () => {
  test("Neon's own driver reads every common type as it was written", async () => {
    const [row] = await database()`
      select true as yes, 7::int8 as big, 1.50::numeric as price, '2026-11-24T08:00:00Z'::timestamptz as at,
             '{"a":[1]}'::jsonb as json, ${['x', 'a "b"', null]}::text[] as list, null::text as none`
    expect(row).toStrictEqual({
      yes: true,
      big: '7',
      price: '1.50',
      at: new Date('2026-11-24T08:00:00Z'),
      json: { a: [1] },
      list: ['x', 'a "b"', null],
      none: null,
    })
  })

  test('a batch is one request and one transaction: what fails takes the rest with it', async () => {
    const sql = database()
    await sql`create table notes (id int primary key)`
    standIn.reset()
    const batch = sql.transaction([
      sql`insert into notes values (1)`,
      sql`insert into notes values (1)`,
    ])
    expect(await codeOf(batch)).toBe('23505')
    expect(standIn.counts()).toMatchObject({ requests: 1, statements: 2 })
    expect(await sql`select count(*)::int as n from notes`).toStrictEqual([{ n: 0 }])
  })

  test('a batch runs at the isolation level and in the mode its headers ask for', async () => {
    const sql = database()
    const answers = await sql.transaction(
      [sql`show transaction_isolation`, sql`show transaction_read_only`],
      { isolationLevel: 'Serializable', readOnly: true },
    )
    expect(answers).toStrictEqual([
      [{ transaction_isolation: 'serializable' }],
      [{ transaction_read_only: 'on' }],
    ])
  })

  test("a refusal by Postgres is status 400 with Neon's fields", async () => {
    const response = await post(JSON.stringify({ query: 'select nothing', params: [] }))
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({
      message: 'column "nothing" does not exist',
      code: '42703',
      severity: 'ERROR',
      position: '8',
      detail: null,
      constraint: null,
    })
  })

  test('two statements in one query are refused, as at Neon', async () => {
    expect(await codeOf(database().query('select 1; select 2'))).toBe('42601')
  })

  test('raw text and array mode follow their headers', async () => {
    const query = JSON.stringify({ query: 'select 1::int as n, true as yes', params: [] })
    const raw = await post(query, { 'neon-raw-text-output': 'true', 'neon-array-mode': 'true' })
    expect(await raw.json()).toMatchObject({
      rows: [['1', 't']],
      fields: [{ name: 'n', dataTypeID: 23 }, { name: 'yes' }],
      command: 'SELECT',
      rowCount: 1,
      rowAsArray: true,
    })
    expect(await (await post(query)).json()).toMatchObject({ rows: [{ n: 1, yes: true }] })
  })

  test('an answer above 10 MiB is refused with 507', async () => {
    const response = await post(JSON.stringify({ query: "select repeat('x', 10485760) as x" }))
    expect(response.status).toBe(507)
    expect(await response.text()).toContain('response is too large (max is 10485760 bytes)')
  })

  test.each([
    ['a setting made in a batch', ["select set_config('app.org_id', 'theirs', false)"]],
    ['a plain SET', "set app.org_id = 'theirs'"],
  ])('%s is gone for the next caller on the same connection', async (_name, change) => {
    const sql = database()
    await (typeof change === 'string'
      ? sql.query(change)
      : sql.transaction(change.map((query) => sql.query(query))))
    const [row] = await sql`select coalesce(current_setting('app.org_id', true), '') as org`
    expect(row).toStrictEqual({ org: '' })
  })

  test('an open transaction is not handed on', async () => {
    const sql = database()
    await sql.query('begin')
    const [first] = await sql`select pg_current_xact_id()::text as id`
    const [second] = await sql`select pg_current_xact_id()::text as id`
    expect(first?.['id']).not.toBe(second?.['id'])
  })

  test('a database that cannot be reached is a server error, not a refusal', async () => {
    const elsewhere = new URL(postgres.adminUrl)
    elsewhere.port = '1'
    const response = await post(JSON.stringify({ query: 'select 1' }), {
      'neon-connection-string': elsewhere.href,
    })
    expect(response.status).toBe(503)
  })

  test('a test can clone a template while others still use it', async () => {
    await database()`create role app_owner`
    const template = await standIn.cloneDatabase('template1')
    await neon(template.ownerUrl)`create table kept (id int)`
    const response = await standIn.fetch(
      new Request('http://stage/databases', {
        method: 'POST',
        body: JSON.stringify({ template: template.database }),
      }),
    )
    const clone: { runtimeUrl: string } = await response.json()
    expect(await neon(clone.runtimeUrl)`select count(*)::int as n from kept`).toStrictEqual([
      { n: 0 },
    ])
  })

  test('an arranged failure answers once and then leaves the database alone', async () => {
    standIn.mishaps.arrange({ times: 1, delayMs: 0, status: 500, afterAccept: false })
    const query = JSON.stringify({ query: 'select 1' })
    expect((await post(query)).status).toBe(500)
    expect((await post(query)).status).toBe(200)
  })
})

test('a parameter travels as the text Postgres reads', () => {
  expect([true, 7, 'x', null, { a: 1 }, [1, 'a"b', null, [true]]].map(toText)).toStrictEqual([
    'true',
    '7',
    'x',
    null,
    '{"a":1}',
    '{1,"a\\"b",NULL,{true}}',
  ])
})
