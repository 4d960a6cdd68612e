/** How a value stands in a file's field, for a spreadsheet or for software: SQL, since Postgres builds the lines. */
import { sql, type SQL } from 'drizzle-orm'

import { orgs } from '../../db/schema/org.ts'

export type Words = Readonly<Record<string, string>>
/** Lists of words that the owner reads, handed in by whoever speaks to the owner. */
export type WordList = 'author' | 'kind' | 'line' | 'chat' | 'request' | 'doer' | 'deed' | 'event'
export type How = {
  separator: ',' | ';'
  /** For software: values as they are kept, no apostrophes. Not to be opened in a spreadsheet. */
  raw: boolean
  /** Whether what is paid for Frontdesk has VAT in it. */
  chargesVat: boolean
  words: Readonly<Record<WordList, Words>>
}
export type Cell = (value: SQL, how: How) => SQL

/** Somebody's words. */
export const typed: Cell = (value, { raw }) =>
  raw ? sql`replace(${value}, '"', '""')` : sql`app.csv_text(${value})`

/** An id, a number, a word of ours: nothing that a spreadsheet could take for something else. */
export const plain: Cell = (value) => value

/** E.164; in a spreadsheet in the form that stays a text there. */
export const telephone: Cell = (value, { raw }) => (raw ? value : sql`app.csv_phone(${value})`)

export const zone = sql`(select ${orgs.timezone} from ${orgs})`

/** By the clock of the business, to the second; raw: ISO 8601 in UTC. */
export const moment: Cell = (value, { raw }) =>
  raw
    ? sql`to_char(${value} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
    : sql`to_char(${value} at time zone ${zone}, 'YYYY-MM-DD HH24:MI:SS')`

/** A word of ours as the owner reads it. */
export const named =
  (list: WordList): Cell =>
  (value, { raw, words }) =>
    raw ? value : sql`coalesce(${JSON.stringify(words[list])}::jsonb ->> ${value}, ${value})`

/** Two words of ours with a space between: what they are called together, or else the first with the second in brackets. */
export const namedTogether =
  (list: WordList): Cell =>
  (value, how) => {
    if (how.raw) return typed(value, how)
    const called = (key: SQL) => sql`${JSON.stringify(how.words[list])}::jsonb ->> ${key}`
    const both = sql`concat(${called(sql`split_part(${value}, ' ', 1)`)}, ' (', substr(${value}, strpos(${value}, ' ') + 1), ')')`
    return typed(sql`coalesce(${called(value)}, ${both})`, how)
  }

/** Rand with a decimal point; raw: cents. */
export const rand: Cell = (cents, { raw }) =>
  raw ? cents : sql`to_char((${cents}) / 100.0, 'FM999999990.00')`

/** As RFC 4180 has it: every field in quotes, CRLF at the end. What is not known is an empty field. */
export const lineOf = (fields: readonly SQL[], { separator }: How): SQL =>
  sql`'"' || ${sql.join(
    fields.map((field) => sql`coalesce((${field})::text, '')`),
    sql.raw(` || '"${separator}"' || `),
  )} || E'"\\r\\n'`

/** Without the byte order mark Excel reads no UTF-8, and other programs stumble over it. The titles are ours and hold no quotes. */
export const headOf = (
  titles: readonly string[],
  { separator, raw }: Pick<How, 'separator' | 'raw'>,
): string => `${raw ? '' : '\uFEFF'}"${titles.join(`"${separator}"`)}"\r\n`
