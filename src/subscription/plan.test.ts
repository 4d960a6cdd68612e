import { describe, expect, test } from 'vitest'

import {
  FIRST_MONTH_CENTS,
  isDue,
  MONTH_CENTS,
  monthAfter,
  type PlanName,
  planAllows,
  plans,
  termsOf,
  type Usage,
} from './plan.ts'

const names: PlanName[] = ['trial', 'receptionist', 'unpaid']

describe('the price', () => {
  test('is R799 for the first month a business ever pays for, then R1,100 [#48]', () => {
    expect(termsOf({ hasPaidBefore: false, startsOn: '2026-11-24' })).toEqual({
      firstCents: 79_900,
      monthCents: 110_000,
      from: '2026-12-24',
    })
    expect(termsOf({ hasPaidBefore: true, startsOn: '2026-11-24' }).firstCents).toBe(110_000)
  })

  test.each([
    ['2026-11-24', '2026-12-24'],
    ['2026-12-28', '2027-01-28'],
    ['2026-12-29', '2027-01-28'],
    ['2026-12-31', '2027-01-28'],
    ['2027-01-31', '2027-02-28'],
    ['2028-01-31', '2028-02-28'],
  ])('paid on %s, is due again on %s, a day that every month has', (day, due) => {
    expect(monthAfter(day)).toBe(due)
  })

  test('is due to the cent: the first amount once, the monthly one ever again', () => {
    const terms = termsOf({ hasPaidBefore: false, startsOn: '2026-11-24' })
    expect(isDue(terms, [], FIRST_MONTH_CENTS)).toBe(true)
    expect(isDue(terms, [FIRST_MONTH_CENTS], FIRST_MONTH_CENTS)).toBe(false)
    expect(isDue(terms, [MONTH_CENTS], FIRST_MONTH_CENTS)).toBe(true)
    expect(isDue(terms, [FIRST_MONTH_CENTS, MONTH_CENTS, MONTH_CENTS], MONTH_CENTS)).toBe(true)
    for (const cents of [0, 1, 79_899, 79_901, 109_999, 110_001, 11_000_000])
      expect(isDue(terms, [], cents)).toBe(false)
  })
})

describe('a plan', () => {
  const none: Usage = { answers: 0, numbers: 0, members: 0 }

  test.each(['trial', 'receptionist'] as const)('%s allows up to its quotas', (name) => {
    const { answers, numbers, members } = plans[name]
    const full: Usage = { answers, numbers, members }
    const almost: Usage = { answers: answers - 1, numbers: numbers - 1, members: members - 1 }
    expect(planAllows(name, none)).toEqual({ answer: true, addNumber: true, addMember: true })
    expect(planAllows(name, almost)).toEqual({ answer: true, addNumber: true, addMember: true })
    expect(planAllows(name, full)).toEqual({ answer: false, addNumber: false, addMember: false })
  })

  test('reaches one quota without touching the others', () => {
    const { answers } = plans.receptionist
    expect(planAllows('receptionist', { ...none, answers: answers + 1 })).toEqual({
      answer: false,
      addNumber: true,
      addMember: true,
    })
  })

  test('unpaid allows nothing more', () => {
    expect(planAllows('unpaid', none)).toEqual({
      answer: false,
      addNumber: false,
      addMember: false,
    })
  })

  test('that costs more allows no less', () => {
    const [trial, paid, unpaid] = names.map((name) => plans[name])
    for (const quota of ['answers', 'numbers', 'members'] as const) {
      expect(paid?.[quota]).toBeGreaterThanOrEqual(trial?.[quota] ?? 0)
      expect(trial?.[quota]).toBeGreaterThanOrEqual(unpaid?.[quota] ?? 0)
    }
  })
})
