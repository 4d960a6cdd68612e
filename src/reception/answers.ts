/** One question in, one answer out; and a burst of them together. */
import type { Service } from './briefing.ts'
import type { Answer, Desk } from './desk.ts'
import { answerByRanking, offerTopics, sayFact, sureFact } from './facts.ts'
import {
  passOn,
  takeBooking,
  takeMessage,
  takeUrgent,
  wantsBooking,
  wantsVisit,
} from './messages.ts'
import { answerHours } from './opening.ts'
import { answerPayment } from './payment.ts'
import { answerProfile } from './profile.ts'
import { expectsAnswer, questionsIn } from './questions.ts'
import {
  answerServices,
  asksDuration,
  asksForList,
  asksInGeneral,
  asksOnlyOf,
  asksPrice,
  listServices,
  servicesIn,
} from './services.ts'
import { answerBotQuestion, isCourtesy } from './small-talk.ts'

/** Several answers as one, with the intent of the last. */
const join = (parts: readonly Answer[], last: Answer): Answer => {
  const answers = [...parts, last]
  const attention = answers.flatMap((answer) => answer.attention ?? [])
  return {
    text: answers.map(({ text }) => text).join('\n\n'),
    intent: last.intent,
    evidence: answers.flatMap(({ evidence }) => evidence),
    ...(attention.length > 0 ? { attention: attention.join('; ') } : {}),
  }
}

/** The wish goes to the owner; what is asked beside it, the price or the rule, is answered. */
const answerBooking = (question: string, desk: Desk): Answer => {
  const rule = sureFact(question, desk)
  const services = asksPrice(question) ? servicesIn(question, desk.business) : []
  const beside = [
    ...(rule ? [sayFact(rule)] : []),
    ...(services.length > 0 ? [answerServices(services, question)] : []),
  ]
  return join(beside, takeBooking(question, desk))
}

/** The services the customer spoke of last, for "And how much is that?" */
const servicesBefore = ({ briefing, business }: Desk): Service[] => {
  const lines = [...briefing.history, ...briefing.burst].filter(({ by }) => by === 'customer')
  const found = lines.map(({ text }) => servicesIn(text ?? '', business))
  return found.findLast((services) => services.length > 0) ?? []
}

/** "How much do you charge?" names nothing: what was spoken of before, else the whole list. */
const answerInGeneral = (question: string, desk: Desk): Answer | null => {
  const before = servicesBefore(desk)
  return before.length > 0 ? answerServices(before, question) : listServices(desk.business)
}

const answerPrices = (question: string, desk: Desk): Answer | null => {
  if (asksInGeneral(question)) return answerInGeneral(question, desk)
  const named = servicesIn(question, desk.business)
  if (named.length === 0) return asksForList(question) ? listServices(desk.business) : null
  if (!asksPrice(question) && !asksDuration(question)) return null
  const found = asksOnlyOf(named, question) ? null : answerByRanking(question, desk)
  return found ?? answerServices(named, question)
}

const answerQuestion = (question: string, desk: Desk): Answer | null => {
  const bot = answerBotQuestion(question, desk)
  if (bot) return bot
  const payment = answerPayment(question, desk)
  if (payment) return payment
  if (wantsBooking(question)) return answerBooking(question, desk)
  const sure = sureFact(question, desk)
  const hours = sure ? null : answerHours(question, desk)
  if (hours) return hours
  if (!sure && wantsVisit(question, desk.today)) return answerBooking(question, desk)
  return (
    answerPrices(question, desk) ?? answerProfile(question, desk) ?? answerByRanking(question, desk)
  )
}

/** No sentence alone was understood: perhaps they are together, else it is offered as choices, else taken as a message. */
const answerWhole = (questions: readonly string[], desk: Desk): Answer => {
  const whole = questions.join(' ')
  const together = questions.length > 1 ? answerQuestion(whole, desk) : null
  if (together) return together
  const found = takeUrgent(desk) ?? offerTopics(whole, desk)
  if (found) return found
  return questions.some(expectsAnswer) ? takeMessage(desk, false) : passOn(desk)
}

const distinct = (answers: readonly Answer[]): Answer[] =>
  answers.filter(({ text }, index) => answers.findIndex((other) => other.text === text) === index)

/** An answer for every question of the texts, in their order; empty when they are all courtesy. */
export const answersTo = (texts: readonly string[], desk: Desk): Answer[] => {
  const questions = questionsIn(texts).filter((question) => !isCourtesy(question))
  if (questions.length === 0) return []
  const asked = questions.filter(expectsAnswer)
  const read = (asked.length > 0 ? asked : questions).map((question) =>
    answerQuestion(question, desk),
  )
  const known = distinct(read.flatMap((answer) => answer ?? []))
  if (known.length === 0) return [answerWhole(questions, desk)]
  const isOpen = asked.length > 0 && read.includes(null)
  return isOpen ? [...known, takeMessage(desk, true)] : known
}
