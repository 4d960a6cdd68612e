import { describe, expect, test } from 'vitest'

import {
  freshDb,
  MORNING,
  openBusiness,
  refusal,
  sessionDoor,
  type OpenBusiness,
} from '../../db/testing.ts'
import { one } from '../errors.ts'
import {
  approveMember,
  changeRole,
  endMemberSessions,
  findMember,
  listMembers,
  removeMember,
} from './member.ts'
import { grantable, permissionsOf, reaches, roles, type Role } from './roles.ts'
import { hire, teamDoor } from './testing.ts'

const house = await freshDb()
const { db } = house

const mail = () => ({ id: crypto.randomUUID(), sealed: 'a mail' })
const teamOf = (shop: OpenBusiness) =>
  shop.arrange(`select id, role, state from app.members where org_id = $1`, shop.orgId)
const roleOf = async (shop: OpenBusiness, id: string) =>
  (await teamOf(shop)).find((member) => member['id'] === id)?.['role'] ?? 'nobody'
const to = (role: Role) => ({ role, customRoleId: null })
const entering = (tokenHash: string) =>
  refusal(
    house.ask(house.doors.enterSession(sessionDoor(tokenHash, MORNING, { need: 'own.security' }))),
  )

test('the team is listed with those who wait first, with their roles, and says who is looking', async () => {
  const shop = await openBusiness(house)
  const counter = await hire(house, shop, { permissions: ['inbox.read'] })
  const newcomer = await hire(house, shop, { state: 'pending' })
  const [, members] = await house.ask(teamDoor(house, shop.tokenHash), listMembers(db))
  expect(members.map(({ id, state, isMe }) => ({ id, state, isMe }))).toEqual([
    { id: newcomer.id, state: 'pending', isMe: false },
    { id: counter.id, state: 'active', isMe: false },
    { id: shop.memberId, state: 'active', isMe: true },
  ])
  expect(members[1]).toMatchObject({
    role: 'custom',
    customRoleName: counter.tokenHash.slice(0, 12),
    reachable: true,
  })
})

describe('approving', () => {
  test.each(['owner', 'manager'])(
    'the role %s lets somebody in, who is told by mail',
    async (role) => {
      const shop = await openBusiness(house)
      const newcomer = await hire(house, shop, { state: 'pending' })
      expect(await entering(newcomer.tokenHash)).toBe('UA423')
      const { door } = await hire(house, shop, { role })
      const letter = mail()
      const [, approved] = await house.ask(
        door(),
        approveMember(db, { id: newcomer.id, mail: letter, places: 20 }),
      )
      expect(approved).toEqual([{ id: newcomer.id, mailId: letter.id }])
      expect(await entering(newcomer.tokenHash)).toBe('accepted')
      const [queued] = await shop.arrange(
        `select u.email from app.outbox o join app.users u on u.id = o.user_id where o.id = $1`,
        letter.id,
      )
      expect(queued).toEqual({ email: newcomer.email })
    },
  )

  test('who is approved already, and somebody of the neighbours, is nobody to approve, and no mail waits', async () => {
    const [shop, neighbour] = [await openBusiness(house), await openBusiness(house)]
    const colleague = await hire(house, shop)
    const theirs = await hire(house, neighbour, { state: 'pending' })
    for (const id of [colleague.id, theirs.id, crypto.randomUUID()]) {
      const letter = mail()
      const door = teamDoor(house, shop.tokenHash)
      const [, approved] = await house.ask(
        door,
        approveMember(db, { id, mail: letter, places: 20 }),
      )
      expect(approved).toEqual([])
      expect(await shop.arrange(`select from app.outbox where id = $1`, letter.id)).toEqual([])
    }
    expect(await entering(theirs.tokenHash)).toBe('UA423')
  })
})

