import { describe, expect, test } from 'vitest'

import type { Account } from './payfast-account.ts'
import { type Checkout, checkoutFields } from './payfast-checkout.ts'

const account: Account = {
  merchantId: '10026561',
  merchantKey: 'q1cd2rdny4a53',
  passphrase: 'Our-own_phrase-2026',
  mode: 'live',
}
const deposit: Checkout = {
  paymentId: 'pay-1_A',
  orgId: 'org-1',
  cents: 25_000,
  itemName: 'Deposit: braids',
  returnUrl: 'https://desk.example/pay/t?paid=1',
  cancelUrl: 'https://desk.example/pay/t',
  notifyUrl: 'https://desk.example/webhooks/payfast/org-1',
}
const subscription: Checkout = {
  ...deposit,
  cents: 79_900,
  itemName: 'Receptionist',
  payer: { firstName: 'Thandi', email: 'thandi@example.com' },
  monthly: { cents: 110_000, from: '2026-12-24' },
}

describe('the checkout form', () => {
  test('of a subscription asks R799 now and R1,100 a month from the day named [#48]', () => {
    expect(checkoutFields(account, subscription)).toEqual([
      ['merchant_id', '10026561'],
      ['merchant_key', 'q1cd2rdny4a53'],
      ['return_url', 'https://desk.example/pay/t?paid=1'],
      ['cancel_url', 'https://desk.example/pay/t'],
      ['notify_url', 'https://desk.example/webhooks/payfast/org-1'],
      ['name_first', 'Thandi'],
      ['email_address', 'thandi@example.com'],
      ['m_payment_id', 'pay-1_A'],
      ['amount', '799.00'],
      ['item_name', 'Receptionist'],
      ['custom_str1', 'org-1'],
      ['subscription_type', '1'],
      ['billing_date', '2026-12-24'],
      ['recurring_amount', '1100.00'],
      ['frequency', '3'],
      ['cycles', '0'],
      // Judged by PHP 8.2.
      ['signature', 'f5ab48fc52610f8230b1d87ee14f810d'],
    ])
  })

  test('of a deposit asks once', () => {
    const names = checkoutFields(account, deposit).map(([name]) => name)
    expect(names).not.toContain('subscription_type')
    expect(names).not.toContain('recurring_amount')
    expect(names.at(-1)).toBe('signature')
  })

  test('holds what is signed, trimmed, cut to what PayFast takes, and no blank field', () => {
    const fields = checkoutFields(account, {
      ...deposit,
      itemName: `  Wash\n\\ & "cut"\0 ${'é'.repeat(200)}`,
      itemDescription: '💇'.repeat(300),
      payer: { firstName: ' \t ', lastName: 'Mokoena \uD83D' },
    })
    const value = new Map(fields)
    expect(value.get('item_name')).toMatch(/^Wash {2}& "cut" {2}é+$/)
    expect(Array.from(value.get('item_name') ?? '')).toHaveLength(100)
    expect(value.get('item_description')).toBe('💇'.repeat(255))
    expect(value.get('name_last')).toBe('Mokoena \uFFFD')
    expect(value.has('name_first')).toBe(false)
  })

  test.each<[string, Partial<Checkout>]>([
    ['of less than R5', { cents: 499 }],
    ['of a part of a cent', { cents: 79_900.5 }],
    ['with later charges of less than R5', { monthly: { cents: 0, from: '2026-12-24' } }],
    ['under a name PayFast would change', { paymentId: 'pay 1' }],
    ['without a name', { paymentId: '' }],
  ])('%s is not made', (_about, wrong) => {
    expect(() => checkoutFields(account, { ...deposit, ...wrong })).toThrow(RangeError)
  })
})
