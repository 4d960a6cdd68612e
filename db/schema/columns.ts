import { sql } from 'drizzle-orm'
import { check, customType, pgSchema, timestamp, uuid, type AnyPgColumn } from 'drizzle-orm/pg-core'

export const app = pgSchema('app')

/** Milliseconds, like JavaScript's Date: an equality guard on a value that was read never misses. */
export const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })

/** SHA-256 of a token, as hex on our side; the driver takes Postgres' text for bytes and answers with bytes. */
export const tokenHash = customType<{ data: string; driverData: string | Uint8Array }>({
  dataType: () => 'bytea',
  toDriver: (hex) => `\\x${hex}`,
  fromDriver: (bytes) =>
    typeof bytes === 'string'
      ? bytes.replace(/^\\x/, '')
      : Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''),
})

/** A column default may hold no subselect, so here the bare form; the policies use the InitPlan form. */
const hereOrg = sql`nullif(current_setting('app.org_id', true), '')::uuid`
const hereAt = sql`nullif(current_setting('app.at', true), '')::timestamptz`
const hereRequest = sql`nullif(current_setting('app.request_id', true), '')`

export const id = () => uuid('id').notNull().defaultRandom()
/** Filled from the door's setting: no verb ever names an organisation. */
export const orgId = () => uuid('org_id').notNull().default(hereOrg)
export const createdAt = () => moment('created_at').notNull().default(hereAt)
export const changedAt = () => moment('changed_at').notNull().default(hereAt)

/** The database's own word on what a text may hold: at most so many characters, or one of a few words. */
export const atMost = (name: string, column: AnyPgColumn, characters: number) =>
  check(name, sql`char_length(${column}) <= ${sql.raw(String(characters))}`)
export const oneOf = (name: string, column: AnyPgColumn, words: readonly string[]) =>
  check(name, sql`${column} in (${sql.raw(words.map((word) => `'${word}'`).join(', '))})`)
export { hereRequest }
