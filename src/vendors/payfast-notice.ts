/**
 * What PayFast tells us of a payment (its ITN), and the proofs that it is PayFast who tells it.
 * A notice is read from the raw text: the order of its fields and its blank ones are part of what is signed.
 */
import { isDay } from '../time.ts'
import type { Account } from './payfast-account.ts'
import { centsOf } from './payfast-amount.ts'
import { type Field, joined, noticeSignature, sameDigest } from './payfast-sign.ts'

export type Notice = {
  /** As they arrived, without the signature. */
  fields: readonly Field[]
  signature: string
  merchantId: string
  /** One payment at PayFast; with merchant and status it is told once, however often it arrives. */
  providerId: string
  /** Our own name for it, given at the checkout; blank where the account was charged otherwise. */
  paymentId: string
  orgId: string
  /** COMPLETE and CANCELLED are documented; anything else is kept and moves nothing. */
  status: string
  itemName: string
  /** Null in a notice that moves no money. */
  grossCents: number | null
  /** Names the run of monthly charges. */
  token: string | null
  billingDate: string | null
}

/** `encoding`: no form in UTF-8. `trailing`: something stands after the signature, which signs nothing there. */
export type Unreadable =
  | 'encoding'
  | 'repeated'
  | 'unsigned'
  | 'trailing'
  | 'signature shape'
  | 'incomplete'
  | 'amount'
type Read = { notice: Notice } | { refused: Unreadable }

export const parseNotice = (raw: string): Read => {
  const pairs = pairsOf(raw)
  if (!pairs) return { refused: 'encoding' }
  const refused = shapeProblem(pairs)
  if (refused !== null) return { refused }
  const fields = pairs.slice(0, -1)
  const value = new Map(pairs)
  const text = (name: string) => value.get(name) ?? ''
  const gross = text('amount_gross')
  const grossCents = gross === '' ? null : centsOf(gross)
  if (gross !== '' && grossCents === null) return { refused: 'amount' }
  const notice: Notice = {
    fields,
    signature: text('signature'),
    merchantId: text('merchant_id'),
    providerId: text('pf_payment_id'),
    paymentId: text('m_payment_id'),
    orgId: text('custom_str1'),
    status: text('payment_status'),
    itemName: text('item_name'),
    grossCents,
    token: text('token') || null,
    billingDate: isDay(text('billing_date')) ? text('billing_date') : null,
  }
  return isComplete(notice) ? { notice } : { refused: 'incomplete' }
}

/** Null where it is no form, or not in UTF-8. */
const pairsOf = (raw: string): Field[] | null => {
  try {
    const pairs = raw.split('&').map((pair) => {
      const at = pair.indexOf('=')
      return at < 1 ? null : fieldOf(pair, at)
    })
    const whole = pairs.filter((pair) => pair !== null)
    return whole.length === pairs.length ? whole : null
  } catch {
    return null
  }
}

const fieldOf = (pair: string, at: number): Field => [
  decoded(pair.slice(0, at)),
  decoded(pair.slice(at + 1)),
]

/** As PHP does, a % that begins no byte stands for itself. */
const decoded = (text: string): string =>
  decodeURIComponent(text.replaceAll('+', ' ').replaceAll(/%(?![\da-f]{2})/gi, '%25'))

const SIGNATURE = /^[\da-f]{32}$/

const shapeProblem = (pairs: readonly Field[]): Unreadable | null => {
  const names = new Set(pairs.map(([name]) => name))
  if (names.size < pairs.length) return 'repeated'
  if (!names.has('signature')) return 'unsigned'
  const [last, value] = pairs.at(-1) ?? ['', '']
  if (last !== 'signature') return 'trailing'
  return SIGNATURE.test(value) ? null : 'signature shape'
}

/** A completed payment without its amount, or any notice that names neither payment nor run, could be counted as nothing. */
const isComplete = ({ merchantId, providerId, status, grossCents, token }: Notice): boolean =>
  merchantId !== '' &&
  status !== '' &&
  (providerId !== '' || token !== null) &&
  (status !== 'COMPLETE' || (grossCents !== null && providerId !== ''))

export type Expected = {
  account: Pick<Account, 'merchantId' | 'passphrase'>
  /** Whom the address it arrived at belongs to: the address itself is not signed. Absent at our own. */
  orgId?: string
}

export const isSigned = (notice: Notice, { account }: Expected): boolean =>
  // Without a passphrase anyone can sign.
  account.passphrase !== '' &&
  sameDigest(notice.signature, noticeSignature(notice.fields, account.passphrase))

export const isFromMerchant = (notice: Notice, { account }: Expected): boolean =>
  notice.merchantId === account.merchantId

export const isForOrganisation = (notice: Notice, { orgId }: Expected): boolean =>
  notice.orgId !== '' && (orgId === undefined || notice.orgId === orgId)

/** To the cent: whoever fills in the form could have changed the amount. */
export const isAmount = ({ grossCents }: Notice, cents: number): boolean => grossCents === cents

const proofs = [
  { proof: 'signature', holds: isSigned },
  { proof: 'merchant', holds: isFromMerchant },
  { proof: 'organisation', holds: isForOrganisation },
] as const
/** Which of them failed, for the audit. */
export type Proof = (typeof proofs)[number]['proof']

/** The first proof that fails; null when all hold. The amount is proven against what we asked for, where that is read. */
export const proveNotice = (notice: Notice, expected: Expected): Proof | null =>
  proofs.find(({ holds }) => !holds(notice, expected))?.proof ?? null

/** What PayFast is asked to confirm: all it sent but the signature. */
export const confirmable = ({ fields }: Notice): string => joined(fields)
