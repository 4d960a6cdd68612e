import { describe, expect, it } from 'vitest'

import { daysIn } from './days.ts'

/** A Tuesday. */
const today = '2026-11-24'

describe('the days a text names', () => {
  it.each([
    ['are you open today', '2026-11-24'],
    ['oop vandag?', '2026-11-24'],
    ['namhlanje', '2026-11-24'],
    ['tomorrow morning', '2026-11-25'],
    ['2moro', '2026-11-25'],
    ['is julle môre oop', '2026-11-25'],
    ['is julle more oop', '2026-11-25'],
    ['niyavula kusasa', '2026-11-25'],
    ['nivula ngomso', '2026-11-25'],
    ['the day after tomorrow', '2026-11-26'],
    ['oormôre', '2026-11-26'],
    ['on Saturday', '2026-11-28'],
    ['vrydag', '2026-11-27'],
    ['ngomgqibelo', '2026-11-28'],
    ['tuesday', '2026-11-24'],
    ['next tuesday', '2026-12-01'],
    ['16 December', '2026-12-16'],
    ['Dec 16th', '2026-12-16'],
    ['die 16de desember', '2026-12-16'],
    ['16/12', '2026-12-16'],
    ['2026-12-16', '2026-12-16'],
    ['wed 16 dec', '2026-12-16'],
    ['the 3rd', '2026-12-03'],
    ['3 january', '2027-01-03'],
    ['christmas', '2026-12-25'],
    ['Christmas Eve', '2026-12-24'],
    ["New Year's Eve", '2026-12-31'],
    ['new years day', '2027-01-01'],
    ['heritage day', '2027-09-24'],
    ['good friday', '2027-03-26'],
  ])('"%s" is %s', (text, date) => {
    expect(daysIn(text, today)).toEqual([{ date }])
  })

  it('takes a plural for every week, and the weekend for both its days', () => {
    expect(daysIn('do you open on Sundays', today)).toEqual([{ weekday: 7 }])
    expect(daysIn('weekends', today)).toEqual([{ weekday: 6 }, { weekday: 7 }])
  })

  it('finds several days', () => {
    expect(daysIn('friday or saturday', today)).toEqual([
      { date: '2026-11-27' },
      { date: '2026-11-28' },
    ])
  })

  it.each([
    'goeie môre',
    'one more thing',
    'how much more',
    '31 February',
    '99/99',
    'my son',
    'second hand',
    'market 5',
    '',
  ])('"%s" names no day', (text) => {
    expect(daysIn(text, today)).toEqual([])
  })
})
