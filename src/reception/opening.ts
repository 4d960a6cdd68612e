/** Answers about opening hours, always computed from the calendar. */
import { publicHolidays } from '../org/holidays.ts'
import { hoursOn, openState } from '../org/hours.ts'
import { addDays } from '../time.ts'
import { wordsOf } from '../words.ts'
import type { Business } from './briefing.ts'
import { daysIn, type NamedDay } from './days.ts'
import type { Answer, Desk } from './desk.ts'
import {
  closureEvidence,
  closureSentence,
  comingClosures,
  daySentence,
  hoursEvidence,
  momentWords,
  weekdaySentence,
  weekEvidence,
  weekSentence,
} from './say-hours.ts'

const INTENT = 'hours'
const MOST_DAYS = 3
const MOST_WORDS_ASKING_ON = 6
const MOST_WORDS_OF_A_DAY = 2
const MOST_HOLIDAYS_AHEAD_DAYS = 120

const opensOrCloses =
  /\b((till|til|until|tot) (what time|when|hoe laat)(?! (is|are|can|must|do) (?!you|u|julle))|open|opens|opening|opened|close|closes|closing|closed|trading|hours|oop|toe|sluit|operate|operating|\w*(vula|vulwa|vale|vala|valwa|vuliwe|valiwe)|bula|butswe|kwala|kwetswe|knock off)\b/
const works = /\b(work|working|werk|sebenza\w*|niyasebenza|around|there|in)\b/
const generalHours =
  /\b(hours|trading|what times?|when|wat tyd|hoe laat|wanneer|nini|neng|until when|till when|tot wanneer|december|desember|january|januarie|festive)\b/
const otherSense =
  /\b(my|an?|the) (account|appointment|booking|bill)\b|\b(open|closing) (an?|the) (account|file)\b|\bclose (to|by)\b|\bhow close\b/
const publicHolidayWords =
  /\b(public|bank) holidays?\b|\b(on )?holidays\b|\bvakansiedae?\b|\bamaholide\b|\bpublic days\b/

/** "We are open now, until 17:30." or "We are closed now and open again tomorrow at 09:00." */
export const nowAnswer = ({ business, at, today }: Desk): Answer => {
  const state = openState(business, at)
  const todays = hoursOn(business, today)
  const days = state.day.date === today ? [todays] : [todays, state.day]
  const reason = todays.ranges.length === 0 && todays.name ? ` (${todays.name})` : ''
  if (state.open) {
    const end = state.until
    const until =
      end === null
        ? ''
        : `, until ${end.date === today ? end.time : momentWords(end, today).replace(' at', '')}`
    const ending = end === null ? [] : [hoursOn(business, end.date)]
    return {
      text: `We are open now${until}.`,
      intent: INTENT,
      evidence: hoursEvidence(business, [...days, ...ending]),
    }
  }
  const again = state.opens ? ` and open again ${momentWords(state.opens, today)}` : ''
  return {
    text: `We are closed now${reason}${again}.`,
    intent: INTENT,
    evidence: hoursEvidence(business, days),
  }
}

const daysAnswer = ({ business, today }: Desk, named: readonly NamedDay[]): Answer => {
  const shown = named.slice(0, MOST_DAYS)
  const dates = shown.flatMap((day) => ('date' in day ? [hoursOn(business, day.date)] : []))
  const weekdays = shown.flatMap((day) => ('weekday' in day ? [day.weekday] : []))
  return {
    text: [
      ...dates.map((day) => daySentence(day, today)),
      ...weekdays.map((weekday) => weekdaySentence(business, weekday)),
    ].join(' '),
    intent: INTENT,
    evidence: [...hoursEvidence(business, dates), ...weekEvidence(business, weekdays)],
  }
}

