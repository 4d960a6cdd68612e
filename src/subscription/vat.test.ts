import { expect, test } from 'vitest'

import { VAT_NUMBER, vatIn } from './vat.ts'

test('the VAT inside a price is told to the cent: R143.48 of R1,100, R104.22 of R799', () => {
  expect(vatIn(110_000)).toBe(14_348)
  expect(vatIn(79_900)).toBe(10_422)
})

test('the VAT never loses a cent, and is 15 % of the rest to the cent', () => {
  for (let cents = 1; cents < 120_000; cents += 997) {
    const net = cents - vatIn(cents)
    expect(Math.abs(net * 0.15 - vatIn(cents))).toBeLessThan(0.6)
  }
})

test.each([
  '3123456789',
  '412345678',
  '41234567890',
  '4 23456789',
  '4123456789\n',
  '',
  'VAT4123456',
])('a VAT number is ten digits that begin with 4, so %j is none', (text) => {
  expect(VAT_NUMBER.test(text)).toBe(false)
})
