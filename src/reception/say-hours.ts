/** How hours are said, and the rows they rest on. */
import {
  weekdayHours,
  type Closure,
  type DayHours,
  type LocalMoment,
  type Opening,
  type OpenRange,
} from '../org/hours.ts'
import { addDays, showDay, weekdayName } from '../time.ts'
import type { Business, Evidence } from './briefing.ts'

/** Said of hours that need no saying. */
export const ALL_DAY = 'all day and night'
const CLOSURES_AHEAD_DAYS = 45
const MOST_CLOSURES = 2

const rangeWords = ({ opens, closes }: OpenRange): string =>
  opens === closes || (opens === '00:00' && closes === '24:00')
    ? ALL_DAY
    : `from ${opens} to ${closes}`

const rangesWords = (ranges: readonly OpenRange[]): string => ranges.map(rangeWords).join(' and ')

const dayWords = (date: string, today: string): string => {
  if (date === today) return 'Today'
  if (date === addDays(today, 1)) return `Tomorrow, ${showDay(date)},`
  return `On ${showDay(date)}`
}

export const momentWords = ({ date, time }: LocalMoment, today: string): string => {
  if (date === today) return `today at ${time}`
  if (date === addDays(today, 1)) return `tomorrow at ${time}`
  return `${showDay(date)} at ${time}`
}

const closureHours = ({ opens, closes }: Closure): string =>
  opens && closes ? `${opens} to ${closes}` : 'closed'

export const closureEvidence = (closure: Closure): Evidence => ({
  ref: `closure:${closure.id}`,
  says: `${closure.startsOn} to ${closure.endsOn}: ${closureHours(closure)}${closure.reason ? `, ${closure.reason}` : ''}`,
})

/** The next closures, soonest first, near enough to matter to who asks for the hours. */
export const comingClosures = ({ closures }: Business, today: string): Closure[] =>
  closures
    .filter(
      ({ startsOn, endsOn }) => endsOn >= today && startsOn <= addDays(today, CLOSURES_AHEAD_DAYS),
    )
    .toSorted((one, other) => one.startsOn.localeCompare(other.startsOn))
    .slice(0, MOST_CLOSURES)

/** "Friday 25 December to Monday 4 January: closed (our summer break)." */
export const closureSentence = (closure: Closure): string => {
  const { startsOn, endsOn, reason } = closure
  const days =
    startsOn === endsOn ? showDay(startsOn) : `${showDay(startsOn)} to ${showDay(endsOn)}`
  return `${days}: ${closureHours(closure)}${reason ? ` (${reason})` : ''}.`
}

const openingEvidence = ({ id, weekday, opens, closes }: Opening): Evidence => ({
  ref: `hours:${id}`,
  says: `${weekdayName(weekday)} ${opens} to ${closes}`,
})

/** What the rows say that a day's hours rest on. */
export const hoursEvidence = (business: Business, days: readonly DayHours[]): Evidence[] => {
  const refs = new Set(days.flatMap((day) => [...day.refs, `calendar:${day.date}`]))
  const rows = [
    ...business.hours.map(openingEvidence),
    ...business.closures.map(closureEvidence),
    ...days.map(({ date, why, name }) => ({
      ref: `calendar:${date}`,
      says: `${showDay(date)}${why === 'public_holiday' && name ? `, ${name}` : ''}`,
    })),
  ]
  return rows.filter(({ ref }) => refs.delete(ref))
}

export const daySentence = (day: DayHours, today: string): string => {
  const reason = day.name ? ` (${day.name})` : ''
  const state =
    day.ranges.length === 0 ? `closed${reason}` : `open ${rangesWords(day.ranges)}${reason}`
  return `${dayWords(day.date, today)} we are ${state}.`
}

export const weekdaySentence = (business: Business, weekday: number): string => {
  const ranges = weekdayHours(business, weekday)
  const state = ranges.length === 0 ? 'closed' : `open ${rangesWords(ranges)}`
  return `On ${weekdayName(weekday)}s we are ${state}.`
}

/** "Monday to Thursday": neighbouring weekdays with the same hours in one. */
export const weekSentence = (business: Business): string => {
  const groups: { first: number; last: number; hours: string }[] = []
  for (let weekday = 1; weekday <= 7; weekday += 1) {
    const ranges = weekdayHours(business, weekday)
    const hours = ranges.length === 0 ? 'closed' : rangesWords(ranges)
    const last = groups.at(-1)
    if (last?.hours === hours) last.last = weekday
    else groups.push({ first: weekday, last: weekday, hours })
  }
  const named = groups.map(({ first, last, hours }) => {
    const joint = last === first + 1 ? 'and' : 'to'
    const days =
      first === last ? weekdayName(first) : `${weekdayName(first)} ${joint} ${weekdayName(last)}`
    return `${days} ${hours}`
  })
  return `Our hours: ${named.join(', ')}.`
}

/** The rows of these weekdays; of the whole week unless told. */
export const weekEvidence = (
  { hours }: Business,
  weekdays: readonly number[] = [1, 2, 3, 4, 5, 6, 7],
): Evidence[] => hours.filter(({ weekday }) => weekdays.includes(weekday)).map(openingEvidence)
