import { sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'

import { exampleOf, insertOf, keyOf, listTables, openWorld, type Row } from './examples/testing.ts'
import { orgless } from './policies/fence.ts'
import { freshDb, MORNING, refusal } from './testing.ts'

const house = await freshDb()
const { db } = house
const tables = await listTables(house)
/** Behind a member's door a person's own rows; db/sessions.test.ts. */
const ofPerson = ['sessions', 'devices']
/** Neither the neighbour's nor one's own: the Worker has no right to. */
const neverChanged = ['audit', 'checkouts', 'exports']
const money = [
  'subscriptions',
  'checkouts',
  'charge_runs',
  'payments',
  'usage',
  'merchant_accounts',
  'payment_requests',
  'request_payments',
]
const neverDeleted = ['audit', 'exports', 'orgs', ...money]
const fenced = tables.filter((table) => !(table in orgless))
const [mine, theirs] = [await openWorld(house), await openWorld(house)]
for (const table of tables)
  for (const world of [mine, theirs])
    if (table !== 'orgs') {
      const { text, values } = insertOf(table, exampleOf(table).row(world))
      await world.arrange(text, ...values)
    }

/** Runs one statement behind the door of the first business; answers with its rows, or with the SQLSTATE of the refusal. */
const behindMyDoor = async (statement: ReturnType<typeof sql>) => {
  const work = house.ask(mine.jobDoor(MORNING), db.execute(statement))
  const code = await refusal(work)
  if (code !== 'accepted') return code
  const [, result] = await work
  return result.rows
}

const named = (table: string) => sql`app.${sql.identifier(table)}`
const valuesOf = (row: Row) => sql`(${sql.join(
  Object.keys(row).map((name) => sql.identifier(name)),
  sql`, `,
)})
  values (${sql.join(
    Object.values(row).map((value) => sql`${value}`),
    sql`, `,
  )})`

describe.each(fenced)('the fence around %s [#30]', (table) => {
  const name = named(table)
  const key = sql.identifier(keyOf(table))

  test('shows a business its own rows and none of the neighbour’s [#29]', async () => {
    const seen = await behindMyDoor(sql`select distinct ${key}::text as whose from ${name}`)
    expect(seen).toEqual([{ whose: mine.orgId }])
  })

  test('changes none of the neighbour’s rows', async () => {
    const changed = await behindMyDoor(
      sql`update ${name} set ${key} = ${key} where ${key} = ${theirs.orgId}::uuid returning 1`,
    )
    expect(changed).toEqual(neverChanged.includes(table) ? '42501' : [])
  })

  test('deletes none of the neighbour’s rows', async () => {
    const deleted = await behindMyDoor(
      sql`delete from ${name} where ${key} = ${theirs.orgId}::uuid returning 1`,
    )
    expect(deleted).toEqual(neverDeleted.includes(table) ? '42501' : [])
  })

  test('takes no row in the neighbour’s name', async () => {
    const row = { ...exampleOf(table).row(theirs), [keyOf(table)]: theirs.orgId }
    expect(await behindMyDoor(sql`insert into ${name} ${valuesOf(row)}`)).toBe('42501')
  })

  test('lets no row be moved to the neighbour', async () => {
    const moved = await behindMyDoor(
      sql`update ${name} set ${key} = ${theirs.orgId}::uuid where ${key} = ${mine.orgId}::uuid`,
    )
    expect(moved).toBe('42501')
  })

  test('without an organisation shows nothing, without an error, and takes nothing [#29]', async () => {
    expect(await house.asRuntime(`select from app.${table}`)).toEqual([[]])
    const row = { ...exampleOf(table).row(theirs), [keyOf(table)]: theirs.orgId }
    expect(await refusal(house.asRuntime(insertOf(table, row)))).toBe('42501')
  })
})

test.each(Object.keys(orgless).filter((table) => !ofPerson.includes(table)))(
  '%s has no organisation, so the Worker may not touch it at all',
  async (table) => {
    const row = exampleOf(table).row(mine)
    const column = Object.keys(row)[0]
    for (const statement of [
      `select from app.${table}`,
      `update app.${table} set ${column} = ${column}`,
      `delete from app.${table}`,
      insertOf(table, row),
    ])
      expect(await refusal(house.asRuntime(statement))).toBe('42501')
  },
)
