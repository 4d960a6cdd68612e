/**
 * The life of a subscription: pure, from what has happened and the time.
 *
 *     trial ──paid──▶ active ──not paid──▶ past due ──five days──▶ lapsed ──paid──▶ active
 *       └──over──▶ lapsed  └──cancelled──▶ cancelled ──paid month over──▶ lapsed
 *
 * 1. A payment counts once, by PayFast's id, whenever it arrives. Money that was taken counts, even of a run that was cancelled.
 * 2. A run is paid until its first billing date, and a calendar month more for each payment after the first. Payments are counted, not
 *    timed: neither the order nor the repetition of notices matters, and a late one pays for the month it was taken for.
 * 3. What is cancelled stays cancelled: a late payment prolongs what is paid and revives nothing. Only a new checkout makes active again.
 * 4. Cancelled, the service goes on to the end of what is paid. Then it lapses at once, since nobody tries to charge.
 * 5. Nobody tells of a failed renewal. One that was not seen is doubted for two days; then, or once PayFast was asked, it is past due.
 * 6. Past due, everything works for five days from when we knew, while PayFast tries the card. Then it lapses.
 * 7. A paused run is not charged: the service goes on to the end of what is paid, and lapses until the run is resumed.
 * 8. Where PayFast's next date is later than ours, as after a pause, its date holds: nobody loses what they paid for.
 * 9. Two live runs charge twice: all but the one that is paid the longest are named, to be cancelled.
 */
import { addDays, later, localParts } from '../time.ts'
import type { Happening, OfRun } from './happening.ts'
import { type PlanName, type Terms, termsOf, TRIAL_DAYS } from './plan.ts'
import { askToEnd, change, isLive, newRun, paidUntilOf, type Run } from './run.ts'

export type State = 'trial' | 'active' | 'past_due' | 'cancelled' | 'lapsed'
export type Subscription = {
  state: State
  trialEndsAt: Date
  /** In the order of their ids. */
  runs: readonly Run[]
  /** When we came to know that a renewal was not paid. */
  pastDueAt: Date | null
}

const DAY_SECONDS = 86_400
const DOUBT_DAYS = 2
const GRACE_DAYS = 5
/** PayFast's days begin and end here. */
const ZONE = 'Africa/Johannesburg'
const dayOf = (at: Date): string => localParts(at, ZONE).date

export const newSubscription = (at: Date): Subscription => ({
  state: 'trial',
  trialEndsAt: later(at, TRIAL_DAYS * DAY_SECONDS),
  runs: [],
  pastDueAt: null,
})

/** What the subscription is after this happened. */
export const next = (before: Subscription, happened: Happening, at: Date): Subscription =>
  settle(told(before, happened, at), at)

const told = (before: Subscription, happened: Happening, at: Date): Subscription => {
  if (happened.type === 'clock') return before
  if (happened.type === 'trial_over')
    return before.trialEndsAt <= at ? before : { ...before, trialEndsAt: at }
  if (happened.type === 'cancel_asked') return { ...before, runs: before.runs.map(askToEnd) }
  if (happened.type === 'payment_missing')
    return owes(before, happened.runId, dayOf(at))
      ? { ...before, pastDueAt: before.pastDueAt ?? at }
      : before
  return { ...before, runs: withChanged(before.runs, happened) }
}

const withChanged = (runs: readonly Run[], happened: OfRun): readonly Run[] => {
  const known = runs.find(({ id }) => id === happened.runId) ?? newRun(happened.runId)
  return [...runs.filter((run) => run !== known), change(known, happened)].sort((one, other) =>
    one.id < other.id ? -1 : 1,
  )
}

const isCharged = (run: Run): boolean => isLive(run) && !run.isPaused

const owes = (subscription: Subscription, runId: string, today: string): boolean => {
  const until = paidUntil(subscription)
  const run = subscription.runs.find((known) => known.id === runId)
  return until !== null && today >= until && run !== undefined && isCharged(run)
}

/** The state that these facts make at that time. */
const settle = (facts: Subscription, at: Date): Subscription => {
  const until = paidUntil(facts)
  const rest = { ...facts, pastDueAt: null }
  if (until === null) return { ...rest, state: at < facts.trialEndsAt ? 'trial' : 'lapsed' }
  const today = dayOf(at)
  if (today < until) return { ...rest, state: facts.runs.some(isLive) ? 'active' : 'cancelled' }
  if (!facts.runs.some(isCharged)) return { ...rest, state: 'lapsed' }
  const isDoubted = facts.pastDueAt === null && today < addDays(until, DOUBT_DAYS)
  if (isDoubted) return { ...rest, state: 'active' }
  const pastDueAt = facts.pastDueAt ?? at
  const isOver = at >= later(pastDueAt, GRACE_DAYS * DAY_SECONDS)
  return { ...facts, pastDueAt, state: isOver ? 'lapsed' : 'past_due' }
}

/** The first day that is not paid for; null before the first payment. */
export const paidUntil = ({ runs }: Pick<Subscription, 'runs'>): string | null =>
  runs
    .map(paidUntilOf)
    .filter((day) => day !== null)
    .sort()
    .at(-1) ?? null

/** Until when everything works although a renewal was not paid; null where none is missing. */
export const graceEnds = ({ pastDueAt }: Pick<Subscription, 'pastDueAt'>): Date | null =>
  pastDueAt && later(pastDueAt, GRACE_DAYS * DAY_SECONDS)

/** What the business may use now. */
export const planOf = ({ state }: Pick<Subscription, 'state'>): PlanName => {
  if (state === 'trial') return 'trial'
  return state === 'lapsed' ? 'unpaid' : 'receptionist'
}

/** What it may use at that time, from what is kept of its subscription. */
export const planAt = (kept: Subscription, at: Date): PlanName =>
  planOf(next(kept, { type: 'clock' }, at))

/** What a checkout would ask for now. Days that are already paid for are not charged again; null while PayFast charges by itself. */
export const offer = (subscription: Subscription, at: Date): Terms | null => {
  if (subscription.state === 'active') return null
  const [today, until] = [dayOf(at), paidUntil(subscription)]
  const startsOn = until !== null && until > today ? until : today
  return termsOf({ hasPaidBefore: until !== null, startsOn })
}

/** The runs that PayFast charges besides the one paid the longest. A notice that comes again names no other. */
export const surplusRuns = ({ runs }: Pick<Subscription, 'runs'>): string[] =>
  runs
    .filter(isLive)
    .sort((one, other) => ((paidUntilOf(one) ?? '') > (paidUntilOf(other) ?? '') ? -1 : 1))
    .slice(1)
    .map(({ id }) => id)
