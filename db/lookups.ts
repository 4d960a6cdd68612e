import { sql } from 'drizzle-orm'

import type { Db } from './client.ts'
import { bytes, time } from './doors.ts'

type Limit = { key: string; limit: number; seconds: number }
/** What a request for a link brings. Mails are sealed by the caller for both cases, since only the database knows which it is. */
export type LinkRequest = {
  limits: readonly Limit[]
  network: string
  email: string
  token: {
    purpose: 'login' | 'signup'
    token: string
    browser: string
    code: string
    sign_up?: { business: string; name: string; email: string; phone: string }
  }
  mail: { id: string; known: string | null; unknown: string | null }
  at: Date
}

const json = (value: unknown) => sql`${JSON.stringify(value)}::jsonb`

/** The few questions that may be asked before an organisation is known (db/doors.sql, db/front-door.sql); each answers with as little as will do. */
export const lookupsOf = (db: Db) => ({
  /** Conversations with something overdue that nobody is working on. */
  dueReplies: ({ at, limit }: { at: Date; limit: number }) =>
    db
      .select({ orgId: sql<string>`org_id`, conversationId: sql<string>`conversation_id` })
      .from(sql`app.due_replies(${time(at)}, ${limit}::int)`),
  /** Asks for a link (db/front-door.sql). `waitSeconds` above 0: too many tries, nothing was written. */
  requestLink: (s: LinkRequest) =>
    db
      .select({ waitSeconds: sql<number>`wait_seconds`, mailId: sql<string | null>`mail_id` })
      .from(
        sql`app.request_link(${json(s.limits)}, ${s.network}, ${s.email}, ${json(s.token)}, ${json(s.mail)}, ${time(s.at)})`,
      ),
  /** Whose link this is; spends nothing. Another browser than the one that asked hears only that a code is needed. */
  findLogin: (s: { tokenHash: string; browserHash: string | null; at: Date }) =>
    db
      .select({ email: sql<string | null>`email`, needsCode: sql<boolean>`needs_code` })
      .from(sql`app.find_login(${bytes(s.tokenHash)}, ${bytes(s.browserHash)}, ${time(s.at)})`),
  /** Spends the link and saves the session; at most five codes may be tried. */
  redeemLogin: (s: {
    tokenHash: string
    browserHash: string | null
    codeHash: string | null
    sessionHash: string
    userAgent: string
    at: Date
  }) =>
    db
      .select({ status: sql<'in' | 'code_wrong' | 'spent'>`status` })
      .from(
        sql`app.redeem_login(${bytes(s.tokenHash)}, ${bytes(s.browserHash)}, ${bytes(s.codeHash)}, ${bytes(s.sessionHash)}, ${s.userAgent}, ${time(s.at)})`,
      ),
  /** Counts a try, then answers with the hash to compare; `passwordHash` null: unknown, or none set. */
  findPassword: (s: { limits: readonly Limit[]; network: string; email: string; at: Date }) =>
    db
      .select({
        waitSeconds: sql<number>`wait_seconds`,
        passwordHash: sql<string | null>`password_hash`,
      })
      .from(sql`app.find_password(${json(s.limits)}, ${s.network}, ${s.email}, ${time(s.at)})`),
  /** Saves the session of somebody whose password matched `seen`; `newHash` replaces a hash of older making. No row: changed meanwhile. */
  passwordLogin: (s: {
    email: string
    seen: string
    newHash: string | null
    sessionHash: string
    userAgent: string
    network: string
    forgive: readonly string[]
    at: Date
  }) =>
    db
      .select({ orgId: sql<string>`org_id` })
      .from(
        sql`app.password_login(${s.email}, ${s.seen}, ${s.newHash}::text, ${bytes(s.sessionHash)}, ${s.userAgent}, ${s.network}, ${json(s.forgive)}, ${time(s.at)})`,
      ),
  /** The password of whoever holds this session, to compare before it is changed. No row: no live session. */
  ownPassword: (s: { tokenHash: string; at: Date }) =>
    db
      .select({
        passwordHash: sql<string | null>`password_hash`,
        isFresh: sql<boolean>`is_fresh`,
      })
      .from(sql`app.own_password(${bytes(s.tokenHash)}, ${time(s.at)})`),
  /** Sets it and ends all other sessions. No row: `seen` is no longer the password, or there was none and the log-in is older than 15 minutes. */
  setPassword: (s: { tokenHash: string; seen: string | null; newHash: string; at: Date }) =>
    db
      .select({ othersEnded: sql<number>`others_ended` })
      .from(
        sql`app.set_password(${bytes(s.tokenHash)}, ${s.seen}::text, ${s.newHash}, ${time(s.at)})`,
      ),
  /** Takes a mail that is due for a minute; no row: nothing to do. */
  claimMail: ({ id, at }: { id: string; at: Date }) =>
    db
      .select({ sealed: sql<string>`sealed`, attempts: sql<number>`attempts` })
      .from(sql`app.claim_mail(${id}::uuid, ${time(at)})`),
  /** Sent: the body is deleted. Not sent: due again at `retryAt`, or given up. */
  settleMail: (s: { id: string; at: Date; sent: boolean; retryAt: Date | null }) =>
    db
      .select({ id: sql<string>`id` })
      .from(
        sql`app.settle_mail(${s.id}::uuid, ${s.sent}, ${s.retryAt?.toISOString() ?? null}::timestamptz, ${time(s.at)})`,
      ),
  dueMails: ({ at, limit }: { at: Date; limit: number }) =>
    db.select({ id: sql<string>`id` }).from(sql`app.due_mails(${time(at)}, ${limit}::int)`),
  endSession: ({ tokenHash }: { tokenHash: string }) =>
    db.select({ ended: sql<boolean>`ended` }).from(sql`app.end_session(${bytes(tokenHash)})`),
})
export type Lookups = ReturnType<typeof lookupsOf>
