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
