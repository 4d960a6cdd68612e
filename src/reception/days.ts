/** The days a text speaks of, in English, Afrikaans, isiZulu, isiXhosa and Sesotho words. */
import { publicHolidays } from '../org/holidays.ts'
import { addDays, isDay, weekdayOf } from '../time.ts'
import { wordsOf } from '../words.ts'

/** One day of the calendar, or a day of every week ("on Sundays"). */
export type NamedDay = { date: string } | { weekday: number }

/** By ISO weekday, Monday first. */
const weekdayWords = [
  'mon|mondays?|maandag|maandae|u?msombuluko|ngomsombuluko|mvulo|mantaha',
  'tues?|tuesdays?|dinsdag|dinsdae|u?lwesibili|ngolwesibili|lwesibini|labobedi',
  'wed|weds|wednesdays?|woensdag|woensdae|u?lwesithathu|ngolwesithathu|laboraro',
  'thu|thurs?|thursdays?|donderdag|donderdae|u?lwesine|ngolwesine|labone',
  'fri|fridays?|vrydag|vrydae|u?lwesihlanu|ngolwesihlanu|labohlano',
  'sat|saturdays?|saterdag|saterdae|u?mgqibelo|ngomgqibelo|moqebelo',
  'sun|sundays?|sondag|sondae|i?sonto|ngesonto|cawa|ngecawa|sontaha',
].map((words) => new RegExp(`\\b(${words})\\b`))
const everyWeek = /days\b|dae\b|\bevery\b|\belke\b/

const relativeDays: readonly (readonly [words: RegExp, offset: number])[] = [
  [
    /\b(today|tonight|this (morning|afternoon|evening)|vandag|vanaand|namhlanje|namuhla|kajeno|gompieno)\b/,
    0,
  ],
  [/\b(day after tomorrow|oormore|ngomhlomunye|hosasane)\b/, 2],
  [
    /(?<!day after )\b(tomorrow|tomorow|tommorow|tommorrow|tmrw|tmr|2moro|kusasa|ngomso|hosane|kamoso)\b/,
    1,
  ],
]
/** Without its roof "môre" looks like English "more": beside Afrikaans words it is tomorrow, after "goeie" it is a greeting. */
const moreTomorrow = /(?<!goeie ?)\bmore\b/
const afrikaans = /\b(julle|oop|toe|sluit|ek|vir|werk|kan|hoe laat)\b/

const holidayWords: readonly (readonly [words: RegExp, name: string])[] = [
  [
    /\b(christmas|xmas|kersfees|kersdag|u?khisimusi|ngokhisimusi|keresemese)\b(?! eve)/,
    'Christmas Day',
  ],
  [/\b(boxing day|day of goodwill)\b/, 'Day of Goodwill'],
  [/\b(new years?( day)?|nuwejaar)\b(?! eve)/, "New Year's Day"],
  [/\b(good friday|goeie vrydag|easter)\b(?! (monday|sunday))/, 'Good Friday'],
  [/\b(family day|easter monday|gesinsdag|easter)\b/, 'Family Day'],
  [/\bhuman rights day\b/, 'Human Rights Day'],
  [/\bfreedom day\b/, 'Freedom Day'],
  [/\b(workers day|labour day|may day)\b/, "Workers' Day"],
  [/\byouth day\b/, 'Youth Day'],
  [/\bwomens day\b/, "National Women's Day"],
  [/\bheritage day\b/, 'Heritage Day'],
  [/\b(day of )?reconciliation\b/, 'Day of Reconciliation'],
]
const eves: readonly (readonly [words: RegExp, monthDay: string])[] = [
  [/\bchristmas eve\b/, '12-24'],
  [/\bnew years eve\b|\boujaar\b/, '12-31'],
]

/** January first; English, its short form, and Afrikaans where it is another word. */
const monthWords = [
  'january|jan|januarie',
  'february|feb|februarie',
  'march|mar|maart',
  'april|apr',
  'may|mei',
  'june|jun|junie',
  'july|jul|julie',
  'august|aug|augustus',
  'september|sept|sep',
  'october|oct|oktober',
  'november|nov',
  'december|dec|desember',
]
const monthPattern = monthWords.join('|')
const dayMonth = new RegExp(
  `\\b(\\d{1,2})(?:st|nd|rd|th|de|ste)?(?: of)? (${monthPattern})\\b`,
  'g',
)
const monthDay = new RegExp(`\\b(${monthPattern}) (\\d{1,2})(?:st|nd|rd|th)?\\b`, 'g')
const ordinal = /\b(?:the|die) (\d{1,2})(?:st|nd|rd|th|de|ste)\b(?! of)/g

