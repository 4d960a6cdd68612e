import { describe, expect, it } from 'vitest'

import { parseRand, showRand } from './money.ts'

describe('money', () => {
  it.each([
    [0, 'R0'],
    [79_900, 'R799'],
    [110_000, 'R1\u00A0100'],
    [110_050, 'R1\u00A0100.50'],
    [123_456_705, 'R1\u00A0234\u00A0567.05'],
    [-5_000, '-R50'],
  ])('shows %i cents as %s', (cents, shown) => {
    expect(showRand(cents)).toBe(shown)
  })

  it.each([
    ['1100', 110_000],
    ['1 100', 110_000],
    ['R1\u00A0100', 110_000],
    ['R 1,100.00', 110_000],
    ['r1100,5', 110_050],
    ['R0.05', 5],
    [' 12 500 ', 1_250_000],
  ])('reads %j as %i cents', (text, cents) => {
    expect(parseRand(text)).toBe(cents)
  })

  it.each([
    '',
    'R',
    'free',
    '1,10,0',
    '1100.555',
    '-5',
    '11 00',
    '1e3',
    'R1100 R200',
    '12345678901',
  ])('refuses %j as an amount', (text) => {
    expect(parseRand(text)).toBeNull()
  })

  it('reads back every amount it shows', () => {
    for (let cents = 0; cents < 200_000_000; cents += 1_234_567)
      expect(parseRand(showRand(cents))).toBe(cents)
  })
})
