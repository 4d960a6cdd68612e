import { sql } from 'drizzle-orm'
import { integer, jsonb, primaryKey, text } from 'drizzle-orm/pg-core'

import { ownOrgOnly } from '../policies/fence.ts'
import { app, createdAt, id, orgId } from './columns.ts'
import { orgs } from './org.ts'

/** Who took which rows out of the house: written when a file is begun, never changed. Its mark is the audit of it. */
export const dataExports = app.table(
  'exports',
  {
    id: id(),
    orgId: orgId().references(() => orgs.id, { onDelete: 'cascade' }),
    /** Outlives the member. Only they can go on with the file. */
    actor: text('actor')
      .notNull()
      .default(sql`current_setting('app.actor', true)`),
    /** An entry of the table of exports (src/export). */
    what: text('what').notNull(),
    /** What was asked for, as it was asked. */
    filter: jsonb('filter').$type<Record<string, string>>().notNull(),
    /** How many there were when it began. */
    rows: integer('rows').notNull(),
    /** The newest of them: what came later is not in the file. Null: there were none. */
    upto: text('upto'),
    /** The moment as of which the file is. */
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.id] }), ownOrgOnly()],
)
