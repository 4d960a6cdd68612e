import { sql } from 'drizzle-orm'

import type { Db } from './client.ts'
import { bytes, time } from './doors.ts'

/** The few questions that may be asked before an organisation is known (db/doors.sql); each answers with as little as will do. */
export const lookupsOf = (db: Db) => ({
  /** Conversations with something overdue that nobody is working on. */
  dueReplies: ({ at, limit }: { at: Date; limit: number }) =>
    db
      .select({ orgId: sql<string>`org_id`, conversationId: sql<string>`conversation_id` })
      .from(sql`app.due_replies(${time(at)}, ${limit}::int)`),
  /** Whose sign-in link this is; spends nothing. */
  findLogin: (s: { tokenHash: string; browserHash: string | null; at: Date }) =>
    db
      .select({ email: sql<string>`email` })
      .from(sql`app.find_login(${bytes(s.tokenHash)}, ${bytes(s.browserHash)}, ${time(s.at)})`),
  /** Spends the link and saves the session; no row when the link is spent, expired or bound to another browser. */
  redeemLogin: (s: {
    tokenHash: string
    browserHash: string | null
    sessionHash: string
    userAgent: string
    at: Date
  }) =>
    db
      .select({ orgId: sql<string>`org_id` })
      .from(
        sql`app.redeem_login(${bytes(s.tokenHash)}, ${bytes(s.browserHash)}, ${bytes(s.sessionHash)}, ${s.userAgent}, ${time(s.at)})`,
      ),
  endSession: ({ tokenHash }: { tokenHash: string }) =>
    db.select({ ended: sql<boolean>`ended` }).from(sql`app.end_session(${bytes(tokenHash)})`),
})
export type Lookups = ReturnType<typeof lookupsOf>
