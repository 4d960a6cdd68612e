import { describe, expect, it } from 'vitest'

import { publicHolidayOn, publicHolidays } from './holidays.ts'
import { hoursOn, openState, type Calendar } from './hours.ts'

const calendar: Calendar = {
  timezone: 'Africa/Johannesburg',
  onPublicHolidays: 'closed',
  hours: [1, 2, 3, 4, 5].flatMap((weekday) => [
    { id: `${weekday}pm`, weekday, opens: '13:30', closes: '17:00' },
    { id: `${weekday}am`, weekday, opens: '08:00', closes: '12:30' },
  ]),
  closures: [],
}
const nights: Calendar = {
  ...calendar,
  hours: [
    { id: 'fri', weekday: 5, opens: '18:00', closes: '02:00' },
    { id: 'sat', weekday: 6, opens: '18:00', closes: '24:00' },
  ],
}
const closure = {
  id: 'x',
  startsOn: '2026-11-24',
  endsOn: '2026-11-24',
  reason: 'Training',
  opens: null,
  closes: null,
}
const at = (local: string) => new Date(`${local}:00+02:00`)

describe('public holidays', () => {
  it('knows the twelve of 2026, and the Monday after the Sunday in August', () => {
    expect(publicHolidays(2026).map(({ date }) => date)).toEqual([
      '2026-01-01',
      '2026-03-21',
      '2026-04-03',
      '2026-04-06',
      '2026-04-27',
      '2026-05-01',
      '2026-06-16',
      '2026-08-09',
      '2026-08-10',
      '2026-09-24',
      '2026-12-16',
      '2026-12-25',
      '2026-12-26',
    ])
  })

  it.each([
    ['2026-12-16', 'Day of Reconciliation'],
    ['2027-03-26', 'Good Friday'],
    ['2027-03-29', 'Family Day'],
    ['2027-03-22', 'Human Rights Day (observed)'],
    ['2027-12-27', 'Day of Goodwill (observed)'],
    ['2028-04-14', 'Good Friday'],
    ['2035-03-26', 'Family Day'],
  ])('%s is %s', (day, name) => {
    expect(publicHolidayOn(day)?.name).toBe(name)
  })

  it('does not move a Sunday holiday onto another holiday', () => {
    const days = publicHolidays(2022).filter(({ date }) => date >= '2022-12-25')
    expect(days.map(({ date }) => date)).toEqual(['2022-12-25', '2022-12-26'])
  })

  it.each(['2026-12-24', '2026-04-05', '2027-03-28', '2026-03-23'])('%s is none', (day) => {
    expect(publicHolidayOn(day)).toBeNull()
  })
})

describe('hours of a day', () => {
  it('are those of the weekday, morning before afternoon', () => {
    expect(hoursOn(calendar, '2026-11-24')).toEqual({
      date: '2026-11-24',
      ranges: [
        { opens: '08:00', closes: '12:30' },
        { opens: '13:30', closes: '17:00' },
      ],
      why: 'weekday',
      name: null,
      refs: ['hours:2am', 'hours:2pm'],
    })
  })

  it('are none on a public holiday, and the usual ones where the business works on it', () => {
    expect(hoursOn(calendar, '2026-12-16')).toMatchObject({ ranges: [], why: 'public_holiday' })
    const working = hoursOn({ ...calendar, onPublicHolidays: 'open' }, '2026-12-16')
    expect(working.ranges).toHaveLength(2)
    expect(working.name).toBe('Day of Reconciliation')
  })

  it('follow a closure before the holiday and the weekday', () => {
    const special = {
      ...closure,
      startsOn: '2026-12-16',
      endsOn: '2026-12-16',
      opens: '09:00',
      closes: '11:00',
    }
    expect(hoursOn({ ...calendar, closures: [special] }, '2026-12-16')).toMatchObject({
      ranges: [{ opens: '09:00', closes: '11:00' }],
      why: 'closure',
      refs: ['closure:x'],
    })
  })

  it('follow the shortest of several closures: a morning inside a closed fortnight', () => {
    const fortnight = { ...closure, id: 'long', startsOn: '2026-11-20', endsOn: '2026-12-03' }
    const morning = { ...closure, id: 'short', opens: '09:00', closes: '10:00' }
    const day = hoursOn({ ...calendar, closures: [fortnight, morning] }, '2026-11-24')
    expect(day.refs).toEqual(['closure:short'])
    expect(day.ranges).toHaveLength(1)
  })

  it('count both end days of a closure and not the day after', () => {
    const two = { ...calendar, closures: [{ ...closure, endsOn: '2026-11-25' }] }
    expect(hoursOn(two, '2026-11-25').ranges).toEqual([])
    expect(hoursOn(two, '2026-11-26').ranges).toHaveLength(2)
  })
})

