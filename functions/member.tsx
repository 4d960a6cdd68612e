/** One colleague: approved, given another role, logged out, removed. */
import * as z from 'zod'

import { countChats } from '../src/conversation/inbox.ts'
import { Conflict, Forbidden, one, QuotaReached } from '../src/errors.ts'
import { TO_PERSON, writeMail } from '../src/mail/mail.ts'
import { listCustomRoles } from '../src/member/custom-role.ts'
import {
  approveMember,
  changeRole,
  countActive,
  endMemberSessions,
  findMember,
  removeMember,
} from '../src/member/member.ts'
import { lockOrg, readOrg } from '../src/org/org.ts'
import type { Me, Query } from '../src/scope.ts'
import { ledgerOf, readLedger } from '../src/subscription/ledger.ts'
import { plans } from '../src/subscription/plan.ts'
import { planAt } from '../src/subscription/subscription.ts'
import type { HouseApp, HouseContext } from './http.ts'
import { readForm, readId } from './input.ts'
import { sealNew } from './mail.ts'
import { MemberPage, RemovalPage, type MemberView } from './pages/member.tsx'
import { text } from './pages/text.en.ts'
import { optionsFor, RoleValue } from './role-options.ts'
import { requireMember } from './session.ts'
import { wakeNotice } from './sign-in.ts'

const Form = z.object({ role: RoleValue })

export const mountMember = (app: HouseApp): HouseApp =>
  app
    .get('/team/members/:id', requireMember('team.manage'), async (c) =>
      c.html(<MemberPage {...(await readMember(c)).view} />),
    )
    .post('/team/members/:id/approval', requireMember('team.manage'), async (c) => {
      await approve(c)
      return c.redirect('/team?done=approved', 303)
    })
    .post('/team/members/:id/role', requireMember('team.manage'), async (c) => {
      const { role } = await readForm(c, Form)
      const change = changeRole(c.var.deps.db, { id: readId(c), ...role })
      return answerChange(c, { change, done: 'changed' })
    })
    .post('/team/members/:id/logout', requireMember('team.manage'), async (c) => {
      const change = endMemberSessions(c.var.deps.db, { id: readId(c) })
      return answerChange(c, { change, done: 'logged_out' })
    })
    .get('/team/members/:id/removal', requireMember('team.manage'), async (c) => {
      const { view } = await readMember(c)
      if (!view.member.reachable) throw new Forbidden('a role out of reach')
      return c.html(<RemovalPage {...view} />)
    })
    .post('/team/members/:id/removal', requireMember('team.manage'), async (c) => {
      const change = removeMember(c.var.deps.db, { id: readId(c) })
      return answerChange(c, { change, done: 'removed' })
    })

/** What the page shows of a colleague, read behind whatever was done to them. */
const pageOf = (c: HouseContext) => {
  const { db, clock } = c.var.deps
  return [
    findMember(db, { id: readId(c) }),
    listCustomRoles(db),
    readOrg(db),
    countChats(db, { at: clock() }),
  ] as const
}
type Answers<Asked extends readonly unknown[]> = {
  -readonly [K in keyof Asked]: Awaited<Asked[K]>
}
type Rows = Answers<ReturnType<typeof pageOf>>

const viewOf = (me: Me, [members, customRoles, orgs, counts]: Rows): MemberView => {
  const org = one(orgs)
  return {
    member: one(members),
    options: optionsFor(me, customRoles),
    business: org.name,
    zone: org.timezone,
    error: null,
    needsYou: one(counts).needsYou,
  }
}

const readMember = async (c: HouseContext): Promise<{ view: MemberView }> => {
  const [me, rows] = await c.var.ask(pageOf(c))
  return { view: viewOf(me, rows) }
}

/** Two trips: the letter names the business and is sealed here. */
const approve = async (c: HouseContext): Promise<void> => {
  const { deps } = c.var
  const { db } = deps
  const [me, rows, counts, state, runs] = await c.var.ask(
    pageOf(c),
    countActive(db),
    ...readLedger(db),
  )
  const { member, business } = viewOf(me, rows)
  if (!member.reachable) throw new Forbidden('a role out of reach')
  const { members: places } = plans[planAt(ledgerOf(state, runs).subscription, deps.clock())]
  if (member.state === 'pending' && one(counts).active >= places)
    throw new QuotaReached('no place in the team')
  const letter = { to: TO_PERSON, business, loginUrl: `${deps.origin}/login` }
  const mail = await sealNew(deps, writeMail('membership_approved', letter))
  const [, , approved] = await c.var.ask(
    lockOrg(db),
    approveMember(db, { id: readId(c), mail, places }),
  )
  await wakeNotice(c, one(approved, new Conflict('approved already, or the place is taken')).mailId)
}

/** Where the statement touched nobody, what is there now says why: nobody of that id, a role out of reach, or the last owner. */
const answerChange = async (
  c: HouseContext,
  { change, done }: { change: Query<{ id: string }[]>; done: 'changed' | 'logged_out' | 'removed' },
): Promise<Response> => {
  const [me, changed, rows] = await c.var.ask(change, pageOf(c))
  if (changed.length > 0) return c.redirect(`/team?done=${done}`, 303)
  const view = viewOf(me, rows)
  if (me.role !== 'owner') throw new Forbidden('a role out of reach')
  return c.html(<MemberPage {...view} error={text.member.lastOwner} />, 409)
}
