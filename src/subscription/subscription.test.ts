import { describe, expect, test } from 'vitest'

import type { Happening } from './happening.ts'
import { differences } from './run.ts'
import {
  newSubscription,
  next,
  offer,
  paidUntil,
  planOf,
  type Subscription,
  surplusRuns,
} from './subscription.ts'

const start = new Date('2026-11-24T10:00:00+02:00')
/** That day at ten in Johannesburg. */
const on = (day: string) => new Date(`${day}T10:00:00+02:00`)
const A = 'aaaaaaaa-0000-4000-8000-000000000001'
const B = 'bbbbbbbb-0000-4000-8000-000000000002'

const paid = (paymentId: string, runId = A, until = '2026-12-24'): Happening => ({
  type: 'payment_complete',
  runId,
  paymentId,
  until,
})
const cancelled = (runId = A): Happening => ({ type: 'cancelled_at_payfast', runId })
const clock: Happening = { type: 'clock' }

/** A new subscription after these, each on its day. */
const after = (...story: [day: string, happened: Happening][]): Subscription =>
  story.reduce(
    (subscription, [day, happened]) => next(subscription, happened, on(day)),
    newSubscription(start),
  )
const shown = (subscription: Subscription) => [subscription.state, paidUntil(subscription)]

describe('a trial', () => {
  test('lasts fourteen days, then lapses', () => {
    expect(shown(after(['2026-12-07', clock]))).toEqual(['trial', null])
    expect(after(['2026-12-08', clock]).state).toBe('lapsed')
    expect(
      next(newSubscription(start), clock, new Date(start.getTime() + 14 * 864e5 - 1)).state,
    ).toBe('trial')
  })

  test('becomes active by its first payment, also after its end', () => {
    expect(shown(after(['2026-11-30', paid('1')]))).toEqual(['active', '2026-12-24'])
    const late = after(['2026-12-10', clock], ['2026-12-11', paid('1', A, '2027-01-11')])
    expect(shown(late)).toEqual(['active', '2027-01-11'])
  })

  test('can be ended early, and is never made longer', () => {
    const over = after(['2026-11-26', { type: 'trial_over' }])
    expect(over.state).toBe('lapsed')
    const again = next(over, { type: 'trial_over' }, on('2026-12-24'))
    expect(again.trialEndsAt).toEqual(on('2026-11-26'))
  })
})

describe('an active subscription', () => {
  test('is paid for a calendar month more by each renewal', () => {
    const story = after(['2026-11-24', paid('1')], ['2026-12-24', paid('2')])
    expect(shown(story)).toEqual(['active', '2027-01-24'])
    const third = next(story, paid('3'), on('2027-01-24'))
    expect(shown(third)).toEqual(['active', '2027-02-24'])
  })

  test('from a month’s last day keeps to the month’s end', () => {
    const until = (count: number) =>
      paidUntil(
        after(
          ...Array.from({ length: count }, (_, n): [string, Happening] => [
            '2027-01-31',
            paid(String(n), A, '2027-01-31'),
          ]),
        ),
      )
    expect([1, 2, 3, 4].map(until)).toEqual([
      '2027-01-31',
      '2027-02-28',
      '2027-03-31',
      '2027-04-30',
    ])
  })

  test('that is renewed early is paid for longer, not from earlier', () => {
    expect(shown(after(['2026-11-24', paid('1')], ['2026-12-10', paid('2')]))).toEqual([
      'active',
      '2027-01-24',
    ])
  })

  test('is not told of a failed renewal: two days are doubt, five are grace, then it lapses', () => {
    let subscription = after(['2026-11-24', paid('1')])
    const states: string[] = []
    for (const day of ['23', '24', '25', '26', '27', '28', '29', '30', '31']) {
      subscription = next(subscription, clock, on(`2026-12-${day}`))
      states.push(`${day} ${subscription.state}`)
    }
    expect(states).toEqual([
      '23 active',
      '24 active',
      '25 active',
      '26 past_due',
      '27 past_due',
      '28 past_due',
      '29 past_due',
      '30 past_due',
      '31 lapsed',
    ])
  })

  test('is past due at once where PayFast was asked and says so, and only once the day has come', () => {
    const missing: Happening = { type: 'payment_missing', runId: A }
    const early = after(['2026-11-24', paid('1')], ['2026-12-23', missing])
    expect([early.state, early.pastDueAt]).toEqual(['active', null])
    const due = next(early, missing, on('2026-12-24'))
    expect([due.state, due.pastDueAt]).toEqual(['past_due', on('2026-12-24')])
    const repeated = next(due, missing, on('2026-12-27'))
    expect(repeated.pastDueAt).toEqual(on('2026-12-24'))
    expect(next(repeated, { type: 'payment_missing', runId: B }, on('2026-12-28')).state).toBe(
      'past_due',
    )
  })

  test('has five whole days of grace from when we knew, however late that was', () => {
    const late = after(['2026-11-24', paid('1')], ['2027-01-10', clock])
    expect(late.state).toBe('past_due')
    expect(next(late, clock, on('2027-01-14')).state).toBe('past_due')
    expect(next(late, clock, on('2027-01-15')).state).toBe('lapsed')
  })

  test('is active again when a retry succeeds, on its old dates', () => {
    const back = after(['2026-11-24', paid('1')], ['2026-12-26', clock], ['2026-12-27', paid('2')])
    expect([...shown(back), back.pastDueAt]).toEqual(['active', '2027-01-24', null])
  })

  test('that lapsed is active again when money was taken after all', () => {
    const back = after(
      ['2026-11-24', paid('1')],
      ['2026-12-26', clock],
      ['2027-01-02', clock],
      ['2027-01-03', paid('2')],
    )
    expect(shown(back)).toEqual(['active', '2027-01-24'])
  })
})

