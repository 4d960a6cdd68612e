import { describe, expect, test } from 'vitest'

import type { OpenRequest } from './briefing.ts'
import { answer, composed, salon } from './testing.ts'

const deposit: OpenRequest = {
  id: 'r1',
  cents: 50_000,
  purpose: 'Deposit, Saturday 10:00',
  url: 'https://desk.example/pay/aBc-1',
}

describe('a customer who was asked to pay', () => {
  test.each([
    'How can I pay?',
    'Please send me the link again',
    'the payment link doesn’t work',
    'I want to pay my deposit now',
    'Hoe betaal ek?',
    'where must I pay',
    'Ngikhokha kanjani?',
  ])('is sent the link where they write “%s”', (said) => {
    expect(answer(salon, said, { requests: [deposit] })).toContain(
      `R500 for “Deposit, Saturday 10:00”: ${deposit.url}`,
    )
  })

  test('is sent every link that can be paid, and each rests on its request', () => {
    const other = { ...deposit, id: 'r2', cents: 35_050, url: 'https://desk.example/pay/other' }
    const said = composed(salon, 'How do I pay?', { requests: [deposit, other] })
    expect(said).toMatchObject({
      act: 'reply',
      intent: 'payment_link',
      evidence: [{ ref: 'request:r1' }, { ref: 'request:r2' }],
    })
  })

  test.each(['What are your hours?', 'How much is a blow wave?', 'Can I pay by card at the shop?'])(
    'is answered as always where they ask “%s”',
    (said) => {
      expect(answer(salon, said, { requests: [deposit] })).toBe(answer(salon, said))
    },
  )

  test('and says it was charged twice is given to a person', () => {
    const said = composed(salon, 'You charged me twice, how do I pay', { requests: [deposit] })
    expect(said).toMatchObject({ act: 'handover' })
  })
})

test('whoever was asked for nothing is sent no link', () => {
  expect(answer(salon, 'How can I pay?')).toBe(answer(salon, 'How can I pay?', { requests: [] }))
  expect(answer(salon, 'Please send me the payment link')).not.toContain('/pay/')
})
