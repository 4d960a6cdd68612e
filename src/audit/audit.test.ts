import { expect, test } from 'vitest'

import { freshDb, minutes, MORNING, openBusiness, type OpenBusiness } from '../../db/testing.ts'
import { listDoers, listMarks, ACTIVITY_PAGE, type Who } from './audit.ts'
import { kinds, type Kind } from './deed.ts'

const house = await freshDb()
const { db } = house

const read = async (
  shop: OpenBusiness,
  {
    who = null,
    kind = null,
    before = null,
  }: { who?: Who; kind?: Kind | null; before?: number | null } = {},
) => {
  const [, marks] = await house.ask(shop.ownerDoor(MORNING), listMarks(db, { who, kind, before }))
  return marks
}

/** A mark as the trigger writes it, of whoever and about whatever table. */
const mark = (shop: OpenBusiness, actor: string, table = 'services') =>
  shop.arrange(
    `insert into app.audit (org_id, at, actor, table_name, action) values ($1, $2, $3, $4, 'update')`,
    shop.orgId,
    minutes(1).toISOString(),
    actor,
    table,
  )

test('the newest mark stands first, with the name of the member who made it [#106]', async () => {
  const shop = await openBusiness(house)
  await mark(shop, `member:${shop.memberId}`)
  await mark(shop, 'receptionist')
  const [newest, older] = await read(shop)
  expect(newest).toMatchObject({ actor: 'receptionist', memberName: null, at: minutes(1) })
  expect(older).toMatchObject({ actor: `member:${shop.memberId}`, memberName: 'Sipho' })
})

test('a member who was removed leaves their marks behind', async () => {
  const shop = await openBusiness(house)
  await mark(shop, `member:${crypto.randomUUID()}`)
  expect((await read(shop))[0]).toMatchObject({ memberName: null, tableName: 'services' })
})

test('marks come page by page, none twice and none missing', async () => {
  const shop = await openBusiness(house)
  for (let i = 0; i < ACTIVITY_PAGE + 10; i += 1) await mark(shop, 'payfast')
  const first = await read(shop, { who: 'frontdesk' })
  expect(first).toHaveLength(ACTIVITY_PAGE + 1)
  const last = first[ACTIVITY_PAGE - 1]?.seq ?? 0
  const second = await read(shop, { who: 'frontdesk', before: last })
  const seen = [...first.slice(0, ACTIVITY_PAGE), ...second].map(({ seq }) => seq)
  expect(seen).toEqual([...new Set(seen)].toSorted((a, b) => b - a))
  const all = await shop.arrange(`select from app.audit where org_id = $1`, shop.orgId)
  expect(seen).toHaveLength(all.length)
})

test('each mark is found under one doer', async () => {
  const shop = await openBusiness(house)
  const member = `member:${shop.memberId}`
  const actors = [member, 'receptionist', `channel:${shop.channelId}`, 'signup', 'payfast']
  for (const actor of actors) await mark(shop, actor, 'facts')
  const foundUnder = async (who: Who) =>
    (await read(shop, { who, kind: 'answers' })).map(({ actor }) => actor).toSorted()
  expect(await foundUnder({ memberId: shop.memberId })).toEqual([member])
  expect(await foundUnder({ memberId: crypto.randomUUID() })).toEqual([])
  expect(await foundUnder('ai')).toEqual(['receptionist'])
  expect(await foundUnder('whatsapp')).toEqual([`channel:${shop.channelId}`])
  expect(await foundUnder('frontdesk')).toEqual(['payfast', 'signup'])
})

test('every table that leaves marks stands under one kind', async () => {
  const shop = await openBusiness(house)
  const marked = await shop.arrange(
    `select relname as name from pg_trigger join pg_class k on k.oid = tgrelid where tgname = 'mark_rows' order by 1`,
  )
  const tables = marked.map(({ name }) => String(name))
  for (const table of tables) await mark(shop, 'payfast', table)
  const found: string[] = []
  for (const kind of kinds)
    found.push(...new Set((await read(shop, { kind })).map(({ tableName }) => tableName)))
  expect(tables.length).toBeGreaterThan(8)
  expect(found.toSorted()).toEqual(tables)
})

test("another business's marks and members are never among them [#29]", async () => {
  const [shop, neighbour] = [await openBusiness(house), await openBusiness(house)]
  await mark(neighbour, `member:${neighbour.memberId}`, 'a mark of the neighbours')
  const tables = (await read(shop)).map(({ tableName }) => tableName)
  expect(tables).not.toContain('a mark of the neighbours')
  expect(await read(shop, { who: { memberId: neighbour.memberId } })).toEqual([])
  const [, doers] = await house.ask(shop.ownerDoor(MORNING), listDoers(db))
  expect(doers).toEqual([{ id: shop.memberId, name: 'Sipho' }])
})
