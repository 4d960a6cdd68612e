/** The form that takes a payer to PayFast's own page, where they pay. We never see a card. */
import type { Account } from './payfast-account.ts'
import { amountOf } from './payfast-amount.ts'
import { checkoutSignature, type Field, phpTrim, signedFields } from './payfast-sign.ts'

export type Checkout = {
  /** Our name for the payment; comes back in every notice of it, each month again. */
  paymentId: string
  /** Whose payment it is: signed, so a notice cannot be turned to another organisation. */
  orgId: string
  cents: number
  itemName: string
  itemDescription?: string
  payer?: { firstName?: string; lastName?: string; email?: string }
  returnUrl: string
  cancelUrl: string
  notifyUrl: string
  /** Absent: paid once. */
  monthly?: Monthly
}
/** Charged every month from `from` (YYYY-MM-DD) until somebody cancels. */
export type Monthly = { cents: number; from: string }

const MONTHLY = '3'
const WITHOUT_END = '0'
/** PayFast takes less than this from nobody. */
const LEAST_CENTS = 500
const PAYMENT_ID = /^[\w-]{1,100}$/
/** PayFast refuses NUL, turns \r into \n, and some of its code strips backslashes: none of them is sent. */
const REFUSED = /[\p{Cc}\\]+/gu
const NAME_CHARS = 100
const DESCRIPTION_CHARS = 255

/** The form's fields in their order, the signature last. */
export const checkoutFields = (account: Account, checkout: Checkout): Field[] => {
  const problem = problemOf(checkout)
  if (problem !== null) throw new RangeError(problem)
  const fields = signedFields(fieldsOf(account, checkout))
  return [...fields, ['signature', checkoutSignature(fields, account.passphrase)]]
}

const problemOf = ({ paymentId, cents, monthly }: Checkout): string | null => {
  if (!PAYMENT_ID.test(paymentId)) return 'a payment is named by letters, digits, - and _'
  const isTooLittle = [cents, monthly?.cents ?? cents].some((amount) => amount < LEAST_CENTS)
  return isTooLittle ? 'PayFast takes no less than R5' : null
}

const fieldsOf = (account: Account, checkout: Checkout): Field[] => [
  ['merchant_id', account.merchantId],
  ['merchant_key', account.merchantKey],
  ['return_url', checkout.returnUrl],
  ['cancel_url', checkout.cancelUrl],
  ['notify_url', checkout.notifyUrl],
  ['name_first', written(checkout.payer?.firstName, NAME_CHARS)],
  ['name_last', written(checkout.payer?.lastName, NAME_CHARS)],
  ['email_address', written(checkout.payer?.email, NAME_CHARS)],
  ['m_payment_id', checkout.paymentId],
  ['amount', amountOf(checkout.cents)],
  ['item_name', written(checkout.itemName, NAME_CHARS)],
  ['item_description', written(checkout.itemDescription, DESCRIPTION_CHARS)],
  ['custom_str1', checkout.orgId],
  ...(checkout.monthly ? monthlyFields(checkout.monthly) : []),
]

/** `amount` is taken at once, `recurring_amount` from `billing_date` on: without a date the second could be taken on the first day. */
const monthlyFields = ({ cents, from }: Monthly): Field[] => [
  ['subscription_type', '1'],
  ['billing_date', from],
  ['recurring_amount', amountOf(cents)],
  ['frequency', MONTHLY],
  ['cycles', WITHOUT_END],
]

/** A person's words as PayFast takes them, cut between whole characters. */
const written = (text = '', most: number): string =>
  Array.from(phpTrim(text.toWellFormed().replaceAll(REFUSED, ' ')))
    .slice(0, most)
    .join('')
