/** Sends the link of an open payment request again when the customer wants to pay. */
import { showRand } from '../money.ts'
import { wordsOf } from '../words.ts'
import type { OpenRequest } from './briefing.ts'
import type { Answer, Desk } from './desk.ts'

const wantsToPay = [
  /\b(payment|pay|paying|payfast|deposit|betaal|betaling|khokh\w*|hlawul\w*)\b.*\b(link|page|url|skakel|site|online)\b/,
  /\b(link|page|url|skakel|site)\b.*\b(payment|pay|paying|payfast|deposit|betaal|betaling|khokh\w*|hlawul\w*)\b/,
  /\b(send|resend|share|stuur|thumela)\b.*\blink\b|\blink\b.*\b(again|expired?|lost|work(s|ing)?|broken|weer)\b/,
  /\bhow (do|can|must|should) (i|we) (pay|make (the |a |my )?payment|settle)\b/,
  /\b(want|ready|like|need|going|trying) to (pay|make (the |a |my )?payment|settle)\b|\b(can|may|could) (i|we) pay( now| the| my|$)/,
  /\bwhere (do|can|must|should) (i|we) pay\b|\bhoe (betaal|kan) ek\b.*\bbetaal\b|\bhoe betaal\b|\bngikhokha kanjani\b/,
]

const line = ({ cents, purpose, url }: OpenRequest): string =>
  `${showRand(cents)} for “${purpose}”: ${url}`

/** Null when nothing is asked of them, or when it is not about paying. */
export const answerPayment = (question: string, { briefing }: Desk): Answer | null => {
  const { requests } = briefing
  const said = wordsOf(question).join(' ')
  if (requests.length === 0 || !wantsToPay.some((pattern) => pattern.test(said))) return null
  return {
    text: `You can pay here, on PayFast’s own page. ${requests.map(line).join('\n')}`,
    intent: 'payment_link',
    evidence: requests.map((request) => ({ ref: `request:${request.id}`, says: line(request) })),
  }
}
