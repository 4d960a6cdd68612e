import { parseRand } from '../money.ts'
/** The last look at a text before it is sent: every price, time, date, number, link and percentage in it must come from a source. */
import { isDay, months } from '../time.ts'

type Token = { written: string; means: string }
type Finder = { pattern: RegExp; meaning: (match: RegExpMatchArray) => string | null }

const NOON_HOUR = 12
const SHORTEST_PHONE = 9
const two = (value: number | string): string => String(value).padStart(2, '0')

const monthNumber = (name: string): string =>
  two(
    months.findIndex((month) => month.toLowerCase().startsWith(name.toLowerCase().slice(0, 3))) + 1,
  )
const monthNames = months.map((name) => `${name}|${name.slice(0, 3)}`).join('|')

/** "0825550100" for +27 82 555 0100 and 082 555 0100 alike. */
const phoneDigits = (written: string): string | null => {
  const digits = written.replaceAll(/\D/g, '').replace(/^(00)?27/, '0')
  return digits.length >= SHORTEST_PHONE ? digits : null
}

const address = (written: string): string =>
  written
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/^www\./, '')
    .replace(/[.,;:!?)\]/]+$/, '')

const halfDayTime = ([, hour = '', minutes = '00', half = '']: RegExpMatchArray): string => {
  const late = half.toLowerCase().startsWith('p') ? NOON_HOUR : 0
  return `time ${two((Number(hour) % NOON_HOUR) + late)}:${minutes}`
}

/** In this order; what one finder takes the next does not see. */
const finders: readonly Finder[] = [
  { pattern: /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, meaning: ([all]) => `email ${address(all)}` },
  { pattern: /\b(?:https?:\/\/|www\.)\S+/gi, meaning: ([all]) => `link ${address(all)}` },
  {
    pattern:
      /\b(?:[a-z0-9-]+\.)+(?:com|co|za|org|net|io|me|ly|link|shop|store|africa|info|biz|app|online)\b(?:\/\S*)?/gi,
    meaning: ([all]) => `link ${address(all)}`,
  },
  {
    pattern: /\b\d{4}-(\d\d)-(\d\d)\b/g,
    meaning: ([all, month = '', day = '']) => (isDay(all) ? `date ${month}-${day}` : null),
  },
  {
    pattern: new RegExp(`\\b(\\d{1,2})(?:st|nd|rd|th)?(?: of)? (${monthNames})\\b`, 'gi'),
    meaning: ([, day = '', month = '']) => `date ${monthNumber(month)}-${two(day)}`,
  },
  {
    pattern: new RegExp(`\\b(${monthNames}) (\\d{1,2})(?:st|nd|rd|th)?\\b(?![:h])`, 'gi'),
    meaning: ([, month = '', day = '']) => `date ${monthNumber(month)}-${two(day)}`,
  },
  {
    pattern: /\b(?:R|ZAR) ?(\d{1,3}(?:[ ,]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?)\b/gi,
    meaning: ([, amount = '']) => `money ${parseRand(amount) ?? amount}`,
  },
  {
    pattern:
      /\b(\d{1,3}(?:[ ,]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?) ?(?:rand|zar|bucks)\b/gi,
    meaning: ([, amount = '']) => `money ${parseRand(amount) ?? amount}`,
  },
  {
    pattern: /(\d+(?:[.,]\d+)?) ?(?:%|percent\b|per cent\b|persent\b)/gi,
    meaning: ([, share = '']) => `percent ${Number(share.replace(',', '.'))}`,
  },
  { pattern: /\b(\d{1,2})(?:[:.h](\d\d))? ?([ap]\.?m)\b/gi, meaning: halfDayTime },
  {
    pattern: /\b(\d{1,2})(?::|h)([0-5]\d)\b/gi,
    meaning: ([, hour = '', minutes = '']) => `time ${two(hour)}:${minutes}`,
  },
  { pattern: /\b(\d{1,2})h\b/gi, meaning: ([, hour = '']) => `time ${two(hour)}:00` },
  {
    pattern: /(?:\+|\b)\d[\d ()-]{7,}\d\b/g,
    meaning: ([all]) => {
      const digits = phoneDigits(all)
      return digits === null ? null : `phone ${digits}`
    },
  },
]

const tokensOf = (text: string): Token[] => {
  const tokens: Token[] = []
  let rest = text.replaceAll(/[\u00A0\u202F]/g, ' ')
  for (const { pattern, meaning } of finders) {
    for (const match of rest.matchAll(pattern)) {
      const means = meaning(match)
      if (means !== null) tokens.push({ written: match[0].trim(), means })
    }
    rest = rest.replaceAll(pattern, ' | ')
  }
  return tokens
}

/** The prices, times, dates, phone numbers, links, addresses and percentages of the text that no source has, as written. "R1 100" is "R1,100.00" is "1100 rand"; "14:00" is "2pm". */
export const ungrounded = (text: string, sources: readonly string[]): string[] => {
  const known = new Set(sources.flatMap(tokensOf).map(({ means }) => means))
  return tokensOf(text)
    .filter(({ means }) => !known.has(means))
    .map(({ written }) => written)
}
