import { listEvents, listMarks, type EventPlace } from '../src/audit/audit.ts'
import { BYTE_ORDER_MARK, csvLine } from '../src/csv.ts'
import { one } from '../src/errors.ts'
import { readOrg } from '../src/org/org.ts'
import { localParts } from '../src/time.ts'
import { Filter, personOf, whoOf } from './activity-filter.ts'
import { ownClickOnly, sendCsv, type Part } from './download.ts'
import type { HouseApp, HouseContext } from './http.ts'
import { readQuery } from './input.ts'
import { eventCells, headCells, markCells } from './pages/activity-csv.ts'
import { text } from './pages/text.en.ts'
import { requireMember } from './session.ts'

/** Rows a trip: a mark has a kilobyte or two at most. */
const FILE_PAGE = 500

/** Everything that the page shows under the same filter, as a file. Each page of it passes the door anew: whoever may no longer read it gets no further. */
export const mountActivityCsv = (app: HouseApp): HouseApp =>
  app.get('/activity.csv', ownClickOnly, requireMember('audit.read'), async (c) => {
    const filter = readQuery(c, Filter)
    const { org, part } =
      filter.what === 'security' ? await readEvents(c, filter) : await readMarks(c, filter)
    const day = localParts(c.var.deps.clock(), org.timezone).date
    return sendCsv(c, {
      name: text.activity.csv.file(org.name, day),
      plainName: text.activity.csv.file('Frontdesk', day),
      first: { ...part, text: BYTE_ORDER_MARK + csvLine(headCells) + part.text },
    })
  })

const readMarks = async (c: HouseContext, filter: Filter, before: number | null = null) => {
  const { db } = c.var.deps
  const { who, what } = filter
  const kind = what === 'all' || what === 'security' ? null : what
  const [, orgs, marks] = await c.var.ask(
    readOrg(db),
    listMarks(db, { who: whoOf(who), kind, before, page: FILE_PAGE }),
  )
  const org = one(orgs)
  const page = marks.slice(0, FILE_PAGE)
  const last = marks.length > FILE_PAGE ? page.at(-1) : undefined
  const part: Part = {
    text: page.map((mark) => csvLine(markCells(mark, org.timezone))).join(''),
    next: last ? async () => (await readMarks(c, filter, last.seq)).part : null,
  }
  return { org, part }
}

const readEvents = async (c: HouseContext, filter: Filter, before: EventPlace | null = null) => {
  const { db } = c.var.deps
  const [, orgs, events] = await c.var.ask(
    readOrg(db),
    listEvents(db, { memberId: personOf(filter.who), before, page: FILE_PAGE }),
  )
  const org = one(orgs)
  const page = events.slice(0, FILE_PAGE)
  const last = events.length > FILE_PAGE ? page.at(-1) : undefined
  const part: Part = {
    text: page.map((event) => csvLine(eventCells(event, org.timezone))).join(''),
    next: last ? async () => (await readEvents(c, filter, last)).part : null,
  }
  return { org, part }
}
