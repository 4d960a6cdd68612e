import { describe, expect, test } from 'vitest'

import {
  isAmount,
  type Notice,
  parseNotice,
  type Proof,
  proveNotice,
  type Unreadable,
} from './payfast-notice.ts'
import { type Field, joined, noticeSignature } from './payfast-sign.ts'

const ORG = '0d4d6a06-2b55-4d07-8f39-6f0f9d7f2f11'
const TOKEN = 'dc0521d3-55fe-269b-fa00-b647310d760f'
const account = { merchantId: '10026561', passphrase: 'stage-Pass_2026' }

const fields: Field[] = [
  ['m_payment_id', 'pay-1'],
  ['pf_payment_id', '1089250'],
  ['payment_status', 'COMPLETE'],
  ['item_name', 'Receptionist'],
  ['item_description', ''],
  ['amount_gross', '799.00'],
  ['amount_fee', '-18.37'],
  ['amount_net', '780.63'],
  ['custom_str1', ORG],
  ['custom_str2', ''],
  ['name_first', "Thandi & 'Zoë' ~*+"],
  ['name_last', ' Dlamini '],
  ['email_address', 'thandi@example.com'],
  ['merchant_id', '10026561'],
  ['token', TOKEN],
  ['billing_date', '2026-12-24'],
]
const replaced = (name: string, value: string) =>
  fields.map((field): Field => (field[0] === name ? [name, value] : field))
const signed = (given: readonly Field[], passphrase = account.passphrase) =>
  `${joined(given)}&signature=${noticeSignature(given, passphrase)}`
const genuine = signed(fields)

const read = (raw: string): Notice => {
  const answer = parseNotice(raw)
  if ('notice' in answer) return answer.notice
  throw new Error(`refused: ${answer.refused}`)
}
/** Why a body is turned away, by its reading or by its proofs; null where it is believed. */
const verdict = (raw: string): Unreadable | Proof | null => {
  const answer = parseNotice(raw)
  return 'refused' in answer ? answer.refused : proveNotice(answer.notice, { account, orgId: ORG })
}

describe('a genuine notice', () => {
  test('is read in our words and proven [#44] [#45]', () => {
    expect(read(genuine)).toMatchObject({
      merchantId: '10026561',
      providerId: '1089250',
      paymentId: 'pay-1',
      orgId: ORG,
      status: 'COMPLETE',
      itemName: 'Receptionist',
      grossCents: 79_900,
      token: TOKEN,
      billingDate: '2026-12-24',
    })
    expect(verdict(genuine)).toBeNull()
  })

  test('signed by PHP over odd signs, blanks and spaces is proven', () => {
    const body =
      'pf_payment_id=1089250&payment_status=COMPLETE&item_name=Caf%C3%A9+%26+%27Zo%C3%AB%27+%7E%2A%2B+%F0%9F%92%87&item_description=&amount_gross=799.00&custom_str1=org&name_last=+Dlamini++&email_address=a%0Ab%22c&merchant_id=10026561&signature=d26f5108937983b1bbc57a869274aafb'
    const notice = read(body)
    expect(notice.itemName).toBe("Café & 'Zoë' ~*+ 💇")
    expect(proveNotice(notice, { account })).toBeNull()
  })

  test('in another order of fields is as genuine when it was signed so', () => {
    const turned = signed([...fields.slice(8), ...fields.slice(0, 8)])
    expect(verdict(turned)).toBeNull()
    expect(read(turned).grossCents).toBe(79_900)
  })

  test('with its spaces as %20, as no PHP writes them, says the same and is proven', () => {
    expect(verdict(genuine.replaceAll('+', '%20'))).toBeNull()
  })

  test('with a bare % is read as PHP reads it', () => {
    const raw = signed(replaced('item_name', '100% yours')).replace('100%25', '100%')
    expect(verdict(raw)).toBeNull()
    expect(read(raw).itemName).toBe('100% yours')
  })

  test('of a cancelled run has no amount and a blank billing date at most', () => {
    const cancelled = fields
      .filter(([name]) => !name.startsWith('amount_'))
      .map((field): Field => (field[0] === 'payment_status' ? [field[0], 'CANCELLED'] : field))
      .map((field): Field => (field[0] === 'billing_date' ? [field[0], ''] : field))
    expect(verdict(signed(cancelled))).toBeNull()
    expect(read(signed(cancelled))).toMatchObject({ grossCents: null, billingDate: null })
  })

  test('with a status we do not know is read, for the record', () => {
    expect(read(signed(replaced('payment_status', 'PENDING'))).status).toBe('PENDING')
  })
})

const flip = (raw: string, from: string, to: string) => {
  if (!raw.includes(from)) throw new Error(`no ${from}`)
  return raw.replace(from, to)
}

