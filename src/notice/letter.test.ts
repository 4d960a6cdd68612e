import { describe, expect, test } from 'vitest'

import { type From, letterOf } from './letter.ts'
import type { Notice } from './notice.ts'

const chat: Notice = {
  id: 'n',
  kind: 'needs_you',
  business: 'Sea Point Plumbers',
  timezone: 'Africa/Johannesburg',
  conversationId: 'c',
  state: 'needs_human',
  reason: 'Asks for a person',
  customerName: 'Lerato',
  customerPhone: '+27825550111',
  health: null,
  healthAt: null,
  vatNumber: null,
  paidCents: null,
  paidAt: null,
  paymentReference: null,
  requestCents: null,
  requestPurpose: null,
  openedAt: new Date('2026-11-24T08:00:00Z'),
  trialEndsAt: null,
  hasPaid: false,
  at: new Date('2026-11-24T08:00:00Z'),
}
const number: Notice = { ...chat, kind: 'disconnected', health: 'down' }
const from: From = { origin: 'https://desk.example', seller: null }

describe('the letter of a chat', () => {
  test('names the customer, or their number, or neither', () => {
    const named = (more: Partial<Notice>) => letterOf({ ...chat, ...more }, from)?.slots
    expect(named({})).toMatchObject({ customer: 'Lerato' })
    expect(named({ customerName: null })).toMatchObject({ customer: '+27 82 555 0111' })
    expect(named({ customerName: ' \n ' })).toMatchObject({ customer: '+27 82 555 0111' })
    expect(named({ customerName: null, customerPhone: null })).toMatchObject({
      customer: 'A customer',
    })
  })

  test.each([
    ['needs_human', 'why', true],
    ['needs_human', null, true],
    ['human', 'why', true],
    ['human', null, false],
    ['closed', 'why', true],
    ['closed', null, false],
    ['ai', 'why', false],
    ['blocked', 'why', false],
  ] as const)('that is %s with the reason %s is written: %s', (state, reason, written) => {
    expect(letterOf({ ...chat, state, reason }, from) !== null).toBe(written)
  })

  test('is one line whatever a customer typed [#61]', () => {
    const odd = 'a\r\nb\0c\u0085d\u2028e\u2029f\u202Eg\u2066h\ti'
    const letter = letterOf({ ...chat, customerName: odd, reason: odd }, from)
    expect(letter?.slots).toMatchObject({
      customer: 'a b c d e f g h i',
      reason: 'a b c d e f g h i',
    })
  })
})

describe('the letter of a number', () => {
  test('says since when, by the clock of the business', () => {
    const healthAt = new Date('2026-11-24T22:30:00Z')
    expect(letterOf({ ...number, healthAt }, from)).toEqual({
      kind: 'disconnected',
      slots: {
        business: 'Sea Point Plumbers',
        since: 'Wed 25 Nov, 00:30',
        url: 'https://desk.example/connect',
      },
    })
  })

  test('is not written once it works again', () => {
    expect(letterOf({ ...number, health: 'working' }, from)).toBeNull()
  })
})

describe('the letter of a trial', () => {
  const ending: Notice = { ...chat, kind: 'trial_ending' }
  const over: Notice = { ...chat, kind: 'trial_over' }

  test('says on which day it ends, by the clock of the business', () => {
    expect(letterOf(ending, from)?.slots).toMatchObject({ on: 'Tuesday 8 December' })
    const late = { ...ending, openedAt: new Date('2026-11-24T22:30:00Z') }
    expect(letterOf(late, from)?.slots).toMatchObject({ on: 'Wednesday 9 December' })
    const moved = { ...ending, trialEndsAt: new Date('2026-12-01T08:00:00Z') }
    expect(letterOf(moved, from)?.slots).toMatchObject({ on: 'Tuesday 1 December' })
  })

  test('is not written for who has paid meanwhile', () => {
    for (const notice of [ending, over]) {
      expect(letterOf(notice, from)).not.toBeNull()
      expect(letterOf({ ...notice, hasPaid: true }, from)).toBeNull()
    }
  })
})

describe('the letter of a payment', () => {
  const paid: Notice = {
    ...chat,
    kind: 'receipt',
    paidCents: 110_000,
    paidAt: new Date('2026-12-24T06:00:00Z'),
    paymentReference: '1089250',
  }

  const slots = {
    business: 'Sea Point Plumbers',
    amount: 'R1\u00A0100',
    on: 'Thu 24 Dec 2026',
    reference: '1089250',
    url: 'https://desk.example/subscription',
  }

  test('is a receipt that says nothing of VAT, since who is not registered charges none', () => {
    expect(letterOf(paid, from)?.slots).toEqual({ ...slots, invoice: '' })
    expect(letterOf({ ...paid, vatNumber: '4123456789' }, from)?.slots).toEqual({
      ...slots,
      business: 'Sea Point Plumbers (VAT number 4123456789)',
      invoice: '',
    })
  })

  test('is a tax invoice once we are registered: the words, who we are, number, date, what, and the VAT', () => {
    const seller = {
      name: 'Frontdesk (Pty) Ltd',
      address: '1 Long Street, Cape Town, 8001',
      vatNumber: '4987654321',
    }
    const letter = letterOf({ ...paid, vatNumber: '4123456789' }, { ...from, seller })
    expect(letter?.slots).toMatchObject({
      invoice:
        'Tax invoice 1089250, Thu 24 Dec 2026. Supplier: Frontdesk (Pty) Ltd, 1 Long Street, Cape Town, 8001, VAT number 4987654321. ' +
        'Customer: Sea Point Plumbers (VAT number 4123456789). Frontdesk receptionist, one month: R1\u00A0100, which includes R143.48 VAT at 15%.',
    })
  })

  test('is not written without a payment', () => {
    expect(letterOf({ ...paid, paidCents: null }, from)).toBeNull()
  })
})
