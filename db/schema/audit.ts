import { bigint, index, jsonb, primaryKey, text, uuid } from 'drizzle-orm/pg-core'

import { ownOrgOnly } from '../policies/fence.ts'
import { app, atMost, id, moment, orgId } from './columns.ts'
import { orgs } from './org.ts'

/** The marks of all changes, written by the trigger `write_mark` in the change's own transaction. The Worker may only read it. */
export const audit = app.table(
  'audit',
  {
    id: id(),
    orgId: orgId().references(() => orgs.id, { onDelete: 'cascade' }),
    seq: bigint('seq', { mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    at: moment('at').notNull(),
    actor: text('actor').notNull(),
    requestId: text('request_id'),
    /** Where a member's request came from: three parts of an IPv4 address, or the /64 of an IPv6 one. */
    network: text('network'),
    tableName: text('table_name').notNull(),
    rowId: uuid('row_id'),
    action: text('action', { enum: ['insert', 'update', 'delete'] }).notNull(),
    /** Only the columns that changed; a customer's name, number or text only as "changed". */
    before: jsonb('before').$type<Record<string, unknown>>(),
    after: jsonb('after').$type<Record<string, unknown>>(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    index('audit_by_time').on(t.orgId, t.seq),
    ownOrgOnly(),
    atMost('audit_network_length', t.network, 60),
  ],
)
