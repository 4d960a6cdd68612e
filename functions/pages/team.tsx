/** GET /team: who works here, who waits, whom one has invited. */
import type { FC } from 'hono/jsx'

import type { PlanName } from '../../src/subscription/plan.ts'
import { showMoment } from '../../src/time.ts'
import { MoreHead, Page, Tabs } from './layout.tsx'
import { EmailField } from './login.tsx'
import { Avatar, Heard, Icon, PlanFull } from './parts.tsx'
import type { CustomRole, Invitation, RoleName, RoleOption, TeamMember } from './props-team.ts'
import { RoleChoices } from './role-choices.tsx'
import type { Doing } from './text-team.en.ts'
import { text } from './text.en.ts'

export type TeamView = {
  at: Date
  /** IANA zone. */
  zone: string
  business: string
  /** Whoever looks. */
  inviter: string
  members: TeamMember[]
  invitations: Invitation[]
  options: RoleOption[]
  /** How many people the plan has room for, those who are invited included. */
  places: number
  /** Which plan has no room for one more. */
  full: PlanName | null
  maySubscribe: boolean
  /** Whoever looks decides whether everybody is asked for two steps. */
  asksForTwo: boolean
  /** The form as it was typed. */
  values: { email: string; role: string }
  errors: { email?: string; role?: string }
  done: Doing | null
  needsYou: number
}

const words = text.team

export const TeamPage: FC<TeamView> = (view) => {
  // A form with a mistake stands where it is seen.
  const wrong = Object.keys(view.errors).length > 0
  return (
    <Page title={words.title} look="p-card">
      <main>
        <MoreHead>
          <div>
            <h1>{words.title}</h1>
            <p class="sum">{words.says}</p>
          </div>
        </MoreHead>
        <div class="stack">
          {view.done ? (
            <p class="alert" role="status">
              {words.done[view.done]}
            </p>
          ) : null}
          {wrong ? <Invite {...view} /> : null}
          <Waiting {...view} />
          <section class="card">
            <h2>{words.members}</h2>
            <ul>
              {view.members
                .filter(({ state }) => state === 'active')
                .map((member) => (
                  <Member member={member} />
                ))}
            </ul>
          </section>
          <Invitations {...view} />
          {wrong ? null : <Invite {...view} />}
          <ul class="card menu">
            <Row href="/team/roles" {...words.ownRoles} />
            {view.asksForTwo ? <Row href="/team/security" {...words.security} /> : null}
          </ul>
        </div>
      </main>
      <Tabs here="more" needsYou={view.needsYou} />
    </Page>
  )
}

export const roleName = ({
  role,
  customRoleName,
}: {
  role: RoleName
  customRoleName: CustomRole['name'] | null
}): string => (role === 'custom' ? (customRoleName ?? words.ownRole) : words.roles[role].title)

const Waiting: FC<TeamView> = ({ members }) => {
  const pending = members.filter(({ state }) => state === 'pending')
  if (pending.length === 0) return null
  return (
    <section class="card">
      <h2>{words.waiting}</h2>
      <p class="lead">{words.waitingSays}</p>
      <ul>
        {pending.map((member) => (
          <li class="dev two">
            <Who member={member} />
            {member.reachable ? (
              <div class="acts2">
                <form method="post" action={`/team/members/${member.id}/approval`}>
                  <button class="btn sm pri" type="submit">
                    <Named does={words.approve} name={member.name} />
                  </button>
                </form>
                <a class="btn sm" href={`/team/members/${member.id}/removal`}>
                  <Named does={words.decline} name={member.name} />
                </a>
              </div>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  )
}

const Named: FC<{ does: string; name: string }> = ({ does, name }) => (
  <span>
    {does}
    <Heard>{` ${name}`}</Heard>
  </span>
)

const Who: FC<{ member: TeamMember }> = ({ member }) => (
  <div>
    <b dir="auto">{member.name}</b>
    <small>{member.email}</small>
    <small>{roleName(member)}</small>
  </div>
)

const Member: FC<{ member: TeamMember }> = ({ member }) => (
  <li>
    <a class="row person" href={`/team/members/${member.id}`}>
      <Avatar id={member.id} name={member.name} />
      <span class="rb">
        <b dir="auto">{member.name}</b>
        <small>{member.isMe ? `${roleName(member)}, ${words.you}` : roleName(member)}</small>
      </span>
      <Icon name="chevron-right" />
    </a>
  </li>
)

const Invitations: FC<TeamView> = ({ invitations, at, zone }) => {
  if (invitations.length === 0) return null
  return (
    <section class="card">
      <h2>{words.invitations}</h2>
      <ul>
        {invitations.map((invitation) => (
          <li class="dev">
            <div>
              <b>{invitation.email}</b>
              <small>{roleName(invitation)}</small>
              <small>
                {invitation.expiresAt > at
                  ? words.invitedBy(invitation.inviterName, showMoment(invitation.expiresAt, zone))
                  : words.expired}
              </small>
            </div>
            {invitation.reachable ? (
              <form method="post" action={`/team/invitations/${invitation.id}/withdrawal`}>
                <button class="btn sm" type="submit">
                  <Named does={words.withdraw} name={invitation.email} />
                </button>
              </form>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  )
}

const Invite: FC<TeamView> = (view) => (
  <section class="card">
    <h2>{words.invite}</h2>
    {view.full ? <Full {...view} full={view.full} /> : <MayInvite {...view} />}
  </section>
)

const Full: FC<TeamView & { full: PlanName }> = ({ full, places, maySubscribe }) =>
  full === 'receptionist' ? (
    <p class="lead">{words.full[full](places)}</p>
  ) : (
    <PlanFull says={words.full[full](places)} leads={maySubscribe} />
  )

const MayInvite: FC<TeamView> = (view) => (
  <>
    <p class="lead">{view.options.length === 0 ? words.noRole : words.inviteSays}</p>
    {view.options.length === 0 ? null : <InviteForm {...view} />}
  </>
)

const InviteForm: FC<TeamView> = ({ values, errors, options }) => (
  <form method="post" action="/team/invitations">
    <EmailField value={values.email} error={errors.email ?? null} />
    <RoleChoices
      label={words.role}
      options={options}
      chosen={values.role}
      error={errors.role ?? null}
    />
    <button class="btn pri wide" type="submit">
      {words.send}
    </button>
  </form>
)

const Row: FC<{ href: string; title: string; says: string }> = ({ href, title, says }) => (
  <li>
    <a class="row" href={href}>
      <span class="rb">
        <b>{title}</b>
        <small>{says}</small>
      </span>
      <Icon name="chevron-right" />
    </a>
  </li>
)
