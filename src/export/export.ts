/**
 * Files of rows: begun once, with a row that says who took what, then read page by page, each page in a trip of its own. A file holds the rows that were
 * there when it was begun; a value is what it is when its page is read.
 */
import { and, eq, sql, type SQL } from 'drizzle-orm'

import { dataExports } from '../../db/schema/export.ts'
import { refusePersonBeyond } from '../limit.ts'
import type { Db } from '../scope.ts'
import { lineOf, zone, type How } from './cell.ts'
import { conversations, customers, messages } from './chats.ts'
import { ROWS, type Entry, type Filter, type Key } from './entry.ts'
import { activity, payments, security } from './records.ts'

export const exportNames = [
  'messages',
  'conversations',
  'customers',
  'activity',
  'security',
  'payments',
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
}
export const entryOf = (what: ExportName): Entry => exportable[what]

/** Rows a trip, and the bytes behind which no further row is taken: in JSON at worst six times as many, they stay under Neon's 10 MiB. */
export const PAGE_ROWS = 3000
const PAGE_BYTES = 786_432

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

/** Behind which row a page begins: by its keys, or by its id. */
export type Place = { keys: readonly [string, string] } | { id: string } | null

const isBehind = (entry: Entry, filter: Filter, place: Place): SQL | undefined => {
  if (place === null) return undefined
  const { from, id, keys } = entry.source
  const [one, two] = keys
  const columns = sql`${one.column}, ${two.column}`
  return 'id' in place
    ? sql`(${columns}) > (select ${columns} from ${from(filter)} where ${id} = ${place.id}::uuid)`
    : sql`(${columns}) > (${cast(place.keys[0], one)}, ${cast(place.keys[1], two)})`
}
const cast = (value: SQL | string, { type }: Key): SQL => sql`${value}::${sql.raw(type)}`

/** The rows of a page, with their keys as "key_1" and "key_2". */
const rowsOf = ({ what, id, filter }: File, place: Place): SQL => {
  const entry = entryOf(what)
  const { from, keys, born } = entry.source
  const [one, two] = keys
  const upto = sql`(select ${dataExports.upto} from ${dataExports} where ${dataExports.id} = ${id}::uuid and ${mine})`
  const wanted = and(
    matching(entry, filter),
    sql`${born.column} <= ${cast(upto, born)}`,
    isBehind(entry, filter, place),
  )
  return sql`select *, ${one.column} as key_1, ${two.column} as key_2 from ${from(filter)} where ${wanted}
    order by ${one.column}, ${two.column} limit ${PAGE_ROWS}`
}

/** Their lines. The limits are walls to the planner: it would build each line twice, and could not inline what builds a field. */
const linesOf = (file: File, place: Place, how: How): SQL => {
  const { columns, beside } = entryOf(file.what)
  const named = Object.entries(columns).map(([name, [value, cell]]) => ({
    value: sql`${value} as ${sql.identifier(name)}`,
    field: cell(sql`v.${sql.identifier(name)}`, how),
  }))
  const values = named.map(({ value }) => value)
  const fields = named.map(({ field }) => field)
  return sql`(select v.key_1, v.key_2, ${lineOf(fields, how)} as line
    from (with ${ROWS} as materialized (${rowsOf(file, place)})
          select key_1, key_2, ${sql.join(values, sql`, `)} from ${ROWS} ${beside ?? sql``} limit ${PAGE_ROWS}) v
    limit ${PAGE_ROWS}) l`
}

/** A page of a file as text, whether there may be more, and where that would begin. */
export const readLines = (db: Db, file: File, { place, how }: { place: Place; how: How }) => {
  const inOrder = sql`order by w.key_1, w.key_2) filter (where w.fits)`
  const last = (key: string) =>
    sql<string>`(array_agg(w.${sql.identifier(key)} ${inOrder})[(count(*) filter (where w.fits))::int]::text`
  return db
    .select({
      lines: sql<string>`coalesce(string_agg(w.line, '' ${inOrder}, '')`,
      more: sql<boolean>`count(*) = ${PAGE_ROWS} or not coalesce(bool_and(w.fits), true)`,
      key_1: last('key_1'),
      key_2: last('key_2'),
    })
    .from(
      sql`(select l.*, sum(octet_length(l.line)) over (order by l.key_1, l.key_2 rows unbounded preceding) - octet_length(l.line) < ${PAGE_BYTES} as fits
        from ${linesOf(file, place, how)}) w`,
    )
}