describe('a notice is turned away [#44] [#45]', () => {
  test.each<[about: string, raw: string, because: Unreadable | Proof]>([
    ['whose amount was changed', flip(genuine, '799.00', '799.01'), 'signature'],
    ['whose status was changed', flip(genuine, 'COMPLETE', 'CANCELLED'), 'signature'],
    ['whose name lost a letter', flip(genuine, 'Receptionist', 'Receptionis'), 'signature'],
    ['that lost the space at a value’s end', flip(genuine, '+Dlamini+', '+Dlamini'), 'signature'],
    ['that lost a blank field', flip(genuine, '&item_description=', ''), 'signature'],
    ['that gained a blank field', flip(genuine, '&token=', '&custom_str3=&token='), 'signature'],
    ['whose ~ became a space', flip(genuine, '%7E', '+'), 'signature'],
    ['whose * became +', flip(genuine, '%2A', '%2B'), 'signature'],
    ['whose quote was taken away', flip(genuine, '%27', ''), 'signature'],
    ['with a line break added', flip(genuine, 'Receptionist', 'Receptionist%0A'), 'signature'],
    ['in another letter case', flip(genuine, 'Receptionist', 'receptionist'), 'signature'],
    [
      'whose fields changed their order',
      flip(
        flip(genuine, 'm_payment_id=pay-1&', ''),
        'pf_payment_id=1089250&',
        'pf_payment_id=1089250&m_payment_id=pay-1&',
      ),
      'signature',
    ],
    ['signed with another passphrase', signed(fields, 'stage-pass_2026'), 'signature'],
    ['signed without a passphrase', signed(fields, ''), 'signature'],
    [
      'of another merchant, though signed with our passphrase',
      signed(replaced('merchant_id', '10026562')),
      'merchant',
    ],
    [
      'of another organisation, though genuine',
      signed(replaced('custom_str1', ORG.replace('0', '1'))),
      'organisation',
    ],
    ['of no organisation, though genuine', signed(replaced('custom_str1', '')), 'organisation'],
    ['with a field after the signature', `${genuine}&amount_gross=0.01`, 'repeated'],
    ['with a new field after the signature', `${genuine}&payment_method=cc`, 'trailing'],
    ['with a blank after the signature', `${genuine}&`, 'encoding'],
    ['with a field named twice', flip(genuine, '&token=', '&custom_str1=x&token='), 'repeated'],
    ['with a field named twice in other letters', `custom%5Fstr1=x&${genuine}`, 'repeated'],
    ['with two signatures', `${genuine}&signature=${'0'.repeat(32)}`, 'repeated'],
    ['with its signature first', genuine.replace(/(.*)&(signature=.*)/s, '$2&$1'), 'trailing'],
    ['without a signature', joined(fields), 'unsigned'],
    ['with a blank signature', `${joined(fields)}&signature=`, 'signature shape'],
    [
      'with a signature in capitals',
      genuine.replace(/[\da-f]{32}$/, (hex) => hex.toUpperCase()),
      'signature shape',
    ],
    ['with a signature too short', genuine.slice(0, -1), 'signature shape'],
    ['with a signature too long', `${genuine}0`, 'signature shape'],
    ['with a line break at its end', `${genuine}\n`, 'signature shape'],
    ['that is no UTF-8', flip(genuine, 'Receptionist', '%C3%28'), 'encoding'],
    ['with a word that is no field', flip(genuine, '&token=', '&token&x='), 'encoding'],
    ['with a nameless field', `=x&${genuine}`, 'encoding'],
    ['that is empty', '', 'encoding'],
    ['that is JSON', JSON.stringify(Object.fromEntries(fields)), 'encoding'],
    ['without a merchant', signed(fields.filter(([name]) => name !== 'merchant_id')), 'incomplete'],
    [
      'complete, but without an amount',
      signed(fields.filter(([name]) => name !== 'amount_gross')),
      'incomplete',
    ],
    ['complete, but with a blank amount', signed(replaced('amount_gross', '')), 'incomplete'],
    [
      'complete, but naming no payment',
      signed(fields.filter(([name]) => name !== 'pf_payment_id')),
      'incomplete',
    ],
    ['with an amount in powers of ten', signed(replaced('amount_gross', '7.99e2')), 'amount'],
    ['with an amount below nought', signed(replaced('amount_gross', '-799.00')), 'amount'],
    ['with an amount with a comma', signed(replaced('amount_gross', '799,00')), 'amount'],
    ['with thousandths', signed(replaced('amount_gross', '799.000')), 'amount'],
  ])('%s', (_about, raw, because) => {
    expect(verdict(raw)).toBe(because)
  })

  test('whatever it is signed with, where the account has no passphrase', () => {
    const open = { account: { ...account, passphrase: '' } }
    expect(proveNotice(read(signed(fields, '')), open)).toBe('signature')
  })

  test('when any one of its signs is changed', () => {
    for (let place = 0; place < genuine.length; place += 1) {
      const other = genuine[place] === 'x' ? 'y' : 'x'
      const raw = genuine.slice(0, place) + other + genuine.slice(place + 1)
      if (verdict(raw) === null) throw new Error(`believed with another sign at ${place}`)
    }
    expect(verdict(genuine)).toBeNull()
  })

  test('with an amount that is off by one cent', () => {
    expect(isAmount(read(genuine), 79_900)).toBe(true)
    for (const cents of [79_899, 79_901, 110_000, 0])
      expect(isAmount(read(genuine), cents)).toBe(false)
  })
})

describe('at our own address', () => {
  test('the signed organisation alone says whose payment it is', () => {
    expect(proveNotice(read(genuine), { account })).toBeNull()
    expect(read(genuine).orgId).toBe(ORG)
  })
})
