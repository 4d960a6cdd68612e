import { index, text, uuid } from 'drizzle-orm/pg-core'

import { app, atMost, id, moment, tokenHash } from './columns.ts'
import { users } from './member.ts'
import { orgs } from './org.ts'

/** The tries of one limit within its window, exact however many come at once: the row is locked while they are counted. */
export const limits = app
  .table('limits', {
    /** SHA-256 of what is limited: an address, an IP, an account. */
    key: tokenHash('key').primaryKey(),
    hits: moment('hits').array().notNull(),
    until: moment('until').notNull(),
  })
  .enableRLS()

/** What concerns somebody's way in: log-ins, failures, limits, refusals. Shown to the organisation where one is known. No address, no secret. */
export const securityEvents = app
  .table(
    'security_events',
    {
      id: id().primaryKey(),
      at: moment('at').notNull(),
      type: text('type').notNull(),
      orgId: uuid('org_id').references(() => orgs.id, { onDelete: 'cascade' }),
      userId: uuid('user_id').references(() => users.id, { onDelete: 'cascade' }),
      /** A word more: how somebody logged in, which route was refused. */
      detail: text('detail'),
      /** The first three parts of an IPv4 address, or the /64 of an IPv6 one. */
      network: text('network'),
    },
    (t) => [
      index('security_events_by_time').on(t.at),
      atMost('security_events_detail_length', t.detail, 120),
      atMost('security_events_network_length', t.network, 60),
      index('security_events_by_org').on(t.orgId, t.at),
      index('security_events_by_user').on(t.userId),
    ],
  )
  .enableRLS()
