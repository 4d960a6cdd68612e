/** GET /activity: who changed what in the business, newest first. */
import type { FC } from 'hono/jsx'

import { kinds } from '../../src/audit/deed.ts'
import { localParts, showShortDay } from '../../src/time.ts'
import { Event, Row } from './activity-rows.tsx'
import { MoreHead, Page, Tabs } from './layout.tsx'
import { Empty } from './parts.tsx'
import type { ActivityView } from './props.ts'
import { text } from './text.en.ts'

const words = text.activity

export const ActivityPage: FC<ActivityView> = (view) => (
  <Page title={words.title} look="p-card">
    <main>
      <MoreHead>
        <div>
          <h1>{words.title}</h1>
          <p class="sum">{words.says}</p>
        </div>
      </MoreHead>
      <Chips label={words.who} chips={whoChips(view)} />
      <Chips label={words.what} chips={whatChips(view)} />
      <Days {...view} />
      {view.past ? <Link href={hrefOf(view)} says={words.newest} /> : null}
      {view.earlier === null ? null : (
        <Link href={hrefOf(view, { before: view.earlier })} says={words.earlier} />
      )}
      {view.rows.length + view.events.length === 0 ? null : (
        <Link href={fileOf(view)} says={words.download} />
      )}
    </main>
    <Tabs here="more" needsYou={view.needsYou} />
  </Page>
)

type Filter = Pick<ActivityView, 'who' | 'what'>

/** All that is listed under this filter, as a file. */
const fileOf = ({ who, what }: Filter): string =>
  what === 'security'
    ? hrefOf({ who, what: 'all' }, { path: '/export/security.csv' })
    : hrefOf({ who, what }, { path: '/export/activity.csv' })

const hrefOf = (
  { who, what }: Filter,
  { path = '/activity', before }: { path?: string; before?: string } = {},
): string => {
  const query = new URLSearchParams()
  if (who !== 'all') query.set('who', who)
  if (what !== 'all') query.set('what', what)
  if (before !== undefined) query.set('before', before)
  return query.size === 0 ? path : `${path}?${query.toString()}`
}

const Link: FC<{ href: string; says: string }> = ({ href, says }) => (
  <a class="link" href={href}>
    {says}
  </a>
)

type Chip = { says: string; filter: Filter; chosen: boolean }

const groups = (['ai', 'whatsapp', 'frontdesk'] as const).map((who) => ({
  who,
  says: words.doers[who],
}))

const whoChips = ({ who: chosen, what, members }: ActivityView): Chip[] =>
  [
    { who: 'all', says: words.everybody },
    ...members.map(({ id, name }) => ({ who: id, says: name })),
    // Only people log in.
    ...(what === 'security' ? [] : groups),
  ].map(({ who, says }) => ({ says, filter: { who, what }, chosen: who === chosen }))

const whatChips = ({ who, what: chosen }: ActivityView): Chip[] =>
  (['all', 'security', ...kinds] as const).map((what) => ({
    says: what === 'all' ? words.everything : words.kinds[what],
    filter: { who, what },
    chosen: what === chosen,
  }))

const Chips: FC<{ label: string; chips: Chip[] }> = ({ label, chips }) => (
  <nav class="chips" aria-label={label}>
    {chips.map(({ says, filter, chosen }) => (
      <a href={hrefOf(filter)} aria-current={chosen ? 'page' : undefined}>
        {says}
      </a>
    ))}
  </nav>
)

/** The rows under the days on which they were written, by the clock of the business. */
const Days: FC<ActivityView> = ({ what, rows, events, zone }) => {
  const lines =
    what === 'security'
      ? events.map((event) => ({ at: event.at, line: <Event event={event} zone={zone} /> }))
      : rows.map((row) => ({ at: row.at, line: <Row row={row} zone={zone} /> }))
  if (lines.length === 0)
    return <Empty icon="clock" {...(what === 'security' ? words.nothingSecure : words.empty)} />
  const days = Map.groupBy(lines, ({ at }) => localParts(at, zone).date)
  return (
    <div class="stack">
      {[...days].map(([day, those]) => (
        <section class="card">
          <h2>{`${showShortDay(day)} ${day.slice(0, 4)}`}</h2>
          <ul class="acts">{those.map(({ line }) => line)}</ul>
        </section>
      ))}
    </div>
  )
}
