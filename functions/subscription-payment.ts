/** What businesses pay us: a notice moves the subscription, or is kept with the reason why not. */
import { isAccepted, isDecided, judge } from '../src/subscription/judge.ts'
import {
  findCheckout,
  findPayment,
  keepPayment,
  ledgerOf,
  moveSubscription,
  postponePayment,
  readLedger,
  type Verdict,
} from '../src/subscription/ledger.ts'
import type { Deps } from './deps.ts'
import { paymentDoor, type Book, type Outcome, type Proven } from './payment.ts'

/** Moved meanwhile by another notice, as often as this: PayFast comes again. */
const TRIES = 5

/** Two trips: what is decided in between is written only while nothing of it has moved. */
const settle = async (deps: Deps, proven: Proven): Promise<Outcome> => {
  const { db } = deps
  const { told } = proven
  for (let tried = 0; tried < TRIES; tried += 1) {
    const [, state, runs, [agreed], [known]] = await deps.ask(
      paymentDoor(deps, proven),
      ...readLedger(db),
      findCheckout(db, told),
      findPayment(db, told),
    )
    if (isDecided(known?.verdict)) return outcomeOf(known?.verdict)
    const ledger = ledgerOf(state, runs)
    const judged = judge(ledger, { told, agreed, at: deps.clock() })
    if (judged.verdict !== 'applied') return keep(deps, proven, { verdict: judged.verdict })
    const move = { version: ledger.version, to: judged.to, payment: told }
    const [, moved, [after]] = await deps.ask(
      paymentDoor(deps, proven),
      moveSubscription(db, move),
      findPayment(db, told),
    )
    if (moved.length > 0) return 'done'
    if (isDecided(after?.verdict)) return outcomeOf(after?.verdict)
  }
  return 'undecided'
}

/** What was decided before stays so: a notice that was believed once is answered so for ever. */
const keep = async (
  deps: Deps,
  proven: Proven,
  kept: { verdict: Verdict; askAt?: Date | null },
): Promise<Outcome> => {
  const { db } = deps
  const { told } = proven
  const [, , [after]] = await deps.ask(
    paymentDoor(deps, proven),
    keepPayment(db, { told, ...kept }),
    findPayment(db, told),
  )
  return outcomeOf(after?.verdict)
}

const outcomeOf = (verdict: Verdict | undefined): Outcome => {
  if (!isDecided(verdict)) return 'undecided'
  return isAccepted(verdict) ? 'done' : 'refused'
}

export const subscriptionBook: Book = {
  settle,
  keep,
  postpone: async (deps, from, waiting) => {
    const [, [kept]] = await deps.ask(paymentDoor(deps, from), postponePayment(deps.db, waiting))
    return kept
  },
}
