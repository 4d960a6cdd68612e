/** GET /more: what is not daily work. GET /security: where the person is logged in. */
import type { FC } from 'hono/jsx'

import { showMoment, showRecent } from '../../src/time.ts'
import { deviceName } from './device.ts'
import { MoreHead, Page, Tabs } from './layout.tsx'
import { ActionForm, Heard, Icon } from './parts.tsx'
import type { MoreView, OwnSession, SecurityView } from './props.ts'
import { text } from './text.en.ts'

export const MorePage: FC<MoreView> = ({
  me,
  seesActivity,
  mayExport,
  seesTeam,
  seesPayments,
  seesSubscription,
  hasOthers,
  needsYou,
}) => (
  <Page title={text.more.title} look="p-card">
    <main>
      <header class="top">
        <h1>{text.more.title}</h1>
      </header>
      <div class="stack">
        <ul class="card menu">
          {seesTeam ? <Row href="/team" words={text.more.rows.team} /> : null}
          {seesActivity ? <Row href="/activity" words={text.more.rows.activity} /> : null}
          {seesPayments ? <Row href="/payments" words={text.more.rows.payments} /> : null}
          {mayExport ? <Row href="/export" words={text.more.rows.export} /> : null}
          {seesSubscription ? (
            <Row href="/subscription" words={text.more.rows.subscription} />
          ) : null}
          {hasOthers ? <Row href="/businesses" words={text.more.rows.businesses} /> : null}
          <Row href="/security" words={text.more.rows.security} />
          <Row href="/security/password" words={text.more.rows.password} />
          <Row href="/security/second-factor" words={text.more.rows.secondFactor} />
          <Row href="/security/email" words={text.more.rows.email} />
        </ul>
        <section class="card acct">
          <span>{text.more.account(me.name, me.orgName)}</span>
          <ActionForm action="/logout" label={text.more.logOut} look="btn sm" />
        </section>
      </div>
    </main>
    <Tabs here="more" needsYou={needsYou} />
  </Page>
)

const Row: FC<{ href: string; words: { title: string; says: string } }> = ({ href, words }) => (
  <li>
    <a class="row" href={href}>
      <span class="rb">
        <b>{words.title}</b>
        <small>{words.says}</small>
      </span>
      <Icon name="chevron-right" />
    </a>
  </li>
)

export const SecurityPage: FC<SecurityView> = (view) => (
  <Page title={text.security.title} look="p-card">
    <main>
      <MoreHead>
        <h1>{text.security.title}</h1>
      </MoreHead>
      <div class="stack">
        <section class="card">
          <h2>{text.security.devices}</h2>
          <ul>
            {view.sessions.map((session) => (
              <Device {...view} session={session} />
            ))}
          </ul>
          <Others {...view} />
        </section>
      </div>
    </main>
    <Tabs here="more" needsYou={view.needsYou} />
  </Page>
)

const Device: FC<SecurityView & { session: OwnSession }> = ({ session, at, zone }) => {
  const name = deviceName(session.userAgent)
  const { current, network } = session
  const seen = showRecent(session.lastSeenAt, { now: at, zone })
  return (
    <li class="dev">
      <div>
        <b>{name}</b>
        <small>{current ? text.security.current : text.security.lastSeen(seen)}</small>
        <small>{text.security.since(showMoment(session.createdAt, zone))}</small>
        {network ? <small>{text.security.network(network)}</small> : null}
      </div>
      {current ? null : (
        <form method="post" action={`/security/sessions/${session.id}/ending`}>
          <button class="btn sm" type="submit">
            <span>
              {text.security.logOut}
              <Heard>{` ${name}`}</Heard>
            </span>
          </button>
        </form>
      )}
    </li>
  )
}

const Others: FC<SecurityView> = ({ sessions }) => {
  if (sessions.every(({ current }) => current)) return <p class="lead">{text.security.alone}</p>
  return (
    <>
      <p class="lead">{text.security.unknown}</p>
      <ActionForm action="/security/others/ending" label={text.security.others} look="btn wide" />
    </>
  )
}
