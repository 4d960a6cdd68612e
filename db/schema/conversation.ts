import { sql } from 'drizzle-orm'
import {
  bigint,
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
import { app, atMost, changedAt, createdAt, id, moment, oneOf, orgId } from './columns.ts'
import { customers } from './customer.ts'
import { channels, orgs } from './org.ts'

export const conversationStates = ['ai', 'needs_human', 'human', 'closed', 'blocked'] as const

/** The thread with one customer on one channel. The rules of its states stand in src/conversation/conversation.ts. */
export const conversations = app.table(
  'conversations',
  {
    id: id(),
    orgId: orgId().references(() => orgs.id, { onDelete: 'cascade' }),
    channelId: uuid('channel_id').notNull(),
    customerId: uuid('customer_id').notNull(),
    /** Where to send: the chat id the customer last wrote from. */
    chatId: text('chat_id').notNull(),
    state: text('state', { enum: conversationStates }).notNull().default('ai'),
    /** Why the owner should look, in one line; null when there is no need. */
    attention: text('attention'),
    /** When the receptionist comes back by herself after a person answered. */
    humanUntil: moment('human_until'),
    unread: integer('unread').notNull().default(0),
    /** How many customer lines came in: what the receptionist composed for is still all there is while it has not moved. */
    inboundCount: integer('inbound_count').notNull().default(0),
    firstUnansweredAt: moment('first_unanswered_at'),
    /** The truth about work: something must be sent or answered from this moment on. */
    replyDueAt: moment('reply_due_at'),
    leaseUntil: moment('lease_until'),
    /** The fencing token: raised by every claim, take-over and hand-back; writes under an older one are refused. */
    leaseToken: bigint('lease_token', { mode: 'number' }).notNull().default(0),
    attempts: integer('attempts').notNull().default(0),
    /** The request that brought the newest line: one id joins all rows of a turn. */
    requestId: text('request_id'),
    lastMessageAt: moment('last_message_at').notNull(),
    changedAt: changedAt(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    unique('conversations_thread').on(t.orgId, t.channelId, t.customerId),
    index('conversations_by_customer').on(t.orgId, t.customerId),
    index('conversations_by_time').on(t.orgId, t.lastMessageAt, t.id),
    index('conversations_by_change').on(t.orgId, t.changedAt),
    index('conversations_due')
      .on(t.replyDueAt)
      .where(sql`${t.replyDueAt} is not null`),
    foreignKey({
      columns: [t.orgId, t.channelId],
      foreignColumns: [channels.orgId, channels.id],
    }).onDelete('cascade'),
    foreignKey({
      columns: [t.orgId, t.customerId],
      foreignColumns: [customers.orgId, customers.id],
    }).onDelete('cascade'),
    ownOrgOnly(),
    atMost('conversations_chat_id_length', t.chatId, 200),
    oneOf('conversations_state', t.state, conversationStates),
    check('conversations_attention_length', sql`char_length(${t.attention}) <= 200`),
  ],
)
