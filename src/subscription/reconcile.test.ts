import { describe, expect, test } from 'vitest'

import { MONTH_CENTS } from './plan.ts'
import { reconcile, type Said } from './reconcile.ts'
import { newRun, type Run } from './run.ts'

const run = (more: Partial<Run> = {}): Run => ({
  ...newRun('run'),
  until: '2026-12-24',
  paymentIds: ['1'],
  ...more,
})
const said = (more: Partial<Said> = {}): Said => ({
  state: 'active',
  cents: MONTH_CENTS,
  runOn: '2026-12-24',
  paidCycles: 1,
  ...more,
})
const quiet = new Date('2026-12-01T08:00:00Z')
const nothing = { happened: [], mustEnd: false, alerts: [] }

describe('what PayFast says of a run', () => {
  test('that is as we have it means nothing', () => {
    expect(reconcile(run(), said(), quiet)).toEqual(nothing)
  })

  test.each([
    ['35 hours after its day began', '2026-12-25T09:00:00Z', 0],
    ['36 hours after its day began', '2026-12-25T10:00:00Z', 1],
  ])('with a date that passed and stayed is a missing payment, %s: %s', (_, at, count) => {
    for (const state of ['active', 'locked', 'failed', 'unknown']) {
      const { happened } = reconcile(run(), said({ state }), new Date(at))
      expect(happened).toHaveLength(count)
    }
    expect(reconcile(run(), said({ state: 'paused' }), new Date(at)).happened).toEqual([
      { type: 'paused', runId: 'run' },
    ])
  })

  test('with a later date, when the notice was lost, is believed', () => {
    const later = said({ runOn: '2027-01-24', paidCycles: 2 })
    const { happened } = reconcile(run(), later, new Date('2026-12-27T08:00:00Z'))
    expect(happened).toEqual([{ type: 'dated', runId: 'run', until: '2027-01-24', payments: 2 }])
  })

  test('with a later date because it is paused gives no month away', () => {
    const paused = said({ state: 'paused', runOn: '2027-01-24' })
    expect(reconcile(run({ isPaused: true }), paused, quiet)).toEqual(nothing)
  })

  test('that it is paused, or goes on, or has ended, is taken over', () => {
    const typesOf = (ours: Run, theirs: Said) =>
      reconcile(ours, theirs, quiet).happened.map(({ type }) => type)
    expect(typesOf(run(), said({ state: 'paused' }))).toEqual(['paused'])
    expect(typesOf(run({ isPaused: true }), said())).toEqual(['resumed'])
    expect(typesOf(run(), said({ state: 'cancelled' }))).toEqual(['cancelled_at_payfast'])
    expect(typesOf(run({ ending: 'asked' }), said({ state: 'complete' }))).toEqual([
      'cancelled_at_payfast',
    ])
  })

  test('that it goes on though it is to end means to tell PayFast again', () => {
    expect(reconcile(run({ ending: 'asked' }), said(), quiet)).toEqual({
      ...nothing,
      mustEnd: true,
    })
  })

  test('with another amount, or an earlier date, is for somebody to look at', () => {
    const odd = said({ cents: 79_900, runOn: '2026-11-30' })
    expect(reconcile(run(), odd, quiet).alerts).toEqual([
      'PayFast’s next date is not ours',
      'PayFast’s next amount is not ours',
    ])
  })
})
