/** What a notice's mail says. Null where there is nothing to tell any more. */
import { showRand } from '../money.ts'
import { showSouthAfrican } from '../phone.ts'
import { newSubscription } from '../subscription/subscription.ts'
import { type Seller, VAT_PERCENT, vatIn } from '../subscription/vat.ts'
import { localParts, showDate, showDay, showMoment } from '../time.ts'
import type { Notice } from './notice.ts'

export type NoticeLetter =
  | { kind: 'needs_you'; slots: { customer: string; reason: string; url: string } }
  | { kind: 'disconnected'; slots: { business: string; since: string; url: string } }
  | { kind: 'receipt'; slots: ReceiptSlots }
  | { kind: 'request_paid'; slots: RequestSlots }
  | { kind: 'request_paid_twice'; slots: RequestSlots }
  | { kind: 'trial_ending'; slots: { business: string; on: string; url: string } }
  | { kind: Plain; slots: { business: string; url: string } }
type RequestSlots = { customer: string; amount: string; purpose: string; url: string }
type Plain = 'payment_failed' | 'resting' | 'trial_over'
type ReceiptSlots = {
  business: string
  amount: string
  on: string
  reference: string
  invoice: string
  url: string
}

/** `seller`: we, where we are registered for VAT. */
export type From = { origin: string; seller: Seller | null }

export const letterOf = (notice: Notice, from: From): NoticeLetter | null =>
  letters[notice.kind](notice, from)

const needsYou = (notice: Notice, { origin }: From): NoticeLetter | null => {
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

const disconnected = (notice: Notice, { origin }: From): NoticeLetter | null => {
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

const receipt = (notice: Notice, { origin, seller }: From): NoticeLetter | null => {
  const { business, paidCents, paidAt, paymentReference, timezone, vatNumber } = notice
  if (paidCents === null || paidAt === null) return null
  const ownNumber = vatNumber === null ? '' : ` (VAT number ${vatNumber})`
  const paid = {
    business: inOneLine(business) + ownNumber,
    amount: showRand(paidCents),
    on: showDate(localParts(paidAt, timezone).date),
    reference: inOneLine(paymentReference ?? ''),
  }
  const invoice = seller ? taxInvoice(seller, { ...paid, cents: paidCents }) : ''
  return { kind: 'receipt', slots: { ...paid, invoice, url: subscriptionOf(origin) } }
}

const requestPaid =
  (kind: 'request_paid' | 'request_paid_twice') =>
  (notice: Notice, { origin }: From): NoticeLetter | null => {
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
type Sale = { business: string; amount: string; on: string; reference: string; cents: number }
/** What section 20(5) of the VAT Act asks of an invoice of R5,000 or less; the payment’s number at PayFast is its serial number. */
const taxInvoice = ({ name, address, vatNumber }: Seller, sale: Sale): string =>
  `Tax invoice ${sale.reference}, ${sale.on}. Supplier: ${name}, ${address}, VAT number ${vatNumber}. Customer: ${sale.business}. Frontdesk receptionist, one month: ${sale.amount}, which includes ${showRand(vatIn(sale.cents))} VAT at ${VAT_PERCENT}%.`

/** Whoever subscribed meanwhile is not told. */
const trialEnding = (notice: Notice, { origin }: From): NoticeLetter | null => {
  const { business, hasPaid, openedAt, trialEndsAt, timezone } = notice
  if (hasPaid) return null
  const ends = trialEndsAt ?? newSubscription(openedAt).trialEndsAt
  const on = showDay(localParts(ends, timezone).date)
  return {
    kind: 'trial_ending',
    slots: { business: inOneLine(business), on, url: subscriptionOf(origin) },
  }
}

const plain =
  (kind: Plain) =>
  ({ business }: Notice, { origin }: From): NoticeLetter => ({
    kind,
    slots: { business: inOneLine(business), url: subscriptionOf(origin) },
  })

const letters: Record<Notice['kind'], (notice: Notice, from: From) => NoticeLetter | null> = {
  needs_you: needsYou,
  disconnected,
  receipt,
  payment_failed: plain('payment_failed'),
  resting: plain('resting'),
  request_paid: requestPaid('request_paid'),
  request_paid_twice: requestPaid('request_paid_twice'),
  trial_ending: trialEnding,
  trial_over: (notice, from) => (notice.hasPaid ? null : plain('trial_over')(notice, from)),
}
