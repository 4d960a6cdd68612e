/** How often something may be asked for, behind a door. */
import { sql } from 'drizzle-orm'

import type { Db } from './scope.ts'

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

/** The same of the person behind the door, in whichever of their businesses. */
export const refusePersonBeyond = (
  db: Db,
  { what, limit, seconds, at }: { what: string; limit: number; seconds: number; at: Date },
) =>
  db.select({ counted: sql<boolean>`counted` }).from(
    sql`app.refuse_beyond(jsonb_build_array(jsonb_build_object(
      'key', encode(sha256(convert_to(${what} || ' of ' || current_setting('app.user_id'), 'UTF8')), 'hex'),
      'limit', ${limit}::int, 'seconds', ${seconds}::int)), ${at.toISOString()}::timestamptz)`,
  )
