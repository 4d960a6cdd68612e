/** GET /team/members/:id and the question before somebody is removed. */
import type { FC } from 'hono/jsx'

import { showMoment } from '../../src/time.ts'
import { BackHead, Page, Tabs } from './layout.tsx'
import { ActionForm } from './parts.tsx'
import type { RoleOption, TeamMember } from './props-team.ts'
import { RoleChoices } from './role-choices.tsx'
import { roleName } from './team.tsx'
import { text } from './text.en.ts'

export type MemberView = {
  member: TeamMember
  options: RoleOption[]
  business: string
  /** IANA zone. */
  zone: string
  error: string | null
  needsYou: number
}

const words = text.member

export const MemberPage: FC<MemberView> = (view) => {
  const { member, zone, error, needsYou } = view
  const moment = showMoment(member.createdAt, zone)
  return (
    <Page title={member.name} look="p-card">
      <main>
        <BackHead href="/team" label={text.team.back}>
          <div>
            <h1 dir="auto">{member.name}</h1>
            <p class="sum">{member.email}</p>
          </div>
        </BackHead>
        <div class="stack">
          {error ? (
            <p class="alert" role="alert">
              {error}
            </p>
          ) : null}
          <section class="card">
            <h2>{roleName(member)}</h2>
            <p class="lead">
              {member.state === 'pending' ? words.waits(moment) : words.since(moment)}
            </p>
            {member.reachable ? null : <p class="lead">{words.outOfReach}</p>}
            {member.reachable && member.state === 'pending' ? (
              <ActionForm
                action={`/team/members/${member.id}/approval`}
                label={text.team.approve}
                look="btn pri wide"
              />
            ) : null}
          </section>
          {member.reachable ? <Changes {...view} /> : null}
        </div>
      </main>
      <Tabs here="more" needsYou={needsYou} />
    </Page>
  )
}

const Changes: FC<MemberView> = ({ member, options }) => (
  <>
    <section class="card">
      <h2>{words.roleTitle}</h2>
      <p class="lead">{words.roleSays}</p>
      <form method="post" action={`/team/members/${member.id}/role`}>
        <RoleChoices
          label={text.team.role}
          options={options}
          chosen={member.customRoleId ?? member.role}
          error={null}
        />
        <button class="btn pri wide" type="submit">
          {words.save}
        </button>
      </form>
    </section>
    <section class="card">
      <h2>{words.endTitle}</h2>
      <p class="lead">{words.endSays}</p>
      <ActionForm
        action={`/team/members/${member.id}/logout`}
        label={words.logOut}
        look="btn wide"
      />
      <a class="btn wide" href={`/team/members/${member.id}/removal`}>
        {member.state === 'pending' ? text.team.decline : words.remove}
      </a>
    </section>
  </>
)

export const RemovalPage: FC<MemberView> = ({ member, needsYou }) => {
  const { removal } = words
  const waits = member.state === 'pending'
  const title = waits ? removal.decline(member.name) : removal.title(member.name)
  return (
    <Page title={title} look="p-card">
      <main>
        <BackHead href={`/team/members/${member.id}`} label={removal.no}>
          <h1 dir="auto">{title}</h1>
        </BackHead>
        <div class="stack">
          <section class="card">
            <p class="lead">{waits ? removal.declineSays : removal.says}</p>
            <ActionForm
              action={`/team/members/${member.id}/removal`}
              label={waits ? removal.yesDecline : removal.yes}
              look="btn bad wide"
            />
            <a class="btn wide" href="/team">
              {removal.no}
            </a>
          </section>
        </div>
      </main>
      <Tabs here="more" needsYou={needsYou} />
    </Page>
  )
}
