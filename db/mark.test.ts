import { expect, test } from 'vitest'

import {
  exampleOf,
  insertOf,
  keyOf,
  listTables,
  openWorld,
  type World,
} from './examples/testing.ts'
import { unmarked } from './policies/fence.ts'
import { about, customerLine, freshDb, MORNING, openBusiness, ownLine, refusal } from './testing.ts'

const house = await freshDb()
const tables = await listTables(house)
const marked = tables.filter((table) => !(table in unmarked))
const shop = await openBusiness(house)

/** The columns that a mark may be about: all but the id, the organisation, the time of birth and keys to other tables. */
const columnsOf = async (table: string) => {
  const columns = await shop.arrange(
    `select attname from pg_attribute a where attrelid = $1::regclass and attnum > 0 and not attisdropped
        and attname not in ('id', 'org_id', 'created_at')
        and not exists (select from pg_constraint c where c.contype = 'f' and c.conrelid = a.attrelid and a.attnum = any (c.conkey))
      order by attnum`,
    `app.${table}`,
  )
  return columns.map(({ attname }) => String(attname))
}

/** The arguments of a table's mark: the columns that leave none, and those of which only "changed" is kept. */
const argumentsOf = async (table: string) => {
  const [trigger] = await shop.arrange(
    `select encode(tgargs, 'escape') as given from pg_trigger where tgrelid = $1::regclass and tgname = 'mark_changes'`,
    `app.${table}`,
  )
  const [hidden = '', personal = ''] = String(trigger?.['given']).split('\\000')
  return { hidden: hidden.split(','), personal: personal.split(',') }
}

/** Answers, each time it is called, with the marks that came since the last time. */
const watchMarks = (world: Pick<World, 'arrange'>) => {
  let last = 0
  return async () => {
    const marks = await world.arrange(`select * from app.audit where seq > $1 order by seq`, last)
    last = Number(marks.at(-1)?.['seq'] ?? last)
    return marks
  }
}

test('every table has its mark, or a written reason why it needs none', async () => {
  const withMark = await shop.arrange(
    `select tgrelid::regclass::text as name, array_agg(tgname::text order by tgname) as triggers
       from pg_trigger where tgname like 'mark%' group by 1 order by 1`,
  )
  expect(withMark).toEqual(
    marked.map((table) => ({ name: `app.${table}`, triggers: ['mark_changes', 'mark_rows'] })),
  )
  expect(tables).toEqual(expect.arrayContaining(Object.keys(unmarked)))
  expect(Object.values(unmarked).filter((reason) => reason.length < 10)).toEqual([])
})

test.each(marked)(
  'adding, changing and deleting a row of %s leaves one mark each, bookkeeping none [#106]',
  async (table) => {
    const world = await openWorld(house)
    const marks = watchMarks(world)
    const { row, changes = {}, needs } = exampleOf(table)
    if (needs !== undefined) {
      const first = insertOf(needs, exampleOf(needs).row(world))
      await world.arrange(first.text, ...first.values)
    }
    expect(Object.keys(changes).toSorted()).toEqual((await columnsOf(table)).toSorted())
    const { hidden, personal } = await argumentsOf(table)
    const given = row(world)
    const key = ['id', 'customer_id'].find((name) => name in given) ?? 'org_id'
    const value = given[key] ?? world.orgId
    const { text, values } = insertOf(table, given)
    await marks()
    await world.arrange(text, ...values)
    expect(await marks()).toMatchObject([{ action: 'insert', actor: 'test', table_name: table }])
    for (const [column, other] of Object.entries(changes)) {
      const set = `update app.${table} set ${column} = $1 where ${key} = $2`
      await world.arrange(set, other, value)
      const after = { [column]: personal.includes(column) ? 'changed' : expect.anything() }
      expect(await marks(), column).toMatchObject(
        hidden.includes(column) ? [] : [{ action: 'update', after }],
      )
      await world.arrange(set, other, value)
      expect(await marks(), `${column} set to what it is`).toEqual([])
    }
    await world.arrange(`delete from app.${table} where ${key} = $1`, value)
    expect(await marks()).toMatchObject(table === 'orgs' ? [] : [{ action: 'delete', after: null }])
  },
)