describe('open or closed', () => {
  it.each([
    ['2026-11-24T08:00', '2026-11-24', '12:30'],
    ['2026-11-24T12:29', '2026-11-24', '12:30'],
    ['2026-11-24T16:59', '2026-11-24', '17:00'],
  ])('at %s it is open until %s %s', (local, date, time) => {
    expect(openState(calendar, at(local))).toMatchObject({ open: true, until: { date, time } })
  })

  it.each([
    ['2026-11-24T03:00', '2026-11-24', '08:00'],
    ['2026-11-24T12:30', '2026-11-24', '13:30'],
    ['2026-11-24T17:00', '2026-11-25', '08:00'],
    ['2026-11-27T17:30', '2026-11-30', '08:00'],
    ['2026-12-15T18:00', '2026-12-17', '08:00'],
    ['2026-12-24T18:00', '2026-12-28', '08:00'],
  ])('at %s it is closed until %s %s', (local, date, time) => {
    expect(openState(calendar, at(local))).toMatchObject({ open: false, opens: { date, time } })
  })

  it('a night reaches into the next morning, even onto a day that is closed', () => {
    const shut = {
      ...nights,
      closures: [{ ...closure, startsOn: '2026-11-28', endsOn: '2026-11-28' }],
    }
    for (const one of [nights, shut])
      expect(openState(one, at('2026-11-28T01:59'))).toMatchObject({
        open: true,
        until: { date: '2026-11-28', time: '02:00' },
      })
    expect(openState(nights, at('2026-11-28T02:00')).open).toBe(false)
    expect(openState(shut, at('2026-11-28T19:00')).open).toBe(false)
  })

  it('24:00 belongs to the day that ends', () => {
    expect(openState(nights, at('2026-11-28T23:59'))).toMatchObject({
      until: { date: '2026-11-28', time: '24:00' },
    })
    expect(openState(nights, at('2026-11-29T00:00')).open).toBe(false)
  })

  it('a business that never closes has no closing time', () => {
    const always = {
      ...calendar,
      onPublicHolidays: 'open' as const,
      hours: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({
        id: `${weekday}`,
        weekday,
        opens: '00:00',
        closes: '24:00',
      })),
    }
    expect(openState(always, at('2026-11-24T03:00'))).toMatchObject({ open: true, until: null })
  })

  it('does not promise an opening more than fourteen days ahead', () => {
    const away = { ...calendar, closures: [{ ...closure, endsOn: '2026-12-31' }] }
    expect(openState(away, at('2026-11-24T10:00'))).toMatchObject({ open: false, opens: null })
    const back = { ...calendar, closures: [{ ...closure, endsOn: '2026-12-07' }] }
    expect(openState(back, at('2026-11-24T10:00'))).toMatchObject({
      opens: { date: '2026-12-08', time: '08:00' },
    })
  })

  it('keeps the clock of the business, not of the server', () => {
    const london = { ...calendar, timezone: 'Europe/London' }
    expect(openState(london, new Date('2026-07-01T07:30:00Z')).open).toBe(true)
    expect(openState(london, new Date('2026-11-24T07:30:00Z')).open).toBe(false)
  })
})
