/** The loop breaker: when to stop answering, because the other side is a machine too or has had enough from us. */
import type { MessageKind } from '../inbound.ts'
import { plain, wordsOf } from '../words.ts'

type ChatLine = {
  by: 'customer' | 'receptionist' | 'member' | 'phone' | 'integration'
  kind: MessageKind
  text: string | null
  at: Date
}
/** `history` should reach back a day, else the daily ceiling cannot be seen. */
type Chat = { burst: readonly ChatLine[]; history: readonly ChatLine[]; at: Date }

export const REPLIES_PER_HOUR = 20
export const REPLIES_PER_DAY = 60
const EQUAL_LINES = 3
const QUICK_LINES = 4
const QUICK_MS = 3_000
const AWAY_MS = 5_000
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

const awayPhrases =
  /\bthanks? (you )?for (contacting|messaging|reaching out to|your message|getting in touch)\b|\b(we are|were|i am|im) (currently )?(away|out of (the )?office|unavailable|not available)\b|\b(an?|one of our) (agents?|consultants?|representatives?|team members?) will (be with|contact|get back to|assist)\b|\bthis is an? (automated|automatic|auto)\b|\bauto ?(reply|response)\b|\bdo not reply to this\b|\bwe will get back to you\b|\b(outside|during) (our )?(business|office|working) hours\b.*\b(reply|respond|back)\b/

/** Reads like the automatic answer of a business or a phone: "Thank you for contacting Sipho Electrical. We are currently away." */
export const isAwayMessage = (text: string): boolean => awayPhrases.test(wordsOf(text).join(' '))

const withoutDigits = (line: ChatLine): string => plain(line.text ?? '').replaceAll(/\d+/g, '')

const tooMany = ({ history, at }: Chat): string | null => {
  const ages = history
    .filter(({ by }) => by === 'receptionist')
    .map((line) => at.getTime() - line.at.getTime())
  if (ages.filter((age) => age < HOUR_MS).length >= REPLIES_PER_HOUR)
    return `${REPLIES_PER_HOUR} replies in an hour`
  if (ages.filter((age) => age < DAY_MS).length >= REPLIES_PER_DAY)
    return `${REPLIES_PER_DAY} replies in a day`
  return null
}

/** The customer's last lines of this hour say the same, numbers aside, and one was answered in between: mere poking is a person's. */
const repeats = ({ burst, history, at: now }: Chat): boolean => {
  const said = [...history, ...burst]
    .filter(({ by, at }) => by === 'customer' && now.getTime() - at.getTime() < HOUR_MS)
    .slice(-EQUAL_LINES)
  const [first] = said
  if (said.length < EQUAL_LINES || !first || !/\p{L}/u.test(withoutDigits(first))) return false
  const answered = history.some(({ by, at }) => by === 'receptionist' && at >= first.at)
  return answered && said.every((line) => withoutDigits(line) === withoutDigits(first))
}

/** The first line after each of our last replies came faster than a person types. */
const answersLikeAMachine = ({ burst, history }: Chat): boolean => {
  const lines = [...history, ...burst]
  const gaps = lines.flatMap((line, index) => {
    const before = lines[index - 1]
    const follows = line.by === 'customer' && before?.by === 'receptionist'
    return follows ? [line.at.getTime() - before.at.getTime()] : []
  })
  const last = gaps.slice(-QUICK_LINES)
  return last.length === QUICK_LINES && last.every((gap) => gap < QUICK_MS)
}

const isAway = ({ burst, history }: Chat): boolean => {
  const line = burst.find(({ text }) => text !== null && isAwayMessage(text))
  if (!line) return false
  const before = history.at(-1)
  if (!before) return true
  return before.by !== 'customer' && line.at.getTime() - before.at.getTime() < AWAY_MS
}

/** Why nothing should be said now, in words for the owner; null when all is well. `alarms`: the owner is to be told. */
export const loopVerdict = (chat: Chat): { reason: string; alarms: boolean } | null => {
  const ceiling = tooMany(chat)
  if (ceiling) return { reason: `The AI stopped after ${ceiling}`, alarms: true }
  if (isAway(chat)) return { reason: 'An automatic message, not answered', alarms: false }
  if (repeats(chat))
    return { reason: `The same message ${EQUAL_LINES} times, perhaps from a machine`, alarms: true }
  if (answersLikeAMachine(chat))
    return { reason: 'Answers come too fast for a person', alarms: true }
  return null
}

/** Whether the text says again what we said last: never send the same text twice in a row. */
export const saysTheSame = (text: string, history: readonly ChatLine[]): boolean => {
  const last = history.findLast(({ by }) => by === 'receptionist')
  return last?.text != null && plain(last.text) === plain(text)
}
