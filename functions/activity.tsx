import * as z from 'zod'

import { ACTIVITY_PAGE, listDoers, listEvents, listMarks } from '../src/audit/audit.ts'
import { changesOf, deedOf, doerOf } from '../src/audit/deed.ts'
import { countChats } from '../src/conversation/inbox.ts'
import { Invalid, one } from '../src/errors.ts'
import { readOrg } from '../src/org/org.ts'
import { Filter, personOf, whoOf } from './activity-filter.ts'
import type { HouseApp, HouseContext } from './http.ts'
import { placeOf, readQuery, timePlace } from './input.ts'
import { ActivityPage } from './pages/activity.tsx'
import type { ActivityRow, ActivityView } from './pages/props.ts'
import { requireMember } from './session.ts'

const markPlace = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number)
const Query = Filter.extend({ before: z.union([markPlace, timePlace]).optional() })
type Query = z.infer<typeof Query>

/** The marks of all changes, and what concerns log-ins, for those who answer for the business. */
export const mountActivity = (app: HouseApp): HouseApp =>
  app.get('/activity', requireMember('audit.read'), async (c) => {
    const query = readQuery(c, Query)
    const view = query.what === 'security' ? await readEvents(c, query) : await readMarks(c, query)
    return c.html(<ActivityPage {...view} />)
  })

/** What stands around either list. */
const frame = (c: HouseContext) => {
  const { db, clock } = c.var.deps
  return [readOrg(db), listDoers(db), countChats(db, { at: clock() })] as const
}

const readMarks = async (c: HouseContext, query: Query): Promise<ActivityView> => {
  const { who, what, before = null } = query
  if (typeof before === 'object' && before !== null) throw misplaced()
  const kind = what === 'all' || what === 'security' ? null : what
  const [, [orgs, members, counts], marks] = await c.var.ask(
    frame(c),
    listMarks(c.var.deps.db, { who: whoOf(who), kind, before }),
  )
  const page = marks.slice(0, ACTIVITY_PAGE)
  return {
    zone: one(orgs).timezone,
    who,
    what,
    members,
    rows: page.map(asRow),
    events: [],
    earlier: marks.length > ACTIVITY_PAGE ? String(page.at(-1)?.seq) : null,
    past: before !== null,
    needsYou: one(counts).needsYou,
  }
}

const readEvents = async (c: HouseContext, query: Query): Promise<ActivityView> => {
  const { what, before = null } = query
  if (typeof before === 'number') throw misplaced()
  const memberId = personOf(query.who)
  const [, [orgs, members, counts], events] = await c.var.ask(
    frame(c),
    listEvents(c.var.deps.db, { memberId, before }),
  )
  const page = events.slice(0, ACTIVITY_PAGE)
  const last = page.at(-1)
  return {
    zone: one(orgs).timezone,
    who: memberId ?? 'all',
    what,
    members,
    rows: [],
    events: page,
    earlier: events.length > ACTIVITY_PAGE && last ? placeOf(last) : null,
    past: before !== null,
    needsYou: one(counts).needsYou,
  }
}

const misplaced = () => new Invalid('before: a place in another list')

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
  network: mark.network,
})

/** The thread a mark is about, while it is there. */
const chatOf = ({ tableName, action, rowId }: Marked): string | null =>
  tableName === 'conversations' && action !== 'delete' ? rowId : null
