import { expect, test } from 'vitest'

import { linesFrom, type Page, type Place } from './pages.ts'

const ROWS = 5
const placeOf = (row: number): Place => [String(row), 'x']

/** A table of rows 0, 1, 2 … as the database pages it; some pages are cut short, as by their bytes. */
const openTable = (count: number, cut: (page: number) => number = () => ROWS) => {
  const rows = new Set(Array.from({ length: count }, (_, row) => row))
  let pages = 0
  let open = 0
  let most = 0
  const pageBehind = (start: number): Page => {
    const within = [...rows].filter((row) => row > start)
    const taken = within.slice(0, Math.min(ROWS, cut((pages += 1))))
    const last = taken.at(-1)
    const isFull = taken.length === ROWS || taken.length < within.length
    return {
      lines: taken.map((row) => `${row},`).join(''),
      last: isFull && last !== undefined ? placeOf(last) : null,
    }
  }
  const read = async ([row]: Place): Promise<Page> => {
    open += 1
    most = Math.max(most, open)
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
    open -= 1
    return pageBehind(Number(row))
  }
  return { rows, read, first: () => pageBehind(-1), most: () => most, pages: () => pages }
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
    expect(table.pages()).toBe(Math.floor(count / ROWS) + 1)
  }
})

test('a page that is cut short by its bytes is gone on with where it was cut', async () => {
  for (let seed = 1; seed <= 200; seed++) {
    const table = openTable(43, (page) => 1 + ((page * seed * 7) % ROWS))
    expect([seed, await readAll(table)]).toEqual([seed, numbered(43)])
  }
})

test('the next page is asked for before this one is taken, and no other beside it', async () => {
  const table = openTable(100)
  const lines = linesFrom(table.first(), table.read)
  await lines.next()
  await new Promise((resolve) => {
    setTimeout(resolve, 20)
  })
  expect(table.pages()).toBe(2)
  for await (const _ of lines);
  expect(table.most()).toBe(1)
})

test('rows that are deleted meanwhile take none of the others with them', async () => {
  for (let seed = 1; seed <= 200; seed++) {
    const table = openTable(60)
    const gone = new Set<number>()
    let page = 0
    const read = (behind: Place) => {
      const row = (seed * 13 + (page += 1) * 11) % 60
      table.rows.delete(row)
      gone.add(row)
      return table.read(behind)
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
  const read = (behind: Place) =>
    (page += 1) === 4 ? Promise.reject(new Error('gone')) : table.read(behind)
  await expect(readAll({ first: table.first, read })).rejects.toThrow('gone')
})
