import * as z from 'zod'

import { listDoers, listMarks, MARKS_PAGE, type Who } from '../src/audit/audit.ts'
import { changesOf, deedOf, doerOf, kinds } from '../src/audit/deed.ts'
import { countChats } from '../src/conversation/inbox.ts'
import { one } from '../src/errors.ts'
import { readOrg } from '../src/org/org.ts'
import type { HouseApp, HouseContext } from './http.ts'
import { readQuery } from './input.ts'
import { ActivityPage } from './pages/activity.tsx'
import type { ActivityRow, ActivityView } from './pages/props.ts'
import { requireMember } from './session.ts'

const Query = z.object({
  who: z.union([z.enum(['all', 'ai', 'whatsapp', 'frontdesk']), z.uuid()]).default('all'),
  what: z.enum(['all', ...kinds]).default('all'),
  before: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .optional(),
})
type Query = z.infer<typeof Query>

/** The marks of all changes, for those who answer for the business. */
export const mountActivity = (app: HouseApp): HouseApp =>
  app.get('/activity', requireMember('audit.read'), async (c) =>
    c.html(<ActivityPage {...await readActivity(c, readQuery(c, Query))} />),
  )

const readActivity = async (
  c: HouseContext,
  { who, what, before }: Query,
): Promise<ActivityView> => {
  const { deps } = c.var
  const { db } = deps
  const kind = what === 'all' ? null : what
  const [, orgs, members, marks, counts] = await c.var.ask(
    readOrg(db),
    listDoers(db),
    listMarks(db, { who: whoOf(who), kind, before: before ?? null }),
    countChats(db, { at: deps.clock() }),
  )
  const page = marks.slice(0, MARKS_PAGE)
  return {
    zone: one(orgs).timezone,
    who,
    what,
    members,
    rows: page.map(asRow),
    earlier: marks.length > MARKS_PAGE ? (page.at(-1)?.seq ?? null) : null,
    past: before !== undefined,
    needsYou: one(counts).needsYou,
  }
}

const whoOf = (who: string): Who => {
  if (who === 'all') return null
  return who === 'ai' || who === 'whatsapp' || who === 'frontdesk' ? who : { memberId: who }
}

type Marked = Awaited<ReturnType<typeof listMarks>>[number]

const asRow = (mark: Marked): ActivityRow => ({
  id: mark.id,
  at: mark.at,
  doer: doerOf(mark.actor),
  memberName: mark.memberName,
  tableName: mark.tableName,
  action: mark.action,
  deed: deedOf(mark),
  conversationId: chatOf(mark),
  changes: changesOf(mark),
})

/** The thread a mark is about, while it is there. */
const chatOf = ({ tableName, action, rowId }: Marked): string | null =>
  tableName === 'conversations' && action !== 'delete' ? rowId : null