describe('what a change does to the sessions of whoever it is about', () => {
  test('a role that is changed ends them, and the next log-in has the new role [#14]', async () => {
    const shop = await openBusiness(house)
    const colleague = await hire(house, shop)
    const [, changed] = await house.ask(
      teamDoor(house, shop.tokenHash),
      changeRole(db, { id: colleague.id, ...to('viewer') }),
    )
    expect(changed).toEqual([{ id: colleague.id, ended: 1 }])
    expect(await entering(colleague.tokenHash)).toBe('UA401')
    expect(await roleOf(shop, colleague.id)).toBe('viewer')
    expect(await entering(shop.tokenHash)).toBe('accepted')
  })

  test('a removed member is out at the very next request [#14]', async () => {
    const shop = await openBusiness(house)
    const colleague = await hire(house, shop)
    const door = teamDoor(house, shop.tokenHash)
    const [, removed] = await house.ask(door, removeMember(db, { id: colleague.id }))
    expect(removed).toEqual([{ id: colleague.id }])
    expect(await entering(colleague.tokenHash)).toBe('UA401')
    expect(await roleOf(shop, colleague.id)).toBe('nobody')
  })

  test('a member who is logged out everywhere stays on the team [#14]', async () => {
    const shop = await openBusiness(house)
    const [colleague, other] = [await hire(house, shop), await hire(house, shop)]
    const door = teamDoor(house, shop.tokenHash)
    const [, ended] = await house.ask(door, endMemberSessions(db, { id: colleague.id }))
    expect(ended).toEqual([{ id: colleague.id, ended: 1 }])
    expect(await entering(colleague.tokenHash)).toBe('UA401')
    expect(await entering(other.tokenHash)).toBe('accepted')
    expect(await roleOf(shop, colleague.id)).toBe('staff')
  })

  test('their sessions in another business stay', async () => {
    const [shop, other] = [await openBusiness(house), await openBusiness(house)]
    const colleague = await hire(house, shop)
    await other.arrange(
      `insert into app.members (user_id, role, name, email) select user_id, 'staff', name, email from app.members where id = $1`,
      colleague.id,
    )
    const elsewhere = colleague.tokenHash.split('').toReversed().join('')
    await other.arrange(
      `insert into app.sessions (token_hash, user_id, org_id, created_at, last_seen_at)
       select $1, user_id, $2, $3, $3 from app.members where id = $4`,
      `\\x${elsewhere}`,
      other.orgId,
      MORNING.toISOString(),
      colleague.id,
    )
    await house.ask(teamDoor(house, shop.tokenHash), removeMember(db, { id: colleague.id }))
    expect(await entering(elsewhere)).toBe('accepted')
  })
})

describe('an active owner always remains', () => {
  test('the last one can neither be removed nor become anything else, also by themselves [#20]', async () => {
    const shop = await openBusiness(house)
    await hire(house, shop, { role: 'owner', state: 'pending' })
    const id = shop.memberId
    for (const change of [
      removeMember(db, { id }),
      changeRole(db, { id, ...to('manager') }),
      changeRole(db, { id, ...to('staff') }),
    ]) {
      const [, touched] = await house.ask(teamDoor(house, shop.tokenHash), change)
      expect(touched).toEqual([])
    }
    expect(await roleOf(shop, id)).toBe('owner')
    expect(await entering(shop.tokenHash)).toBe('accepted')
  })

  test('one of two may go, and an owner who only waits may be declined', async () => {
    const shop = await openBusiness(house)
    const [second, waiting] = [
      await hire(house, shop, { role: 'owner' }),
      await hire(house, shop, { role: 'owner', state: 'pending' }),
    ]
    for (const id of [waiting.id, shop.memberId]) {
      const [, removed] = await house.ask(second.door(), removeMember(db, { id }))
      expect(removed).toEqual([{ id }])
    }
    expect(await teamOf(shop)).toEqual([{ id: second.id, role: 'owner', state: 'active' }])
  })

  test.each(['remove', 'demote', 'remove or demote'])(
    'two owners who %s each other, or themselves, at the same moment never both succeed [#20]',
    async (way) => {
      for (let round = 0; round < 12; round += 1) {
        const shop = await openBusiness(house)
        const second = await hire(house, shop, { role: 'owner' })
        const first = { id: shop.memberId, door: () => teamDoor(house, shop.tokenHash) }
        const [a, b] = round % 2 ? [first.id, second.id] : [second.id, first.id]
        const demoting = (id: string) => changeRole(db, { id, ...to('manager') })
        const outcomes = await Promise.allSettled([
          house.ask(first.door(), way === 'remove' ? removeMember(db, { id: a }) : demoting(a)),
          house.ask(second.door(), way === 'demote' ? demoting(b) : removeMember(db, { id: b })),
        ])
        const done = outcomes.filter(
          (outcome) => outcome.status === 'fulfilled' && outcome.value[1].length === 1,
        )
        expect(done).toHaveLength(1)
        const owners = (await teamOf(shop)).filter(({ role }) => role === 'owner')
        expect(owners).toHaveLength(1)
      }
    },
  )
})

/** Who acts, with what they hold beside `team.manage`. */
const actors: { role?: Role; permissions?: readonly string[] }[] = [
  { role: 'owner' },
  { role: 'manager' },
  { permissions: ['team.manage'] },
  { permissions: ['team.manage', 'inbox.read'] },
  { permissions: ['team.manage', 'inbox.read', 'conversation.answer', 'personal.read'] },
  { permissions: [...grantable] },
]
const targets: { role?: Role; permissions?: readonly string[] }[] = [
  ...roles.map((role) => ({ role })),
  { permissions: [] },
  { permissions: ['inbox.read'] },
  { permissions: ['audit.read'] },
  { permissions: [...grantable] },
]
const held = ({ role, permissions }: { role?: Role; permissions?: readonly string[] }) => ({
  role: role ?? 'custom',
  permissions: permissions ?? (role ? permissionsOf(role) : []),
})

