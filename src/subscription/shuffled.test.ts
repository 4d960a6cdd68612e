import { describe, expect, test } from 'vitest'

import { addMonths } from '../time.ts'
import type { OfRun } from './happening.ts'
import { monthAfter } from './plan.ts'
import { newSubscription, next, paidUntil, type Subscription } from './subscription.ts'

/** The same dice each time: mulberry32. */
const diceOf = (seed: number) => {
  let state = seed
  return (sides: number): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides
  }
}
type Dice = ReturnType<typeof diceOf>

const shuffle = <T>(list: readonly T[], dice: Dice): T[] =>
  list
    .map((item) => ({ item, place: dice(1_000_000) }))
    .sort((one, other) => one.place - other.place)
    .map(({ item }) => item)

const start = new Date('2026-11-24T08:00:00Z')

/** What PayFast tells of one business: up to three runs, each paid some months, all but the last cancelled, the last perhaps. */
const story = (dice: Dice): OfRun[] => {
  const runs = 1 + dice(3)
  let day = `2026-${String(1 + dice(12)).padStart(2, '0')}-${String(1 + dice(28)).padStart(2, '0')}`
  let payment = 0
  return Array.from({ length: runs }, (_, index): OfRun[] => {
    const runId = `run-${dice(1000)}-${index}`
    const months = 1 + dice(6)
    const until = monthAfter(day)
    const payments = Array.from({ length: months }, (): OfRun => {
      payment += 1
      return { type: 'payment_complete', runId, paymentId: String(payment), until }
    })
    day = addMonths(day, months + dice(3))
    const isOver = index < runs - 1 || dice(2) === 0
    return isOver ? [...payments, { type: 'cancelled_at_payfast', runId }] : payments
  }).flat()
}

const tell = (notices: readonly OfRun[], at: Date): Subscription =>
  notices.reduce((subscription, notice) => next(subscription, notice, at), newSubscription(start))

describe('whatever the order and however often', () => {
  test('100 subscriptions are told of everything five times, shuffled: they end alike, to the day [#46]', () => {
    const dice = diceOf(20_261_124)
    let told = 0
    for (let business = 0; business < 100; business += 1) {
      const notices = story(dice)
      const at = new Date(start.getTime() + dice(500) * 86_400_000)
      const inOrder = tell(notices, at)
      for (let round = 0; round < 5; round += 1) {
        const many = shuffle([notices, notices, notices, notices, notices].flat(), dice)
        told += many.length
        expect(tell(many, at)).toEqual(inOrder)
      }
    }
    expect(told).toBeGreaterThan(5000)
  })

  test('each payment pays for exactly one month, and repeats for none [#46]', () => {
    const dice = diceOf(7)
    for (let n = 0; n < 200; n += 1) {
      const months = 1 + dice(24)
      const until = monthAfter('2026-11-24')
      const notices = Array.from({ length: months }, (_, number): OfRun => ({
        type: 'payment_complete',
        runId: 'run',
        paymentId: String(number),
        until,
      }))
      const at = new Date('2026-11-25T08:00:00Z')
      const subscription = tell(shuffle([...notices, ...notices], dice), at)
      expect(paidUntil(subscription)).toBe(addMonths(until, months - 1))
    }
  })

  test('no notice makes what is paid shorter, and one told before changes nothing [#46]', () => {
    const dice = diceOf(99)
    for (let business = 0; business < 100; business += 1) {
      const notices = shuffle(story(dice), dice)
      const at = new Date(start.getTime() + dice(400) * 86_400_000)
      let subscription = newSubscription(start)
      for (const [place, notice] of notices.entries()) {
        const before = paidUntil(subscription) ?? ''
        subscription = next(subscription, notice, at)
        expect((paidUntil(subscription) ?? '') >= before).toBe(true)
        for (const again of notices.slice(0, place + 1))
          expect(next(subscription, again, at)).toEqual(subscription)
      }
    }
  })

  test('what is cancelled is active again by no notice of that run [#46]', () => {
    const dice = diceOf(5)
    for (let business = 0; business < 100; business += 1) {
      const notices = story(dice)
      const ends = notices.map(({ runId }): OfRun => ({ type: 'cancelled_at_payfast', runId }))
      const at = new Date(start.getTime() + dice(400) * 86_400_000)
      const subscription = tell(shuffle([...notices, ...ends], dice), at)
      expect(['cancelled', 'lapsed', 'trial']).toContain(subscription.state)
    }
  })
})
