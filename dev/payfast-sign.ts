/**
 * PayFast's rules by another hand than src/vendors/payfast-sign.ts, so that the two check each other: bytes in, PHP's words out.
 */
import { createHash } from 'node:crypto'

export type Pair = [name: string, value: string]

const PLAIN = new Set(
  Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.'),
)
const SPACE = 0x20

export const urlencode = (text: string): string =>
  Array.from(Buffer.from(text), (byte) => {
    if (PLAIN.has(byte)) return String.fromCharCode(byte)
    return byte === SPACE ? '+' : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }).join('')

const urldecode = (text: string): string => {
  const source = Buffer.from(text.replaceAll('+', ' '))
  const bytes: number[] = []
  for (let at = 0; at < source.length; at += 1) {
    const hex = /^%([\da-f]{2})$/i.exec(source.toString('latin1', at, at + 3))?.[1]
    bytes.push(hex === undefined ? (source[at] ?? 0) : Number.parseInt(hex, 16))
    if (hex !== undefined) at += 2
  }
  return Buffer.from(bytes).toString()
}

/** The pairs of a form's body, in order. */
export const pairsOf = (body: string): Pair[] =>
  body
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const [name = '', ...value] = part.split('=')
      return [urldecode(name), urldecode(value.join('='))]
    })

export const query = (pairs: readonly Pair[]): string =>
  pairs.map(([name, value]) => `${name}=${urlencode(value)}`).join('&')

const CHECKOUT = `
  merchant_id merchant_key return_url cancel_url notify_url notify_method fica_idnumber
  name_first name_last email_address cell_number
  m_payment_id amount item_name item_description
  custom_int1 custom_int2 custom_int3 custom_int4 custom_int5
  custom_str1 custom_str2 custom_str3 custom_str4 custom_str5
  email_confirmation confirmation_address currency payment_method
  subscription_type billing_date recurring_amount frequency cycles
  subscription_notify_email subscription_notify_webhook subscription_notify_buyer
`
  .trim()
  .split(/\s+/)

export const checkoutDigest = (form: ReadonlyMap<string, string>, passphrase: string): string => {
  const pairs = CHECKOUT.filter((name) => trimmed(form.get(name)) !== '').map((name): Pair => [
    name,
    trimmed(form.get(name)),
  ])
  return digest([...pairs, ['passphrase', passphrase]])
}

export const noticeDigest = (pairs: readonly Pair[], passphrase: string): string =>
  digest([...pairs, ['passphrase', passphrase]])

export const callDigest = (values: ReadonlyMap<string, string>, passphrase: string): string => {
  const all = new Map([...values, ['passphrase', passphrase]])
  all.delete('signature')
  all.delete('testing')
  const pairs = [...all].filter(([, value]) => value !== '')
  return digest(pairs.sort(([one], [two]) => Buffer.compare(Buffer.from(one), Buffer.from(two))))
}

const BLANKS = [0x20, 0x09, 0x0a, 0x0d, 0x00, 0x0b].map((code) => String.fromCharCode(code))
export const trimmed = (text = ''): string => {
  const letters = text.split('')
  while (BLANKS.includes(letters[0] ?? '-')) letters.shift()
  while (BLANKS.includes(letters.at(-1) ?? '-')) letters.pop()
  return letters.join('')
}
const digest = (pairs: readonly Pair[]): string =>
  createHash('md5').update(query(pairs)).digest('hex')
