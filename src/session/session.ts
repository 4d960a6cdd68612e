/** Where somebody is logged in. Behind a member's door only their own sessions can be seen and ended (policy own_sessions). */
import { and, desc, gt, eq, ne, sql } from 'drizzle-orm'

import { devices, sessions } from '../../db/schema/session.ts'
import type { Db } from '../scope.ts'

/** As `enter_session` counts (db/doors.sql): an older session opens nothing. */
const IDLE_DAYS = 14
const ABSOLUTE_DAYS = 90

/** The session the door was opened with; null behind any other door. */
const presentId = sql`nullif((select current_setting('app.session_id', true)), '')::uuid`

const daysBefore = (at: Date, days: number) => new Date(at.getTime() - days * 86_400_000)

/** Those that still open the door, the last used first. */
export const listSessions = (db: Db, { at }: { at: Date }) =>
  db
    .select({
      id: sessions.id,
      userAgent: sessions.userAgent,
      network: sessions.network,
      createdAt: sessions.createdAt,
      lastSeenAt: sessions.lastSeenAt,
      current: sql<boolean>`${sessions.id} = ${presentId}`,
    })
    .from(sessions)
    .where(
      and(
        gt(sessions.lastSeenAt, daysBefore(at, IDLE_DAYS)),
        gt(sessions.createdAt, daysBefore(at, ABSOLUTE_DAYS)),
      ),
    )
    .orderBy(desc(sessions.lastSeenAt), desc(sessions.id))

/** Ends it, and forgets the browser it was in: that is a new one from here on. The session's row: none is somebody else's, or ended already. */
export const endOwnSession = (db: Db, { id }: { id: string }) =>
  [
    db
      .delete(devices)
      .where(
        sql`${devices.deviceHash} = (select device_hash from ${sessions} where id = ${id}::uuid and id <> ${presentId})`,
      )
      .returning({ deviceHash: devices.deviceHash }),
    db.delete(sessions).where(eq(sessions.id, id)).returning({ id: sessions.id }),
  ] as const

/** Ends all but the present one, and forgets every other browser, also one that is not logged in right now. */
export const endOtherSessions = (db: Db) =>
  [
    db
      .delete(devices)
      .where(
        sql`${devices.deviceHash} is distinct from (select device_hash from ${sessions} where id = ${presentId})`,
      )
      .returning({ deviceHash: devices.deviceHash }),
    db.delete(sessions).where(ne(sessions.id, presentId)).returning({ id: sessions.id }),
  ] as const
