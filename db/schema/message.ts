import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  jsonb,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'

import { ownOrgOnly } from '../policies/fence.ts'
import {
  app,
  atMost,
  changedAt,
  createdAt,
  hereRequest,
  id,
  moment,
  oneOf,
  orgId,
} from './columns.ts'
import { conversations } from './conversation.ts'
import { channels, orgs } from './org.ts'

/** Who wrote a line: the customer, the receptionist, a member in the app, the owner's own phone, another program on the number. */
export const authors = ['customer', 'receptionist', 'member', 'phone', 'integration'] as const

/** A line of ours: `queued` waits for the wake-up, `sending` is written before the call leaves, `dropped` was never sent. Then the provider's words. */
export const lineStates = [
  'queued',
  'sending',
  'pending',
  'sent',
  'delivered',
  'read',
  'played',
  'failed',
  'deleted',
  'dropped',
] as const

/** What became of a customer's line; null while it waits. */
export const outcomes = [
  'replied',
  'handed_off',
  'silent',
  'human',
  'old',
  'unsupported',
  'dead',
] as const

/** One line of a thread. Its own history: it keeps its times, states and edits, and carries no mark. */
export const messages = app.table(
  'messages',
  {
    id: id(),
    orgId: orgId().references(() => orgs.id, { onDelete: 'cascade' }),
    /** The order of arrival; never shown. */
    seq: bigint('seq', { mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    conversationId: uuid('conversation_id').notNull(),
    channelId: uuid('channel_id').notNull(),
    by: text('by', { enum: authors }).notNull(),
    kind: text('kind').notNull().default('text'),
    text: text('text'),
    /** An internal note: only the team sees it, it is never sent. */
    note: boolean('note').notNull().default(false),
    providerId: text('provider_id'),
    quotes: text('quotes'),
    details: jsonb('details').$type<Record<string, string | number | boolean | null>>(),
    at: moment('at').notNull(),
    state: text('state', { enum: lineStates }),
    sendingAt: moment('sending_at'),
    /** The member who wrote it. */
    memberId: uuid('member_id'),
    /** Made by the owner's browser: a double tap or a retry is one line. */
    clientId: uuid('client_id'),
    /** For the receptionist's line: the newest customer line it answers. One answer a line. */
    answersId: uuid('answers_id'),
    /** For a customer's line: the reply that answers it, written in that reply's transaction. */
    answerId: uuid('answer_id'),
    intent: text('intent'),
    evidence: jsonb('evidence').$type<{ ref: string; says: string }[]>(),
    outcome: text('outcome', { enum: outcomes }),
    /** Why nobody answered, in a word: "old", "opted_out", "loop". */
    outcomeReason: text('outcome_reason'),
    reaction: text('reaction'),
    editedAt: moment('edited_at'),
    removedAt: moment('removed_at'),
    requestId: text('request_id').default(hereRequest),
    changedAt: changedAt(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    unique('messages_provider').on(t.orgId, t.channelId, t.providerId),
    unique('messages_answer').on(t.orgId, t.answersId),
    unique('messages_client').on(t.orgId, t.conversationId, t.clientId),
    index('messages_by_thread').on(t.orgId, t.conversationId, t.seq),
    // What a file of them is read by.
    index('messages_by_time').on(t.orgId, t.at, t.seq),
    index('messages_by_change').on(t.orgId, t.conversationId, t.changedAt),
    index('messages_unsettled')
      .on(t.orgId, t.conversationId)
      .where(
        sql`${t.state} in ('queued', 'sending') or (${t.by} = 'customer' and ${t.outcome} is null)`,
      ),
    foreignKey({
      columns: [t.orgId, t.conversationId],
      foreignColumns: [conversations.orgId, conversations.id],
    }).onDelete('cascade'),
    foreignKey({
      columns: [t.orgId, t.channelId],
      foreignColumns: [channels.orgId, channels.id],
    }).onDelete('cascade'),
    ownOrgOnly(),
    check('messages_text_length', sql`char_length(${t.text}) <= 8000`),
    atMost('messages_provider_id_length', t.providerId, 210),
    atMost('messages_quotes_length', t.quotes, 200),
    atMost('messages_reaction_length', t.reaction, 64),
    oneOf('messages_by', t.by, authors),
    oneOf('messages_state', t.state, lineStates),
    oneOf('messages_outcome', t.outcome, outcomes),
  ],
)

/** What the channel told us, one row an item: what makes it happen once, what it pointed at, and the raw item (never for groups). */
export const events = app.table(
  'events',
  {
    id: id(),
    orgId: orgId().references(() => orgs.id, { onDelete: 'cascade' }),
    channelId: uuid('channel_id').notNull(),
    key: text('key').notNull(),
    type: text('type').notNull(),
    /** The provider id of the message it is about: a status or an edit may come before its message. */
    target: text('target'),
    /** The new state, text or emoji. */
    value: text('value'),
    at: moment('at').notNull(),
    raw: text('raw'),
    requestId: text('request_id').default(hereRequest),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    unique('events_once').on(t.orgId, t.channelId, t.key),
    index('events_by_target')
      .on(t.orgId, t.channelId, t.target)
      .where(sql`${t.target} is not null`),
    foreignKey({
      columns: [t.orgId, t.channelId],
      foreignColumns: [channels.orgId, channels.id],
    }).onDelete('cascade'),
    ownOrgOnly(),
    atMost('events_key_length', t.key, 900),
    atMost('events_target_length', t.target, 210),
    atMost('events_value_length', t.value, 8000),
    atMost('events_raw_length', t.raw, 65_536),
  ],
)
