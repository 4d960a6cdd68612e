import { expect, test } from 'vitest'

import { days, freshDb, MORNING, openBusiness, type OpenBusiness } from '../../db/testing.ts'
import { inviteMember, listInvitations, withdrawInvitation } from './invitation.ts'
import type { RoleChoice } from './reach.ts'
import { grantable } from './roles.ts'
import { hire, teamDoor, type Hired } from './testing.ts'

const house = await freshDb()
const { db } = house

const staff: RoleChoice = { role: 'staff', customRoleId: null }
const invitationTo = (email: string, choice: RoleChoice = staff) => ({
  email,
  ...choice,
  tokenHash: (crypto.randomUUID() + crypto.randomUUID()).replaceAll('-', ''),
  mail: { id: crypto.randomUUID(), sealed: 'an invitation' },
  places: 20,
  at: MORNING,
})
type Asked = ReturnType<typeof invitationTo>

const invite = async (door: Hired['door'], asked: Asked) => {
  const [, invited] = await house.ask(door(), inviteMember(db, asked))
  return invited
}
const ownerOf = (shop: OpenBusiness) => () => teamDoor(house, shop.tokenHash)
const find = async ({ tokenHash }: Asked, at = MORNING) =>
  house.lookUp(house.lookups.findInvitation({ tokenHash, at }))
const somebody = () => `${crypto.randomUUID()}@example.com`

test('an invitation and its mail are written together, and the link works for seven days', async () => {
  const shop = await openBusiness(house)
  const asked = invitationTo(somebody())
  expect(await invite(ownerOf(shop), asked)).toEqual([
    { id: expect.any(String), mailId: asked.mail.id },
  ])
  const [queued] = await shop.arrange(
    `select sealed, user_id from app.outbox where id = $1`,
    asked.mail.id,
  )
  expect(queued).toEqual({ sealed: 'an invitation', user_id: null })
  expect(await find(asked, new Date(days(7).getTime() - 1000))).toEqual([
    { business: 'Sea Point Plumbers', inviter: 'Sipho', email: asked.email },
  ])
  expect(await find(asked, days(7))).toEqual([])
})

test('an address that is invited anew has one invitation, and the link before is dead', async () => {
  const shop = await openBusiness(house)
  const [first, second] = [invitationTo('thabo@example.com'), invitationTo('thabo@example.com')]
  await invite(ownerOf(shop), first)
  await invite(ownerOf(shop), { ...second, role: 'viewer', at: days(3) })
  expect(await find(first)).toEqual([])
  expect(await find(second, days(9))).toHaveLength(1)
  const [, listed] = await house.ask(ownerOf(shop)(), listInvitations(db))
  expect(listed).toMatchObject([
    { email: 'thabo@example.com', role: 'viewer', expiresAt: days(10), inviterName: 'Sipho' },
  ])
})

test('an address of this team is not invited, and no mail goes', async () => {
  const shop = await openBusiness(house)
  for (const state of ['active', 'pending'] as const) {
    const colleague = await hire(house, shop, { state })
    const asked = invitationTo(colleague.email)
    expect(await invite(ownerOf(shop), asked)).toEqual([])
    expect(await shop.arrange(`select from app.outbox where id = $1`, asked.mail.id)).toEqual([])
  }
})

test('an address with an account elsewhere makes the same rows as one without', async () => {
  const [shop, elsewhere] = [await openBusiness(house), await openBusiness(house)]
  const { email: known } = await hire(house, elsewhere)
  const rowsOf = async (email: string) => {
    const asked = invitationTo(email)
    const invited = await invite(ownerOf(shop), asked)
    const [invitation] = await shop.arrange(
      `select role, custom_role_id, invited_by, expires_at, created_at from app.invitations where email = $1`,
      email,
    )
    const [mail] = await shop.arrange(
      `select sealed, user_id, due_at, created_at from app.outbox where id = $1`,
      asked.mail.id,
    )
    return { count: invited.length, invitation, mail }
  }
  const seen = await rowsOf(known)
  expect(seen).toEqual(await rowsOf(somebody()))
  expect(seen).toMatchObject({ count: 1, mail: { sealed: 'an invitation', user_id: null } })
})

test('nobody invites to a role above their own, nor replaces or withdraws such an invitation [#20] [#21]', async () => {
  const shop = await openBusiness(house)
  const top = await hire(house, shop, { permissions: [...grantable] })
  const choices: (RoleChoice & { reach: string[] })[] = [
    { role: 'owner', customRoleId: null, reach: [] },
    { role: 'manager', customRoleId: null, reach: ['manager'] },
    { role: 'custom', customRoleId: top.customRoleId, reach: ['manager'] },
    { role: 'viewer', customRoleId: null, reach: ['manager', 'custom'] },
  ]
  const actors = {
    manager: await hire(house, shop, { role: 'manager' }),
    custom: await hire(house, shop, { permissions: ['team.manage', 'inbox.read'] }),
  }
  for (const { reach, ...choice } of choices) {
    for (const [name, actor] of Object.entries(actors)) {
      const may = reach.includes(name) ? 1 : 0
      const email = somebody()
      expect([name, choice, await invite(actor.door, invitationTo(email, choice))]).toEqual([
        name,
        choice,
        expect.objectContaining({ length: may }),
      ])
      const first = invitationTo(email, choice)
      const [written] = await invite(ownerOf(shop), first)
      const lower = { role: 'custom' as const, customRoleId: actors.custom.customRoleId }
      const replaced = await invite(actor.door, invitationTo(email, lower))
      expect([name, choice, replaced.length]).toEqual([name, choice, may])
      if (may) continue
      const withdrawal = withdrawInvitation(db, { id: written?.id ?? '' })
      const [, withdrawn] = await house.ask(actor.door(), withdrawal)
      expect([name, choice, withdrawn]).toEqual([name, choice, []])
      expect(await find(first)).toHaveLength(1)
    }
  }
})

test('a withdrawn invitation is dead at once, and the neighbours’ cannot be withdrawn', async () => {
  const [shop, neighbour] = [await openBusiness(house), await openBusiness(house)]
  const asked = invitationTo(somebody())
  const [written] = await invite(ownerOf(shop), asked)
  const withdraw = async (from: OpenBusiness) => {
    const verb = withdrawInvitation(db, { id: written?.id ?? '' })
    const [, withdrawn] = await house.ask(ownerOf(from)(), verb)
    return withdrawn
  }
  expect(await withdraw(neighbour)).toEqual([])
  expect(await find(asked)).toHaveLength(1)
  expect(await withdraw(shop)).toHaveLength(1)
  expect(await find(asked)).toEqual([])
  expect(await withdraw(shop)).toEqual([])
})

test('whoever leaves takes the invitations along that they have sent', async () => {
  const shop = await openBusiness(house)
  const manager = await hire(house, shop, { role: 'manager' })
  const asked = invitationTo(somebody())
  await invite(manager.door, asked)
  await shop.arrange(`delete from app.members where id = $1`, manager.id)
  expect(await find(asked)).toEqual([])
})

test('the link’s hash is in no mark of the log, and who invited is [#106]', async () => {
  const shop = await openBusiness(house)
  const asked = invitationTo(somebody())
  const [written] = await invite(ownerOf(shop), asked)
  const marks = await shop.arrange(
    `select actor, after::text from app.audit where row_id = $1`,
    written?.id,
  )
  expect(marks).toMatchObject([{ actor: `member:${shop.memberId}` }])
  expect(JSON.stringify(marks)).not.toContain(asked.tokenHash)
})
