/** What she cannot do herself, taken as a message for the owner: bookings, and questions no fact answers. */
import { wordsOf } from '../words.ts'
import { daysIn } from './days.ts'
import { quoteBurst, type Answer, type Desk } from './desk.ts'
import { reopening } from './handover.ts'
import { answerDays } from './opening.ts'
import { ALL_DAY } from './say-hours.ts'

const bookingWishes = [
  /^(book|booking|appointment|reserve|reservation|bespreking|afspraak)\b/,
  /\b(want|like|need|love|hoping|trying|looking|wanna|please|pls|plz|can|could|may) (to |a |an |for |i |we |you |u |me |us |make |get |have |the |another |please )*(book|booking|appointment|reserve|reservation|slot)\b/,
  /\b(make|schedule|set up|get) (me )?an? (appointment|booking|reservation)\b/,
  /\b(any|have|got|is there) (an? |any |more |free |open |available )*(slots?|space|spots?|openings?|availability|appointments?|rooms? (free|available))\b/,
  /\bare (you|u|they) (available|free|booked|fully booked)\b|\bavailability\b|\bfit (me|us) in\b|\bsqueeze (me|us) in\b/,
  /\b(reschedule|cancel|move|change|postpone|confirm) (my|our|the|an?) (appointment|booking|reservation|slot|session)\b/,
  /\b(want|need|have|like) to (cancel|reschedule|postpone)\b|\bhow soon can (you|u|someone|i|we)\b/,
  /\bcan (i|we) come\b.*\b(at|\d|today|tomorrow|now|\w+day|later)\b|\bcome (in|through|by) (at|today|tomorrow|on)\b/,
  /\b(bespreek|afspraak maak|n afspraak)\b|\b\w*(bhuka|bhukha|bhukela)\w*\b|\benza idinga\b/,
]
/** About appointments, but asking for none. */
const asksRules =
  /\b(do|must|should|have to|need to) (i|we|you|u)?\b.*\b(need|have to|must)\b.*\b(book|appointment|booking)\b|\bmust (i|we) (book|make)\b|\bwithout (a |an )?(booking|appointment)\b|\bdo (i|we) need\b|\bbooking (fee|policy)\b|\bcancellation\b/

export const wantsBooking = (text: string): boolean => {
  const said = wordsOf(text).join(' ')
  return !asksRules.test(said) && bookingWishes.some((pattern) => pattern.test(said))
}

/** With a day beside it, a wish for something is a wish for an appointment: "I need a relaxer on Friday". */
const visitWishes =
  /\b(need|want|looking for|would like|id like|soek|wil|ngifuna|ndifuna)\b|\bdo (you|u|they) have (a|an|any|space|place|room)\b|\bkan (ek|ons|julle)\b.*\b(kom|inkom)\b|\b(can|could) (someone|somebody|you|u|they|i|we) (please )?(come|pop|do|get|have)\b/

export const wantsVisit = (text: string, today: string): boolean =>
  visitWishes.test(wordsOf(text).join(' ')) && daysIn(text, today).length > 0

/** Honest about what this version cannot do; says so when the wished day is one we are closed on. */
export const takeBooking = (wish: string, desk: Desk): Answer => {
  const { ownerName } = desk.business
  const days = answerDays(wish, desk)
  return {
    text: [
      `I cannot make or change bookings myself yet, so I have passed your request on to ${ownerName}, who will confirm with you here.`,
      ...(days && !days.text.includes(ALL_DAY) ? [days.text] : []),
    ].join(' '),
    intent: 'booking',
    evidence: days?.evidence ?? [],
    attention: `Booking request: ${quoteBurst(desk)}`,
  }
}

/** `beside`: other questions of the burst were answered. */
export const takeMessage = (desk: Desk, beside: boolean): Answer => {
  const { ownerName } = desk.business
  const again = beside ? { text: '', evidence: [] } : reopening(desk)
  const opening = beside
    ? `The rest I do not know, so I have passed it on to ${ownerName}, who will answer you here.`
    : `I do not have an answer to that, so I have passed your message on to ${ownerName}, who will answer you here.`
  return {
    text: `${opening}${again.text}`,
    intent: 'message',
    evidence: again.evidence,
    attention: `Left a message: ${quoteBurst(desk)}`,
  }
}

const urgentWords =
  /\b(urgent|urgently|asap|immediately|burst|flooding|flooded|help|dringend|\w*phuthuma\w*|\w*ngxamis\w*)\b/

/** Null when nothing in the burst is pressing. */
export const takeUrgent = (desk: Desk): Answer | null => {
  if (!urgentWords.test(wordsOf(quoteBurst(desk)).join(' '))) return null
  const again = reopening(desk)
  return {
    text: `I have passed your message on to ${desk.business.ownerName} as urgent. You will be answered here.${again.text}`,
    intent: 'urgent',
    evidence: again.evidence,
    attention: `Urgent: ${quoteBurst(desk)}`,
  }
}

/** Neither question nor courtesy: it may answer what a person of ours asked. */
export const passOn = (desk: Desk): Answer => ({
  text: `Thank you. I have passed this on to ${desk.business.ownerName}.`,
  intent: 'noted',
  evidence: [],
  attention: `Wrote: ${quoteBurst(desk)}`,
})
