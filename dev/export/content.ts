/** What stands in a CSV file with all fields quoted, whatever ends its lines. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'

const QUOTE = 34
const CR = 13
const LF = 10

/** `checksum`: SHA-256. */
export type Content = { rows: number; checksum: string }

/** `hasHead`: its first line is no row. */
export const contentOf = async (
  file: string,
  { hasHead }: { hasHead: boolean },
): Promise<Content> => {
  const hash = createHash('sha256')
  let rows = hasHead ? -1 : 0
  let isQuoted = false
  let isHead = hasHead
  for await (const part of createReadStream(file) as AsyncIterable<Buffer>) {
    let from = 0
    for (let at = 0; at < part.length; at += 1) {
      const byte = part[at]
      if (byte === QUOTE) isQuoted = !isQuoted
      if (isQuoted || (byte !== CR && byte !== LF)) continue
      if (!isHead) hash.update(part.subarray(from, at))
      from = at + 1
      if (byte === CR) continue
      if (!isHead) hash.update('\n')
      rows += 1
      isHead = false
    }
    if (!isHead) hash.update(part.subarray(from))
  }
  return { rows, checksum: hash.digest('hex') }
}
