import { sql, type SQL } from 'drizzle-orm'

import type { Db, Entry } from './client.ts'

type Moment = { at: Date; requestId: string }

/** The doors as queries (db/doors.sql): each stands first in a batch, opens one organisation or refuses. */
export const doorsOf = (db: Db) => ({
  /** A member's session: refuses UA401 without one, UA403 when the role is not among `roles`. */
  enterSession: (s: Moment & { tokenHash: string; roles: readonly string[] }): Entry =>
    through(
      db,
      sql`app.enter_session(${bytes(s.tokenHash)}, ${sql.param([...s.roles])}::text[], ${time(s.at)}, ${s.requestId})`,
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
})
export type Doors = ReturnType<typeof doorsOf>

const through = (db: Db, door: SQL): Entry =>
  db
    .select({
      orgId: sql<string>`org_id`,
      actor: sql<string>`actor`,
      role: sql<string>`role`,
      name: sql<string>`name`,
    })
    .from(sql`${door} as me`)

export const bytes = (hex: string | null): SQL =>
  hex === null ? sql`null::bytea` : sql`${`\\x${hex}`}::bytea`
export const time = (at: Date): SQL => sql`${at.toISOString()}::timestamptz`
