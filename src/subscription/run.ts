import { addMonths } from '../time.ts'
import type { OfRun } from './happening.ts'
import { MONTH_CENTS } from './plan.ts'

export type Run = {
  /** PayFast's token. */
  id: string
  /** The first billing date; null until a payment told it. */
  until: string | null
  /** PayFast's ids of what was paid, sorted: each counts once. */
  paymentIds: readonly string[]
  ending: Ending
  isPaused: boolean
  /** Where PayFast's date was later than ours, with the payments that it stands for. */
  dated: { until: string; payments: number } | null
}
export type Ending = 'no' | 'asked' | 'ended'

export const newRun = (id: string): Run => ({
  id,
  until: null,
  paymentIds: [],
  ending: 'no',
  isPaused: false,
  dated: null,
})

/** PayFast goes on charging it, as far as we know. */
export const isLive = ({ ending, paymentIds }: Run): boolean =>
  ending === 'no' && paymentIds.length > 0

/** The first day that this run has not paid for. */
export const paidUntilOf = ({ until, paymentIds, dated }: Run): string | null => {
  const count = paymentIds.length
  if (until === null || count === 0) return null
  const counted = addMonths(until, count - 1)
  if (dated === null) return counted
  const moved = addMonths(dated.until, Math.max(0, count - dated.payments))
  return moved > counted ? moved : counted
}

/** What the run is after this happened to it; the same again changes nothing. */
export const change = (run: Run, happened: OfRun): Run => {
  if (happened.type === 'payment_complete') return paid(run, happened)
  if (happened.type === 'dated') return dated(run, happened)
  if (happened.type === 'cancelled_at_payfast') return { ...run, ending: 'ended' }
  return { ...run, isPaused: happened.type === 'paused' }
}

/** PayFast is asked to end it; what it has ended stays so. */
export const askToEnd = (run: Run): Run => (run.ending === 'no' ? { ...run, ending: 'asked' } : run)

const paid = (run: Run, { paymentId, until }: { paymentId: string; until: string }): Run => ({
  ...run,
  until,
  paymentIds: [...new Set([...run.paymentIds, paymentId])].sort(),
})

/** An earlier date is not believed: it would take away what was paid for. */
const dated = (run: Run, said: { until: string; payments: number }): Run => {
  const payments = Math.max(said.payments, run.paymentIds.length)
  const moved = { ...run, dated: { until: said.until, payments } }
  const [ours, theirs] = [paidUntilOf(run), paidUntilOf(moved)]
  return run.ending !== 'ended' && ours !== null && theirs !== null && theirs > ours ? moved : run
}

/** Where PayFast's next charge is not what we expect of the run: somebody has to look. */
export const differences = (
  run: Run,
  said: { runOn: string | null; cents: number },
): ('date' | 'amount')[] => [
  ...(said.runOn === paidUntilOf(run) ? [] : (['date'] as const)),
  ...(said.cents === MONTH_CENTS ? [] : (['amount'] as const)),
]
