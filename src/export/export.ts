/**
 * Files of rows: begun once, with a row that says who took what, then read page by page, each page in a trip of its own. A file holds the rows that were
 * there when it was begun; a value is what it is when its page is read.
 */
import { and, eq, sql, type SQL } from 'drizzle-orm'

import { dataExports } from '../../db/schema/export.ts'
import { refusePersonBeyond } from '../limit.ts'
import type { Db } from '../scope.ts'
import { lineOf, zone, type How } from './cell.ts'
import { conversations, customers, messages, requests } from './chats.ts'
import { ROWS, type Entry, type Filter, type Source } from './entry.ts'
import type { Place } from './pages.ts'
import { activity, payments, security } from './records.ts'

export const exportNames = [
  'messages',
  'conversations',
  'customers',
  'activity',
  'security',
  'payments',
  'requests',
] as const
export type ExportName = (typeof exportNames)[number]

/** The table of exports: what may be taken out as a file. */
const exportable: Record<ExportName, Entry> = {
  messages,
  conversations,
  customers,
  activity,
  security,
  payments,
  requests,
}
export const entryOf = (what: ExportName): Entry => exportable[what]

/** Rows a trip, and the bytes behind which no further row is taken: in JSON at worst six times as many, they stay under Neon's 10 MiB. */
export const PAGE_ROWS = 1000
const PAGE_BYTES = 524_288

const EXPORTS_AN_HOUR = 5
const HOUR_SECONDS = 3600
/** Whoever takes out the data of more than these proves anew who they are. */
const FRESH_ABOVE_CUSTOMERS = 1000

/** `asked`: the filter and the form in the words they were asked for in. */
export type File = {
  what: ExportName
  id: string
  filter: Filter
  asked: Readonly<Record<string, string>>
}

const matching = (entry: Entry, filter: Filter): SQL | undefined => {
  const { day } = entry.source
  const { from, to } = filter
  return and(
    from === null ? undefined : sql`${day} >= ${from}::date::timestamp at time zone ${zone}`,
    to === null ? undefined : sql`${day} < (${to}::date + 1)::timestamp at time zone ${zone}`,
    entry.matching?.(filter),
  )
}

/**
 * Begins a file or refuses the batch: where a fresh log-in is asked for, then beyond five an hour of a person, in whichever business. The row that is kept
 * says how many rows there are, and up to which one.
 */
export const beginExport = (db: Db, { what, id, filter, asked }: File, { at }: { at: Date }) => {
  const { source } = entryOf(what)
  const begun = db.$with('begun', { rows: sql<number>`rows`.as('rows') }).as(sql`
    insert into ${dataExports} (id, what, filter, rows, upto)
    select ${id}::uuid, ${what}, ${JSON.stringify(asked)}::jsonb, count(*)::int, max(${source.born.column})::text
      from ${source.from(filter)} where ${matching(entryOf(what), filter) ?? sql`true`}
    returning rows`)
  return [
    db
      .select({ fresh: sql<boolean>`fresh` })
      .from(sql`app.refuse_stale_above(${FRESH_ABOVE_CUSTOMERS}::int)`),
    refusePersonBeyond(db, { what: 'exports', limit: EXPORTS_AN_HOUR, seconds: HOUR_SECONDS, at }),
    db.with(begun).select({ rows: begun.rows }).from(begun),
  ] as const
}

const mine = sql`${dataExports.actor} = current_setting('app.actor', true)`

/** A file that the same person began within the hour, for the same rows in the same form, with the row behind which it is to go on. */
export const findExport = (
  db: Db,
  { what, id, filter, asked }: File,
  { after, at }: { after: string; at: Date },
) => {
  const { source } = entryOf(what)
  return db
    .select({ rows: dataExports.rows })
    .from(dataExports)
    .where(
      and(
        eq(dataExports.id, id),
        mine,
        eq(dataExports.what, what),
        sql`${dataExports.filter} = ${JSON.stringify(asked)}::jsonb`,
        sql`${dataExports.createdAt} > ${at.toISOString()}::timestamptz - interval '1 hour'`,
        sql`exists (select from ${source.from(filter)} where ${source.id} = ${after}::uuid)`,
      ),
    )
}

const upto = ({ what, id }: File): SQL => {
  const { born } = entryOf(what).source
  const kept = sql`select ${dataExports.upto} from ${dataExports}
    where ${dataExports.id} = ${id}::uuid and ${dataExports.what} = ${what} and ${mine}`
  return sql`${born.column} <= (${kept})::${sql.raw(born.type)}`
}

const keysOf = ({ keys: [one, two] }: Source): SQL => sql`${one.column}, ${two.column}`

/** Where to go on behind a row that is known by its id. */
type Behind = Place | { id: string } | null
const isBehind = ({ what, filter }: File, behind: Behind): SQL | undefined => {
  if (behind === null) return undefined
  const { source } = entryOf(what)
  const place =
    'id' in behind
      ? sql`select ${keysOf(source)} from ${source.from(filter)} where ${source.id} = ${behind.id}::uuid`
      : sql.join(
          source.keys.map(({ type }, n) => sql`${behind[n]}::${sql.raw(type)}`),
          sql`, `,
        )
  return sql`(${keysOf(source)}) > (${place})`
}

type Asked = { behind: Behind; how: How }

/** The rows of a page, with their keys as "key_1" and "key_2". */
const rowsOf = (file: File, { behind }: Asked): SQL => {
  const entry = entryOf(file.what)
  const { source } = entry
  const [one, two] = source.keys
  const wanted = and(matching(entry, file.filter), upto(file), isBehind(file, behind))
  return sql`select *, ${one.column} as key_1, ${two.column} as key_2 from ${source.from(file.filter)} where ${wanted}
    order by ${keysOf(source)} limit ${PAGE_ROWS}`
}

/** Their lines. The limits are walls to the planner: it would build each line twice, and could not inline what builds a field. */
const linesOf = (file: File, asked: Asked): SQL => {
  const { columns, aside, beside } = entryOf(file.what)
  const named = Object.entries(columns).map(([name, [value, cell]]) => ({
    value: sql`${value} as ${sql.identifier(name)}`,
    field: cell(sql`v.${sql.identifier(name)}`, asked.how),
  }))
  const values = named.map(({ value }) => value)
  const fields = named.map(({ field }) => field)
  return sql`(select v.key_1, v.key_2, ${lineOf(fields, asked.how)} as line
    from (with ${ROWS} as materialized (${rowsOf(file, asked)})${aside ? sql`, ${aside}` : sql``}
          select key_1, key_2, ${sql.join(values, sql`, `)} from ${ROWS} ${beside ?? sql``} limit ${PAGE_ROWS}) v
    limit ${PAGE_ROWS}) l`
}

/** A page of lines, and its last row where there may be more behind it. */
export const readLines = (db: Db, file: File, asked: Asked) => {
  const inOrder = sql`order by w.key_1, w.key_2) filter (where w.fits)`
  const last = (key: string) =>
    sql`(array_agg(w.${sql.identifier(key)} ${inOrder})[count(*) filter (where w.fits)]::text`
  return db
    .select({
      lines: sql<string>`coalesce(string_agg(w.line, '' ${inOrder}, '')`,
      last: sql<Place | null>`case when count(*) = ${PAGE_ROWS} or not bool_and(w.fits) then array[${last('key_1')}, ${last('key_2')}] end`,
    })
    .from(
      sql`(select l.*, sum(octet_length(l.line)) over (order by l.key_1, l.key_2 rows unbounded preceding) - octet_length(l.line) < ${PAGE_BYTES} as fits
        from ${linesOf(file, asked)}) w`,
    )
}
