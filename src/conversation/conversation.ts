/**
 * A thread with one customer.
 *
 * ai           the receptionist answers. New chats, and where she is handed back to.
 * needs_human  she asked for a person: she says so once and is silent. A person answers (human) or hands back (ai).
 * human        a person answers, from the app or their own phone, until `humanUntil`; the next line after that is hers (ai).
 * closed       done; any new line from the customer opens it again (ai).
 * blocked      nobody answers.
 *
 * `attention` stands beside the state: why the owner should look, though she may go on answering.
 * Work is due from `replyDueAt` on; whoever claims it holds a lease and a fencing token. Every move of a person raises the token,
 * so a draft in flight is refused.
 */
import { and, eq, exists, isNull, lt, lte, or, type SQL, sql } from 'drizzle-orm'

import { conversations } from '../../db/schema/conversation.ts'
import { messages } from '../../db/schema/message.ts'
import type { Db } from '../scope.ts'
import { later } from '../time.ts'

/** One turn's hold on a conversation; well over the send's time-out (15 s). */
export const LEASE_SECONDS = 60
/** After a person's last reply the receptionist comes back by herself. */
const HUMAN_MINUTES = 120

const claimed = {
  token: conversations.leaseToken,
  state: conversations.state,
  inboundCount: conversations.inboundCount,
  attempts: conversations.attempts,
  chatId: conversations.chatId,
  channelId: conversations.channelId,
  requestId: conversations.requestId,
}

/** Takes what is due, unless somebody holds it: no row, nothing to do. */
export const claimReply = (db: Db, { conversationId, at }: { conversationId: string; at: Date }) =>
  db
    .update(conversations)
    .set({
      leaseUntil: later(at, LEASE_SECONDS),
      leaseToken: sql`${conversations.leaseToken} + 1`,
    })
    .where(
      and(
        eq(conversations.id, conversationId),
        lte(conversations.replyDueAt, at),
        or(isNull(conversations.leaseUntil), lt(conversations.leaseUntil, at)),
      ),
    )
    .returning(claimed)

/** Something still has to be answered or sent. */
const stillWaits = (db: Db) =>
  exists(
    db
      .select({ one: sql`1` })
      .from(messages)
      .where(
        and(
          eq(messages.conversationId, conversations.id),
          or(
            sql`${messages.state} in ('queued', 'sending')`,
            and(eq(messages.by, 'customer'), isNull(messages.outcome)),
          ),
        ),
      ),
  )

const hasLine = (db: Db, state: 'queued' | 'sending') =>
  exists(
    db
      .select({ one: sql`1` })
      .from(messages)
      .where(and(eq(messages.conversationId, conversations.id), eq(messages.state, state))),
  )

/** A line that is leaving keeps its lease, so that nobody looks for it before its call has ended; else the lease goes. */
const leaseOfLeaving = (db: Db) =>
  sql`case when ${hasLine(db, 'sending')} then ${conversations.leaseUntil} end`

type Held = { conversationId: string; token: number }
const heldBy = ({ conversationId, token }: Held) =>
  and(eq(conversations.id, conversationId), eq(conversations.leaseToken, token))

/** Waits for whoever is writing to the thread, in a statement of its own: the next one then sees what they wrote. */
export const lockConversation = (db: Db, conversationId: string) =>
  db
    .select({ id: conversations.id })
    .from(conversations)
    .where(eq(conversations.id, conversationId))
    .for('update')

/**
 * Ends a turn. What still waits stays due: a line that came meanwhile is never lost, for which `lockConversation` must stand before it
 * in the batch. Answers with the due time that is left.
 */
export const settleReply = (db: Db, { at, ...held }: Held & { at: Date }) =>
  db
    .update(conversations)
    .set({
      leaseUntil: null,
      attempts: 0,
      replyDueAt: sql`case when ${stillWaits(db)} then ${conversations.replyDueAt} end`,
      firstUnansweredAt: sql`case when ${stillWaits(db)} then ${conversations.firstUnansweredAt} end`,
      lastMessageAt: sql`greatest(${conversations.lastMessageAt}, ${at.toISOString()}::timestamptz)`,
      changedAt: at,
    })
    .where(heldBy(held))
    .returning({ replyDueAt: conversations.replyDueAt })

/** Frees the lease without an end: more came in while we thought. */
export const releaseReply = (db: Db, held: Held) =>
  db
    .update(conversations)
    .set({ leaseUntil: null })
    .where(heldBy(held))
    .returning({ replyDueAt: conversations.replyDueAt })

/** The same again later. */
export const postponeReply = (db: Db, { dueAt, ...held }: Held & { dueAt: Date }) =>
  db
    .update(conversations)
    .set({ leaseUntil: null, replyDueAt: dueAt, attempts: sql`${conversations.attempts} + 1` })
    .where(heldBy(held))
    .returning({ attempts: conversations.attempts })

