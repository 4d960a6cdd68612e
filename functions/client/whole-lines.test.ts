import { expect, test } from 'vitest'

import { createFile } from './whole-lines.ts'

const idOf = (n: number) => `018f0000-0000-7000-8000-${String(n).padStart(12, '0')}`
const head = '\uFEFF"Message","Id"\r\n'
/** As the database writes them: what looks like the end of a line inside a field has its quotes doubled. */
const lines = [
  `"Are you open? 💇🏾‍♀️","${idOf(1)}"\r\n`,
  `"two\r\nlines, ""${idOf(9)}""\r\n","${idOf(2)}"\r\n`,
  `",""${idOf(8)}""\r\n";"${idOf(3)}"\r\n`,
]
const bytesOf = (text: string) => new TextEncoder().encode(text)
const inParts = (bytes: Uint8Array<ArrayBuffer>, size: number) =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
    bytes.slice(n * size, (n + 1) * size),
  )

test('a file that comes in parts of any size is whole, and its rows are counted', async () => {
  const bytes = bytesOf(head + lines.join(''))
  for (let size = 1; size <= bytes.length; size += 1) {
    const file = createFile()
    for (const part of inParts(bytes, size)) file.add(part)
    expect([size, file.rows(), file.lastRow()]).toEqual([size, 3, idOf(3)])
    expect(new Uint8Array(await file.whole().arrayBuffer())).toEqual(bytes)
  }
})

test('wherever it breaks, it goes on behind the last line that came whole, byte for byte', async () => {
  const bytes = bytesOf(head + lines.join(''))
  const whole = bytesOf(head + lines[0]).length
  for (let cut = whole; cut <= bytes.length; cut += 1) {
    const file = createFile()
    file.add(bytes.slice(0, cut))
    const came = file.rows()
    expect(file.lastRow()).toBe(idOf(came))
    file.cut()
    file.add(bytesOf(lines.slice(came).join('')))
    expect(new Uint8Array(await file.whole().arrayBuffer())).toEqual(bytes)
  }
})

test('a file without rows is its head alone, and there is nothing to go on behind', async () => {
  const file = createFile()
  file.add(bytesOf(head))
  expect([file.rows(), file.lastRow()]).toEqual([0, null])
  expect(new Uint8Array(await file.whole().arrayBuffer())).toEqual(bytesOf(head))
})
