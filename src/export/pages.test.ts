import { expect, test } from 'vitest'

import { linesFrom, type Page, type Place, type Range } from './pages.ts'

const ROWS = 5
const placeOf = (row: number | undefined): Place | null =>
  row === undefined ? null : [String(row), 'x']
const rowIn = (place: Place | null): number => Number(place?.[0] ?? -1)

/** A table of rows 0, 1, 2 … as the database pages it; some pages are cut short, as by their bytes. */
const openTable = (count: number, cut: (page: number) => number = () => ROWS) => {
  const rows = new Set(Array.from({ length: count }, (_, row) => row))
  let pages = 0
  let open = 0
  let most = 0
  const behind = (row: number, many: number) => [...rows].filter((one) => one > row)[many - 1]
  const pageOf = ({ behind: start, upto }: Range): Page => {
    const within = [...rows].filter(
      (row) => row > rowIn(start) && (upto === null || row <= rowIn(upto)),
    )
    const taken = within.slice(0, Math.min(ROWS, cut((pages += 1))))
    const end = upto ? rowIn(upto) : (taken.at(-1) ?? -1)
    return {
      lines: taken.map((row) => `${row},`).join(''),
      more:
        upto === null
          ? taken.length === ROWS || taken.length < within.length
          : taken.at(-1) !== rowIn(upto),
      last: placeOf(taken.at(-1)),
      next: placeOf(behind(end, ROWS)),
      ahead: placeOf(behind(end, 2 * ROWS)),
    }
  }
  const read = async (range: Range): Promise<Page> => {
    open += 1
    most = Math.max(most, open)
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
    open -= 1
    return pageOf(range)
  }
  return {
    rows,
    read,
    first: () => pageOf({ behind: null, upto: null }),
    most: () => most,
    pages: () => pages,
  }
}

const readAll = async ({ first, read }: Pick<ReturnType<typeof openTable>, 'first' | 'read'>) => {
  let text = ''
  for await (const lines of linesFrom(first(), read)) text += lines
  return text
}
const numbered = (count: number) => Array.from({ length: count }, (_, row) => `${row},`).join('')

test('every row is in the file once and in its order, whatever the number of rows', async () => {
  for (let count = 0; count <= 60; count++) {
    const table = openTable(count)
    expect([count, await readAll(table)]).toEqual([count, numbered(count)])
    expect(table.pages()).toBeLessThanOrEqual(Math.floor(count / ROWS) + 1)
  }
})

test('a page that is cut short by its bytes is gone on with before the one behind it', async () => {
  for (let seed = 1; seed <= 200; seed++) {
    const table = openTable(43, (page) => 1 + ((page * seed * 7) % ROWS))
    expect([seed, await readAll(table)]).toEqual([seed, numbered(43)])
  }
})

test('two pages are read at once, and never three', async () => {
  const table = openTable(100)
  await readAll(table)
  expect(table.most()).toBe(2)
})

test('rows that are deleted meanwhile take none of the others with them', async () => {
  for (let seed = 1; seed <= 200; seed++) {
    const table = openTable(60)
    const gone = new Set<number>()
    let page = 0
    const read = (range: Range) => {
      const row = (seed * 13 + (page += 1) * 11) % 60
      table.rows.delete(row)
      gone.add(row)
      return table.read(range)
    }
    const text = await readAll({ first: table.first, read })
    const found = text.split(',').slice(0, -1).map(Number)
    expect([seed, found]).toEqual([seed, [...new Set(found)].sort((a, b) => a - b)])
    const kept = Array.from({ length: 60 }, (_, n) => n).filter((n) => !gone.has(n))
    expect(found).toEqual(expect.arrayContaining(kept))
  }
})

test('a page that cannot be read ends the file with its failure', async () => {
  const table = openTable(60)
  let page = 0
  const read = (range: Range) =>
    (page += 1) === 4 ? Promise.reject(new Error('gone')) : table.read(range)
  await expect(readAll({ first: table.first, read })).rejects.toThrow('gone')
})
