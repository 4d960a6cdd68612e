/** Greetings, thanks, goodbyes, and whether she is a machine. */
import { isGreeting } from '../conversation/signals.ts'
import { wordsOf } from '../words.ts'
import { isNewSession, lastOfOurs, type Answer, type Desk } from './desk.ts'

const asksIfBot =
  /\b(are|r) (you|u) (a |an |really |actually |just )*(bot|robot|ai|machine|computer|human|real|person|automated|chatbot|real person|real human)\b|\bis this (a |an )?(bot|robot|ai|chatbot|real person|automated\w*|human)\b|\bam i (talking|speaking|chatting) (to|with) (a |an )?(real |actual )?(bot|robot|ai|machine|computer|human|person)\b|\b(bot|robot) or (a )?(human|person)\b|\b(who|what) are you\b|\bis jy n (robot|masjien|mens)\b|\buyirobhothi\b|\bungumuntu\b/
const thanks =
  /^(many |ok |okay |great |perfect |cool |awesome |lovely |no |thats |that is )*(thanks?|thank you|thank u|thnx|thx|tx|ty|dankie|baie dankie|ngiyabonga|siyabonga|enkosi|ke a leboha|kea leboha|shukran|cheers)( (so much|very much|a lot|a million|again|kakhulu|you|man|sis|sisi|bhuti|dear|baie|for your help|for the info|for that))*( (bye|goodbye))?$/
const praise =
  /^(you|u)( guys)? (are|r) (the best|amazing|awesome|great|wonderful|stars?)$|^(i )?love (it|this|you guys|your work|my hair)( so much)?$|^well done$/
const goodbye =
  /^(ok |okay )*(bye|bye bye|goodbye|good night|goodnight|totsiens|goeie nag|sala kahle|hamba kahle|usale kakuhle|see you|see you (then|soon|tomorrow)|chat later|have a (good|nice|great|lovely) (day|evening|night|weekend|one))( then)?$/
/** Closes a matter; asks for nothing. */
const acknowledgement =
  /^(ok|okay|k|kk|sure|cool|great|perfect|awesome|alright|noted|sharp|sharp sharp|lekker|kulungile|i see|got it|no problem|no worries|no thanks|no thank you|lol|haha+|nice)( (ok|sure|cool|great|then|noted))*$/

const tidy = (text: string): string => wordsOf(text).join(' ')

export const isThanks = (text: string): boolean =>
  thanks.test(tidy(text)) || praise.test(tidy(text))
export const isGoodbye = (text: string): boolean => goodbye.test(tidy(text))
export const isAcknowledgement = (text: string): boolean => acknowledgement.test(tidy(text))

/** Emoji and punctuation alone say nothing that could be answered. */
export const isWordless = (text: string): boolean => tidy(text) === ''

export const introduction = ({ business }: Desk): string =>
  `Hello, I am the AI receptionist of ${business.name}.`

export const answerBotQuestion = (text: string, { business }: Desk): Answer | null =>
  asksIfBot.test(tidy(text))
    ? {
        text: `I am an AI receptionist, not a person. I answer from what ${business.ownerName} has told me, and pass on what I do not know.`,
        intent: 'bot',
        evidence: [],
      }
    : null

const talk = (text: string): Answer => ({ text, intent: 'small_talk', evidence: [] })

/** Says hello, thanks, goodbye or "ok", and nothing more. */
export const isCourtesy = (text: string): boolean =>
  isGreeting(text) || isThanks(text) || isGoodbye(text) || isAcknowledgement(text)

/** For a burst that is nothing but courtesy; null when it says more. */
export const answerCourtesy = (texts: readonly string[], desk: Desk): Answer | null => {
  if (texts.length === 0) return null
  if (texts.every(isGreeting)) return greet(desk)
  if (!texts.every(isCourtesy)) return null
  if (texts.some(isThanks)) return talk('You are welcome.')
  return texts.some(isGoodbye) ? talk('Goodbye, and thank you for writing to us.') : null
}

const greeting = (text: string): Answer => ({ text, intent: 'greeting', evidence: [] })

const greet = (desk: Desk): Answer => {
  if (isNewSession(desk)) return greeting('How can I help you?')
  return lastOfOurs(desk)?.intent === 'greeting'
    ? greeting('I am here. What would you like to know?')
    : greeting('Hello again. How can I help you?')
}

/** Thanks for thanks would never end. */
export const isCourtesyEnough = (desk: Desk): boolean => {
  const last = lastOfOurs(desk)
  return !isNewSession(desk) && last?.by === 'receptionist' && last.intent === 'small_talk'
}
