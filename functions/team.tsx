/** The team: who is in it, who waits, whom one has invited. */
import * as z from 'zod'

import { countChats } from '../src/conversation/inbox.ts'
import { Conflict, Forbidden, one, QuotaReached } from '../src/errors.ts'
import { refuseBeyond } from '../src/limit.ts'
import { writeMail } from '../src/mail/mail.ts'
import { listCustomRoles } from '../src/member/custom-role.ts'
import {
  INVITATION_DAYS,
  inviteMember,
  listInvitations,
  withdrawInvitation,
} from '../src/member/invitation.ts'
import { listMembers } from '../src/member/member.ts'
import { mayDo } from '../src/member/roles.ts'
import { lockOrg, readOrg, readSecurity, requireSecondFactor } from '../src/org/org.ts'
import { hashToken, newToken } from '../src/session/token.ts'
import { ledgerOf, readLedger } from '../src/subscription/ledger.ts'
import { plans } from '../src/subscription/plan.ts'
import { planAt } from '../src/subscription/subscription.ts'
import type { HouseApp, HouseContext } from './http.ts'
import { emailAddress, mistakesIn, readForm, readId, readQuery } from './input.ts'
import { sealNew } from './mail.ts'
import { TeamSecurityPage } from './pages/team-security.tsx'
import { TeamPage, type TeamView } from './pages/team.tsx'
import { doings } from './pages/text-team.en.ts'
import { text } from './pages/text.en.ts'
import { optionsFor, RoleValue } from './role-options.ts'
import { requireMember } from './session.ts'
import { wakeNotice } from './sign-in.ts'

const INVITATIONS_A_DAY = 20

const Done = z.object({ done: z.enum(doings).optional() })
const Typed = z.object({
  email: z.string().max(300).default(''),
  role: z.string().max(100).default(''),
})
const Form = z.object({ email: emailAddress, role: RoleValue })
const Required = z.object({ required: z.enum(['yes', 'no']) })

export const mountTeam = (app: HouseApp): HouseApp =>
  app
    .get('/team', requireMember('team.manage'), async (c) => {
      const { done } = readQuery(c, Done)
      const { view } = await readTeam(c)
      return c.html(<TeamPage {...view} done={done ?? null} />)
    })
    .post('/team/invitations', requireMember('team.manage'), async (c) => {
      const values = await readForm(c, Typed)
      const form = Form.safeParse(values)
      const { view, orgId } = await readTeam(c)
      if (!form.success) {
        return c.html(<TeamPage {...view} values={values} errors={mistakesIn(form.error)} />, 400)
      }
      if (view.members.some(({ email }) => email === form.data.email)) {
        const errors = { email: text.team.already }
        return c.html(<TeamPage {...view} values={values} errors={errors} />, 409)
      }
      await invite(c, { ...form.data, orgId, view })
      return c.redirect('/team?done=invited', 303)
    })
    .post('/team/invitations/:id/withdrawal', requireMember('team.manage'), async (c) => {
      const { db } = c.var.deps
      const [, withdrawn] = await c.var.ask(withdrawInvitation(db, { id: readId(c) }))
      one(withdrawn)
      return c.redirect('/team?done=withdrawn', 303)
    })
    .get('/team/security', requireMember('security.manage', { fresh: true }), async (c) => {
      const { db, clock } = c.var.deps
      const [, security, counts] = await c.var.ask(
        readSecurity(db),
        countChats(db, { at: clock() }),
      )
      const view = { required: one(security).requiresSecondFactor, needsYou: one(counts).needsYou }
      return c.html(<TeamSecurityPage {...view} />)
    })
    .post('/team/security', requireMember('security.manage', { fresh: true }), async (c) => {
      const { required } = await readForm(c, Required)
      await c.var.ask(requireSecondFactor(c.var.deps.db, { required: required === 'yes' }))
      return c.redirect('/team?done=saved', 303)
    })

const readTeam = async (c: HouseContext): Promise<{ view: TeamView; orgId: string }> => {
  const { db, clock } = c.var.deps
  const at = clock()
  const [me, members, invitations, customRoles, orgs, counts, state, runs] = await c.var.ask(
    listMembers(db),
    listInvitations(db),
    listCustomRoles(db),
    readOrg(db),
    countChats(db, { at }),
    ...readLedger(db),
  )
  const org = one(orgs)
  const plan = planAt(ledgerOf(state, runs).subscription, at)
  const placed = { at, members, invitations, places: plans[plan].members }
  const view: TeamView = {
    ...placed,
    zone: org.timezone,
    business: org.name,
    inviter: me.name,
    full: isFull(placed) ? plan : null,
    maySubscribe: mayDo(me, 'subscription.manage'),
    options: optionsFor(me, customRoles),
    asksForTwo: mayDo(me, 'security.manage'),
    values: { email: '', role: '' },
    errors: {},
    done: null,
    needsYou: one(counts).needsYou,
  }
  return { view, orgId: me.orgId }
}

/** Whether the plan has no place for one more, or for `email`, whose own invitation would be replaced. */
const isFull = (
  { members, invitations, places, at }: Pick<TeamView, 'members' | 'invitations' | 'places' | 'at'>,
  email?: string,
): boolean => {
  const held = invitations.filter((other) => other.email !== email && other.expiresAt > at)
  return members.length + held.length >= places
}

type Asked = z.infer<typeof Form> & { orgId: string; view: TeamView }

/** A trip of its own: the letter names the business and the inviter, and is sealed here. */
const invite = async (c: HouseContext, { email, role, orgId, view }: Asked) => {
  const { deps } = c.var
  const { business, inviter, places, options } = view
  const isOffered = options.some(({ value }) => value === (role.customRoleId ?? role.role))
  if (isOffered && isFull(view, email)) throw new QuotaReached('no place in the team')
  const token = newToken()
  const link = `${deps.origin}/join?t=${token}`
  const letter = { to: email, business, inviter, link, days: INVITATION_DAYS }
  const limit = {
    key: await deps.limitKey(`invitations of ${orgId}, day`),
    limit: INVITATIONS_A_DAY,
    seconds: 86_400,
  }
  const at = deps.clock()
  const mail = await sealNew(deps, writeMail('invitation', letter))
  const tokenHash = await hashToken(token)
  const [, , , invited] = await c.var.ask(
    refuseBeyond(deps.db, { limits: [limit], at }),
    lockOrg(deps.db),
    inviteMember(deps.db, { email, ...role, tokenHash, mail, places, at }),
  )
  const { mailId } = one(
    invited,
    isOffered ? new Conflict('somebody took the place') : new Forbidden('a role out of reach'),
  )
  await wakeNotice(c, mailId)
}
