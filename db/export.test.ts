/** The fields of a file as Postgres writes them, against what spreadsheets and programs do with them. */
import { expect, test } from 'vitest'

import { freshDb } from './testing.ts'

const house = await freshDb()

/** What the database makes of each text, in order. */
const encode = async (texts: readonly string[], build = 'app.csv_text'): Promise<string[]> => {
  const [rows = []] = await house.asOwner({
    text: `select ${build}(t) as field from unnest($1::text[]) with ordinality as x (t, n) order by n`,
    values: [texts],
  })
  return rows.map(({ field }) => String(field))
}

/** What has no picture: white space, marks, joiners, fillers, private use. */
const BLANK = String.raw`[\p{C}\p{Z}\p{White_Space}\p{Default_Ignorable_Code_Point}]`
const FORMULA = new RegExp(`^(?:[\\t\\r\\n]|${BLANK}*[=+\\-@＝＋－＠﹦﹢﹣﹫])`, 'u')
/** Digits and separators only, unless a whole number that any spreadsheet shows as it is. */
const NUMBER = new RegExp(
  `^${BLANK}*(?!(?:[1-9][0-9]{0,10}|0)$)[(.,]?[0-9][0-9 .,:/()%eE+-]*$`,
  'u',
)
const isTaken = (text: string) => FORMULA.test(text) || NUMBER.test(text)

/** How a program reads a field back: quotes halved, and an apostrophe less where what stands behind all of them would be taken for something else. */
const decode = (field: string): string => {
  const text = field.replaceAll('""', '"')
  return text.startsWith("'") && isTaken(text.replace(/^'+/, '')) ? text.slice(1) : text
}

const hostile = [
  '=1+1',
  '=HYPERLINK("http://evil.example","click")',
  "=cmd|' /C calc'!A0",
  '+27825550111',
  '-1+1',
  '@SUM(A1:A9)',
  '\t=1+1',
  '\r\n=1+1',
  ' =1',
  '\u00A0\u200B\uFEFF=1',
  '\u202E=1',
  '\u2066=1',
  '\u3164=1',
  '\uFE0F-1',
  '\u{E0020}=1',
  '＝1+1',
  '－1',
  '﹢1',
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
  '0821234567',
  "'0821234567",
  '082 555 0111',
  '1/2',
  '10-12',
  '1e5',
  '123456789012',
  '12',
  '0',
]

/** Texts of the characters that matter, the same in every run. */
const texts = (count: number): string[] => {
  const alphabet = Array.from('\'"=+-@＝＋, ;\t\r\n\uFEFF\u200B\u2066a90./')
  let state = 7
  const next = (below: number) => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
  return Array.from({ length: count }, () =>
    Array.from({ length: next(9) }, () => alphabet[next(alphabet.length)] ?? '').join(''),
  )
}
const all = [...new Set([...hostile, ...texts(20_000)])]

test('a field of whatever text is taken for no formula, number or date, and reads back as it was: 20,000 texts [#58]', async () => {
  const fields = await encode(all)
  const wrong = all.flatMap((text, n) => {
    const field = fields[n] ?? 'no field'
    const shown = field.replaceAll('""', '"')
    return isTaken(shown) || decode(field) !== text ? [[text, field]] : []
  })
  expect(wrong).toEqual([])
  expect(new Set(fields).size).toBe(all.length)
})

test('no character that has no picture hides a formula behind it', async () => {
  const blanks = Array.from({ length: 0x110000 - 1 }, (_, n) => n + 1)
    .filter((point) => point < 0xd800 || point > 0xdfff)
    .map((point) => String.fromCodePoint(point))
    // A code point that no version of Unicode has given to anything yet may become one with a picture.
    .filter((character) => new RegExp(BLANK, 'u').test(character) && !/\p{Cn}/u.test(character))
  expect(blanks.length).toBeGreaterThan(100)
  const fields = await encode(blanks.map((blank) => `${blank}=1`))
  expect(blanks.filter((_, n) => !fields[n]?.startsWith("'")).map((b) => b.codePointAt(0))).toEqual(
    [],
  )
})

test('a text that can do no harm is left as it is', async () => {
  const harmless = [
    "'quoted'",
    '(+27) 82 555 0111',
    '{"a":1}',
    'R100',
    '5 km',
    '😀',
    '12 April',
    '',
  ]
  expect((await encode(harmless)).map((field) => field.replaceAll('""', '"'))).toEqual(harmless)
})

test('a phone number stays a text and loses no digit, whatever its country', async () => {
  const numbers = Array.from({ length: 999 }, (_, n) => `+${n + 1}`)
    .filter((start) => !start.startsWith('+0'))
    .map((start) => `${start}${'5550123456'.slice(0, 13 - start.length)}`)
  const phones = await encode(['+27825550111', ...numbers], 'app.csv_phone')
  expect(phones[0]).toBe('(+27) 82 555 0111')
  const wrong = [...numbers].filter((number, n) => {
    const shown = phones[n + 1] ?? ''
    return !/^\(\+\d{1,3}\) \d/.test(shown) || `+${shown.replaceAll(/\D/g, '')}` !== number
  })
  expect(wrong).toEqual([])
  expect(await encode(['+447911123456', '+12025550123', '+260971234567'], 'app.csv_phone')).toEqual(
    ['(+44) 7911123456', '(+1) 2025550123', '(+260) 971234567'],
  )
})

/** A call for each of ten million fields would cost more than all the rest. */
test('what builds a field is inlined into the query that builds a line', async () => {
  const [plan = []] = await house.asOwner(
    `explain (verbose, costs off) select app.csv_text(x), app.csv_phone(x) from (select n::text as x from generate_series(1, 9) n offset 0) r`,
  )
  const lines = plan.map((line) => String(line['QUERY PLAN'])).join('\n')
  expect(lines).toContain('CASE WHEN')
  expect(lines).not.toMatch(/csv_(?:text|phone)\(/)
})
