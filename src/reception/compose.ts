/** The built-in mind: one burst in, one reply out, from the business's own rows. No model, no network, no clock. */
import { loopVerdict, saysTheSame } from '../conversation/loops.ts'
import { isStart, isStop } from '../conversation/signals.ts'
import { answersTo } from './answers.ts'
import { answerAttachments } from './attachments.ts'
import type { Briefing, Composed, Evidence } from './briefing.ts'
import { isNewSession, openDesk, type Answer, type Desk } from './desk.ts'
import { answerChoice } from './facts.ts'
import { ungrounded } from './grounding.ts'
import { answerEmergency, answerForPerson, giveUp, isOutOfAnswers } from './handover.ts'
import { takeMessage } from './messages.ts'
import {
  answerCourtesy,
  introduction,
  isAcknowledgement,
  isCourtesyEnough,
  isWordless,
} from './small-talk.ts'

/** A chat message, not a letter. One answer of the owner's may be longer than that. */
const REPLY_CHARACTERS = 600

const silence = (reason: string): Composed => ({ act: 'silence', reason })

/** STOP and START; the last one said counts. */
const answerCompliance = (texts: readonly string[], { customer }: Briefing): Composed | null => {
  const last = texts.findLast((text) => isStop(text) || isStart(text))
  if (last === undefined) return null
  const stops = isStop(last)
  if (stops && customer.optedOut) return silence('Said STOP again')
  const text = stops
    ? 'We will not write to you again unless you write to us first. Send START to undo this.'
    : 'Thank you, we may write to you again. How can I help you?'
  return {
    act: 'reply',
    text,
    intent: stops ? 'stop' : 'start',
    evidence: [],
    attention: stops ? 'Said STOP' : null,
    optOut: stops,
  }
}

/** As many answers as a message holds, at least one; the owner is told of the others. */
const fitting = (answers: readonly Answer[], used: number): Answer[] => {
  let length = used
  return answers.filter(({ text }, index) => {
    length += text.length + 2
    return index === 0 || length <= REPLY_CHARACTERS
  })
}

const distinct = (evidence: readonly Evidence[]): Evidence[] => [
  ...new Map(evidence.map((one) => [`${one.ref} ${one.says}`, one])).values(),
]

const replyWith = (answers: readonly Answer[], desk: Desk): Composed => {
  const opening = isNewSession(desk) ? `${introduction(desk)} ` : ''
  const shown = fitting(answers, opening.length)
  const text = `${opening}${shown.map((answer) => answer.text).join('\n\n')}`
  const attention = answers.flatMap((answer) => answer.attention ?? [])
  return {
    act: 'reply',
    text: saysTheSame(text, desk.briefing.history) ? `As I said: ${text}` : text,
    intent: answers[0]?.intent ?? 'message',
    evidence: distinct(shown.flatMap(({ evidence }) => evidence)),
    attention: attention.length > 0 ? attention.join('; ') : null,
  }
}

/** No answer leaves that its evidence does not carry; what fails is taken as a message instead. */
const grounded = (composed: Composed, desk: Desk): Composed => {
  if (composed.act !== 'reply') return composed
  const { name, ownerName } = desk.business
  const sources = [name, ownerName, ...composed.evidence.map(({ says }) => says)]
  if (ungrounded(composed.text, sources).length === 0) return composed
  return replyWith([takeMessage(desk, false)], desk)
}

const answerTexts = (texts: readonly string[], desk: Desk): Composed => {
  const choice = answerChoice(texts, desk)
  const attachment = answerAttachments(desk)
  const answers = [
    ...(choice ? [choice] : answersTo(texts, desk)),
    ...(attachment ? [attachment] : []),
  ]
  const [first] = answers
  if (!first) return silence('Nothing to answer')
  return first.intent === 'message' && isOutOfAnswers(desk)
    ? giveUp(desk)
    : replyWith(answers, desk)
}

const answerBurst = (texts: readonly string[], desk: Desk): Composed => {
  const hasAttachment = answerAttachments(desk) !== null
  if (texts.length === 0 && !hasAttachment) return silence('Nothing to answer')
  const courtesy = hasAttachment ? null : answerCourtesy(texts, desk)
  if (!courtesy) {
    const isDone = !hasAttachment && texts.every(isAcknowledgement)
    return isDone ? silence('Needs no answer') : answerTexts(texts, desk)
  }
  if (desk.briefing.customer.optedOut) return silence('Asked not to be written to')
  const isEnough = courtesy.intent === 'small_talk' && isCourtesyEnough(desk)
  return isEnough ? silence('Needs no answer') : replyWith([courtesy], desk)
}

/** In the order of what matters: the law, danger, machines, people, questions. */
export const compose = (briefing: Briefing): Composed => {
  const texts = briefing.burst.flatMap(({ text }) =>
    text === null || isWordless(text) ? [] : [text],
  )
  const compliance = answerCompliance(texts, briefing)
  if (compliance) return compliance
  const desk = openDesk(briefing)
  const emergency = answerEmergency(texts, desk)
  if (emergency) return emergency
  const loop = loopVerdict(briefing)
  if (loop) return { ...silence(loop.reason), ...(loop.alarms ? { attention: loop.reason } : {}) }
  return grounded(answerForPerson(texts, desk) ?? answerBurst(texts, desk), desk)
}
