import { sql } from 'drizzle-orm'

import type { Db } from './client.ts'
import { bytes, time } from './doors.ts'

/** `key`: of what is limited, hashed. */
export type Limit = { key: string; limit: number; seconds: number }
/** A mail as the outbox keeps it; it goes to the person it concerns, or to the address that is sealed in it. */
export type SealedMail = { id: string; sealed: string }
/** What a browser that tries to get in is given for any outcome: a session, or the question for a second factor (`half`). Hashes are hex. */
export type SignIn = {
  session: string
  device: string
  half: string
  agent: string
  network: string
  code: string
  code_mail: SealedMail
  alert: SealedMail
}
/** One of them is given: a mailed code's keyed hash, the 30-second step of an authenticator's code, a recovery code's keyed hash, the password's stored hash that was compared. */
export type PersonProof =
  | { code: string }
  | { step: number }
  | { recovery: string }
  | { seen: string }
export type SecondFactor =
  | { kind: 'off' | 'email' }
  | { kind: 'totp'; totp?: string; step?: number; recovery: readonly string[] }

export const json = (value: unknown) => sql`${JSON.stringify(value)}::jsonb`

const mailId = sql<string | null>`mail_id`

/** What a person asks and changes about their own log-in (db/sessions.sql, db/passwords.sql). */
export const sessionLookupsOf = (db: Db) => ({
  /** Counts a try, then answers with the hash to compare; `passwordHash` null: unknown, or none set. */
  findPassword: (s: {
    limits: readonly Limit[]
    deviceLimits: readonly Limit[]
    deviceHash: string | null
    network: string
    email: string
    at: Date
  }) =>
    db
      .select({
        waitSeconds: sql<number>`wait_seconds`,
        passwordHash: sql<string | null>`password_hash`,
      })
      .from(
        sql`app.find_password(${json(s.limits)}, ${json(s.deviceLimits)}, ${bytes(s.deviceHash)}, ${s.network}, ${s.email}, ${time(s.at)})`,
      ),
  /** Signs in whoever's password matched `seen`; `newHash` replaces a hash of older making. `seen` null: it did not match, which is noted. */
  passwordLogin: (s: {
    email: string
    seen: string | null
    newHash: string | null
    signIn: SignIn
    forgive: readonly string[]
    at: Date
  }) =>
    db
      .select({ status: sql<'in' | 'second_factor' | 'wrong' | 'spent'>`status`, mailId })
      .from(
        sql`app.password_login(${s.email}, ${s.seen}::text, ${s.newHash}::text, ${json(s.signIn)}, ${json(s.forgive)}, ${time(s.at)})`,
      ),
  /** Sets it, renews the session's token and ends all other sessions. No row: `seen` is no longer the password, or there was none and the session is not fresh. */
  setPassword: (s: Renewal & { seen: string | null; newHash: string; notice: SealedMail }) =>
    db
      .select({ mailId })
      .from(
        sql`app.set_password(${bytes(s.tokenHash)}, ${bytes(s.newTokenHash)}, ${s.seen}::text, ${s.newHash}, ${json(s.notice)}, ${time(s.at)})`,
      ),
  /** What a half-open log-in asks for. No row: spent. */
  findSecond: (s: { halfHash: string; at: Date }) =>
    db
      .select({
        asks: sql<'email' | 'totp'>`asks`,
        userId: sql<string>`user_id`,
        totpSealed: sql<string | null>`totp_sealed`,
      })
      .from(sql`app.find_second(${bytes(s.halfHash)}, ${time(s.at)})`),
  /** Answers the question for the second factor. `trust`: a password alone is enough in this browser for 30 days. */
  finishLogin: (s: {
    halfHash: string
    proof: PersonProof
    trust: boolean
    signIn: SignIn
    at: Date
  }) =>
    db
      .select({
        status: sql<'in' | 'wrong' | 'spent' | 'limited'>`status`,
        mailId,
        waitSeconds: sql<number | null>`wait_seconds`,
      })
      .from(
        sql`app.finish_login(${bytes(s.halfHash)}, ${json(s.proof)}, ${s.trust}, ${json(s.signIn)}, ${time(s.at)})`,
      ),
  /** How the holder of this session can prove anew who they are. With limits it counts a try. No row: no live session. */
  ownProofs: (s: { tokenHash: string; limits: readonly Limit[]; at: Date }) =>
    db
      .select({
        waitSeconds: sql<number>`wait_seconds`,
        userId: sql<string>`user_id`,
        email: sql<string>`email`,
        passwordHash: sql<string | null>`password_hash`,
        secondFactor: sql<'off' | 'email' | 'totp'>`second_factor`,
        totpSealed: sql<string | null>`totp_sealed`,
        recoveryLeft: sql<number>`recovery_left`,
        isFresh: sql<boolean>`is_fresh`,
        isStrong: sql<boolean>`strong`,
      })
      .from(sql`app.own_proofs(${json(s.limits)}, ${bytes(s.tokenHash)}, ${time(s.at)})`),
  /** Mails a code: to confirm, or to prove a new address (`email`; the session must be fresh). `taken`: for an address that somebody has. No row: not allowed. */
  sendCode: (s: {
    tokenHash: string
    limits: readonly Limit[]
    token: { token: string; code: string; purpose: 'confirm' | 'email'; email?: string }
    mail: SealedMail & { taken?: string }
    at: Date
  }) =>
    db
      .select({ waitSeconds: sql<number>`wait_seconds`, mailId })
      .from(
        sql`app.send_code(${json(s.limits)}, ${bytes(s.tokenHash)}, ${json(s.token)}, ${json(s.mail)}, ${time(s.at)})`,
      ),
  /** Proves anew who holds the session, which then has a new token and is fresh for 15 minutes. `codeToken`: the hash under which `sendCode` kept its code. */
  confirmSession: (s: Renewal & { codeToken: string; proof: PersonProof }) =>
    db
      .select({
        status: sql<'in' | 'wrong' | 'spent' | 'limited'>`status`,
        waitSeconds: sql<number | null>`wait_seconds`,
      })
      .from(
        sql`app.confirm_session(${bytes(s.tokenHash)}, ${bytes(s.newTokenHash)}, ${bytes(s.codeToken)}, ${json(s.proof)}, ${time(s.at)})`,
      ),
  /** Sets what is asked after a password, renews the session's token and ends all other sessions. */
  setSecondFactor: (s: Renewal & { factor: SecondFactor; notice: SealedMail }) =>
    db
      .select({ status: sql<'set' | 'required' | 'stale'>`status`, mailId })
      .from(
        sql`app.set_second_factor(${bytes(s.tokenHash)}, ${bytes(s.newTokenHash)}, ${json(s.factor)}, ${json(s.notice)}, ${time(s.at)})`,
      ),
  /** Moves the person to the address whose code this is. `notice` is sealed for the old address. */
  changeEmail: (s: Renewal & { codeToken: string; code: string; notice: SealedMail }) =>
    db
      .select({ status: sql<'set' | 'wrong' | 'stale'>`status`, mailId })
      .from(
        sql`app.change_email(${bytes(s.tokenHash)}, ${bytes(s.newTokenHash)}, ${bytes(s.codeToken)}, ${bytes(s.code)}, ${json(s.notice)}, ${time(s.at)})`,
      ),
  /** Moves the session to another business of the same person, under a new token. No row: not theirs. */
  switchOrg: (s: Renewal & { orgId: string }) =>
    db
      .select({ orgId: sql<string>`org_id` })
      .from(
        sql`app.switch_org(${bytes(s.tokenHash)}, ${bytes(s.newTokenHash)}, ${s.orgId}::uuid, ${time(s.at)})`,
      ),
  /** The businesses of whoever holds this session. */
  ownOrgs: (s: { tokenHash: string; at: Date }) =>
    db
      .select({
        orgId: sql<string>`org_id`,
        name: sql<string>`name`,
        role: sql<string>`role`,
        state: sql<'pending' | 'active'>`state`,
        isCurrent: sql<boolean>`is_current`,
      })
      .from(sql`app.own_orgs(${bytes(s.tokenHash)}, ${time(s.at)})`),
  endSession: ({ tokenHash }: { tokenHash: string }) =>
    db.select({ ended: sql<boolean>`ended` }).from(sql`app.end_session(${bytes(tokenHash)})`),
})

/** A step up: the session's token is replaced. */
type Renewal = { tokenHash: string; newTokenHash: string; at: Date }
