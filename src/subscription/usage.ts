/** The messages she answers, counted by calendar month in South Africa. */
import { eq, sql } from 'drizzle-orm'

import { usage } from '../../db/schema/subscription.ts'
import type { Db } from '../scope.ts'
import { localParts } from '../time.ts'
import { planAllows } from './plan.ts'
import { planAt, type Subscription } from './subscription.ts'

/** The first day of that month. */
export const monthOf = (at: Date): string =>
  `${localParts(at, 'Africa/Johannesburg').date.slice(0, 8)}01`

/** No row: nothing was answered this month. */
export const readUsage = (db: Db, { at }: { at: Date }) =>
  db
    .select({ answers: usage.answers })
    .from(usage)
    .where(eq(usage.month, monthOf(at)))

/** Whether the plan has an answer left. `used`: of this month, where there is a row. */
export const mayAnswer = (
  kept: Subscription,
  used: { answers: number } | undefined,
  at: Date,
): boolean =>
  planAllows(planAt(kept, at), { answers: used?.answers ?? 0, numbers: 0, members: 0 }).answer

/** Counts an answer that stands in the same batch: where that was not written, nothing is counted. */
export const countAnswer = (db: Db, { messageId, at }: { messageId: string; at: Date }) => {
  const counted = db.$with('counted', { answers: sql<number>`answers`.as('answers') }).as(sql`
    insert into ${usage} as u (month, answers)
    select ${monthOf(at)}::date, 1 from app.messages m where m.id = ${messageId}::uuid
    on conflict (org_id, month) do update set answers = u.answers + 1
    returning answers`)
  return db.with(counted).select({ answers: counted.answers }).from(counted)
}

/** She took a message instead of answering it; the owners hear of the first in a month. */
export const noteRest = (db: Db, { at }: { at: Date }) =>
  db.select({ told: sql<boolean>`told` }).from(sql`app.note_rest(${monthOf(at)}::date)`)