const holidaysAnswer = ({ business, today }: Desk): Answer => {
  const year = Number(today.slice(0, 4))
  const next = [...publicHolidays(year), ...publicHolidays(year + 1)].find(
    ({ date }) => date >= today && date <= addDays(today, MOST_HOLIDAYS_AHEAD_DAYS),
  )
  const rule =
    business.onPublicHolidays === 'closed'
      ? 'We are closed on public holidays.'
      : 'On public holidays we keep our usual hours.'
  const policy = { ref: 'profile:onPublicHolidays', says: rule }
  if (!next) return { text: rule, intent: INTENT, evidence: [policy] }
  const day = hoursOn(business, next.date)
  return {
    text: `${rule} The next one is ${next.name}. ${daySentence(day, today)}`,
    intent: INTENT,
    evidence: [policy, ...hoursEvidence(business, [day])],
  }
}

const ourselves =
  /^(shop|store|salon|business|place|office|practice|clinic|surgery|restaurant|bar|premises|branch|gate|doors?|winkel|besigheid)$/
const namedSubject =
  /\b(?:the|your|ur) (\w+) (?:\w+ )?(?:open|opens|close|closes|closed|oop|toe|sluit)\b/

/** "Is the pool open?": the hours of something else than the business are for the facts. */
const isAboutOther = (said: string, { name }: Business): boolean => {
  const subject = namedSubject.exec(said)?.[1]
  return subject !== undefined && !ourselves.test(subject) && !wordsOf(name).includes(subject)
}

/** "What about 24 December?", or a day and hardly a word more. */
const isBareDay = (said: string): boolean => {
  const asksOn = /^(and|what about|how about|en|wat van|hoe lyk)\b/.test(said)
  return said.split(' ').length <= (asksOn ? MOST_WORDS_ASKING_ON : MOST_WORDS_OF_A_DAY)
}

const isAboutHours = (said: string, named: readonly NamedDay[]): boolean => {
  if (otherSense.test(said)) return false
  if (opensOrCloses.test(said)) return true
  if (named.length === 0) return false
  return isBareDay(said) || (works.test(said) && /\b(you|u|julle|guys|ni\w+)\b/.test(said))
}

/** No day was named: the state of things now, and the whole week when that was asked. */
const usualAnswer = (said: string, desk: Desk): Answer => {
  const now = nowAnswer(desk)
  if (!generalHours.test(said)) return now
  const { business, today } = desk
  const coming = comingClosures(business, today)
  return {
    text: [now.text, weekSentence(business), ...coming.map(closureSentence)].join(' '),
    intent: INTENT,
    evidence: [
      ...now.evidence,
      ...weekEvidence(business),
      ...coming.map((closure) => closureEvidence(closure)),
    ],
  }
}

const todayAnswer = (desk: Desk): Answer => {
  const day = daysAnswer(desk, [{ date: desk.today }])
  const now = nowAnswer(desk)
  return { ...day, text: `${day.text} ${now.text}`, evidence: [...day.evidence, ...now.evidence] }
}

/** Null when the question is not about hours, or when the owner has given none: then we do not know. */
export const answerHours = (question: string, desk: Desk): Answer | null => {
  if (desk.business.hours.length === 0) return null
  const said = wordsOf(question).join(' ')
  const named = daysIn(question, desk.today)
  const holidays = publicHolidayWords.test(said)
  if (isAboutOther(said, desk.business)) return null
  if (!holidays && !isAboutHours(said, named)) return null
  if (/\b(lunch|break|middagete)\b/.test(said) && named.length === 0) return todayAnswer(desk)
  if (named.length === 0) return holidays ? holidaysAnswer(desk) : usualAnswer(said, desk)
  const isToday = named.every((day) => 'date' in day && day.date === desk.today)
  return isToday ? todayAnswer(desk) : daysAnswer(desk, named)
}

/** Whether we are open on the days a wish names: "On Sunday 29 November we are closed." */
export const answerDays = (wish: string, desk: Desk): Answer | null => {
  const named = daysIn(wish, desk.today)
  return named.length === 0 || desk.business.hours.length === 0 ? null : daysAnswer(desk, named)
}
