import { expect, test } from 'vitest'

import { freshDb, openBusiness, refusal } from '../../db/testing.ts'
import {
  addCustomRole,
  changeCustomRole,
  findCustomRole,
  listCustomRoles,
  removeCustomRole,
} from './custom-role.ts'
import { removeMember } from './member.ts'
import { grantable, type Grantable } from './roles.ts'
import { hire, teamDoor } from './testing.ts'

const house = await freshDb()
const { db } = house

const roleOf = (name: string, permissions: Grantable[] = ['inbox.read']) => ({
  id: crypto.randomUUID(),
  name,
  permissions,
})

test('a role is made, listed with how many have it, changed, and removed [#21]', async () => {
  const shop = await openBusiness(house)
  const door = () => teamDoor(house, shop.tokenHash)
  const counter = roleOf('Counter')
  expect((await house.ask(door(), addCustomRole(db, counter)))[1]).toEqual([{ id: counter.id }])
  await hire(house, shop, { permissions: ['audit.read'] })
  const [, listed] = await house.ask(door(), listCustomRoles(db))
  expect(listed.map(({ members }) => members).toSorted((a, b) => a - b)).toEqual([0, 1])
  const changed = { ...counter, name: 'Till', permissions: ['audit.read' as const] }
  expect((await house.ask(door(), changeCustomRole(db, changed)))[1]).toHaveLength(1)
  expect((await house.ask(door(), findCustomRole(db, counter)))[1]).toEqual([
    { ...changed, members: 0, reachable: true },
  ])
  expect((await house.ask(door(), removeCustomRole(db, counter)))[1]).toHaveLength(1)
  expect((await house.ask(door(), findCustomRole(db, counter)))[1]).toEqual([])
})

test('a role that somebody has is not removed, and is once they have gone', async () => {
  const shop = await openBusiness(house)
  const door = () => teamDoor(house, shop.tokenHash)
  const colleague = await hire(house, shop, { permissions: ['audit.read'] })
  const removal = () => removeCustomRole(db, { id: colleague.customRoleId ?? '' })
  expect((await house.ask(door(), removal()))[1]).toEqual([])
  await house.ask(door(), removeMember(db, { id: colleague.id }))
  expect((await house.ask(door(), removal()))[1]).toHaveLength(1)
})

test('two roles of one name are refused, and the neighbours may have the same', async () => {
  const [shop, neighbour] = [await openBusiness(house), await openBusiness(house)]
  const add = (of: typeof shop) =>
    refusal(house.ask(teamDoor(house, of.tokenHash), addCustomRole(db, roleOf('Counter'))))
  expect(await add(shop)).toBe('accepted')
  expect(await add(shop)).toBe('23505')
  expect(await add(neighbour)).toBe('accepted')
})

test('a role of the business’s own makes, changes and removes none that holds more than itself [#21]', async () => {
  const shop = await openBusiness(house)
  const own: Grantable[] = ['team.manage', 'inbox.read']
  const actor = await hire(house, shop, { permissions: own })
  for (const permission of grantable) {
    const may = own.includes(permission) ? 1 : 0
    const made = roleOf(`Made ${permission}`, [permission])
    const [, added] = await house.ask(actor.door(), addCustomRole(db, made))
    const higher = await hire(house, shop, { permissions: [permission] })
    const id = higher.customRoleId ?? ''
    const lowered = { ...roleOf(`Lowered ${permission}`, []), id }
    const [, changed] = await house.ask(actor.door(), changeCustomRole(db, lowered))
    const empty = await hire(house, shop, { permissions: [] })
    const raised = { ...roleOf(`Raised ${permission}`, [permission]), id: empty.customRoleId ?? '' }
    const [, grown] = await house.ask(actor.door(), changeCustomRole(db, raised))
    await shop.arrange(`delete from app.members where id = $1`, higher.id)
    await shop.arrange(`update app.custom_roles set permissions = $2::text[] where id = $1`, id, [
      permission,
    ])
    const [, removed] = await house.ask(actor.door(), removeCustomRole(db, { id }))
    expect([permission, added.length, changed.length, grown.length, removed.length]).toEqual([
      permission,
      may,
      may,
      may,
      may,
    ])
  }
})

test('a role of the neighbours can be neither seen, changed nor removed [#29]', async () => {
  const [shop, neighbour] = [await openBusiness(house), await openBusiness(house)]
  const { customRoleId } = await hire(house, neighbour, { permissions: ['inbox.read'] })
  const theirs = { ...roleOf('Ours now'), id: customRoleId ?? '' }
  for (const verb of [
    findCustomRole(db, theirs),
    changeCustomRole(db, theirs),
    removeCustomRole(db, theirs),
  ]) {
    const [, rows] = await house.ask(teamDoor(house, shop.tokenHash), verb)
    expect(rows).toEqual([])
  }
})
