/** The public holidays of South Africa, by the Public Holidays Act 36 of 1994. Days declared once by the President are the owner's closures. */
import { addDays, weekdayOf } from '../time.ts'

export type PublicHoliday = { date: string; name: string }

const SUNDAY = 7

const fixed: readonly (readonly [monthDay: string, name: string])[] = [
  ['01-01', "New Year's Day"],
  ['03-21', 'Human Rights Day'],
  ['04-27', 'Freedom Day'],
  ['05-01', "Workers' Day"],
  ['06-16', 'Youth Day'],
  ['08-09', "National Women's Day"],
  ['09-24', 'Heritage Day'],
  ['12-16', 'Day of Reconciliation'],
  ['12-25', 'Christmas Day'],
  ['12-26', 'Day of Goodwill'],
]

/** Easter Sunday of the Gregorian calendar (the "anonymous" computus of 1876). */
const easterSunday = (year: number): string => {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const f = Math.floor((b + 8) / 25)
  const g = Math.floor((b - f + 1) / 3)
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const dayOfMarch = h + l - 7 * m + 22
  return addDays(`${year}-03-01`, dayOfMarch - 1)
}

/** In the order of the year. A holiday on a Sunday is kept on the Monday too, if that is not a holiday already. */
export const publicHolidays = (year: number): PublicHoliday[] => {
  const easter = easterSunday(year)
  const named = [
    ...fixed.map(([monthDay, name]) => ({ date: `${year}-${monthDay}`, name })),
    { date: addDays(easter, -2), name: 'Good Friday' },
    { date: addDays(easter, 1), name: 'Family Day' },
  ]
  const taken = new Set(named.map(({ date }) => date))
  const moved = named
    .filter(({ date }) => weekdayOf(date) === SUNDAY && !taken.has(addDays(date, 1)))
    .map(({ date, name }) => ({ date: addDays(date, 1), name: `${name} (observed)` }))
  return [...named, ...moved].toSorted((one, other) => one.date.localeCompare(other.date))
}

export const publicHolidayOn = (day: string): PublicHoliday | null =>
  publicHolidays(Number(day.slice(0, 4))).find(({ date }) => date === day) ?? null
