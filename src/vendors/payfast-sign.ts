/**
 * PayFast's signatures: three rules over one encoding, each an MD5 with the passphrase inside.
 * Checkout: documented order, trimmed, blanks left out. Notice: as received, blanks kept, untouched. API: alphabetical, the passphrase
 * sorted in. Web Crypto on Node knows no MD5, so this is the one file of the deployed code that imports node:crypto.
 */
import { createHash, timingSafeEqual } from 'node:crypto'

/** A name and its value, in an order that means something. */
export type Field = readonly [name: string, value: string]

/** As PHP's urlencode: letters, digits, - _ and . stay, a space is +, every other byte is %HH in capitals. */
export const phpUrlencode = (text: string): string =>
  encodeURIComponent(text.toWellFormed())
    .replaceAll(/[!'()*~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')

/** What PHP's trim takes away; JavaScript's own would take no-break spaces too. */
const BLANK = ' \t\n\r\0\v'
const isBlank = (text: string, place: number) => BLANK.includes(text.charAt(place))

export const phpTrim = (text: string): string => {
  let [from, to] = [0, text.length]
  while (from < to && isBlank(text, from)) from += 1
  while (to > from && isBlank(text, to - 1)) to -= 1
  return text.slice(from, to)
}

const NUMBERS = [1, 2, 3, 4, 5]
/** The order of the documentation is the order of signing. `setup` is not signed. */
const CHECKOUT_ORDER = [
  'merchant_id',
  'merchant_key',
  'return_url',
  'cancel_url',
  'notify_url',
  'notify_method',
  'fica_idnumber',
  'name_first',
  'name_last',
  'email_address',
  'cell_number',
  'm_payment_id',
  'amount',
  'item_name',
  'item_description',
  ...NUMBERS.map((number) => `custom_int${number}`),
  ...NUMBERS.map((number) => `custom_str${number}`),
  'email_confirmation',
  'confirmation_address',
  'currency',
  'payment_method',
  'subscription_type',
  'billing_date',
  'recurring_amount',
  'frequency',
  'cycles',
  'subscription_notify_email',
  'subscription_notify_webhook',
  'subscription_notify_buyer',
]

/** The fields that are signed, as they are signed: known, trimmed, not blank, in order. A form made of them cannot differ from its signature. */
export const signedFields = (fields: readonly Field[]): Field[] => {
  const values = new Map(fields)
  return CHECKOUT_ORDER.map((name): Field => [name, phpTrim(values.get(name) ?? '')]).filter(
    ([, value]) => value !== '',
  )
}

export const checkoutSignature = (fields: readonly Field[], passphrase: string): string =>
  md5(joined([...signedFields(fields), ['passphrase', phpTrim(passphrase)]]))

/** `fields` are a notice's as they arrived, without its signature. */
export const noticeSignature = (fields: readonly Field[], passphrase: string): string =>
  md5(joined([...fields, ['passphrase', passphrase]]))

const UNSIGNED = ['testing', 'signature']

/** `values` are a call's headers, body and query together. */
export const apiSignature = (
  values: Readonly<Record<string, string | number>>,
  passphrase: string,
): string => {
  const signed: Record<string, string | number> = { ...values, passphrase }
  const fields = Object.entries(signed)
    .map(([name, value]): Field => [name, String(value)])
    .filter(([name, value]) => value !== '' && !UNSIGNED.includes(name))
    .sort(([one], [other]) => (one < other ? -1 : 1))
  return md5(joined(fields))
}

/** "a=1&b=two+words". */
export const joined = (fields: readonly Field[]): string =>
  fields.map(([name, value]) => `${phpUrlencode(name)}=${phpUrlencode(value)}`).join('&')

/** Whether two digests in hex are the same, in a time that does not tell where they differ. */
export const sameDigest = (one: string, other: string): boolean => {
  const [left, right] = [new TextEncoder().encode(one), new TextEncoder().encode(other)]
  return left.length === right.length && timingSafeEqual(left, right)
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex')
