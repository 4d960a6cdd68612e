/** The pages of a file in their order, with two of them asked for at once: while one is sent, the database builds the next. */

/** The place of a row: its two keys. */
export type Place = readonly [string, string]
export type Range = {
  /** Behind this row; null: from the first. */
  behind: Place | null
  /** Up to this row; null: to the last that a page takes. */
  upto: Place | null
}
export type Page = {
  lines: string
  /** There is more in its range, or may be. */
  more: boolean
  /** Its last row; null: it has none. */
  last: Place | null
  /** The rows one and two pages behind its range; null: there are fewer. So that a page can be asked for before the one in front of it has come. */
  next: Place | null
  ahead: Place | null
}

export type ReadPage = (range: Range) => Promise<Page>

export async function* linesFrom(first: Page, read: ReadPage): AsyncGenerator<string> {
  const ends = [first.next, first.ahead]
  let behind = first.last
  const ask = () => {
    const range = { behind, upto: ends.shift() ?? null }
    behind = range.upto
    return { upto: range.upto, page: silent(read(range)) }
  }
  let coming = first.more ? ask() : null
  yield first.lines
  while (coming) {
    const { upto } = coming
    const following = upto ? ask() : null
    let page = await coming.page
    ends.push(page.ahead)
    yield page.lines
    while (page.more && page.last) {
      page = await read({ behind: page.last, upto })
      yield page.lines
    }
    coming = following
  }
}

/** Whether it failed is asked where it is awaited; of a reader who has gone nobody asks. */
const silent = <T>(promise: Promise<T>): Promise<T> => {
  promise.catch(() => {})
  return promise
}
