/**
 * What the team sees of the conversations: the list, the day's figures, one thread. Reads only, and through the views that hide personal data from
 * a role that may not see it.
 */
import { and, desc, eq, isNotNull, isNull, or, sql } from 'drizzle-orm'

import { conversations } from '../../db/schema/conversation.ts'
import { members } from '../../db/schema/member.ts'
import { messages } from '../../db/schema/message.ts'
import { orgs } from '../../db/schema/org.ts'
import { conversationsSeen, messagesSeen } from '../../db/schema/seen.ts'
import type { Db } from '../scope.ts'

export const INBOX_PAGE = 25
export const THREAD_PAGE = 50
/** Above the rest of the inbox; the whole list has pages of its own. */
const NEEDS_YOU_MAX = 50

export type Show = 'all' | 'needs' | 'ai' | 'you' | 'closed'
/** The last row seen: the page begins behind it. */
export type Cursor = { at: Date; id: string }

/** That there is a reason is seen by everybody; the words of it are not. */
const needsYou = or(eq(conversations.state, 'needs_human'), isNotNull(conversations.attention))

/** The newest line that was said in a conversation. */
const lastLine = (db: Db) =>
  db
    .select({ text: messagesSeen.text, kind: messagesSeen.kind, by: messagesSeen.by })
    .from(messagesSeen)
    .where(
      and(
        eq(messagesSeen.conversationId, conversations.id),
        eq(messagesSeen.note, false),
        or(isNull(messagesSeen.state), sql`${messagesSeen.state} not in ('failed', 'dropped')`),
      ),
    )
    .orderBy(desc(messagesSeen.seq))
    .limit(1)
    .as('last')

/** Who it is and why to look, as far as the asking role may see. */
const customerSeen = (db: Db) =>
  db
    .select({
      name: conversationsSeen.customerName,
      phone: conversationsSeen.customerPhone,
      reason: sql<string | null>`${conversationsSeen.attention}`.as('reason'),
    })
    .from(conversationsSeen)
    .where(eq(conversationsSeen.id, conversations.id))
    .as('seen')

/** Found and ordered by the table: of a masked column the planner has no statistics. */
const chats = (db: Db) => {
  const last = lastLine(db)
  const seen = customerSeen(db)
  return db
    .select({
      id: conversations.id,
      name: seen.name,
      phone: seen.phone,
      state: conversations.state,
      attention: seen.reason,
      unread: conversations.unread,
      lastAt: conversations.lastMessageAt,
      lastText: last.text,
      lastKind: last.kind,
      lastBy: last.by,
    })
    .from(conversations)
    .innerJoinLateral(seen, sql`true`)
    .leftJoinLateral(last, sql`true`)
}

const newestFirst = [desc(conversations.lastMessageAt), desc(conversations.id)] as const

/** The chats that wait for a person, newest first. */
export const listNeedsYou = (db: Db) =>
  chats(db)
    .where(needsYou)
    .orderBy(...newestFirst)
    .limit(NEEDS_YOU_MAX)

const shown = {
  all: sql`not ${needsYou}`,
  needs: needsYou,
  ai: eq(conversations.state, 'ai'),
  you: eq(conversations.state, 'human'),
  closed: eq(conversations.state, 'closed'),
}

/** A page of one group (`all`: those that need nobody); one row more than a page says that there is an earlier one. */
export const listChats = (db: Db, { show, before }: { show: Show; before: Cursor | null }) =>
  chats(db)
    .where(
      and(
        shown[show],
        before
          ? sql`(${conversations.lastMessageAt}, ${conversations.id}) < (${before.at.toISOString()}::timestamptz, ${before.id}::uuid)`
          : undefined,
      ),
    )
    .orderBy(...newestFirst)
    .limit(INBOX_PAGE + 1)

const midnight = (at: Date) =>
  sql`(select date_trunc('day', ${at.toISOString()}::timestamptz at time zone ${orgs.timezone}) at time zone ${orgs.timezone} from ${orgs})`

/** How many wait for a person, how many wrote today, and how many of those no person had to answer. Figures only, so asked of the tables. */
export const countChats = (db: Db, { at }: { at: Date }) =>
  db
    .select({
      needsYou: sql<number>`count(*) filter (where ${needsYou})::int`,
      today: sql<number>`count(*) filter (where ${conversations.lastMessageAt} >= ${midnight(at)})::int`,
      todayByAi: sql<number>`count(*) filter (where ${conversations.lastMessageAt} >= ${midnight(at)} and ${conversations.state} in ('ai', 'closed')
        and not exists (select from ${messages} said where said.conversation_id = conversations.id and said.by in ('member', 'phone') and said.at >= ${midnight(at)}))::int`,
    })
    .from(conversations)
    .where(or(needsYou, sql`${conversations.lastMessageAt} >= ${midnight(at)}`))

/** Moves with every change that the list shows: the newest changes, read from an index. Whatever changes a reason to look moves `changed_at`. */
export const readInboxVersion = (db: Db) =>
  db
    .select({
      version: sql<string>`coalesce(md5(string_agg(concat(c.id, c.changed_at, c.state, c.unread), ',')), '')`,
    })
    .from(
      sql`(select id, changed_at, state, unread from ${conversations} order by changed_at desc, id limit 20) as c`,
    )

/** The head of a thread. */
export const readConversation = (db: Db, { conversationId }: { conversationId: string }) =>
  db
    .select({
      id: conversationsSeen.id,
      name: conversationsSeen.customerName,
      phone: conversationsSeen.customerPhone,
      state: conversationsSeen.state,
      attention: conversationsSeen.attention,
      humanUntil: conversationsSeen.humanUntil,
    })
    .from(conversationsSeen)
    .where(eq(conversationsSeen.id, conversationId))

/** A page of a thread, newest first, notes included; one row more says that there is an earlier one. */
export const listThread = (
  db: Db,
  { conversationId, before }: { conversationId: string; before: number | null },
) =>
  db
    .select({
      id: messagesSeen.id,
      seq: messagesSeen.seq,
      by: messagesSeen.by,
      kind: messagesSeen.kind,
      text: messagesSeen.text,
      at: messagesSeen.at,
      state: messagesSeen.state,
      details: messagesSeen.details,
      memberName: members.name,
      evidence: messagesSeen.evidence,
      note: messagesSeen.note,
      editedAt: messagesSeen.editedAt,
      removedAt: messagesSeen.removedAt,
      reaction: messagesSeen.reaction,
      clientId: messagesSeen.clientId,
      providerId: messagesSeen.providerId,
    })
    .from(messagesSeen)
    .leftJoin(members, eq(members.id, messagesSeen.memberId))
    .where(
      and(
        eq(messagesSeen.conversationId, conversationId),
        or(isNull(messagesSeen.state), sql`${messagesSeen.state} <> 'dropped'`),
        before === null ? undefined : sql`${messagesSeen.seq} < ${before}`,
      ),
    )
    .orderBy(desc(messagesSeen.seq))
    .limit(THREAD_PAGE + 1)

/** Moves with every change that the thread shows, ticks included. */
export const readThreadVersion = (db: Db, { conversationId }: { conversationId: string }) =>
  db
    .select({
      version: sql<string>`md5(${conversations.state} || ${conversations.changedAt}::text || coalesce((select string_agg(concat(m.id, m.changed_at, m.state), ',')
        from (select id, changed_at, state from ${messages} where conversation_id = ${conversationId}::uuid order by changed_at desc, id limit 20) m), ''))`,
    })
    .from(conversations)
    .where(eq(conversations.id, conversationId))
