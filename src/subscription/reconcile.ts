/** What PayFast's answer about a run means: nobody tells of a renewal that failed, so each run is asked about daily. Pure. */
import { localParts } from '../time.ts'
import type { Happening } from './happening.ts'
import { differences, isLive, paidUntilOf, type Run } from './run.ts'

/** A run as PayFast has it. */
export type Said = { state: string; cents: number; runOn: string | null; paidCycles: number }
export type Findings = {
  happened: Happening[]
  /** It is to end, and PayFast goes on charging. */
  mustEnd: boolean
  /** What somebody of ours has to look at. */
  alerts: string[]
}

/** A renewal that has not come for so long after its day began is missing. */
const MISSING_HOURS = 36
/** PayFast's days begin here, and this long before UTC's. */
const ZONE = 'Africa/Johannesburg'
const ZONE_HOURS = 2
const HOUR_MS = 3_600_000

export const reconcile = (run: Run, said: Said, at: Date): Findings => {
  if (said.state === 'cancelled' || said.state === 'complete')
    return found({ happened: [{ type: 'cancelled_at_payfast', runId: run.id }] })
  if (run.ending !== 'no') return found({ mustEnd: true })
  const happened: Happening[] = [
    ...paused(run, said),
    ...dated(run, said),
    ...missing(run, said, at),
  ]
  return found({ happened, alerts: alertsOf(run, said, at) })
}

const found = (findings: Partial<Findings>): Findings => ({
  happened: [],
  mustEnd: false,
  alerts: [],
  ...findings,
})

const paused = ({ id, isPaused }: Run, { state }: Said): Happening[] => {
  if (state === 'paused' && !isPaused) return [{ type: 'paused', runId: id }]
  return state === 'active' && isPaused ? [{ type: 'resumed', runId: id }] : []
}

/** While it is paused its next date says when it goes on, not what is paid. */
const dated = (run: Run, { state, runOn, paidCycles }: Said): Happening[] => {
  const ours = paidUntilOf(run)
  if (state !== 'active' || runOn === null || ours === null || runOn <= ours) return []
  return [{ type: 'dated', runId: run.id, until: runOn, payments: paidCycles }]
}

/** The date has passed and did not move on. */
const missing = (run: Run, { state, runOn }: Said, at: Date): Happening[] => {
  const until = paidUntilOf(run)
  if (state === 'paused' || runOn === null || until === null || runOn > until) return []
  const dueMs = Date.parse(`${until}T00:00:00Z`) - ZONE_HOURS * HOUR_MS
  return at.getTime() - dueMs >= MISSING_HOURS * HOUR_MS
    ? [{ type: 'payment_missing', runId: run.id }]
    : []
}

/** On the days around a charge PayFast may be ahead of its notice, or behind. */
const alertsOf = (run: Run, said: Said, at: Date): string[] => {
  const until = paidUntilOf(run)
  const isQuiet = until !== null && localParts(at, ZONE).date < until
  if (!isLive(run) || said.state !== 'active' || !isQuiet) return []
  return differences(run, said).map((what) => `PayFast’s next ${what} is not ours`)
}
