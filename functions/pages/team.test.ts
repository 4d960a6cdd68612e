import { describe, expect, test } from 'vitest'

import { BusinessesPage } from './businesses.tsx'
import { JoinPage } from './join.tsx'
import { MemberPage, RemovalPage, type MemberView } from './member.tsx'
import type { Invitation, TeamMember } from './props-team.ts'
import { RolePage, RolesPage, type RoleView } from './role.tsx'
import { TeamSecurityPage } from './team-security.tsx'
import { TeamPage, type TeamView } from './team.tsx'
import { at, hostileTexts, render, skeletonOf, wordsOf } from './testing.ts'

const zone = 'Africa/Johannesburg'

const member = (given: Partial<TeamMember> = {}): TeamMember => ({
  id: '018f0000-0000-7000-8000-000000000001',
  name: 'Sipho Ndlovu',
  email: 'sipho@example.com',
  role: 'staff',
  customRoleId: null,
  customRoleName: null,
  state: 'active',
  createdAt: new Date('2026-11-20T06:00:00Z'),
  isMe: false,
  reachable: true,
  ...given,
})
const invitation = (given: Partial<Invitation> = {}): Invitation => ({
  id: '018f0000-0000-7000-8000-000000000002',
  email: 'thabo@example.com',
  role: 'viewer',
  customRoleName: null,
  inviterName: 'Thandi',
  expiresAt: new Date('2026-11-27T06:00:00Z'),
  reachable: true,
  ...given,
})
const options = [
  { value: 'staff', title: 'Staff', says: 'Reads and answers chats.' },
  { value: '018f', title: 'Counter', says: '' },
]
const team = (view: Partial<TeamView> = {}) =>
  render<TeamView>(TeamPage, {
    at,
    zone,
    business: 'Karoo Hair',
    inviter: 'Thandi',
    members: [],
    invitations: [],
    options,
    places: 10,
    full: null,
    maySubscribe: true,
    asksForTwo: true,
    values: { email: '', role: '' },
    errors: {},
    done: null,
    needsYou: 0,
    ...view,
  })
const one = (view: Partial<MemberView> = {}): MemberView => ({
  member: member(),
  options,
  business: 'Karoo Hair',
  zone,
  error: null,
  needsYou: 0,
  ...view,
})
const role = (view: Partial<RoleView> = {}) =>
  render<RoleView>(RolePage, {
    id: null,
    members: 0,
    reachable: true,
    offered: ['inbox.read', 'personal.read'],
    values: { name: '', permissions: [] },
    errors: {},
    needsYou: 0,
    ...view,
  })

describe('the team', () => {
  test('those who wait stand first, each with Approve and Decline that name them', async () => {
    const html = await team({
      members: [member(), member({ id: 'new', name: 'Thabo', state: 'pending' })],
    })
    const seen = wordsOf(html)
    expect(seen).toMatch(
      /Waiting for approval .*Thabo .*Approve Thabo .*Decline Thabo .*Members .*Sipho Ndlovu/,
    )
    expect(html).toContain('action="/team/members/new/approval"')
    expect(html).toContain('href="/team/members/new/removal"')
  })

  test('an invitation says who sent it and how long it works, or that it no longer does', async () => {
    const open = wordsOf(await team({ invitations: [invitation()] }))
    expect(open).toContain(
      'thabo@example.com Viewer Invited by Thandi. Works until Fri 27 Nov, 08:00.',
    )
    const dead = wordsOf(await team({ invitations: [invitation({ expiresAt: at })] }))
    expect(dead).toContain('The link no longer works.')
  })

  test('what is out of reach has no button', async () => {
    const html = await team({
      members: [member({ state: 'pending', reachable: false })],
      invitations: [invitation({ reachable: false })],
      options: [],
    })
    expect(html).not.toContain('<form')
    expect(wordsOf(html)).toContain('You can’t invite anybody')
  })

  test('a mistake stands at the top with what was typed, and the role that was chosen', async () => {
    const html = await team({
      values: { email: 'thabo', role: '018f' },
      errors: { email: 'Write your email address.' },
      members: [member()],
    })
    expect(html.indexOf('aria-invalid')).toBeLessThan(html.indexOf('Sipho Ndlovu'))
    expect(html).toContain('value="thabo"')
    expect(html.match(/<input[^>]*checked[^>]*>/g)).toEqual([expect.stringContaining('018f')])
  })

  test('only whoever decides about it is led to the two steps', async () => {
    expect(await team()).toContain('href="/team/security"')
    expect(await team({ asksForTwo: false })).not.toContain('href="/team/security"')
  })
})