describe('a cancelled subscription', () => {
  const asked: Happening = { type: 'cancel_asked' }

  test('works to the end of what is paid, then lapses without grace', () => {
    const story = after(
      ['2026-11-24', paid('1')],
      ['2026-12-01', asked],
      ['2026-12-01', cancelled()],
    )
    expect(shown(story)).toEqual(['cancelled', '2026-12-24'])
    expect(next(story, clock, on('2026-12-23')).state).toBe('cancelled')
    expect(next(story, clock, on('2026-12-24')).state).toBe('lapsed')
  })

  test('is one as soon as the owner asks, and as soon as PayFast says so', () => {
    expect(after(['2026-11-24', paid('1')], ['2026-12-01', asked]).state).toBe('cancelled')
    const story = after(['2026-11-24', paid('1')], ['2026-12-01', cancelled()])
    expect(story.state).toBe('cancelled')
    // What PayFast has ended is not taken back to merely asked for.
    expect(next(story, asked, on('2026-12-02'))).toEqual(story)
  })

  test('is not revived by a late payment, which counts all the same [#46]', () => {
    const story = after(
      ['2026-11-24', paid('1')],
      ['2026-12-24', cancelled()],
      ['2026-12-25', paid('2')],
    )
    expect(shown(story)).toEqual(['cancelled', '2027-01-24'])
    expect(next(story, clock, on('2027-01-24')).state).toBe('lapsed')
  })

  test('before its first payment arrives is cancelled all the same [#46]', () => {
    const early = after(['2026-11-24', cancelled()])
    expect(shown(early)).toEqual(['trial', null])
    expect(shown(next(early, paid('1'), on('2026-11-25')))).toEqual(['cancelled', '2026-12-24'])
  })

  test('is active again by a new checkout, and no notice of the old run changes that [#46]', () => {
    const story = after(
      ['2026-11-24', paid('1')],
      ['2026-12-01', cancelled()],
      ['2026-12-05', paid('9', B, '2027-01-24')],
    )
    expect(shown(story)).toEqual(['active', '2027-01-24'])
    expect(next(story, cancelled(), on('2026-12-06'))).toEqual(story)
    expect(next(story, paid('1'), on('2026-12-06'))).toEqual(story)
    expect(next(story, cancelled(B), on('2026-12-06')).state).toBe('cancelled')
  })
})

