import type { Pool } from 'pg'

export type CustomerRow = {
  id: string
  orgId: string
  providerChannelId: string
  conversationId: string
  chat: string
  seq: number
  providerId: string
  text: string | null
  outcome: string | null
  answerId: string | null
}
export type ReplyRow = {
  id: string
  orgId: string
  providerChannelId: string
  conversationId: string
  chat: string
  providerId: string | null
  state: string | null
}
/** What the experiment left in the database. */
export type FinalState = {
  customers: CustomerRow[]
  replies: ReplyRow[]
  /** Lines of ours that no receptionist wrote: an echo we did not know for our own. */
  strangers: number
  /** Customers as the organisations know them. */
  people: { orgId: string; phone: string }[]
  /** Rows whose organisation is not their channel's. */
  misplaced: number
  leases: number
  due: number
  waiting: number
  /** Transactions left open. */
  open: number
}

/** Reads everything of these organisations as the schema's owner, past the fence. */
export const readFinalState = async (
  owner: Pool,
  orgIds: readonly string[],
): Promise<FinalState> => {
  const rows = async <T>(text: string): Promise<T[]> => (await owner.query(text, [orgIds])).rows
  const count = async (text: string): Promise<number> =>
    Number((await rows<{ count: string }>(text))[0]?.count)
  return {
    customers: await rows<CustomerRow>(
      lines(`m.by = 'customer'`, 'm.text, m.outcome, m.answer_id "answerId"'),
    ),
    replies: await rows<ReplyRow>(lines(`m.by = 'receptionist' and not m.note`, 'm.state')),
    strangers: await count(`select count(*) from app.messages
      where org_id = any ($1) and by in ('phone', 'integration')`),
    people: await rows(`select org_id "orgId", phone from app.customers where org_id = any ($1)`),
    misplaced: await count(MISPLACED),
    leases: await count(`select count(*) from app.conversations
      where org_id = any ($1) and lease_until is not null`),
    due: await count(`select count(*) from app.conversations
      where org_id = any ($1) and reply_due_at is not null`),
    waiting: await count(`select count(*) from app.messages
      where org_id = any ($1) and state in ('queued', 'sending')`),
    open: await count(`select count(*) from pg_stat_activity
      where datname = current_database() and state like 'idle in transaction%' and $1::uuid[] is not null`),
  }
}

const lines = (which: string, more: string): string => `
  select m.id, m.org_id "orgId", h.provider_channel_id "providerChannelId", m.conversation_id "conversationId",
         c.chat_id chat, m.seq::int, m.provider_id "providerId", ${more}
    from app.messages m join app.conversations c on c.id = m.conversation_id join app.channels h on h.id = m.channel_id
   where m.org_id = any ($1) and ${which} order by m.seq`

const MISPLACED = `
  select count(*) from (
    select x.org_id, x.channel_id from app.messages x union all
    select x.org_id, x.channel_id from app.events x union all
    select x.org_id, x.channel_id from app.conversations x union all
    select x.org_id, x.channel_id from app.customer_chats x union all
    select x.org_id, split_part(x.actor, ':', 2)::uuid from app.audit x where x.actor like 'channel:%'
  ) row_of join app.channels h on h.id = row_of.channel_id
   where row_of.org_id <> h.org_id and (row_of.org_id = any ($1) or h.org_id = any ($1))`

/** The conversations in which something must be answered or sent, whoever holds them. */
export const readDue = async (
  owner: Pool,
  orgIds: readonly string[],
): Promise<{ orgId: string; conversationId: string; chat: string }[]> => {
  const { rows } = await owner.query(
    `select org_id "orgId", id "conversationId", chat_id chat from app.conversations
      where org_id = any ($1) and reply_due_at is not null order by reply_due_at`,
    [orgIds],
  )
  return rows
}
