/** What a notice that is proven and confirmed means for a subscription. Pure. */
import type { Happening, OfRun } from './happening.ts'
import type { Ledger, Told, Verdict } from './ledger.ts'
import { isDue, type Terms } from './plan.ts'
import { next } from './subscription.ts'

/** What was agreed, and what was paid of it in the notice's run. */
export type Agreed = Terms & { id: string; taken: readonly number[] }
export type Judged =
  | { verdict: 'applied'; to: Ledger['subscription'] }
  | { verdict: 'noted' | 'amount' | 'checkout' }

/** Whether what was decided about a notice before is the end of it. */
export const isDecided = (
  verdict: Verdict | undefined,
): verdict is Exclude<Verdict, 'unconfirmed'> => verdict !== undefined && verdict !== 'unconfirmed'

/** Whether PayFast is told that all is well. */
export const isAccepted = (verdict: Verdict): boolean =>
  verdict === 'applied' || verdict === 'noted'

export const judge = (
  ledger: Ledger,
  { told, agreed, at }: { told: Told; agreed: Agreed | undefined; at: Date },
): Judged => {
  const { token: runId } = told
  if (!agreed || runId === null || !isOfCheckout(ledger, runId, agreed.id))
    return { verdict: 'checkout' }
  const happened = happeningOf(told, runId, agreed.from)
  if (!happened) return { verdict: 'noted' }
  const isPaid = happened.type === 'payment_complete'
  if (isPaid && !isDue(agreed, agreed.taken, told.grossCents ?? 0)) return { verdict: 'amount' }
  return { verdict: 'applied', to: advance(ledger, happened, { at, checkoutId: agreed.id }) }
}

/** What is kept after this happened. `checkoutId`: of a run that was not known before. */
export const advance = (
  { subscription }: Ledger,
  happened: Happening,
  { at, checkoutId = '' }: { at: Date; checkoutId?: string },
): Ledger['subscription'] => {
  const { runs, ...after } = next(subscription, happened, at)
  const checkoutOf = new Map(subscription.runs.map((run) => [run.id, run.checkoutId]))
  const kept = runs.map((run) => ({ ...run, checkoutId: checkoutOf.get(run.id) ?? checkoutId }))
  return { ...after, runs: kept }
}

/** A run belongs to the checkout that began it. */
const isOfCheckout = ({ subscription }: Ledger, runId: string, checkoutId: string): boolean => {
  const known = subscription.runs.find(({ id }) => id === runId)
  return known === undefined || known.checkoutId === checkoutId
}

/** Null for a status that PayFast does not document: kept, and nothing is given or taken for it. */
const happeningOf = (told: Told, runId: string, until: string): OfRun | null => {
  if (told.status === 'COMPLETE')
    return { type: 'payment_complete', runId, paymentId: told.providerId, until }
  return told.status === 'CANCELLED' ? { type: 'cancelled_at_payfast', runId } : null
}
