/** Things a message can be as a whole, whatever the business: a wish to be left alone, an emergency, a greeting. */
import { wordsOf } from '../words.ts'

const stopMessages = new Set([
  'stop',
  'stop please',
  'please stop',
  'stop messaging me',
  'please stop messaging me',
  'stop sending me messages',
  'stop all',
  'stopall',
  'unsubscribe',
  'unsubscribe me',
  'opt out',
  'optout',
  'opt me out',
  'remove me',
  'remove me from your list',
  'do not message me',
  'dont message me',
  'do not contact me',
  'dont contact me',
  'staak',
  'hou op',
  'yeka',
  'yima',
  'emisa',
])
const startMessages = new Set(['start', 'unstop', 'subscribe', 'opt in', 'optin', 'begin', 'qala'])

const whole = (text: string): string => wordsOf(text).join(' ')

/** The whole message asks us to stop writing: "Taxi stop?" does not. */
export const isStop = (text: string): boolean => stopMessages.has(whole(text))

/** The whole message takes a STOP back. */
export const isStart = (text: string): boolean => startMessages.has(whole(text))

const dangers = [
  /\b(cant|cannot|can not|not) breath(e|ing)?\b/,
  /\b(is|am|im|hes|shes) (bleeding|dying|choking|unconscious|suffocating)\b/,
  /\bbleeding (badly|a lot|heavily|wont stop)\b/,
  /\b(having|had|has|got) an? (heart attack|stroke|seizure|(severe |bad )?allergic reaction)\b/,
  /\b(overdosed?|collapsed|anaphyla\w+|electrocuted|being robbed|armed robbery|hijack(ed|ing))\b/,
  /\b(suicid\w+|kill (myself|himself|herself|themselves)|want to die|end my life|selfmoord)\b/,
  /\b(is|are|its) on fire\b|\bgas leak\b|\bsmell(ing)? gas\b/,
  /\b(been|was|got|were) (stabbed|shot)\b/,
  /\b(call|need|send) (an ambulance|ambulance|paramedics|the police|the fire brigade)\b/,
  /\b(emergency|noodgeval|isimo esiphuthumayo)\b/,
]
/** An emergency that is only asked about is no emergency: "Do you do emergency call-outs?". */
const askedAbout =
  /\bemergency (call ?outs?|services?|numbers?|fees?|exits?|contacts?|rates?|appointments?|plumb\w+|visits?)\b|\b(do|can|are|is|what|how|for|after hours) (you|your|u|the|an|much)?\b.*\bemergenc(y|ies)\b|\bin case of emergency\b|\bno emergency\b|\bnot an emergency\b/

/** Somebody may be in danger now. */
export const isEmergency = (text: string): boolean => {
  const said = whole(text)
  const danger = dangers.find((pattern) => pattern.test(said))
  if (!danger) return false
  const bareWord = /^(emergency|noodgeval)/.test(danger.exec(said)?.[0] ?? '')
  return !(bareWord && askedAbout.test(said))
}

const greetingWords =
  'hi+|he+y+|hello+|hallo|helo|hie|hola|heita|howzit|hoezit|greetings|gday|good (?:morning|afternoon|evening|day)|morning|afternoon|evening|goeie ?(?:more|middag|naand|dag)|more|middag|naand|sawubona|sanibonani|sanbonani|molo|molweni|dumelang?|avuxeni|ndaa|lotjhani'
const greetedOnes = 'there|again|all|everyone|guys|team|maam|mam|sir|sisi|bhuti|mama|boss|doctor|dr'
const wellbeing =
  'how (?:are|r) (?:you|u|things)(?: doing| today| all)?|hoe gaan dit(?: met jou)?|unjani|ninjani|kunjani|o kae|le kae|hope (?:you|u) (?:are|r) (?:well|good|fine)'
const greetingPhrases = new RegExp(
  `\\b(?:(?:${greetingWords})(?: (?:${greetedOnes}))*|${wellbeing})\\b`,
  'g',
)

/** What is left of the words when every greeting is taken out; empty for a lone "Hi there". */
export const withoutGreeting = (text: string): string =>
  whole(text).replaceAll(greetingPhrases, ' ').replaceAll(/\s+/g, ' ').trim()

/** A greeting and nothing else. */
export const isGreeting = (text: string): boolean =>
  wordsOf(text).length > 0 && withoutGreeting(text) === ''
