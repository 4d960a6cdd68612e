/**
 * What the team sees of the conversations: the list, the day's figures, one thread. Reads only, and through the views that hide personal data from
 * a role that may not see it.
 */
import { and, desc, eq, isNotNull, isNull, or, sql, type SQLWrapper } from 'drizzle-orm'

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
const waits = (chat: { state: SQLWrapper; attention: SQLWrapper }) =>
  or(sql`${chat.state} = 'needs_human'`, isNotNull(chat.attention))
const needsYou = waits(conversationsSeen)

/** The newest line that was said in a conversation. */
const lastLine = (db: Db) =>
  db
    .select({ text: messagesSeen.text, kind: messagesSeen.kind, by: messagesSeen.by })
    .from(messagesSeen)
    .where(
      and(
        eq(messagesSeen.conversationId, conversationsSeen.id),
        eq(messagesSeen.note, false),
        or(isNull(messagesSeen.state), sql`${messagesSeen.state} not in ('failed', 'dropped')`),
      ),
    )
    .orderBy(desc(messagesSeen.seq))
    .limit(1)
    .as('last')

const chats = (db: Db) => {
  const last = lastLine(db)
  return db
    .select({
      id: conversationsSeen.id,
      name: conversationsSeen.customerName,
      phone: conversationsSeen.customerPhone,
      state: conversationsSeen.state,
      attention: conversationsSeen.attention,
      unread: conversationsSeen.unread,
      lastAt: conversationsSeen.lastMessageAt,
      lastText: last.text,
      lastKind: last.kind,
      lastBy: last.by,
    })
    .from(conversationsSeen)
    .leftJoinLateral(last, sql`true`)
}

const newestFirst = [desc(conversationsSeen.lastMessageAt), desc(conversationsSeen.id)] as const

/** The chats that wait for a person, newest first. */
export const listNeedsYou = (db: Db) =>
  chats(db)
    .where(needsYou)
    .orderBy(...newestFirst)
    .limit(NEEDS_YOU_MAX)

const shown = {
  all: sql`not ${needsYou}`,
  needs: needsYou,
  ai: eq(conversationsSeen.state, 'ai'),
  you: eq(conversationsSeen.state, 'human'),
  closed: eq(conversationsSeen.state, 'closed'),
}

/** A page of one group (`all`: those that need nobody); one row more than a page says that there is an earlier one. */
export const listChats = (db: Db, { show, before }: { show: Show; before: Cursor | null }) =>
  chats(db)
    .where(
      and(
        shown[show],
        before
          ? sql`(${conversationsSeen.lastMessageAt}, ${conversationsSeen.id}) < (${before.at.toISOString()}::timestamptz, ${before.id}::uuid)`
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
      needsYou: sql<number>`count(*) filter (where ${waits(conversations)})::int`,
      today: sql<number>`count(*) filter (where ${conversations.lastMessageAt} >= ${midnight(at)})::int`,
      todayByAi: sql<number>`count(*) filter (where ${conversations.lastMessageAt} >= ${midnight(at)} and ${conversations.state} in ('ai', 'closed')
        and not exists (select from ${messages} said where said.conversation_id = ${conversations.id} and said.by in ('member', 'phone') and said.at >= ${midnight(at)}))::int`,
    })
    .from(conversations)
    .where(or(waits(conversations), sql`${conversations.lastMessageAt} >= ${midnight(at)}`))

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
      version: sql<string>`md5(${conversations.state} || ${conversations.changedAt}::text || coalesce((select string_agg(concat(m.id, m.changed_at, m.state, m.reaction), ',')
        from (select id, changed_at, state, reaction from ${messages} where conversation_id = ${conversationId}::uuid order by changed_at desc, id limit 20) m), ''))`,
    })
    .from(conversations)
    .where(eq(conversations.id, conversationId))
