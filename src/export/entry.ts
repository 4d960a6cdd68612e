/** What an entry of the table of exports is. */
import { sql, type SQL, type SQLWrapper } from 'drizzle-orm'

import type { Who } from '../audit/audit.ts'
import type { Kind } from '../audit/deed.ts'
import type { Permission } from '../member/roles.ts'
import type { Cell } from './cell.ts'

/** What a file may be narrowed to. Days are the business's, both included. */
export type Filter = {
  from: string | null
  to: string | null
  conversation: string | null
  who: Who
  kind: Kind | null
}
export type FilterName = 'conversation' | 'who' | 'what'

/** A column with its type: what it is compared with comes back as text. */
export type Key = { column: SQLWrapper; type: 'bigint' | 'timestamptz' | 'uuid' }
export const momentKey = (column: SQLWrapper): Key => ({ column, type: 'timestamptz' })
export const numberKey = (column: SQLWrapper): Key => ({ column, type: 'bigint' })
export const idKey = (column: SQLWrapper): Key => ({ column, type: 'uuid' })

export type Source = {
  /** A table, a view or a function. What people's data stands in is read through its view. */
  from: (filter: Filter) => SQLWrapper
  id: SQLWrapper
  /** What days are about. */
  day: SQLWrapper
  /** The order of the file. Neither ever changes in a row: nothing moves while the file is read. */
  keys: readonly [Key, Key]
  /** Only grows: a row above all that were there when the file was begun is younger than the file. */
  born: Key
}

/** The rows of a table that keeps when each came to be, in that order. */
export const asTheyCame = (table: SQLWrapper & Record<'id' | 'createdAt', SQLWrapper>): Source => ({
  from: () => table,
  id: table.id,
  day: table.createdAt,
  keys: [momentKey(table.createdAt), idKey(table.id)],
  born: momentKey(table.createdAt),
})

export type Entry = {
  /** Needed besides `data.export`. */
  besides?: Permission
  filters?: readonly FilterName[]
  source: Source
  matching?: (filter: Filter) => SQL | undefined
  /** What is looked up once for a page's rows, as an item of its WITH. */
  aside?: SQL
  /** Joined to a page's rows; finds one row at most for each. */
  beside?: SQL
  /** In the file's order, under the names that software reads. The last is the row's own id: behind it a broken download goes on. */
  columns: Readonly<Record<string, readonly [value: SQLWrapper, cell: Cell]>>
}

/** The rows of a page. */
export const ROWS = sql.identifier('row')
/** A column of `source` in them. */
export const ofRow = (column: string): SQL => sql`${ROWS}.${sql.identifier(column)}`
