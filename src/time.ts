/** Wall clocks in a named zone, with Intl only. A day is "YYYY-MM-DD", a time "HH:MM", a weekday the ISO number (1 is Monday). */

export type LocalParts = { date: string; time: string; weekday: number }

const DAY_MS = 86_400_000
const MINUTES_PER_HOUR = 60

export const weekdays = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const
export const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const

/** Making an Intl formatter costs far more than using it, so one is kept for each zone. */
const formatters = new Map<string, Intl.DateTimeFormat>()

const formatterFor = (zone: string): Intl.DateTimeFormat => {
  const kept = formatters.get(zone)
  if (kept) return kept
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  })
  formatters.set(zone, made)
  return made
}

/** What calendar and clock say in the zone at that instant. Throws RangeError for a zone Intl does not know. */
export const localParts = (at: Date, zone: string): LocalParts => {
  const parts = formatterFor(zone).formatToParts(at)
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    parts.find((candidate) => candidate.type === type)?.value ?? ''
  const date = `${part('year')}-${part('month')}-${part('day')}`
  return { date, time: `${part('hour')}:${part('minute')}`, weekday: weekdayOf(date) }
}

const midnightUtc = (day: string): Date => new Date(`${day}T00:00:00Z`)

/** True for a day that is in the calendar: "2026-02-30" is not. */
export const isDay = (text: string): boolean => {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false
  const midnight = midnightUtc(text)
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(text)
}

export const weekdayOf = (day: string): number => midnightUtc(day).getUTCDay() || weekdays.length

export const addDays = (day: string, count: number): string =>
  new Date(midnightUtc(day).getTime() + count * DAY_MS).toISOString().slice(0, 10)

/** So many months on: the same day of the month or, where that month is shorter, its last. */
export const addMonths = (day: string, count: number): string => {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const last = new Date(Date.UTC(year, month + count, 0))
  last.setUTCDate(Math.min(date, last.getUTCDate()))
  return last.toISOString().slice(0, 10)
}

/** Days from one day to another; negative when the second is earlier. */
export const daysBetween = (from: string, to: string): number =>
  (midnightUtc(to).getTime() - midnightUtc(from).getTime()) / DAY_MS

export const sameDay = (one: Date, other: Date, zone: string): boolean =>
  localParts(one, zone).date === localParts(other, zone).date

/** That instant, so many seconds on. */
export const later = (at: Date, seconds: number): Date => new Date(at.getTime() + seconds * 1000)

/** "HH:MM" as minutes since midnight; "24:00" is 1440. */
export const minutesOf = (time: string): number => {
  const [hours, minutes] = time.split(':').map(Number)
  return (hours ?? 0) * MINUTES_PER_HOUR + (minutes ?? 0)
}

/** "Monday". */
export const weekdayName = (weekday: number): string => weekdays[weekday - 1] ?? ''

const monthName = (day: string): string => months[Number(day.slice(5, 7)) - 1] ?? ''

/** "Saturday 28 November". */
export const showDay = (day: string): string =>
  `${weekdayName(weekdayOf(day))} ${Number(day.slice(8))} ${monthName(day)}`

/** "Sat 28 Nov". */
export const showShortDay = (day: string): string =>
  `${weekdayName(weekdayOf(day)).slice(0, 3)} ${Number(day.slice(8))} ${monthName(day).slice(0, 3)}`

/** "Sat 28 Nov 2026". */
export const showDate = (day: string): string => `${showShortDay(day)} ${day.slice(0, 4)}`

/** "14:06". */
export const showTime = (at: Date, zone: string): string => localParts(at, zone).time

/** "Sat 28 Nov, 08:00". */
export const showMoment = (at: Date, zone: string): string => {
  const { date, time } = localParts(at, zone)
  return `${showShortDay(date)}, ${time}`
}

/** For lists: "14:06" today, then "Yesterday", then "Sat 28 Nov", with the year when it is another one. */
export const showRecent = (at: Date, { now, zone }: { now: Date; zone: string }): string => {
  const { date, time } = localParts(at, zone)
  const today = localParts(now, zone).date
  if (date === today) return time
  if (date === addDays(today, -1)) return 'Yesterday'
  const sameYear = date.slice(0, 4) === today.slice(0, 4)
  return sameYear ? showShortDay(date) : showDate(date)
}
