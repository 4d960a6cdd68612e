/** What PayFast's stand-in knows: merchants, checkouts on their way, payments made, and runs of recurring charges. */
import type { Pair } from './payfast-sign.ts'

export type Merchant = {
  merchantId: string
  merchantKey: string
  passphrase: string
  /** The sandbox sends each notice once. */
  mode: 'live' | 'sandbox'
}

/** Public, from PayFast's documentation; and two made up, for what only real accounts do. */
export const sandboxMerchant: Merchant = {
  merchantId: '10000100',
  merchantKey: '46f0cd694581a',
  passphrase: 'jt7NOE43FZPn',
  mode: 'sandbox',
}
export const houseMerchant: Merchant = {
  merchantId: '10026561',
  merchantKey: 'stagehouse001',
  passphrase: 'Stage-house_2026',
  mode: 'live',
}
export const shopMerchant: Merchant = {
  merchantId: '10031777',
  merchantKey: 'stageshop0002',
  passphrase: 'Stage-shop_2026',
  mode: 'live',
}

export type Checkout = {
  id: string
  merchant: Merchant
  form: ReadonlyMap<string, string>
  paid: boolean
}

export type Payment = {
  id: string
  merchantId: string
  cents: number
  token: string | null
  at: string
}

/** PayFast's numbers: 1 active, 2 cancelled, 3 paused, 4 complete, 7 locked after five failed attempts. */
export const ACTIVE = 1
export const CANCELLED = 2
export const PAUSED = 3
export const COMPLETE = 4
export const LOCKED = 7

export type Run = {
  token: string
  merchant: Merchant
  /** What the payer signed up with; every notice repeats it. */
  form: ReadonlyMap<string, string>
  status: number
  cents: number
  frequency: number
  cycles: number
  paidCycles: number
  /** YYYY-MM-DD in Johannesburg: the charge that comes next, or is being tried. */
  runOn: string
  /** While paused: when the next charge would have been. */
  pausedFrom: string | null
  /** Failed attempts at the charge that is due. */
  attempts: number
  /** So many of the attempts to come fail. */
  failing: number
}

/** The fields of a notice in the order PayFast usually sends them, blanks included. */
export const noticeFields = (
  form: ReadonlyMap<string, string>,
  given: {
    id: string
    status: 'COMPLETE' | 'CANCELLED'
    cents?: number
    token?: string
    billingDate?: string
  },
): Pair[] => {
  const repeat = (name: string): Pair => [name, form.get(name) ?? '']
  const numbered = (name: string) => [1, 2, 3, 4, 5].map((n) => repeat(`${name}${n}`))
  return [
    repeat('m_payment_id'),
    ['pf_payment_id', given.id],
    ['payment_status', given.status],
    repeat('item_name'),
    repeat('item_description'),
    ...(given.cents === undefined ? [] : amounts(given.cents)),
    ...numbered('custom_str'),
    ...numbered('custom_int'),
    repeat('name_first'),
    repeat('name_last'),
    repeat('email_address'),
    repeat('merchant_id'),
    ...(given.token === undefined ? [] : [['token', given.token] satisfies Pair]),
    ...(given.billingDate === undefined
      ? []
      : [['billing_date', given.billingDate] satisfies Pair]),
  ]
}

const rand = (cents: number): string => (cents / 100).toFixed(2)

/** What a merchant pays for a card: the fee is told as a negative amount. */
const amounts = (cents: number): Pair[] => {
  const fee = Math.round(cents * 0.032 * 1.15) + 230
  return [
    ['amount_gross', rand(cents)],
    ['amount_fee', rand(-fee)],
    ['amount_net', rand(cents - fee)],
  ]
}
