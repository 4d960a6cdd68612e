import { describe, expect, it } from 'vitest'

import {
  addDays,
  addMonths,
  daysBetween,
  isDay,
  localParts,
  sameDay,
  showDay,
  showMoment,
  showRecent,
  showShortDay,
  weekdayOf,
} from './time.ts'

const zone = 'Africa/Johannesburg'

describe('time', () => {
  it.each([
    ['2026-11-24T22:30:00Z', zone, { date: '2026-11-25', time: '00:30', weekday: 3 }],
    ['2026-11-24T22:00:00Z', zone, { date: '2026-11-25', time: '00:00', weekday: 3 }],
    ['2026-12-31T21:59:59Z', zone, { date: '2026-12-31', time: '23:59', weekday: 4 }],
    ['2026-07-01T12:00:00Z', 'Europe/London', { date: '2026-07-01', time: '13:00', weekday: 3 }],
    ['2026-11-29T12:00:00Z', 'UTC', { date: '2026-11-29', time: '12:00', weekday: 7 }],
  ])('reads %s on the wall clock of %s', (instant, name, parts) => {
    expect(localParts(new Date(instant), name)).toEqual(parts)
  })

  it.each([
    ['2026-11-24', 1, '2026-12-24'],
    ['2026-12-24', 1, '2027-01-24'],
    ['2027-01-31', 1, '2027-02-28'],
    ['2028-01-31', 1, '2028-02-29'],
    ['2027-01-31', 2, '2027-03-31'],
    ['2026-08-31', 1, '2026-09-30'],
    ['2026-11-30', 15, '2028-02-29'],
    ['2026-03-31', -1, '2026-02-28'],
    ['2026-05-05', 0, '2026-05-05'],
  ])('is, after %s and %i months, %s', (day, count, after) => {
    expect(addMonths(day, count)).toBe(after)
  })

  it('refuses a zone that does not exist', () => {
    expect(() => localParts(new Date(0), 'Africa/Nowhere')).toThrow(RangeError)
  })

  it('counts days over months, years and leap days', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
    expect(addDays('2028-03-01', -1)).toBe('2028-02-29')
    expect(daysBetween('2026-12-25', '2027-01-04')).toBe(10)
    expect(daysBetween('2026-12-25', '2026-12-24')).toBe(-1)
    expect(weekdayOf('2026-11-29')).toBe(7)
  })

  it.each(['2026-02-29', '2026-13-01', '2026-1-1', '', 'tomorrow', '2026-11-24T00:00:00Z'])(
    'does not take %j for a day',
    (text) => {
      expect(isDay(text)).toBe(false)
    },
  )

  it('takes a leap day for a day', () => {
    expect(isDay('2028-02-29')).toBe(true)
  })

  it('writes days and moments without the commas of Intl', () => {
    expect(showDay('2026-11-28')).toBe('Saturday 28 November')
    expect(showShortDay('2026-12-05')).toBe('Sat 5 Dec')
    expect(showMoment(new Date('2026-11-28T06:00:00Z'), zone)).toBe('Sat 28 Nov, 08:00')
  })

  it.each([
    ['2026-11-24T22:01:00Z', '00:01'],
    ['2026-11-24T21:59:00Z', 'Yesterday'],
    ['2026-11-23T21:59:00Z', 'Mon 23 Nov'],
    ['2025-11-24T10:00:00Z', 'Mon 24 Nov 2025'],
  ])('shows %s in a list as %s', (instant, shown) => {
    const now = new Date('2026-11-25T10:00:00Z')
    expect(showRecent(new Date(instant), { now, zone })).toBe(shown)
  })

  it('turns the day at local midnight, not at midnight UTC', () => {
    const before = new Date('2026-11-24T21:59:00Z')
    expect(sameDay(before, new Date('2026-11-24T22:00:00Z'), zone)).toBe(false)
    expect(sameDay(before, new Date('2026-11-24T00:00:00Z'), zone)).toBe(true)
  })
})
