import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'

import { customerLine, freshDb, MORNING, openBusiness, sessionDoor } from '../../db/testing.ts'
import { exportNames, readLines, type ExportName, type File } from './export.ts'

const house = await freshDb()
const filter = { from: null, to: null, conversation: null, who: null, kind: null }
const words = {
  author: {},
  kind: {},
  line: {},
  chat: {},
  request: {},
  doer: {},
  deed: {},
  event: {},
}
const how = { separator: ',', raw: false, chargesVat: false, words } as const

/** How Postgres would read a page, behind the door that such a file asks for. */
const planOf = async (what: ExportName, behind: Parameters<typeof readLines>[2]['behind']) => {
  const shop = await openBusiness(house)
  await shop.deliver([customerLine()])
  const door = house.doors.enterSession(
    sessionDoor(shop.tokenHash, MORNING, { need: 'audit.read' }),
  )
  const file: File = { what, id: crypto.randomUUID(), filter, asked: {} }
  const query = sql`explain (verbose, costs off) ${readLines(house.db, file, { behind, how })}`
  const [, , { rows }] = await house.ask(
    door,
    // A few rows are read whole otherwise.
    house.db.execute(sql`set local enable_seqscan = off`),
    house.db.execute(query),
  )
  return rows.map((row) => String(row['QUERY PLAN'])).join('\n')
}

const MIDDLE = [MORNING.toISOString(), '7'] as const

test('however far into a file of messages, a page is found by an index and the rows in front of it are not read', async () => {
  for (const behind of [MIDDLE, { id: crypto.randomUUID() }]) {
    const plan = await planOf('messages', behind)
    expect(plan).toMatch(/Index Cond: .*ROW\(/)
    expect(plan).not.toMatch(/Filter: .*ROW\(/)
  }
})

test.each(exportNames)(
  'what builds the fields of %s is inlined, and called for none',
  async (what) => {
    const plan = await planOf(what, null)
    expect(plan).toContain(`'","'`)
    expect(plan).not.toMatch(/csv_(?:text|phone)\(/)
  },
)
