/** The pages of a file in their order: while one is sent, the database builds the next. Never two at once: a file is no reason for others to wait. */

/** The place of a row: its two keys. */
export type Place = readonly [string, string]
export type Page = {
  lines: string
  /** Its last row, where there may be more behind it. */
  last: Place | null
}
export type ReadPage = (behind: Place) => Promise<Page>

export async function* linesFrom(first: Page, read: ReadPage): AsyncGenerator<string> {
  let page = first
  while (page.last) {
    const coming = silent(read(page.last))
    yield page.lines
    page = await coming
  }
  yield page.lines
}

/** Whether it failed is asked where it is awaited; of a reader who has gone nobody asks. */
const silent = <T>(promise: Promise<T>): Promise<T> => {
  promise.catch(() => {})
  return promise
}
