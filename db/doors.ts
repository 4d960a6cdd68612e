import { sql, type SQL } from 'drizzle-orm'

import type { Db, Entry } from './client.ts'

type Moment = { at: Date; requestId: string }
/** `need`: the permission the route asks for, and one it asks for `besides`; `roles` and `personalRoles`: the presets that have them, and those that see personal data. */
export type SessionDoor = {
  tokenHash: string
  need: string
  besides?: string | undefined
  roles: readonly string[]
  personalRoles: readonly string[]
  fresh: boolean
  network: string
}

/** The doors as queries (db/doors.sql): each stands first in a batch, opens one organisation or refuses. */
export const doorsOf = (db: Db) => ({
  /**
   * A member's session. Refuses UA401 without one, UA423 while they wait for approval, UA426 where the business asks for two factors and there was
   * one, UA403 when neither `roles` nor the business's own role has `need`, UA428 when `fresh` is asked and is not.
   */
  enterSession: (s: Moment & SessionDoor): Entry =>
    db
      .select({
        ...opened,
        permissions: sql<string[] | null>`permissions`,
        seesPersonal: sql<boolean>`sees_personal`,
        isFresh: sql<boolean>`is_fresh`,
      })
      .from(
        sql`app.enter_session(${bytes(s.tokenHash)}, ${list([s.need, ...(s.besides ? [s.besides] : [])])}, ${list(s.roles)}, ${list(s.personalRoles)}, ${s.fresh}, ${s.network}, ${time(s.at)}, ${s.requestId}) as me`,
      ),
  /** A delivery whose secret was proven; `providerChannelId` is what the body says, where it says it. UA401. */
  enterChannel: (
    s: Moment & {
      channelId: string
      generation: number
      mode: string
      providerChannelId: string | null
    },
  ): Entry =>
    through(
      db,
      sql`app.enter_channel(${s.channelId}::uuid, ${s.generation}::int, ${s.mode}, ${s.providerChannelId}::text, ${time(s.at)}, ${s.requestId})`,
    ),
  /** A job of ours. With a claim it refuses UA409 when another holds it (or, with `inboundCount`, when more came in). */
  enterJob: (
    s: Moment & {
      orgId: string
      claim?: { conversationId: string; token: number; inboundCount?: number }
    },
  ): Entry =>
    through(
      db,
      sql`app.enter_job(${s.orgId}::uuid, ${s.claim?.conversationId ?? null}::uuid, ${s.claim?.token ?? null}::bigint, ${s.claim?.inboundCount ?? null}::int, ${time(s.at)}, ${s.requestId})`,
    ),
  /** A notice whose signature was proven with the passphrase of `merchantId`; `ownMerchantId` is our own account. UA401. */
  enterPayment: (
    s: Moment & { orgId: string; merchantId: string; ownMerchantId: string; network: string },
  ): Entry =>
    through(
      db,
      sql`app.enter_payment(${s.orgId}::uuid, ${s.merchantId}, ${s.ownMerchantId}, ${s.network}, ${time(s.at)}, ${s.requestId})`,
    ),
  /** Whoever has the link of a payment request, which was proven. Nothing personal stands behind it. UA404. */
  enterPayer: (s: Moment & { paymentRequestId: string }): Entry =>
    through(db, sql`app.enter_payer(${s.paymentRequestId}::uuid, ${time(s.at)}, ${s.requestId})`),
})
export type Doors = ReturnType<typeof doorsOf>

const opened = {
  orgId: sql<string>`org_id`,
  actor: sql<string>`actor`,
  role: sql<string>`role`,
  name: sql<string>`name`,
}

/** What no person stands behind sees everything and proves itself each time. */
const through = (db: Db, door: SQL): Entry =>
  db
    .select({
      ...opened,
      permissions: sql<null>`null`,
      seesPersonal: sql<boolean>`true`,
      isFresh: sql<boolean>`true`,
    })
    .from(sql`${door} as me`)

const list = (texts: readonly string[]) => sql`${sql.param([...texts])}::text[]`

export const bytes = (hex: string | null): SQL =>
  hex === null ? sql`null::bytea` : sql`${`\\x${hex}`}::bytea`
export const time = (at: Date): SQL => sql`${at.toISOString()}::timestamptz`
