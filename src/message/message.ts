/** One line in a thread: how the channel's lines are stored, and the life of a line of ours: queued, sending, then as far as it got. */
import { and, asc, eq, gt, inArray, isNull, or, sql } from 'drizzle-orm'

import { conversations } from '../../db/schema/conversation.ts'
import { messages } from '../../db/schema/message.ts'
import { personUntil } from '../conversation/conversation.ts'
import type { Evidence } from '../reception/briefing.ts'
import type { Db } from '../scope.ts'

/** A person's reply, once however often it is posted: it waits for the wake-up like the receptionist's. */
export const queueReply = (
  db: Db,
  reply: { conversationId: string; clientId: string; text: string; at: Date },
) => {
  // INSERT … SELECT: another organisation's conversation is not seen, so nothing is written.
  const queued = db.$with('queued', { id: sql<string>`id`.as('id') }).as(sql`
    insert into app.messages (conversation_id, channel_id, by, text, state, at, member_id, client_id)
    select c.id, c.channel_id, 'member', ${reply.text}, 'queued', ${reply.at.toISOString()}::timestamptz,
           split_part(current_setting('app.actor'), ':', 2)::uuid, ${reply.clientId}::uuid
      from app.conversations c where c.id = ${reply.conversationId}::uuid
    on conflict (org_id, conversation_id, client_id) do nothing returning id`)
  return db.with(queued).select().from(queued)
}

/**
 * Sends a person's line again that never left, and takes over as a reply does, in one statement. Only their side's newest line: an older one would
 * arrive behind what was said after it. One that had left for Whapi is looked for there first. No row: it is not that line, or is on its way already.
 */
export const retryReply = (
  db: Db,
  line: { conversationId: string; messageId: string; at: Date },
) => {
  const at = line.at.toISOString()
  const retried = db.$with('retried', { id: sql<string>`id`.as('id') }).as(sql`
    update app.messages m set state = case when m.sending_at is null then 'queued' else 'sending' end, changed_at = ${at}::timestamptz
     where m.id = ${line.messageId}::uuid and m.conversation_id = ${line.conversationId}::uuid
       and m.by = 'member' and m.state = 'failed' and m.provider_id is null
       and not exists (select from app.messages n where n.conversation_id = m.conversation_id and n.seq > m.seq and n.by <> 'customer' and not n.note
         and n.state is distinct from 'dropped')
    returning m.id`)
  return db
    .with(retried)
    .select({ id: retried.id })
    .from(retried)
    .innerJoin(
      sql`lateral app.step_back(${line.conversationId}::uuid, ${personUntil(line.at).toISOString()}::timestamptz) as held`,
      sql`true`,
    )
}

/** The receptionist's line, written before its call leaves. No row: the newest line has an answer already. */
export const writeReply = (
  db: Db,
  reply: {
    id: string
    conversationId: string
    channelId: string
    answersId: string
    text: string
    intent: string
    evidence: Evidence[]
    at: Date
  },
) =>
  db
    .insert(messages)
    .values({ ...reply, by: 'receptionist', state: 'sending', sendingAt: reply.at })
    .onConflictDoNothing({ target: [messages.orgId, messages.answersId] })
    .returning({ id: messages.id })

/** What became of customer lines. Only those that still wait: an outcome is written once. */
export const decideLines = (
  db: Db,
  lines: {
    ids: readonly string[]
    outcome: 'replied' | 'handed_off' | 'silent' | 'dead'
    reason?: string
    answerId?: string
  },
) =>
  db
    .update(messages)
    .set({
      outcome: lines.outcome,
      outcomeReason: lines.reason ?? null,
      answerId: lines.answerId ?? null,
    })
    .where(and(inArray(messages.id, [...lines.ids]), isNull(messages.outcome)))
    .returning({ id: messages.id })

/** Handed back within this time, a question that nobody answered is the receptionist's again. */
const STILL_FRESH_MINUTES = 60

/** The lines after the last word of ours, which a person took over and did not answer: they wait again. */
export const reopenUnanswered = (
  db: Db,
  { conversationId, at }: { conversationId: string; at: Date },
) => {
  const since = new Date(at.getTime() - STILL_FRESH_MINUTES * 60_000)
  return db
    .update(messages)
    .set({ outcome: null, outcomeReason: null })
    .where(
      and(
        eq(messages.conversationId, conversationId),
        eq(messages.by, 'customer'),
        eq(messages.outcome, 'human'),
        gt(messages.at, since),
        sql`${messages.seq} > (select coalesce(max(said.seq), 0) from ${messages} said
          where said.conversation_id = ${conversationId}::uuid and said.by <> 'customer' and not said.note)`,
        sql`exists (select from ${conversations} held
          where held.id = ${conversationId}::uuid and held.state in ('human', 'needs_human'))`,
      ),
    )
    .returning({ id: messages.id })
}