describe('a colleague', () => {
  test('can be given another role, logged out, and removed after a question', async () => {
    const html = await render(MemberPage, one())
    expect(html.match(/action="[^"]+"/g)).toEqual([
      `action="/team/members/${member().id}/role"`,
      `action="/team/members/${member().id}/logout"`,
    ])
    expect(html).toContain(`href="/team/members/${member().id}/removal"`)
    const asked = await render(RemovalPage, one())
    expect(wordsOf(asked)).toContain('Remove Sipho Ndlovu?')
    expect(asked.match(/action="[^"]+"/g)).toEqual([
      `action="/team/members/${member().id}/removal"`,
    ])
  })

  test('with a role of the business’s own shows its name, and it is the one that is chosen', async () => {
    const custom = member({ role: 'custom', customRoleId: '018f', customRoleName: 'Counter' })
    const html = await render(MemberPage, one({ member: custom }))
    expect(wordsOf(html)).toContain('Counter On the team since')
    expect(html.match(/<input[^>]*checked[^>]*>/g)).toEqual([expect.stringContaining('018f')])
  })
})

describe('a role of the business’s own', () => {
  test('each permission has a box with plain words, and seeing personal data is explained', async () => {
    const html = await role({ values: { name: 'Counter', permissions: ['inbox.read'] } })
    expect(html.match(/<input[^>]*checkbox[^>]*>/g)).toHaveLength(2)
    expect(wordsOf(html)).toContain(
      'Sees names, numbers and messages Without this, who customers are and what they wrote stays hidden everywhere.',
    )
  })

  test('that does not exist yet cannot be removed; the list says how many have each', async () => {
    expect(await role()).not.toContain('/removal')
    expect(await role({ id: '018f' })).toContain('action="/team/roles/018f/removal"')
    const roles = [1, 0, 2].map((members, n) => ({
      id: `${n}`,
      name: `Role ${n}`,
      permissions: [],
      members,
      reachable: true,
    }))
    const seen = wordsOf(await render(RolesPage, { roles, needsYou: 0 }))
    expect(seen).toContain(
      'Role 0 1 person has this role Role 1 Nobody has this role Role 2 2 people',
    )
    expect(wordsOf(await render(RolesPage, { roles: [], needsYou: 0 }))).toContain(
      'No own roles yet',
    )
  })
})

test('the two steps can be asked for, and no longer, by one button', async () => {
  const asked = async (required: boolean) => {
    const html = await render(TeamSecurityPage, { required, needsYou: 0 })
    return /name="required" value="(\w+)"/.exec(html)?.[1]
  }
  expect([await asked(false), await asked(true)]).toEqual(['yes', 'no'])
})

test.each(hostileTexts)('%s stays text wherever somebody is named [#58]', async (said) => {
  const pages = async (name: string) => [
    await team({
      members: [member({ name, email: name }), member({ name, state: 'pending' })],
      invitations: [invitation({ email: name, inviterName: name })],
      options: [{ value: name, title: name, says: name }],
      values: { email: name, role: 'none' },
    }),
    await render(
      MemberPage,
      one({ member: member({ name, customRoleName: name, role: 'custom' }) }),
    ),
    await render(RemovalPage, one({ member: member({ name }) })),
    await role({ id: '018f', values: { name, permissions: [] } }),
    await render(JoinPage, {
      business: name,
      inviter: name,
      email: name,
      token: name,
      name,
      error: name,
    }),
    await render(BusinessesPage, {
      businesses: [{ orgId: name, name, state: 'active' as const, isCurrent: false }],
    }),
  ]
  const seen = await pages(said)
  expect(seen.map(skeletonOf)).toEqual((await pages('Hello')).map(skeletonOf))
  for (const html of seen) {
    expect(html).not.toMatch(/ style=| on[a-z]+="|<style/)
    expect(html.match(/<script[^>]*>/g)).toEqual(['<script type="module" src="/app.js">'])
  }
})
