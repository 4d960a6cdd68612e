/** What only a person may answer: decided before anything else is read out of a burst. */
import { isEmergency } from '../conversation/signals.ts'
import { openState } from '../org/hours.ts'
import { wordsOf } from '../words.ts'
import type { Composed, Evidence } from './briefing.ts'
import { isNewSession, quoteBurst, type Desk } from './desk.ts'
import { hoursEvidence, momentWords } from './say-hours.ts'
import { introduction } from './small-talk.ts'

type Handover = Extract<Composed, { act: 'handover' }>

const people =
  'person|human|human being|someone|somebody|people|manager|owner|boss|agent|consultant|stylist|staff|operator|lady|guy|team|mens|iemand|eienaar|bestuurder'
const asksForPerson = [
  new RegExp(
    `(?<!\\bam i )\\b(speak|talk|chat|speaking|talking|connect|praat) (me )?(to|with|met) ((a|an|the|some|your|n|die|real|actual|live|proper) )*(${people})\\b`,
  ),
  new RegExp(
    `^(i want |i need |get me |give me |can i (get|have) )?(a |an |the |real |actual )*(${people})( please| pls| asb)?$`,
  ),
  /\b(real|actual|live|proper) (person|human|agent) (please|pls|now)\b/,
  /\b(call|phone|ring) me\b|\bbel my\b|\bgive me a (call|ring)\b|\bngifonele\w*|\bnditsalele\w*/,
  /\b(khuluma|thetha|bua) (nomuntu|nomntu|le motho)\b|\bukukhuluma nomuntu\b|\bnomuntu wangempela\b/,
  /\bstop the (bot|robot)\b|\bnot (a|the|this) (bot|robot|machine)\b/,
]
const complains =
  /\b(complain\w*|complaint\w*|unacceptable|disappointed|disgust\w*|disgraceful|pathetic|terrible|horrible|worst|rude|unprofessional|klagte|isikhalazo|isikhalo|angijabulile|andonwabanga)\b|\b(not|very|so) (happy with|unhappy|angry|upset)\b|\b(ruined|burnt|burned|damaged|broke|messed up) my\b|\bonredelik\b/
const disputes =
  /\b(refund\w*|chargeback|overcharged|dispute|scam\w*|fraud\w*|terugbetaal|terugbetaling)\b|\b(money|geld) (back|terug)\b|\bcharged (me|us)\b|\bcharged (twice|double|too much|extra|wrong)\b|\bdouble charged\b|\b(already|have) paid\b.*\b(but|and)\b|\bpaid (twice|too much)\b|\bbuyisela imali\b/
const threatens =
  /\b(lawyer|attorney|sue you|suing|legal action|ombud\w*|consumer (commission|tribunal|court)|small claims|hellopeter|hello peter|prokureur)\b/
const isHurt = /\b(injured|injury|infected|infection|got hurt|hurt (me|my)|assaulted|harassed)\b/
const abuses =
  /\b(fuck\w*|shit|bullshit|voetsek|voertsek|idiots?|stupid (bot|people)|useless bot|poes|moer)\b/

/** Only asking for the rules: "What is your refund policy?" is for the facts. */
const onlyAsks =
  /\b(policy|policies|beleid)\b|^(what (if|happens)|if|do|does|is|are|whats|what is)\b/

/** Emergencies have their own wording; no number is given, for none is in the owner's facts. */
const emergencyText = (owner: string): string =>
  `I am an automated assistant and cannot help in an emergency. If anyone is in danger, please phone the emergency services now. I am alerting ${owner} to your message.`

const reasonOf = (text: string, owner: string): string | null => {
  const said = wordsOf(text).join(' ')
  const asksOwner = new RegExp(
    `\\b(speak|talk|chat|praat) (to|with|met) ${wordsOf(owner).join(' ')}\\b|\\bis ${wordsOf(owner).join(' ')} (there|in|around|available)\\b`,
  )
  if (asksOwner.test(said) || asksForPerson.some((pattern) => pattern.test(said)))
    return 'Asks for a person'
  if (threatens.test(said)) return 'Speaks of legal steps'
  if (isHurt.test(said)) return 'Says someone was hurt'
  if (abuses.test(said)) return 'Is upset'
  if (onlyAsks.test(said)) return null
  if (disputes.test(said)) return 'Disputes a payment'
  return complains.test(said) ? 'Complains' : null
}

/** When a person will be there, if that is not now. */
export const reopening = ({
  business,
  at,
  today,
}: Desk): { text: string; evidence: Evidence[] } => {
  const state = openState(business, at)
  if (business.hours.length === 0 || state.open || state.opens === null)
    return { text: '', evidence: [] }
  return {
    text: ` We are closed now and open again ${momentWords(state.opens, today)}.`,
    evidence: hoursEvidence(business, [state.day]),
  }
}

const handOver = (desk: Desk, reason: string): Handover => {
  const { ownerName } = desk.business
  const again = reopening(desk)
  const hello = isNewSession(desk) ? `${introduction(desk)} ` : ''
  const sorry = /^(Asks|Disputes)/.test(reason) ? '' : 'I am sorry about this. '
  return {
    act: 'handover',
    text: `${hello}${sorry}I am handing you over to ${ownerName}, who will answer you here.${again.text}`,
    intent: 'handover',
    evidence: again.evidence,
    reason: `${reason}: ${quoteBurst(desk)}`,
  }
}

/** Somebody may be in danger: nothing else of the burst is answered. */
export const answerEmergency = (texts: readonly string[], desk: Desk): Handover | null =>
  texts.some(isEmergency)
    ? {
        act: 'handover',
        text: emergencyText(desk.business.ownerName),
        intent: 'emergency',
        evidence: [],
        reason: `Emergency: ${quoteBurst(desk)}`,
      }
    : null

/** Asks for a person, complains, disputes a payment, threatens, was hurt. */
export const answerForPerson = (texts: readonly string[], desk: Desk): Handover | null => {
  for (const text of texts) {
    const reason = reasonOf(text, desk.business.ownerName)
    if (reason !== null) return handOver(desk, reason)
  }
  return null
}

const FAILED_IN_A_ROW = 2

/** She has had no answer twice running; a third time would only annoy. */
export const isOutOfAnswers = ({ briefing }: Desk): boolean => {
  const ours = briefing.history.filter(({ by }) => by !== 'customer').slice(-FAILED_IN_A_ROW)
  return (
    ours.length === FAILED_IN_A_ROW &&
    ours.every(({ by, intent }) => by === 'receptionist' && intent === 'message')
  )
}

export const giveUp = (desk: Desk): Handover => {
  const handover = handOver(desk, 'Asks what the facts do not say')
  return { ...handover, text: `I do not know that either. ${handover.text}` }
}