test('everybody reaches exactly the roles that are not above their own: given, taken, changed, removed, logged out [#20] [#21]', async () => {
  let refusals = 0
  for (const acts of actors) {
    const shop = await openBusiness(house)
    await hire(house, shop, { role: 'owner' })
    const me = { role: acts.role ?? 'custom', permissions: acts.permissions ?? null }
    const actor = await hire(house, shop, acts)
    for (const target of targets) {
      const may = reaches(me, held(target))
      refusals += may ? 0 : 1
      const asked = JSON.stringify([acts, target])
      const [colleague, newcomer] = [
        await hire(house, shop, target),
        await hire(house, shop, { ...target, state: 'pending' }),
      ]
      const beginner = await hire(house, shop, { permissions: [] })
      const choice = {
        role: target.permissions ? ('custom' as const) : (held(target).role as Role),
        customRoleId: colleague.customRoleId,
      }
      const touched = [
        await house.ask(actor.door(), endMemberSessions(db, { id: colleague.id })),
        await house.ask(
          actor.door(),
          approveMember(db, { id: newcomer.id, mail: mail(), places: 20 }),
        ),
        await house.ask(actor.door(), changeRole(db, { id: beginner.id, ...choice })),
        await house.ask(
          actor.door(),
          changeRole(db, { id: colleague.id, role: 'custom', customRoleId: beginner.customRoleId }),
        ),
        await house.ask(actor.door(), removeMember(db, { id: newcomer.id })),
      ].map(([, rows]) => rows.length === 1)
      expect([asked, touched]).toEqual([asked, touched.map(() => may)])
      const [, [seen]] = await house.ask(actor.door(), findMember(db, { id: newcomer.id }))
      if (!may) expect(seen?.reachable).toBe(false)
    }
  }
  expect(refusals).toBeGreaterThan(10)
})

test('nobody raises themselves: not a manager to owner, not a role of the business’s own to more than it holds [#20] [#21]', async () => {
  const shop = await openBusiness(house)
  const manager = await hire(house, shop, { role: 'manager' })
  const custom = await hire(house, shop, { permissions: ['team.manage', 'inbox.read'] })
  const more = await hire(house, shop, { permissions: [...grantable] })
  for (const [actor, choice] of [
    [manager, to('owner')],
    [custom, to('owner')],
    [custom, to('manager')],
    [custom, to('staff')],
    [custom, { role: 'custom', customRoleId: more.customRoleId }],
  ] as const) {
    const [, changed] = await house.ask(actor.door(), changeRole(db, { id: actor.id, ...choice }))
    expect(changed).toEqual([])
  }
  expect(await roleOf(shop, manager.id)).toBe('manager')
  expect(await roleOf(shop, custom.id)).toBe('custom')
})

test('what a manager holds is all that a role of the business’s own can hold', () => {
  expect(permissionsOf('manager')).toEqual(grantable)
})

test('a role of the neighbours cannot be given', async () => {
  const [shop, neighbour] = [await openBusiness(house), await openBusiness(house)]
  const colleague = await hire(house, shop)
  const theirs = await hire(house, neighbour, { permissions: ['inbox.read'] })
  const choice = { role: 'custom' as const, customRoleId: theirs.customRoleId }
  const change = changeRole(db, { id: colleague.id, ...choice })
  expect(await refusal(house.ask(teamDoor(house, shop.tokenHash), change))).toBe('23503')
  expect(await roleOf(shop, colleague.id)).toBe('staff')
})

test('a colleague of the neighbours is nobody to change, remove or log out [#29]', async () => {
  const [shop, neighbour] = [await openBusiness(house), await openBusiness(house)]
  const { id, tokenHash } = await hire(house, neighbour)
  const door = () => teamDoor(house, shop.tokenHash)
  for (const verb of [
    removeMember(db, { id }),
    changeRole(db, { id, ...to('viewer') }),
    endMemberSessions(db, { id }),
    findMember(db, { id }),
  ]) {
    const [, touched] = await house.ask(door(), verb)
    expect(touched).toEqual([])
  }
  expect(await entering(tokenHash)).toBe('accepted')
  expect(await roleOf(neighbour, id)).toBe('staff')
})

test('who did what to whom stands in the log [#106]', async () => {
  const shop = await openBusiness(house)
  const colleague = await hire(house, shop, { state: 'pending' })
  const door = () => teamDoor(house, shop.tokenHash)
  await house.ask(door(), approveMember(db, { id: colleague.id, mail: mail(), places: 20 }))
  await house.ask(door(), changeRole(db, { id: colleague.id, ...to('manager') }))
  await house.ask(door(), removeMember(db, { id: colleague.id }))
  const marks = await shop.arrange(
    `select actor, action, after from app.audit where row_id = $1 order by seq`,
    colleague.id,
  )
  const by = `member:${shop.memberId}`
  expect(marks.slice(1)).toEqual([
    { actor: by, action: 'update', after: { state: 'active' } },
    { actor: by, action: 'update', after: { role: 'manager' } },
    { actor: by, action: 'delete', after: null },
  ])
  expect(one(marks)).toMatchObject({ action: 'insert' })
})