const twoDigits = (value: number): string => String(value).padStart(2, '0')

/** This year's day, or next year's when it has passed. */
const comingDate = (monthAndDay: string, today: string): string[] => {
  const year = Number(today.slice(0, 4))
  return [`${year}-${monthAndDay}`, `${year + 1}-${monthAndDay}`]
    .filter((date) => isDay(date) && date >= today)
    .slice(0, 1)
}

const monthIndex = (name: string): number =>
  monthWords.findIndex((words) => words.split('|').includes(name)) + 1

const comingOrdinal = (day: number, today: string): string[] => {
  const ahead = Array.from({ length: 62 }, (_, offset) => addDays(today, offset))
  return ahead.filter((date) => Number(date.slice(8)) === day).slice(0, 1)
}

const datesIn = (text: string, today: string): string[] => {
  const said = wordsOf(text).join(' ')
  const numbers = [...text.matchAll(/\b(\d{1,2})\/(\d{1,2})(?:\/\d{2,4})?\b/g)].flatMap(
    ([, day, month]) => comingDate(`${twoDigits(Number(month))}-${twoDigits(Number(day))}`, today),
  )
  return [
    ...[...text.matchAll(/\b\d{4}-\d\d-\d\d\b/g)].flatMap(([date]) => (isDay(date) ? [date] : [])),
    ...numbers,
    ...[...said.matchAll(dayMonth)].flatMap(([, day, month = '']) =>
      comingDate(`${twoDigits(monthIndex(month))}-${twoDigits(Number(day))}`, today),
    ),
    ...[...said.matchAll(monthDay)].flatMap(([, month = '', day]) =>
      comingDate(`${twoDigits(monthIndex(month))}-${twoDigits(Number(day))}`, today),
    ),
    ...[...said.matchAll(ordinal)].flatMap(([, day]) => comingOrdinal(Number(day), today)),
  ]
}

const holidaysIn = (said: string, today: string): string[] => {
  const year = Number(today.slice(0, 4))
  const coming = [...publicHolidays(year), ...publicHolidays(year + 1)].filter(
    ({ date }) => date >= today,
  )
  const named = holidayWords
    .filter(([words]) => words.test(said))
    .flatMap(([, name]) => coming.find((holiday) => holiday.name === name)?.date ?? [])
  const evenings = eves
    .filter(([words]) => words.test(said))
    .flatMap(([, monthAndDay]) => comingDate(monthAndDay, today))
  return [...named, ...evenings]
}

const nextWeekday = (weekday: number, from: string): string =>
  addDays(from, (weekday - weekdayOf(from) + 7) % 7)

const weekdaysIn = (said: string, today: string): NamedDay[] => {
  if (/\b(weekends?|naweke?|ngempelasonto)\b/.test(said)) return [{ weekday: 6 }, { weekday: 7 }]
  const from = /\bnext\b/.test(said) ? addDays(today, 1) : today
  const weekly = everyWeek.test(said)
  return weekdayWords.flatMap((words, index): NamedDay[] => {
    const word = words.exec(said)?.[0]
    if (word === undefined) return []
    const weekday = index + 1
    return weekly ? [{ weekday }] : [{ date: nextWeekday(weekday, from) }]
  })
}

/** Every day the text names, in no particular order; a date with its weekday counts once. */
export const daysIn = (text: string, today: string): NamedDay[] => {
  const said = wordsOf(text).join(' ')
  const relative = relativeDays
    .filter(([words]) => words.test(said))
    .map(([, offset]) => addDays(today, offset))
  const roofless = moreTomorrow.test(said) && afrikaans.test(said) ? [addDays(today, 1)] : []
  const dates = [...relative, ...roofless, ...datesIn(text, today), ...holidaysIn(said, today)]
  if (dates.length > 0) return [...new Set(dates)].map((date) => ({ date }))
  return weekdaysIn(said, today)
}