/** A person is needed; `attention` says why, in the owner's words. Never takes a chat away from a person. */
export const handOver = (
  db: Db,
  { conversationId, attention, at }: { conversationId: string; attention: string; at: Date },
) =>
  db
    .update(conversations)
    .set({
      state: sql`case when ${conversations.state} = 'ai' then 'needs_human' else ${conversations.state} end`,
      attention: attention.slice(0, 200),
      changedAt: at,
    })
    .where(eq(conversations.id, conversationId))
    .returning({ id: conversations.id })

/** The owner should look; the receptionist goes on answering. */
export const raiseAttention = (
  db: Db,
  { conversationId, attention, at }: { conversationId: string; attention: string; at: Date },
) =>
  db
    .update(conversations)
    .set({ attention: attention.slice(0, 200), changedAt: at })
    .where(eq(conversations.id, conversationId))
    .returning({ id: conversations.id })

/** Until when a person who has just answered keeps the chat. */
export const personUntil = (at: Date): Date => later(at, HUMAN_MINUTES * 60)

/** A person answers from here on. The same move as a reply from the owner's own phone (db/ingest.sql `step_back`). */
export const takeOver = (db: Db, { conversationId, at }: { conversationId: string; at: Date }) =>
  db
    .select({ id: sql<string>`conversation_id` })
    .from(
      sql`app.step_back(${conversationId}::uuid, ${personUntil(at).toISOString()}::timestamptz)`,
    )

/** A line of ours waits to be sent, whoever answers in this chat. No row: none waits. */
export const makeDue = (
  db: Db,
  { conversationId, at }: { conversationId: string | SQL; at: Date },
) => {
  const now = sql`${at.toISOString()}::timestamptz`
  return db
    .update(conversations)
    .set({
      replyDueAt: sql`least(coalesce(${conversations.replyDueAt}, ${now}), ${now})`,
      lastMessageAt: sql`greatest(${conversations.lastMessageAt}, ${now})`,
      changedAt: at,
    })
    .where(and(sql`${conversations.id} = ${conversationId}`, hasLine(db, 'queued')))
    .returning({ id: conversations.id })
}

/** The receptionist answers again; what `reopenUnanswered` (message.ts) found, in the same batch behind `lockConversation`, is due at once. */
export const handBack = (db: Db, { conversationId, at }: { conversationId: string; at: Date }) =>
  db
    .update(conversations)
    .set({
      state: 'ai',
      humanUntil: null,
      attention: null,
      leaseToken: sql`${conversations.leaseToken} + 1`,
      leaseUntil: leaseOfLeaving(db),
      firstUnansweredAt: sql`case when ${stillWaits(db)} then ${at.toISOString()}::timestamptz end`,
      replyDueAt: sql`case when ${stillWaits(db)} then ${at.toISOString()}::timestamptz end`,
      changedAt: at,
    })
    .where(
      and(
        eq(conversations.id, conversationId),
        sql`${conversations.state} in ('human', 'needs_human')`,
      ),
    )
    .returning({ id: conversations.id, replyDueAt: conversations.replyDueAt })

/** Done with this chat, until the customer writes again. */
export const closeConversation = (
  db: Db,
  { conversationId, at }: { conversationId: string; at: Date },
) =>
  db
    .update(conversations)
    .set({
      state: 'closed',
      attention: null,
      unread: 0,
      leaseToken: sql`${conversations.leaseToken} + 1`,
      leaseUntil: leaseOfLeaving(db),
      changedAt: at,
    })
    .where(and(eq(conversations.id, conversationId), sql`${conversations.state} <> 'closed'`))
    .returning({ id: conversations.id })

export const reopenConversation = (
  db: Db,
  { conversationId, at }: { conversationId: string; at: Date },
) =>
  db
    .update(conversations)
    .set({ state: 'ai', changedAt: at })
    .where(and(eq(conversations.id, conversationId), eq(conversations.state, 'closed')))
    .returning({ id: conversations.id })

/** The owner has seen it. A reason that only asked for a look is answered by looking. */
export const readByOwner = (db: Db, { conversationId, at }: { conversationId: string; at: Date }) =>
  db
    .update(conversations)
    .set({
      unread: 0,
      attention: sql`case when ${conversations.state} = 'needs_human' then ${conversations.attention} end`,
      changedAt: at,
    })
    .where(
      and(
        eq(conversations.id, conversationId),
        or(
          sql`${conversations.unread} > 0`,
          and(
            sql`${conversations.state} <> 'needs_human'`,
            sql`${conversations.attention} is not null`,
          ),
        ),
      ),
    )
    .returning({ id: conversations.id })