/** An internal note in the thread: only the team sees it. */
export const writeNote = (
  db: Db,
  note: { conversationId: string; channelId: string; text: string; at: Date },
) =>
  db
    .insert(messages)
    .values({ ...note, by: 'receptionist', note: true })
    .returning({ id: messages.id })

/** A waiting line is about to leave (again): from here on its outcome is unknown until it is settled. */
export const markSending = (db: Db, line: { id: string; at: Date }) =>
  db
    .update(messages)
    .set({ state: 'sending', sendingAt: line.at, changedAt: line.at })
    .where(and(eq(messages.id, line.id), inArray(messages.state, ['queued', 'sending'])))
    .returning({ id: messages.id })

/**
 * The provider took the line. True whoever says it, so no claim is asked; a provider id that stands on another line already is left there.
 * Then what came about it early (a status may beat our own answer) is applied.
 */
export const markSent = (
  db: Db,
  sent: { id: string; channelId: string; providerId: string; at: Date },
) =>
  [
    db
      .update(messages)
      .set({ state: 'pending', providerId: sent.providerId, changedAt: sent.at })
      .where(
        and(
          eq(messages.id, sent.id),
          isNull(messages.providerId),
          sql`not exists (select from ${messages} other where other.channel_id = ${sent.channelId}::uuid and other.provider_id = ${sent.providerId})`,
        ),
      )
      .returning({ id: messages.id }),
    db
      .select({ applied: sql<number>`applied` })
      .from(sql`app.catch_up(${sent.channelId}::uuid, ${sent.providerId})`),
  ] as const

/** An echo may have settled the line meanwhile: then what it answered stays answered. */
const isUnsent = (id: string) =>
  sql`exists (select from ${messages} line where line.id = ${id}::uuid and line.state in ('failed', 'dropped') and line.provider_id is null)`

/** A line that will not be sent: refused for good (`failed`), or a person answered first (`dropped`). Lines it answered get that outcome. */
export const giveUpLine = (db: Db, line: { id: string; state: 'failed' | 'dropped'; at: Date }) =>
  [
    db
      .update(messages)
      .set({ state: line.state, changedAt: line.at })
      .where(and(eq(messages.id, line.id), isNull(messages.providerId)))
      .returning({ id: messages.id }),
    db
      .update(messages)
      .set({ outcome: line.state === 'failed' ? 'dead' : 'human', outcomeReason: line.state })
      .where(and(eq(messages.answerId, line.id), isUnsent(line.id)))
      .returning({ id: messages.id }),
  ] as const

/** A draft that has grown old unsent: taken back, and the lines it answered wait again, to be answered as things are now. */
export const withdrawLine = (db: Db, line: { id: string; at: Date }) =>
  [
    db
      .update(messages)
      .set({ state: 'dropped', answersId: null, changedAt: line.at })
      .where(and(eq(messages.id, line.id), isNull(messages.providerId)))
      .returning({ id: messages.id }),
    db
      .update(messages)
      .set({ outcome: null, outcomeReason: null, answerId: null })
      .where(and(eq(messages.answerId, line.id), isUnsent(line.id)))
      .returning({ id: messages.id }),
  ] as const

/** Lines of ours that have not left for certain, oldest first. */
export const listPending = (db: Db, conversationId: string) =>
  db
    .select({
      id: messages.id,
      by: messages.by,
      text: messages.text,
      at: messages.at,
      state: messages.state,
      intent: messages.intent,
      sendingAt: messages.sendingAt,
    })
    .from(messages)
    .where(
      and(
        eq(messages.conversationId, conversationId),
        inArray(messages.state, ['queued', 'sending']),
      ),
    )
    .orderBy(asc(messages.seq))

const seen = {
  id: messages.id,
  by: messages.by,
  kind: messages.kind,
  text: messages.text,
  at: messages.at,
  intent: messages.intent,
  providerId: messages.providerId,
  outcome: messages.outcome,
}

/** The customer's lines that nobody has answered, oldest first. */
export const listUnanswered = (db: Db, conversationId: string) =>
  db
    .select(seen)
    .from(messages)
    .where(
      and(
        eq(messages.conversationId, conversationId),
        eq(messages.by, 'customer'),
        isNull(messages.outcome),
      ),
    )
    .orderBy(asc(messages.seq))
    .limit(200)

/** Enough for a day of a busy chat: the loop breaker counts over it. */
const HISTORY_LINES = 150

/** The newest lines that were said, newest first; neither notes nor lines that never left. */
export const listRecent = (db: Db, conversationId: string) =>
  db
    .select(seen)
    .from(messages)
    .where(
      and(
        eq(messages.conversationId, conversationId),
        eq(messages.note, false),
        or(isNull(messages.state), sql`${messages.state} not in ('queued', 'failed', 'dropped')`),
      ),
    )
    .orderBy(sql`${messages.seq} desc`)
    .limit(HISTORY_LINES)
