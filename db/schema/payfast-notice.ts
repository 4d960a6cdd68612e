import { boolean, integer, text, type AnyPgColumn } from 'drizzle-orm/pg-core'

import { atMost, moment } from './columns.ts'

/** What is kept of a notice of PayFast's, whoever's account it was sent to. */
export const noticeColumns = () => ({
  merchantId: text('merchant_id').notNull(),
  /** PayFast's id of the payment; of a notice to our own account that has none, the run's token. */
  providerId: text('provider_id').notNull(),
  status: text('status').notNull(),
  grossCents: integer('gross_cents'),
  /** The body, signature and all. */
  raw: text('raw').notNull(),
  source: text('source').notNull(),
  /** Whether PayFast publishes that address as its own. */
  isListed: boolean('is_listed').notNull(),
  /** While unconfirmed: when PayFast is asked again. */
  askAt: moment('ask_at'),
})

type Kept = Record<'merchantId' | 'providerId' | 'status' | 'raw' | 'source', AnyPgColumn>
export const noticeLimits = (table: string, t: Kept) => [
  atMost(`${table}_merchant_id_length`, t.merchantId, 20),
  atMost(`${table}_provider_id_length`, t.providerId, 100),
  atMost(`${table}_status_length`, t.status, 30),
  atMost(`${table}_raw_length`, t.raw, 65_536),
  atMost(`${table}_source_length`, t.source, 60),
]
