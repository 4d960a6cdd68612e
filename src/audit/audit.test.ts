import { expect, test } from 'vitest'

import {
  freshDb,
  minutes,
  MORNING,
  openBusiness,
  refusal,
  sessionDoor,
  type OpenBusiness,
} from '../../db/testing.ts'
import { listDoers, listEvents, listMarks, ACTIVITY_PAGE, type Who } from './audit.ts'
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

const auditDoor = (shop: OpenBusiness) =>
  house.doors.enterSession(sessionDoor(shop.tokenHash, MORNING, { need: 'audit.read' }))
const events = async (shop: OpenBusiness, memberId: string | null = null) => {
  const [, found] = await house.ask(auditDoor(shop), listEvents(db, { memberId, before: null }))
  return found
}
const event = (of: { orgId: string | null; userId: string | null }, type: string) =>
  house.asOwner({
    text: `insert into app.security_events (at, type, org_id, user_id) values ($1, $2, $3, $4)`,
    values: [MORNING.toISOString(), type, of.orgId, of.userId],
  })
/** The owner of one business works in another as well. */
const worksToo = (person: OpenBusiness, shop: OpenBusiness) =>
  shop.arrange(
    `insert into app.members (user_id, role, name, email) values ($1, 'staff', 'Sipho elsewhere', 'sipho@example.com')`,
    person.userId,
  )

test('a person’s log-in to one business is not shown in their other one; failures at their account are shown in both [#107]', async () => {
  const [first, second] = [await openBusiness(house), await openBusiness(house)]
  await worksToo(first, second)
  await event({ orgId: first.orgId, userId: first.userId }, 'logged_in')
  await event({ orgId: null, userId: first.userId }, 'password_wrong')
  const types = async (shop: OpenBusiness) =>
    (await events(shop)).map(({ type, memberName }) => `${type} of ${memberName}`).toSorted()
  expect(await types(first)).toEqual(['logged_in of Sipho', 'password_wrong of Sipho'])
  expect(await types(second)).toEqual(['password_wrong of Sipho elsewhere'])
})

test('the neighbour’s events, and those that are nobody’s, are never among them [#29]', async () => {
  const [shop, neighbour] = [await openBusiness(house), await openBusiness(house)]
  await event({ orgId: neighbour.orgId, userId: neighbour.userId }, 'refused')
  await event({ orgId: null, userId: neighbour.userId }, 'password_wrong')
  await event({ orgId: null, userId: null }, 'spike')
  await event({ orgId: null, userId: null }, 'password_wrong')
  expect(await events(shop)).toEqual([])
  expect(await events(shop, neighbour.memberId)).toEqual([])
  expect(await events(neighbour)).toHaveLength(2)
})

test('what somebody did who was removed stays, without a name', async () => {
  const shop = await openBusiness(house)
  await event({ orgId: shop.orgId, userId: null }, 'refused')
  expect(await events(shop)).toMatchObject([{ type: 'refused', memberName: null, at: MORNING }])
})

test('only the door of the audit opens the events [#29]', async () => {
  const shop = await openBusiness(house)
  const list = () => listEvents(db, { memberId: null, before: null })
  expect(await refusal(house.ask(shop.ownerDoor(MORNING), list()))).toBe('UA403')
  expect(await refusal(house.ask(shop.jobDoor(MORNING), list()))).toBe('UA403')
  expect(await refusal(house.lookUp(list()))).toBe('UA403')
})
