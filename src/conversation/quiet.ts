/** How long to wait for the customer's next line, so that a burst of short messages gets one reply. */
import type { MessageKind } from '../inbound.ts'
import { wordsOf } from '../words.ts'
import { isEmergency, isGreeting, isStart, isStop } from './signals.ts'

/** However many lines come, the first waits no longer than this. */
export const BURST_CAP_SECONDS = 25
const UNFINISHED_SECONDS = 6
const STATEMENT_SECONDS = 3
const COMPLETE_SECONDS = 0

/** So short a line is likely the first half of a thought. */
const FRAGMENT_WORDS = 3

const tapped: readonly MessageKind[] = ['button_reply', 'list_reply', 'poll_vote', 'order', 'call']
const goesOn =
  /(\.\.+|…|[,:;&-]|\b(and|but|or|also|because|so|if|plus|with|en|maar|of|want|ook|futhi|kodwa))$/i
const asks =
  /\b(what|whats|when|where|wheres|which|who|whos|why|how|hows|do|does|did|can|could|are|is|will|would|may|must|should|anyone|wat|waar|wanneer|hoe|hoeveel|wie|watter|kan|is|het|malini|yimalini|kangaki|nini|kuphi|ziphi|ngubani|ingaba|kanjani|bokae|neng|hobaneng|price|prices|cost|costs|pryse?)\b/
const requests =
  /\b(please|pls|plz|asb|asseblief|ngicela|ndicela|kopa|need|want|wanna|would like|id like|looking for|interested in|book|booking|cancel|reschedule|confirm|quote|send me|tell me|let me know|wil|soek|ngifuna|ndifuna)\b/
const answers =
  /^(\d{1,2}|yes|yes please|no|no thanks?|no thank you|ok|okay|thanks|thank you|thx|ty|ja|nee|dankie|yebo|cha|ngiyabonga|enkosi|sure|great|perfect|bye|goodbye|totsiens)$/

const isComplete = (text: string): boolean => {
  const said = wordsOf(text).join(' ')
  if (isStop(text) || isStart(text) || answers.test(said)) return true
  if (text.trim().endsWith('?')) return true
  const longEnough = wordsOf(text).length >= FRAGMENT_WORDS
  return longEnough && (asks.test(said) || requests.test(said))
}

/** Seconds to wait after this line: none after a complete question or request, six after a greeting, a fragment or a bare picture. */
export const quietSeconds = (line: { kind: MessageKind; text: string | null }): number => {
  if (tapped.includes(line.kind)) return COMPLETE_SECONDS
  const text = line.text?.trim() ?? ''
  if (text === '') return UNFINISHED_SECONDS
  if (isEmergency(text)) return COMPLETE_SECONDS
  if (goesOn.test(text) || isGreeting(text)) return UNFINISHED_SECONDS
  if (isComplete(text)) return COMPLETE_SECONDS
  return wordsOf(text).length <= FRAGMENT_WORDS ? UNFINISHED_SECONDS : STATEMENT_SECONDS
}
