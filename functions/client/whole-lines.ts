/** What has come of a CSV file of ours: where its last whole line ends, a download that broke goes on. */

/** Quotes inside a field are doubled, so a row's id between single ones stands nowhere but at the end of its line. */
const LINE_END = /[,;]"([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})"\r\n/g

export const createFile = () => {
  // A character a byte: what stands where in the text stands there in the bytes.
  const decoder = new TextDecoder('latin1')
  const parts: Blob[] = []
  let rest = new Uint8Array()
  let rows = 0
  let lastRow: string | null = null
  return {
    add: (bytes: Uint8Array<ArrayBuffer>): void => {
      const all = new Uint8Array(rest.length + bytes.length)
      all.set(rest)
      all.set(bytes, rest.length)
      const ends = [...decoder.decode(all).matchAll(LINE_END)]
      const last = ends.at(-1)
      const end = last ? last.index + last[0].length : 0
      rows += ends.length
      lastRow = last?.[1] ?? lastRow
      // Parts, which the browser may put on its disk: the whole never stands in the page's memory.
      parts.push(new Blob([all.subarray(0, end)]))
      rest = all.slice(end)
    },
    /** Forgets what stands behind the last whole line: it comes again. */
    cut: (): void => {
      rest = new Uint8Array()
    },
    rows: () => rows,
    /** The id of the last row that came whole. */
    lastRow: () => lastRow,
    whole: () => new Blob([...parts, rest], { type: 'text/csv' }),
  }
}
export type ComingFile = ReturnType<typeof createFile>
