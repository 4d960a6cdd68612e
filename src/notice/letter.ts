/** What a notice's mail says. Null where there is nothing to tell any more. */
import { showRand } from '../money.ts'
import { showSouthAfrican } from '../phone.ts'
import { receiptOf } from '../subscription/plan.ts'
import { localParts, showDay, showMoment } from '../time.ts'
import type { Notice } from './notice.ts'

export type NoticeLetter =
  | { kind: 'needs_you'; slots: { customer: string; reason: string; url: string } }
  | { kind: 'disconnected'; slots: { business: string; since: string; url: string } }
  | { kind: 'receipt'; slots: ReceiptSlots }
  | { kind: 'request_paid'; slots: RequestSlots }
  | { kind: 'request_paid_twice'; slots: RequestSlots }
  | { kind: 'payment_failed' | 'resting'; slots: { business: string; url: string } }
type RequestSlots = { customer: string; amount: string; purpose: string; url: string }
type ReceiptSlots = {
  business: string
  amount: string
  on: string
  reference: string
  vat: string
  url: string
}

export const letterOf = (notice: Notice, origin: string): NoticeLetter | null =>
  letters[notice.kind](notice, origin)

const needsYou = (notice: Notice, origin: string): NoticeLetter | null => {
  if (!stillWaits(notice)) return null
  const { reason, conversationId } = notice
  const customer = customerOf(notice)
  const url = `${origin}/conversations/${conversationId}`
  return { kind: 'needs_you', slots: { customer, reason: inOneLine(reason ?? ''), url } }
}

const customerOf = ({ customerName, customerPhone }: Notice): string =>
  inOneLine(customerName ?? '') || showSouthAfrican(customerPhone ?? '') || 'A customer'

/** In a chat that a person answers, or has closed, the reason stands until that person has seen it. */
const stillWaits = ({ state, reason }: Notice): boolean =>
  state === 'needs_human' || ((state === 'human' || state === 'closed') && reason !== null)

const disconnected = (notice: Notice, origin: string): NoticeLetter | null => {
  const { health, healthAt, at, timezone, business } = notice
  if (health === 'working') return null
  const since = showMoment(healthAt ?? at, timezone)
  return {
    kind: 'disconnected',
    slots: { business: inOneLine(business), since, url: `${origin}/connect` },
  }
}

/** Names and reasons hold what a customer typed: control characters and those that turn the direction of writing become spaces. */
const inOneLine = (text: string): string =>
  text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()

const subscriptionOf = (origin: string) => `${origin}/subscription`

const receipt = (notice: Notice, origin: string): NoticeLetter | null => {
  const { business, paidCents, paidAt, paymentReference, timezone, vatNumber } = notice
  if (paidCents === null || paidAt === null) return null
  const { vat } = receiptOf(paidCents, vatNumber)
  return {
    kind: 'receipt',
    slots: {
      business: inOneLine(business),
      amount: showRand(paidCents),
      on: showDay(localParts(paidAt, timezone).date),
      reference: inOneLine(paymentReference ?? ''),
      vat:
        vat === null
          ? ''
          : ` It includes ${showRand(vat.vatCents)} VAT; your VAT number is ${vat.number}.`,
      url: subscriptionOf(origin),
    },
  }
}

const requestPaid =
  (kind: 'request_paid' | 'request_paid_twice') =>
  (notice: Notice, origin: string): NoticeLetter | null => {
    const { requestCents, requestPurpose, conversationId } = notice
    if (requestCents === null) return null
    const slots = {
      customer: customerOf(notice),
      amount: showRand(requestCents),
      purpose: inOneLine(requestPurpose ?? ''),
      url: `${origin}/conversations/${conversationId}`,
    }
    return { kind, slots }
  }

const plain =
  (kind: 'payment_failed' | 'resting') =>
  ({ business }: Notice, origin: string): NoticeLetter => ({
    kind,
    slots: { business: inOneLine(business), url: subscriptionOf(origin) },
  })

const letters: Record<Notice['kind'], (notice: Notice, origin: string) => NoticeLetter | null> = {
  needs_you: needsYou,
  disconnected,
  receipt,
  payment_failed: plain('payment_failed'),
  resting: plain('resting'),
  request_paid: requestPaid('request_paid'),
  request_paid_twice: requestPaid('request_paid_twice'),
}
