import { sql } from 'drizzle-orm'
import {
  check,
  foreignKey,
  index,
  integer,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'

import { ownOrgOnly } from '../policies/fence.ts'
import { app, atMost, createdAt, id, moment, oneOf, orgId } from './columns.ts'
import { conversations } from './conversation.ts'
import { orgs } from './org.ts'
import { noticeColumns, noticeLimits } from './payfast-notice.ts'

const states = ['open', 'paid', 'cancelled'] as const

/**
 * `applied`: it paid its request; `surplus`: that was paid already, so this is for the business to give back; `noted`: genuine, and moves nothing;
 * `unconfirmed`: PayFast could not be asked yet. The rest was refused: another amount than was asked, no request of ours, or not sent by PayFast.
 */
const verdicts = [
  'applied',
  'surplus',
  'noted',
  'unconfirmed',
  'amount',
  'request',
  'invalid',
] as const

/** A business's own account at PayFast: its customers' money goes there, never through us. */
export const merchantAccounts = app.table(
  'merchant_accounts',
  {
    orgId: orgId()
      .primaryKey()
      .references(() => orgs.id, { onDelete: 'cascade' }),
    merchantId: text('merchant_id').notNull(),
    /** AES-256-GCM of the merchant key and the passphrase, bound to this row. */
    sealed: text('sealed').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    ownOrgOnly(),
    check('merchant_accounts_merchant_id', sql`${t.merchantId} ~ '^[0-9]{8}$'`),
    atMost('merchant_accounts_sealed_length', t.sealed, 1000),
  ],
)

/** What a customer is asked to pay, by a link in their chat. Its id is PayFast's `m_payment_id`; src/payment-request has the rules of its states. */
export const paymentRequests = app.table(
  'payment_requests',
  {
    id: id(),
    /** None without an account that it is paid into. */
    orgId: orgId().references(() => merchantAccounts.orgId, { onDelete: 'cascade' }),
    conversationId: uuid('conversation_id').notNull(),
    cents: integer('cents').notNull(),
    purpose: text('purpose').notNull(),
    state: text('state', { enum: states }).notNull().default('open'),
    expiresAt: moment('expires_at').notNull(),
    paidAt: moment('paid_at'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    // Whoever opens the link: before an organisation is known.
    index('payment_requests_by_id').on(t.id),
    index('payment_requests_by_conversation').on(t.orgId, t.conversationId),
    index('payment_requests_by_time').on(t.orgId, t.createdAt, t.id),
    foreignKey({
      columns: [t.orgId, t.conversationId],
      foreignColumns: [conversations.orgId, conversations.id],
    }).onDelete('cascade'),
    ownOrgOnly(),
    oneOf('payment_requests_state', t.state, states),
    // PayFast's least, and more than a small business asks for at once.
    check('payment_requests_cents', sql`${t.cents} between 500 and 10000000`),
    check('payment_requests_purpose_length', sql`char_length(${t.purpose}) between 1 and 100`),
  ],
)

/** PayFast's notices to a business's own account as they came, once each, and what came of them. */
export const requestPayments = app.table(
  'request_payments',
  {
    id: id(),
    orgId: orgId().references(() => orgs.id, { onDelete: 'cascade' }),
    ...noticeColumns(),
    requestId: uuid('request_id'),
    verdict: text('verdict', { enum: verdicts }).notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    unique('request_payments_once').on(t.orgId, t.merchantId, t.providerId, t.status),
    index('request_payments_by_request').on(t.orgId, t.requestId),
    index('request_payments_to_ask')
      .on(t.askAt)
      .where(sql`${t.askAt} is not null`),
    foreignKey({
      columns: [t.orgId, t.requestId],
      foreignColumns: [paymentRequests.orgId, paymentRequests.id],
    }).onDelete('cascade'),
    ownOrgOnly(),
    ...noticeLimits('request_payments', t),
    oneOf('request_payments_verdict', t.verdict, verdicts),
  ],
)
