/** One line of the activity page: a change with the values that became others, or what concerns somebody's log-in. */
import type { FC } from 'hono/jsx'

import type { ColumnChange } from '../../src/audit/deed.ts'
import { showRand } from '../../src/money.ts'
import { showSouthAfrican } from '../../src/phone.ts'
import { showMoment, showShortDay, showTime, weekdayName } from '../../src/time.ts'
import { Heard } from './parts.tsx'
import type { ActivityRow, EventRow } from './props.ts'
import { text } from './text.en.ts'

const words = text.activity

export const Row: FC<{ row: ActivityRow; zone: string }> = ({ row, zone }) => {
  const did = words.did(row.deed, row.action, row.tableName)
  const changes = row.changes.filter(({ column }) => column in words.columnNames)
  return (
    <li>
      <p>
        <time datetime={row.at.toISOString()}>{showTime(row.at, zone)}</time>{' '}
        <b dir="auto">{row.memberName ?? words.doers[row.doer]}</b>{' '}
        {row.conversationId ? <a href={`/conversations/${row.conversationId}`}>{did}</a> : did}
      </p>
      {changes.length > 0 || row.network ? (
        <dl>
          {changes.map((change) => (
            <div>
              <dt>{words.columnName(row.tableName, change.column)}</dt>
              <dd>
                <Change change={change} mark={row} zone={zone} />
              </dd>
            </div>
          ))}
          <From network={row.network} />
        </dl>
      ) : null}
    </li>
  )
}

export const Event: FC<{ event: EventRow; zone: string }> = ({ event, zone }) => {
  const { type, detail, network } = event
  const route = detail !== null && isRoute(detail) ? detail : null
  return (
    <li>
      <p>
        <time datetime={event.at.toISOString()}>{showTime(event.at, zone)}</time>{' '}
        <b dir="auto">
          {event.memberName ?? words.doers[type === 'payment_refused' ? 'payfast' : 'team']}
        </b>
        {`: ${words.event(type, route === null ? detail : null)}`}
      </p>
      {route !== null || network ? (
        <dl>
          {route === null ? null : (
            <div>
              <dt>{words.askedFor}</dt>
              <dd>{route}</dd>
            </div>
          )}
          <From network={network} />
        </dl>
      ) : null}
    </li>
  )
}

/** "POST /conversations/:id/takeover", as a refusal notes it. */
const isRoute = (detail: string): boolean => /^[A-Z]+ \//.test(detail)

const From: FC<{ network: string | null }> = ({ network }) =>
  network ? (
    <div>
      <dt>{words.from}</dt>
      <dd>{words.network(network)}</dd>
    </div>
  ) : null

const Change: FC<{
  change: ColumnChange
  mark: Pick<ActivityRow, 'action' | 'tableName'>
  zone: string
}> = ({ change: { column, before, after, personal }, mark: { action, tableName }, zone }) => {
  if (personal) return <>{words.personal}</>
  const show = (value: unknown) => <bdi>{showValue({ tableName, column }, value, zone)}</bdi>
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
  first_cents: (cents) => showRand(Number(cents)),
  month_cents: (cents) => showRand(Number(cents)),
  cents: (cents) => showRand(Number(cents)),
  weekday: (number) => weekdayName(Number(number)),
  starts_on: showShortDay,
  ends_on: showShortDay,
  paid_until: showShortDay,
  starts_from: showShortDay,
  until: showShortDay,
  dated_until: showShortDay,
  previous_until: (at, zone) => showMoment(new Date(at), zone),
  connected_at: (at, zone) => showMoment(new Date(at), zone),
  opted_out_at: (at, zone) => showMoment(new Date(at), zone),
  human_until: (at, zone) => showMoment(new Date(at), zone),
  trial_ends_at: (at, zone) => showMoment(new Date(at), zone),
  expires_at: (at, zone) => showMoment(new Date(at), zone),
  paid_at: (at, zone) => showMoment(new Date(at), zone),
  past_due_at: (at, zone) => showMoment(new Date(at), zone),
}

/** A value as the trigger wrote it into the mark, in words; long ones are cut. */
type Place = { tableName: string; column: string }
const showValue = (place: Place, value: unknown, zone: string): string => {
  if (value === null) return words.nothing
  if (typeof value === 'boolean') return value ? words.yes : words.no
  if (Array.isArray(value))
    return cut(value.map((one) => words.value(place, plainOf(one))).join(', ') || words.nothing)
  const kept = plainOf(value)
  if (kept === '') return words.nothing
  return shows[place.column]?.(kept, zone) ?? cut(words.value(place, kept))
}

const plainOf = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value)

const cut = (said: string): string => {
  const characters = Array.from(said)
  if (characters.length <= VALUE_CHARACTERS) return said
  return `${characters.slice(0, VALUE_CHARACTERS).join('')}…`
}
