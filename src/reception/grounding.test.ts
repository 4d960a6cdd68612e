import { describe, expect, it } from 'vitest'

import { ungrounded } from './grounding.ts'

describe('the grounding check', () => {
  it.each([
    ['It is R1\u00A0100.', 'R1,100.00'],
    ['It is 1100 rand.', 'price: R1 100'],
    ['From R650', '650 rand'],
    ['R12 500.50 in all', 'R12,500.50'],
    ['We close at 14:00.', 'until 2pm'],
    ['We close at 2 p.m.', '14h00'],
    ['From 7:30', '07:30'],
    ['Noon is 12pm', '12:00'],
    ['Midnight is 12am', '00:00'],
    ['Call 082 555 0100', '+27825550100'],
    ['Call +27 82 555 0100', '0825550100'],
    ['See www.Example.com/menu.', 'https://example.com/menu'],
    ['Write to Hello@Example.com', 'hello@example.com'],
    ['10% off', '10 percent'],
    ['10,5 %', '10.5%'],
    ['On Saturday 28 November', '2026-11-28'],
    ['On Nov 28th', '28 November'],
    ['No figures at all, only 3 chairs and 24 hours', ''],
  ])('"%s" rests on "%s"', (text, source) => {
    expect(ungrounded(text, [source])).toEqual([])
  })

  it.each([
    ['It is R10.', 'R100', ['R10']],
    ['It is R100 to R150', 'R100', ['R150']],
    ['R1 100', 'R1 000', ['R1 100']],
    ['At 14:00', '4pm and 2am', ['14:00']],
    ['At 9:15am', '9:45', ['9:15am']],
    ['50% off', 'R50', ['50%']],
    ['50', 'nothing', []],
    ['Call 082 555 0101', '082 555 0100', ['082 555 0101']],
    [
      'Pay at https://pay.example.net/x',
      'https://pay.example.com/x',
      ['https://pay.example.net/x'],
    ],
    ['See evil.example.co.za', 'good.example.co.za', ['evil.example.co.za']],
    ['Write to boss@example.com', 'hello@example.com', ['boss@example.com']],
    ['On 29 November', '28 November', ['29 November']],
  ])('"%s" does not rest on "%s"', (text, source, found) => {
    expect(ungrounded(text, [source])).toEqual(found)
  })

  it('takes any one of several sources', () => {
    expect(ungrounded('R650 at 09:00', ['09:00', 'R650'])).toEqual([])
    expect(ungrounded('R650 at 09:00', [])).toEqual(['R650', '09:00'])
  })
})
