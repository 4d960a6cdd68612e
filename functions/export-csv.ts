import * as z from 'zod'

import { Invalid, one } from '../src/errors.ts'
import { headOf, type How } from '../src/export/cell.ts'
import {
  beginExport,
  entryOf,
  exportNames,
  findExport,
  readLines,
  type ExportName,
  type File,
} from '../src/export/export.ts'
import { linesFrom, type ReadPage } from '../src/export/pages.ts'
import { readOrg } from '../src/org/org.ts'
import { isDay, localParts } from '../src/time.ts'
import { Filter as Marks, whoOf } from './activity-filter.ts'
import { ownClickOnly, sendCsv } from './download.ts'
import type { HouseApp, HouseContext } from './http.ts'
import { readQuery } from './input.ts'
import { lists } from './pages/export-lists.ts'
import { text } from './pages/text.en.ts'
import { requireMember } from './session.ts'

/** A form sends the fields that nobody filled too. */
const filled = <T>(schema: z.ZodType<T>) =>
  z.union([z.literal('').transform(() => undefined), schema]).optional()
const day = filled(z.string().refine(isDay, text.export.dayWrong))

export const narrowing = ['conversation', 'who', 'what'] as const
export const Query = z.object({
  from: day,
  to: day,
  conversation: filled(z.uuid()),
  who: filled(Marks.shape.who.unwrap()),
  what: filled(Marks.shape.what.unwrap().exclude(['security'])),
  separator: z.enum(['comma', 'semicolon']).default('comma'),
  form: z.enum(['spreadsheet', 'software']).default('spreadsheet'),
})
type Query = z.infer<typeof Query>
/** A download that broke goes on behind the last line that came whole. */
const Resumed = Query.extend({ export: z.uuid().optional(), after: z.uuid().optional() }).strict()

/** One route for each entry of the table, behind the permissions that the entry asks for. */
export const mountExportCsv = (app: HouseApp): HouseApp => {
  for (const what of exportNames) {
    const guard = requireMember('data.export', { besides: entryOf(what).besides })
    app.get(`/export/${what}.csv`, ownClickOnly, guard, (c) => download(c, what))
  }
  return app
}

const download = async (c: HouseContext, what: ExportName): Promise<Response> => {
  const { export: id, after, ...query } = readQuery(c, Resumed)
  c.set('standsOn', `/export${new URL(c.req.url).search}`)
  if ((id === undefined) !== (after === undefined)) throw new Invalid(text.export.bothOrNone)
  refuseOdd(what, query)
  const file = fileOf(what, query, id ?? crypto.randomUUID())
  const how = howOf(query, c.var.deps.seller !== null)
  const { org, rows, first } =
    after === undefined ? await begin(c, file, how) : await resume(c, { file, how, after })
  const columns = Object.keys(entryOf(what).columns)
  const titles = how.raw ? columns : columns.map((name) => text.export.column(name))
  const head = after === undefined ? headOf(titles, how) : ''
  const { date } = localParts(c.var.deps.clock(), org.timezone)
  c.header('X-Export', file.id)
  c.header('X-Export-Rows', String(rows))
  return sendCsv(c, {
    name: text.export.file({ business: org.name, what, day: date }),
    plainName: text.export.file({ business: text.product, what, day: date }),
    lines: linesFrom({ ...first, lines: head + first.lines }, pageReader(c, file, how)),
  })
}

/** What the file has no such thing of, and days that are the wrong way round. */
const refuseOdd = (what: ExportName, query: Query): void => {
  const odd = narrowing.find(
    (name) => query[name] !== undefined && !entryOf(what).filters?.includes(name),
  )
  if (odd) throw new Invalid(text.export.odd(odd))
  if (query.from && query.to && query.from > query.to) throw new Invalid(text.export.wrongWay)
}

const fileOf = (what: ExportName, query: Query, id: string): File => ({
  what,
  id,
  filter: {
    from: query.from ?? null,
    to: query.to ?? null,
    conversation: query.conversation ?? null,
    who: whoOf(query.who ?? 'all'),
    kind: query.what === undefined || query.what === 'all' ? null : query.what,
  },
  asked: Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  ),
})

const howOf = ({ separator, form }: Query, chargesVat: boolean): How => ({
  separator: separator === 'semicolon' ? ';' : ',',
  raw: form === 'software',
  chargesVat,
  words: lists,
})

/** One trip: who asks, whether they may now, the row that says so, and the first page. */
const begin = async (c: HouseContext, file: File, how: How) => {
  const { db, clock } = c.var.deps
  const [, orgs, [, , begun], pages] = await c.var.ask(
    readOrg(db),
    beginExport(db, file, { at: clock() }),
    readLines(db, file, { behind: null, how }),
  )
  return { org: one(orgs), rows: one(begun).rows, first: one(pages) }
}

const resume = async (
  c: HouseContext,
  { file, how, after }: { file: File; how: How; after: string },
) => {
  const { db, clock } = c.var.deps
  const [, orgs, found, pages] = await c.var.ask(
    readOrg(db),
    findExport(db, file, { after, at: clock() }),
    readLines(db, file, { behind: { id: after }, how }),
  )
  return { org: one(orgs), rows: one(found).rows, first: one(pages) }
}

/** Each page passes the door anew: whoever may no longer read it gets no further. */
const pageReader =
  (c: HouseContext, file: File, how: How): ReadPage =>
  async (behind) => {
    const [, pages] = await c.var.ask(readLines(c.var.deps.db, file, { behind, how }))
    return one(pages)
  }
