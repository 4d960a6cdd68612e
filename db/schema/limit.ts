import { text } from 'drizzle-orm/pg-core'

import { app, id, moment, tokenHash } from './columns.ts'

/** The tries of one limit within its window, exact however many come at once: the row is locked while they are counted. */
export const limits = app
  .table('limits', {
    /** SHA-256 of what is limited: an address, an IP, an account. */
    key: tokenHash('key').primaryKey(),
    hits: moment('hits').array().notNull(),
    until: moment('until').notNull(),
  })
  .enableRLS()

/** Refusals that belong to no organisation: what was refused, from which network, when. No address, no secret. */
export const securityEvents = app
  .table('security_events', {
    id: id().primaryKey(),
    at: moment('at').notNull(),
    type: text('type').notNull(),
    /** The first three parts of an IPv4 address, or the /64 of an IPv6 one. */
    network: text('network'),
  })
  .enableRLS()
