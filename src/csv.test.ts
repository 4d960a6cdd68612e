import { describe, expect, test } from 'vitest'

import { BYTE_ORDER_MARK, csvLine } from './csv.ts'

/** The fields of a file, by RFC 4180 alone. */
const fieldsOf = (line: string): string[] =>
  [...line.matchAll(/"((?:[^"]|"")*)"(?:,|\r\n$)/g)].map(([, field = '']) =>
    field.replaceAll('""', '"'),
  )
/** What a spreadsheet may take for a formula: the strict set, wherever the first visible character is. */
const evaluates = (field: string) =>
  /^[\0\t\r\n]/.test(field) ||
  /^[=+\-@＝＋－＠﹦﹢﹣﹫]/u.test(field.replace(/^[\p{C}\p{Z}]+/u, ''))
/** How a program reads a field back: one apostrophe goes where what is behind it would otherwise have been armed. */
const decode = (field: string) => {
  const rest = field.slice(1)
  return field.startsWith("'") && evaluates(rest.replace(/^'+/, '')) ? rest : field
}
const encode = (text: string) => fieldsOf(csvLine([text]))[0] ?? 'no field'

const hostile = [
  '=1+1',
  '=HYPERLINK("http://evil.example","click")',
  "=cmd|' /C calc'!A0",
  '+27825550111',
  '-1+1',
  '@SUM(A1:A9)',
  '\t=1+1',
  '\r\n=1+1',
  '\0=1',
  ' =1',
  '\u00A0\u200B\uFEFF=1',
  '\u202E=1',
  '＝1+1',
  '－1',
  "'=1",
  "''=1",
  "'\t",
  "'",
  "''",
  "' quoted '",
  '',
  '"',
  '","=1+1',
  '"\r\n=1+1',
  'a;b',
  'Thandi’s',
  '😀=1',
  '\uD800=1',
]

/** Strings of the characters that matter, the same in every run. */
const strings = (count: number) => {
  const alphabet = Array.from('\'"=+-@＝＋, ;\t\r\n\0\uFEFF\u200Ba9')
  let state = 7
  const next = (below: number) => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
  return Array.from({ length: count }, () =>
    Array.from({ length: next(9) }, () => alphabet[next(alphabet.length)] ?? '').join(''),
  )
}

describe('a field', () => {
  test('of whatever text is no formula, and is read back as it was', () => {
    for (const text of [...hostile, ...strings(20_000)]) {
      const field = encode(text)
      expect([text, evaluates(field)]).toEqual([text, false])
      expect(decode(field)).toBe(text)
    }
  })

  test('two texts are never written alike', () => {
    const texts = [...new Set([...hostile, ...strings(20_000)])]
    expect(new Set(texts.map(encode)).size).toBe(texts.length)
  })

  test('that can do no harm is left as it is', () => {
    for (const text of [
      'Thandi’s Hair',
      "'quoted'",
      '082 555 0111',
      '(+27) 82 555 0111',
      '{"a":1}',
    ])
      expect(encode(text)).toBe(text)
  })

  test('that is a number of ours stays a number, also below zero', () => {
    expect(csvLine([-150, 0, null])).toBe('"-150","0",""\r\n')
  })
})

test('a line quotes every field, doubles quotes and ends as spreadsheets expect', () => {
  expect(csvLine(['a', 'b "c"', 'd,e\nf'])).toBe('"a","b ""c""","d,e\nf"\r\n')
  expect(BYTE_ORDER_MARK).toBe('\uFEFF')
})
