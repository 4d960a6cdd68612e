/** What the owner sees of the conversations: the list, the day's figures, one thread. Reads only. */
import { and, desc, eq, isNotNull, isNull, or, sql } from 'drizzle-orm'

import { conversations } from '../../db/schema/conversation.ts'
import { customers } from '../../db/schema/customer.ts'
import { members } from '../../db/schema/member.ts'
import { messages } from '../../db/schema/message.ts'
import { orgs } from '../../db/schema/org.ts'
import type { Db } from '../scope.ts'

export const INBOX_PAGE = 25
export const THREAD_PAGE = 50
/** Above the rest of the inbox; the whole list has pages of its own. */
const NEEDS_YOU_MAX = 50

export type Show = 'all' | 'needs' | 'ai' | 'you' | 'closed'
/** The last row seen: the page begins behind it. */
export type Cursor = { at: Date; id: string }

const needsYou = or(eq(conversations.state, 'needs_human'), isNotNull(conversations.attention))

/** The newest line that was said in a conversation. */
const lastLine = (db: Db) =>
  db
    .select({ text: messages.text, kind: messages.kind, by: messages.by })
    .from(messages)
    .where(
      and(
        eq(messages.conversationId, conversations.id),
        eq(messages.note, false),
        or(isNull(messages.state), sql`${messages.state} not in ('failed', 'dropped')`),
      ),
    )
    .orderBy(desc(messages.seq))
    .limit(1)
    .as('last')

const chats = (db: Db) => {
  const last = lastLine(db)
  return db
    .select({
      id: conversations.id,
      name: customers.name,
      phone: customers.phone,
      state: conversations.state,
      attention: conversations.attention,
      unread: conversations.unread,
      lastAt: conversations.lastMessageAt,
      lastText: last.text,
      lastKind: last.kind,
      lastBy: last.by,
    })
    .from(conversations)
    .innerJoin(customers, eq(customers.id, conversations.customerId))
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

/** How many wait for a person, how many wrote today, and how many of those no person had to answer. */
export const countChats = (db: Db, { at }: { at: Date }) =>
  db
    .select({
      needsYou: sql<number>`count(*) filter (where ${needsYou})::int`,
      today: sql<number>`count(*) filter (where ${conversations.lastMessageAt} >= ${midnight(at)})::int`,
      todayByAi: sql<number>`count(*) filter (where ${conversations.lastMessageAt} >= ${midnight(at)} and ${conversations.state} in ('ai', 'closed')
        and not exists (select from ${messages} said where said.conversation_id = ${conversations.id} and said.by in ('member', 'phone') and said.at >= ${midnight(at)}))::int`,
    })
    .from(conversations)
    .where(or(needsYou, sql`${conversations.lastMessageAt} >= ${midnight(at)}`))

/** Moves with every change that the list shows: the newest changes, read from an index. */
export const readInboxVersion = (db: Db) =>
  db
    .select({
      version: sql<string>`coalesce(md5(string_agg(concat(c.id, c.changed_at, c.state, c.unread, c.attention), ',')), '')`,
    })
    .from(
      sql`(select id, changed_at, state, unread, attention from ${conversations} order by changed_at desc, id limit 20) as c`,
    )

/** The head of a thread. */
export const readConversation = (db: Db, { conversationId }: { conversationId: string }) =>
  db
    .select({
      id: conversations.id,
      name: customers.name,
      phone: customers.phone,
      state: conversations.state,
      attention: conversations.attention,
      humanUntil: conversations.humanUntil,
    })
    .from(conversations)
    .innerJoin(customers, eq(customers.id, conversations.customerId))
    .where(eq(conversations.id, conversationId))

/** A page of a thread, newest first, notes included; one row more says that there is an earlier one. */
export const listThread = (
  db: Db,
  { conversationId, before }: { conversationId: string; before: number | null },
) =>
  db
    .select({
      id: messages.id,
      seq: messages.seq,
      by: messages.by,
      kind: messages.kind,
      text: messages.text,
      at: messages.at,
      state: messages.state,
      details: messages.details,
      memberName: members.name,
      evidence: messages.evidence,
      note: messages.note,
      editedAt: messages.editedAt,
      removedAt: messages.removedAt,
      reaction: messages.reaction,
      clientId: messages.clientId,
    })
    .from(messages)
    .leftJoin(members, eq(members.id, messages.memberId))
    .where(
      and(
        eq(messages.conversationId, conversationId),
        or(isNull(messages.state), sql`${messages.state} <> 'dropped'`),
        before === null ? undefined : sql`${messages.seq} < ${before}`,
      ),
    )
    .orderBy(desc(messages.seq))
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
