import { countChats } from '../src/conversation/inbox.ts'
import { one } from '../src/errors.ts'
import { entryOf, exportNames } from '../src/export/export.ts'
import { mayDo } from '../src/member/roles.ts'
import { narrowing, Query } from './export-csv.ts'
import type { HouseApp } from './http.ts'
import { readQuery } from './input.ts'
import { ExportPage } from './pages/export.tsx'
import { requireMember } from './session.ts'

/** The files that whoever looks may take, and how. What is in the address stands in the form: a log-in that was asked for anew loses nothing. */
export const mountExport = (app: HouseApp): HouseApp =>
  app.get('/export', requireMember('data.export'), async (c) => {
    const query = readQuery(c, Query)
    const { db, clock } = c.var.deps
    const [me, counts] = await c.var.ask(countChats(db, { at: clock() }))
    const kept = Object.fromEntries(
      narrowing.flatMap((name) => (query[name] === undefined ? [] : [[name, query[name]]])),
    )
    const files = exportNames.filter((what) => {
      const { besides, filters = [] } = entryOf(what)
      return (
        (besides === undefined || mayDo(me, besides)) &&
        narrowing.every((name) => !(name in kept) || filters.includes(name))
      )
    })
    return c.html(
      <ExportPage
        files={files.map((what) => ({ what, columns: Object.keys(entryOf(what).columns) }))}
        seesPersonal={me.seesPersonal}
        values={{ ...query, from: query.from ?? '', to: query.to ?? '' }}
        kept={kept}
        needsYou={one(counts).needsYou}
      />,
    )
  })