test('a business that is deleted takes everything it had along, its marks too', async () => {
  const [gone, stays] = [await openWorld(house), await openWorld(house)]
  await gone.arrange(`delete from app.orgs where id = $1`, gone.orgId)
  const ofNobody = ['users', 'devices', 'login_tokens', 'outbox', 'limits']
  for (const table of tables.filter((name) => !ofNobody.includes(name))) {
    const left = (world: World) =>
      world.arrange(`select from app.${table} where ${keyOf(table)} = $1`, world.orgId)
    expect(await left(gone), table).toEqual([])
    if (table in { orgs: 1, customers: 1, audit: 1 }) expect(await left(stays)).not.toEqual([])
  }
})

test('a change says who made it, in which request, when, and what was there before', async () => {
  const world = await openBusiness(house, { services: [{ name: 'Call-out', priceCents: 65_000 }] })
  const marks = watchMarks(world)
  await marks()
  await house.asOwner(
    {
      text: `select set_config('app.org_id', $1, true), set_config('app.actor', 'member:x', true),
               set_config('app.at', $2, true), set_config('app.request_id', 'page', true)`,
      values: [world.orgId, MORNING.toISOString()],
    },
    `update app.services set price_cents = 70000, description = 'At your door' where org_id = '${world.orgId}'`,
  )
  expect(await marks()).toMatchObject([
    {
      org_id: world.orgId,
      at: MORNING,
      actor: 'member:x',
      request_id: 'page',
      before: { price_cents: 65_000 },
      after: { price_cents: 70_000, description: 'At your door' },
    },
  ])
})

test('a change by nobody is refused', async () => {
  const world = await openBusiness(house)
  const change = {
    text: `update app.orgs set name = 'New' where id = $1`,
    values: [world.orgId],
  }
  expect(await refusal(house.asOwner(change))).toBe('UA500')
})

test('the marks hold no customer’s name, number or words, and no secret', async () => {
  const world = await openBusiness(house)
  await world.deliver([
    customerLine({ name: 'Thandiwe', text: 'my card is 4000' }),
    customerLine({ provider_id: 'first', name: 'Thandiwe N', text: 'my pin is 1234' }),
    about('edit', 'first', { value: 'my pin is 5678' }),
    ownLine({ text: 'never write that' }),
  ])
  await world.arrange(
    `update app.conversations set attention = 'Thandiwe is angry' where org_id = $1`,
    world.orgId,
  )
  await world.arrange(
    `update app.customers set phone = '+27825550102' where org_id = $1`,
    world.orgId,
  )
  await world.arrange(
    `update app.channels set token_sealed = 'v1.s1.secret' where org_id = $1`,
    world.orgId,
  )
  const marks = await world.arrange(
    `select before, after from app.audit where org_id = $1`,
    world.orgId,
  )
  expect(marks.length).toBeGreaterThan(8)
  const written = JSON.stringify(marks)
  expect(written).toContain('"changed"')
  for (const secret of ['Thandiwe', '2782555010', 'my card', 'my pin', 'never write', 'v1.s1'])
    expect(written).not.toContain(secret)
})

test.each([
  [`insert into app.audit (at, actor, table_name, action) values (now(), 'x', 'orgs', 'update')`],
  [`update app.audit set actor = 'somebody else'`],
  [`delete from app.audit`],
  [`truncate app.audit`],
])('the Worker may only read the marks: "%s" is refused [#106]', async (statement) => {
  expect(await refusal(house.ask(shop.jobDoor(MORNING), house.db.execute(statement)))).toBe('42501')
})
