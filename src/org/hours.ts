/** When a business is open: its weekdays, its closures, the public holidays. Wall clock of the business throughout. */
import { addDays, daysBetween, localParts, minutesOf, weekdayOf } from '../time.ts'
import { publicHolidayOn } from './holidays.ts'

/** One stretch of opening on a weekday. ISO weekday: 1 is Monday. "HH:MM", local time; `closes` may be "24:00" or, after midnight, smaller than `opens`. */
export type Opening = { id: string; weekday: number; opens: string; closes: string }
/** A stretch of days with other hours: closed all day (opens and closes null), or open just then. Dates are "YYYY-MM-DD", both included. */
export type Closure = {
  id: string
  startsOn: string
  endsOn: string
  reason: string | null
  opens: string | null
  closes: string | null
}
/** What this file needs to know of a business. */
export type Calendar = {
  /** IANA zone, e.g. Africa/Johannesburg. */
  timezone: string
  /** What happens on a South African public holiday that no closure names. */
  onPublicHolidays: 'closed' | 'open'
  hours: Opening[]
  closures: Closure[]
}

/** `closes` may be "24:00" or, when it is after midnight, not later than `opens`. */
export type OpenRange = { opens: string; closes: string }
/** No ranges: closed all day. `name` is the closure's reason or the holiday's name. */
export type DayHours = {
  date: string
  ranges: OpenRange[]
  why: 'weekday' | 'closure' | 'public_holiday'
  name: string | null
  refs: string[]
}
export type LocalMoment = { date: string; time: string }
/** `until` is null when it stays open as far as we look; `opens` is null when it does not open in that time. */
export type OpenState =
  | { open: true; until: LocalMoment | null; day: DayHours }
  | { open: false; opens: LocalMoment | null; day: DayHours }

const LOOK_AHEAD_DAYS = 14
const DAY_MINUTES = 1440

const byOpening = (one: OpenRange, other: OpenRange): number => one.opens.localeCompare(other.opens)

/** The hours a weekday normally has, whatever the date. */
export const weekdayHours = (calendar: Calendar, weekday: number): Opening[] =>
  calendar.hours.filter((opening) => opening.weekday === weekday).toSorted(byOpening)

/** The closures that decide a day: of those that cover it, the shortest, because it is the most particular. */
const closuresOn = (calendar: Calendar, day: string): Closure[] => {
  const length = (closure: Closure) => daysBetween(closure.startsOn, closure.endsOn)
  const covering = calendar.closures.filter(
    ({ startsOn, endsOn }) => startsOn <= day && day <= endsOn,
  )
  const shortest = Math.min(...covering.map(length))
  return covering.filter((closure) => length(closure) === shortest)
}

const hoursOfClosures = (day: string, closures: Closure[]): DayHours => {
  const ranges = closures.flatMap(({ opens, closes }) =>
    opens && closes ? [{ opens, closes }] : [],
  )
  const closed = ranges.length < closures.length
  return {
    date: day,
    ranges: closed ? [] : ranges.toSorted(byOpening),
    why: 'closure',
    name: closures.find(({ reason }) => reason !== null)?.reason ?? null,
    refs: closures.map(({ id }) => `closure:${id}`),
  }
}

/** A closure beats a public holiday, a public holiday beats the weekday. */
export const hoursOn = (calendar: Calendar, day: string): DayHours => {
  const closures = closuresOn(calendar, day)
  if (closures.length > 0) return hoursOfClosures(day, closures)
  const holiday = publicHolidayOn(day)
  const usual = weekdayHours(calendar, weekdayOf(day))
  const openings = holiday && calendar.onPublicHolidays === 'closed' ? [] : usual
  return {
    date: day,
    ranges: openings.map(({ opens, closes }) => ({ opens, closes })),
    why: holiday ? 'public_holiday' : 'weekday',
    name: holiday?.name ?? null,
    refs: [...(holiday ? [`calendar:${day}`] : []), ...openings.map(({ id }) => `hours:${id}`)],
  }
}

type Stretch = { from: number; to: number; day: DayHours }

/** Minutes counted from midnight of `today`, from yesterday (its night may reach into today) to the end of the look-ahead; stretches that touch are one. */
const stretchesAround = (calendar: Calendar, today: string): Stretch[] => {
  const stretches: Stretch[] = []
  for (let offset = -1; offset <= LOOK_AHEAD_DAYS; offset += 1) {
    const day = hoursOn(calendar, addDays(today, offset))
    for (const { opens, closes } of day.ranges) {
      const from = minutesOf(opens) + offset * DAY_MINUTES
      const sameDayEnd = minutesOf(closes) + offset * DAY_MINUTES
      const to = sameDayEnd > from ? sameDayEnd : sameDayEnd + DAY_MINUTES
      const last = stretches.at(-1)
      if (last && from <= last.to) last.to = Math.max(last.to, to)
      else stretches.push({ from, to, day })
    }
  }
  return stretches
}

/** Midnight as a closing time is "24:00" of the day before. */
const momentOf = (today: string, minutes: number, closing: boolean): LocalMoment => {
  const offset = Math.floor((closing ? minutes - 1 : minutes) / DAY_MINUTES)
  const rest = minutes - offset * DAY_MINUTES
  const hour = String(Math.floor(rest / 60)).padStart(2, '0')
  return { date: addDays(today, offset), time: `${hour}:${String(rest % 60).padStart(2, '0')}` }
}

/** Open or not at that instant, and until when or from when, up to fourteen days ahead. */
export const openState = (calendar: Calendar, at: Date): OpenState => {
  const { date, time } = localParts(at, calendar.timezone)
  const now = minutesOf(time)
  const horizon = LOOK_AHEAD_DAYS * DAY_MINUTES
  const stretches = stretchesAround(calendar, date)
  const current = stretches.find(({ from, to }) => from <= now && now < to)
  if (current) {
    const until = current.to >= horizon ? null : momentOf(date, current.to, true)
    return { open: true, until, day: current.day }
  }
  const next = stretches.find(({ from }) => from > now)
  if (!next) return { open: false, opens: null, day: hoursOn(calendar, date) }
  return { open: false, opens: momentOf(date, next.from, false), day: next.day }
}
