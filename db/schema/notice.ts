import { sql } from 'drizzle-orm'
import { foreignKey, index, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'

import { ownOrgOnly } from '../policies/fence.ts'
import { app, createdAt, id, moment, oneOf, orgId } from './columns.ts'
import { conversations } from './conversation.ts'
import { channels, orgs } from './org.ts'
import { paymentRequests } from './payment-request.ts'
import { payments } from './subscription.ts'

const kinds = [
  'needs_you',
  'disconnected',
  'receipt',
  'payment_failed',
  'resting',
  'trial_ending',
  'trial_over',
  'request_paid',
  'request_paid_twice',
] as const

/**
 * Something the owner must hear of by mail, one row an incident: a chat that came to wait for a person, a number that lost its phone, a payment to us
 * that came or did not, that she only takes messages now, a trial that ends or has ended (told once: their rows stay), and that a customer has paid.
 */
export const notices = app.table(
  'notices',
  {
    id: id(),
    orgId: orgId().references(() => orgs.id, { onDelete: 'cascade' }),
    kind: text('kind', { enum: kinds }).notNull(),
    conversationId: uuid('conversation_id'),
    channelId: uuid('channel_id'),
    paymentId: uuid('payment_id'),
    paymentRequestId: uuid('payment_request_id'),
    /** Null once its mails wait in the outbox. */
    dueAt: moment('due_at'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    index('notices_due')
      .on(t.dueAt)
      .where(sql`${t.dueAt} is not null`),
    uniqueIndex('notices_trial_once')
      .on(t.orgId, t.kind)
      .where(sql`${t.kind} in ('trial_ending', 'trial_over')`),
    index('notices_by_conversation').on(t.orgId, t.conversationId),
    index('notices_by_channel').on(t.orgId, t.channelId),
    index('notices_by_payment').on(t.orgId, t.paymentId),
    index('notices_by_payment_request').on(t.orgId, t.paymentRequestId),
    foreignKey({
      columns: [t.orgId, t.conversationId],
      foreignColumns: [conversations.orgId, conversations.id],
    }).onDelete('cascade'),
    foreignKey({
      columns: [t.orgId, t.channelId],
      foreignColumns: [channels.orgId, channels.id],
    }).onDelete('cascade'),
    foreignKey({
      columns: [t.orgId, t.paymentId],
      foreignColumns: [payments.orgId, payments.id],
    }).onDelete('cascade'),
    foreignKey({
      columns: [t.orgId, t.paymentRequestId],
      foreignColumns: [paymentRequests.orgId, paymentRequests.id],
    }).onDelete('cascade'),
    ownOrgOnly(),
    oneOf('notices_kind', t.kind, kinds),
  ],
)
