import { sql } from 'drizzle-orm'

import type { Db } from './client.ts'
import { bytes, time } from './doors.ts'
import { json, sessionLookupsOf, type Limit, type SealedMail, type SignIn } from './sessions.ts'

/** What a request for a link brings. Mails are sealed by the caller for both cases, since only the database knows which it is. */
export type LinkRequest = {
  limits: readonly Limit[]
  network: string
  email: string
  token: {
    purpose: 'login' | 'signup' | 'reset'
    minutes: number
    token: string
    browser: string
    code: string
    sign_up?: { business: string; name: string; email: string; phone: string }
  }
  mail: { id: string; known: string | null; unknown: string | null }
  at: Date
}

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
      .select({
        email: sql<string | null>`email`,
        purpose: sql<'login' | 'signup' | 'reset'>`purpose`,
        needsCode: sql<boolean>`needs_code`,
      })
      .from(sql`app.find_login(${bytes(s.tokenHash)}, ${bytes(s.browserHash)}, ${time(s.at)})`),
  /** Spends the link and signs in; at most five codes may be tried. `password`: the hash that a link of the purpose `reset` sets. */
  redeemLogin: (s: {
    tokenHash: string
    browserHash: string | null
    codeHash: string | null
    password: string | null
    notice: SealedMail
    signIn: SignIn
    at: Date
  }) =>
    db
      .select({
        status: sql<'in' | 'second_factor' | 'code_wrong' | 'spent'>`status`,
        mailId: sql<string | null>`mail_id`,
      })
      .from(
        sql`app.redeem_login(${bytes(s.tokenHash)}, ${bytes(s.browserHash)}, ${bytes(s.codeHash)}, ${s.password}::text, ${json(s.notice)}, ${json(s.signIn)}, ${time(s.at)})`,
      ),
  /** Whose invitation this is; spends nothing. */
  findInvitation: (s: { tokenHash: string; at: Date }) =>
    db
      .select({
        business: sql<string>`business`,
        inviter: sql<string>`inviter`,
        email: sql<string>`email`,
      })
      .from(sql`app.find_invitation(${bytes(s.tokenHash)}, ${time(s.at)})`),
  /** Makes a pending member and tells the inviter; signs nobody in. */
  acceptInvitation: (s: { tokenHash: string; name: string; mail: SealedMail; at: Date }) =>
    db
      .select({ status: sql<'accepted' | 'spent'>`status`, mailId: sql<string | null>`mail_id` })
      .from(
        sql`app.accept_invitation(${bytes(s.tokenHash)}, ${s.name}, ${json(s.mail)}, ${time(s.at)})`,
      ),
  /** Notes a refusal that ended its own batch, within limits; `noted` false: nobody's session, or noted often enough. */
  noteRefusal: (s: {
    limits: readonly Limit[]
    tokenHash: string
    type: 'refused' | 'limit_reached' | 'quota_reached'
    detail: string
    network: string
    at: Date
  }) =>
    db
      .select({ noted: sql<boolean>`noted` })
      .from(
        sql`app.note_refusal(${json(s.limits)}, ${bytes(s.tokenHash)}, ${s.type}, ${s.detail}, ${s.network}, ${time(s.at)})`,
      ),
  /** Notes that a notice of PayFast's was refused before it was proven, within limits. `orgId`: where its signature held. */
  notePaymentRefusal: (s: {
    limits: readonly Limit[]
    once: Limit
    orgId: string | null
    proof: string
    network: string
    at: Date
  }) =>
    db
      .select({ noted: sql<boolean>`noted` })
      .from(
        sql`app.note_payment_refusal(${json(s.limits)}, ${json([s.once])}, ${s.orgId}::uuid, ${s.proof}, ${s.network}, ${time(s.at)})`,
      ),
  /** A business's own account at PayFast, for a notice to it that is still to be proven. No row: it has none. */
  findMerchant: ({ orgId }: { orgId: string }) =>
    db
      .select({ merchantId: sql<string>`merchant_id`, sealed: sql<string>`sealed` })
      .from(sql`app.find_merchant(${orgId}::uuid)`),
  /** Notices of PayFast's that it could not be asked about when they came. */
  dueConfirmations: ({ at, limit }: { at: Date; limit: number }) =>
    db
      .select({
        orgId: sql<string>`org_id`,
        paymentId: sql<string>`payment_id`,
        merchantId: sql<string>`merchant_id`,
      })
      .from(sql`app.due_confirmations(${time(at)}, ${limit}::int)`),
  /** Takes runs of charges that PayFast was not asked about for a day. */
  claimRuns: ({ at, limit }: { at: Date; limit: number }) =>
    db
      .select({ orgId: sql<string>`org_id`, token: sql<string>`token` })
      .from(sql`app.claim_runs(${time(at)}, ${limit}::int)`),
  /** Notices whose mails are to be written. */
  dueNotices: ({ at, limit }: { at: Date; limit: number }) =>
    db
      .select({ orgId: sql<string>`org_id`, noticeId: sql<string>`notice_id` })
      .from(sql`app.due_notices(${time(at)}, ${limit}::int)`),
  /** Notes trials that end within so long or have ended, for the owners' mails, once each. */
  noteTrials: (s: { trialSeconds: number; warningSeconds: number; at: Date; limit: number }) =>
    db
      .select({ noted: sql<number>`noted` })
      .from(
        sql`app.note_trials(${s.trialSeconds}::int, ${s.warningSeconds}::int, ${time(s.at)}, ${s.limit}::int)`,
      ),
  /** Deletes what has had its day; answers with the alerts that no sweep has answered with before. */
  sweepOld: ({ at }: { at: Date }) =>
    db.select({ alerts: sql<number>`alerts` }).from(sql`app.sweep_old(${time(at)})`),
  /** Takes a mail that is due for a minute; no row: nothing to do. */
  claimMail: ({ id, at }: { id: string; at: Date }) =>
    db
      .select({
        sealed: sql<string>`sealed`,
        attempts: sql<number>`attempts`,
        email: sql<string | null>`email`,
      })
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
  ...sessionLookupsOf(db),
})
export type Lookups = ReturnType<typeof lookupsOf>