describe('pausing', () => {
  const paused: Happening = { type: 'paused', runId: A }

  test('stops no paid day, lapses after the last, and resumes on PayFast’s date', () => {
    const story = after(['2026-11-24', paid('1')], ['2026-12-01', paused])
    expect(story.state).toBe('active')
    const away = next(story, clock, on('2026-12-24'))
    expect([away.state, planOf(away)]).toEqual(['lapsed', 'unpaid'])
    const resumed = next(away, { type: 'resumed', runId: A }, on('2027-01-20'))
    const dated: Happening = { type: 'dated', runId: A, until: '2027-01-24', payments: 1 }
    const back = next(resumed, dated, on('2027-01-20'))
    expect(shown(back)).toEqual(['active', '2027-01-24'])
    expect(shown(next(back, paid('2'), on('2027-01-24')))).toEqual(['active', '2027-02-24'])
  })

  test('PayFast’s date is believed where it is later, never where it is earlier', () => {
    const story = after(['2026-11-24', paid('1')], ['2026-12-24', paid('2')])
    const dated = (until: string, payments = 2): Happening => ({
      type: 'dated',
      runId: A,
      until,
      payments,
    })
    expect(next(story, dated('2027-01-10'), on('2026-12-25'))).toEqual(story)
    expect(next(story, dated('2027-01-24'), on('2026-12-25'))).toEqual(story)
    expect(paidUntil(next(story, dated('2027-02-01'), on('2026-12-25')))).toBe('2027-02-01')
    const over = next(story, cancelled(), on('2026-12-25'))
    expect(next(over, dated('2027-02-01'), on('2026-12-25'))).toEqual(over)
  })

  test('a payment whose notice comes after PayFast counted it is not counted twice', () => {
    const story = after(
      ['2026-11-24', paid('1')],
      ['2026-12-25', { type: 'dated', runId: A, until: '2027-01-24', payments: 2 }],
    )
    expect(paidUntil(story)).toBe('2027-01-24')
    const late = next(story, paid('2'), on('2026-12-26'))
    expect(paidUntil(late)).toBe('2027-01-24')
    expect(paidUntil(next(late, paid('3'), on('2027-01-24')))).toBe('2027-02-24')
  })
})

describe('two checkouts that were both paid', () => {
  const both = after(['2026-11-24', paid('1')], ['2026-11-25', paid('2', B, '2026-12-25')])

  test('are active, and all but the longest paid are named', () => {
    expect(shown(both)).toEqual(['active', '2026-12-25'])
    expect(surplusRuns(both)).toEqual([A])
  })

  test('one after another, are one, whichever notice is repeated [#46]', () => {
    const one = next(both, cancelled(A), on('2026-11-26'))
    expect([...shown(one), surplusRuns(one)]).toEqual(['active', '2026-12-25', []])
    for (const again of [paid('1'), paid('2', B, '2026-12-25'), cancelled(A)])
      expect(next(one, again, on('2026-11-27'))).toEqual(one)
  })
})

describe('what is offered', () => {
  test('is the first month at its price, and no more while PayFast charges', () => {
    expect(offer(newSubscription(start), start)).toEqual({
      firstCents: 79_900,
      monthCents: 110_000,
      from: '2026-12-24',
    })
    expect(offer(after(['2026-11-24', paid('1')]), on('2026-11-25'))).toBeNull()
  })

  test('to one who cancelled starts where what is paid ends', () => {
    const story = after(['2026-11-24', paid('1')], ['2026-12-01', cancelled()])
    expect(offer(story, on('2026-12-02'))).toMatchObject({
      firstCents: 110_000,
      from: '2027-01-24',
    })
    expect(offer(story, on('2027-03-05'))).toMatchObject({
      firstCents: 110_000,
      from: '2027-04-05',
    })
  })

  test('is dated by Johannesburg’s calendar', () => {
    const lateEvening = new Date('2026-11-24T22:30:00Z')
    expect(offer(newSubscription(lateEvening), lateEvening)?.from).toBe('2026-12-25')
  })

  test('and what works, by the state', () => {
    const states = ['trial', 'active', 'past_due', 'cancelled', 'lapsed'] as const
    expect(states.map((state) => planOf({ state }))).toEqual([
      'trial',
      'receptionist',
      'receptionist',
      'receptionist',
      'unpaid',
    ])
  })
})

test('a difference between PayFast’s next charge and ours is named', () => {
  const [run] = after(['2026-11-24', paid('1')]).runs
  if (!run) throw new Error('no run')
  expect(differences(run, { runOn: '2026-12-24', cents: 110_000 })).toEqual([])
  expect(differences(run, { runOn: '2026-12-25', cents: 79_900 })).toEqual(['date', 'amount'])
  expect(differences(run, { runOn: null, cents: 110_000 })).toEqual(['date'])
})
