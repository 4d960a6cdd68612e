/** Mail that is written behind a door, in the transaction of what it tells. It leaves by the queue (functions/mail.ts). */
import { sql } from 'drizzle-orm'

import type { Db } from '../scope.ts'

/** Sealed for its own id. To a member of the business, or (null) to the address that is sealed in it. No row: no such member. */
export const queueMail = (db: Db, mail: { id: string; sealed: string; memberId: string | null }) =>
  db
    .select({ id: sql<string>`mail_id` })
    .from(sql`app.queue_mail(${mail.id}::uuid, ${mail.sealed}, ${mail.memberId}::uuid)`)

/** Refuses the whole batch with LimitReached beyond a limit; it stands before what it limits. */
export const refuseBeyond = (
  db: Db,
  { limits, at }: { limits: readonly { key: string; limit: number; seconds: number }[]; at: Date },
) =>
  db
    .select({ counted: sql<boolean>`counted` })
    .from(
      sql`app.refuse_beyond(${JSON.stringify(limits)}::jsonb, ${at.toISOString()}::timestamptz)`,
    )
