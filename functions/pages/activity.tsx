/** GET /activity: who changed what in the business, newest first. */
import type { FC } from 'hono/jsx'

import { kinds, type ColumnChange } from '../../src/audit/deed.ts'
import { showRand } from '../../src/money.ts'
import { showSouthAfrican } from '../../src/phone.ts'
import { localParts, showMoment, showShortDay, showTime, weekdayName } from '../../src/time.ts'
import { MoreHead, Page, Tabs } from './layout.tsx'
import { Empty, Heard } from './parts.tsx'
import type { ActivityRow, ActivityView } from './props.ts'
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
        <Link href={hrefOf(view, view.earlier)} says={words.earlier} />
      )}
    </main>
    <Tabs here="more" needsYou={view.needsYou} />
  </Page>
)

type Filter = Pick<ActivityView, 'who' | 'what'>

const hrefOf = ({ who, what }: Filter, before?: number): string => {
  const query = new URLSearchParams()
  if (who !== 'all') query.set('who', who)
  if (what !== 'all') query.set('what', what)
  if (before !== undefined) query.set('before', String(before))
  return query.size === 0 ? '/activity' : `/activity?${query.toString()}`
}

const Link: FC<{ href: string; says: string }> = ({ href, says }) => (
  <a class="link" href={href}>
    {says}
  </a>
)

type Chip = { says: string; filter: Filter; chosen: boolean }

const whoChips = ({ who: chosen, what, members }: ActivityView): Chip[] =>
  [
    { who: 'all', says: words.everybody },
    ...members.map(({ id, name }) => ({ who: id, says: name })),
    { who: 'ai', says: words.doers.ai },
    { who: 'whatsapp', says: words.doers.whatsapp },
    { who: 'frontdesk', says: words.doers.frontdesk },
  ].map(({ who, says }) => ({ says, filter: { who, what }, chosen: who === chosen }))

const whatChips = ({ who, what: chosen }: ActivityView): Chip[] =>
  (['all', ...kinds] as const).map((what) => ({
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
const Days: FC<ActivityView> = ({ rows, zone }) => {
  if (rows.length === 0) return <Empty icon="clock" {...words.empty} />
  const days = Map.groupBy(rows, ({ at }) => localParts(at, zone).date)
  return (
    <div class="stack">
      {[...days].map(([day, marks]) => (
        <section class="card">
          <h2>{`${showShortDay(day)} ${day.slice(0, 4)}`}</h2>
          <ul class="acts">
            {marks.map((row) => (
              <Row row={row} zone={zone} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

const Row: FC<{ row: ActivityRow; zone: string }> = ({ row, zone }) => {
  const did = words.did(row.deed, row.action, row.tableName)
  const changes = row.changes.filter(({ column }) => column in words.columnNames)
  return (
    <li>
      <p>
        <time datetime={row.at.toISOString()}>{showTime(row.at, zone)}</time>{' '}
        <b dir="auto">{row.memberName ?? words.doers[row.doer]}</b>{' '}
        {row.conversationId ? <a href={`/conversations/${row.conversationId}`}>{did}</a> : did}
      </p>
      {changes.length > 0 ? (
        <dl>
          {changes.map((change) => (
            <div>
              <dt>{words.columnName(row.tableName, change.column)}</dt>
              <dd>
                <Change change={change} action={row.action} zone={zone} />
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
    </li>
  )
}

const Change: FC<{ change: ColumnChange; action: ActivityRow['action']; zone: string }> = ({
  change: { column, before, after, personal },
  action,
  zone,
}) => {
  if (personal) return <>{words.personal}</>
  const show = (value: unknown) => <bdi>{showValue(column, value, zone)}</bdi>
  if (action !== 'update') return show(action === 'insert' ? after : before)
  return (
    <>
      {show(before)} <span aria-hidden="true">→</span>
      <Heard> {words.becomes} </Heard> {show(after)}
    </>
  )
}

const VALUE_CHARACTERS = 200

/** Columns whose value is written another way than it is kept. */
const shows: Record<string, (kept: string, zone: string) => string> = {
  phone: showSouthAfrican,
  price_cents: (cents) => showRand(Number(cents)),
  weekday: (number) => weekdayName(Number(number)),
  starts_on: showShortDay,
  ends_on: showShortDay,
  previous_until: (at, zone) => showMoment(new Date(at), zone),
  connected_at: (at, zone) => showMoment(new Date(at), zone),
  opted_out_at: (at, zone) => showMoment(new Date(at), zone),
  human_until: (at, zone) => showMoment(new Date(at), zone),
}

/** A value as the trigger wrote it into the mark, in words; long ones are cut. */
const showValue = (column: string, value: unknown, zone: string): string => {
  if (value === null) return words.nothing
  if (typeof value === 'boolean') return value ? words.yes : words.no
  if (Array.isArray(value))
    return cut(value.map((one) => words.value(column, plainOf(one))).join(', ') || words.nothing)
  const kept = plainOf(value)
  if (kept === '') return words.nothing
  return shows[column]?.(kept, zone) ?? cut(words.value(column, kept))
}

const plainOf = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value)

const cut = (said: string): string => {
  const characters = Array.from(said)
  if (characters.length <= VALUE_CHARACTERS) return said
  return `${characters.slice(0, VALUE_CHARACTERS).join('')}…`
}
