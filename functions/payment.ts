import { isAccepted, isDecided, judge } from '../src/subscription/judge.ts'
import {
  findCheckout,
  findPayment,
  keepPayment,
  ledgerOf,
  moveSubscription,
  postponePayment,
  readLedger,
  type Told,
  type Verdict,
} from '../src/subscription/ledger.ts'
import { later } from '../src/time.ts'
import { type Notice, parseNotice } from '../src/vendors/payfast-notice.ts'
import type { Deps } from './deps.ts'
import { logError } from './log.ts'

/** A notice whose signature, merchant and organisation are proven. */
export type Proven = {
  notice: Notice
  told: Told
  network: string
  requestId: string
}
/** `undecided`: nothing is given for it yet, and it is asked about again. */
export type Outcome = 'done' | 'refused' | 'undecided'

/** Moved meanwhile by another notice, as often as this: PayFast comes again. */
const TRIES = 5
const ASK_AGAIN_SECONDS = 60
/** In the marks of what the sweep found out: no request came from anywhere. */
const OURSELVES = 'sweep'

/**
 * Asks PayFast whether it sent this, and only then lets it have its effect: once, however often and however many at a time it comes.
 * Throws NotProven where no organisation is of that id.
 */
export const takeNotice = async (deps: Deps, proven: Proven): Promise<Outcome> => {
  const said = await deps.payfast.confirm(proven.notice)
  if (said === 'valid') return settle(deps, proven)
  const at = deps.clock()
  const [verdict, askAt] =
    said === 'invalid'
      ? (['invalid', null] as const)
      : (['unconfirmed', later(at, ASK_AGAIN_SECONDS)] as const)
  return keep(deps, proven, { verdict, askAt })
}

type FromPayfast = Pick<Proven, 'network' | 'requestId'> & {
  notice: Pick<Notice, 'orgId' | 'merchantId'>
}
const doorOf = (deps: Deps, { notice, network, requestId }: FromPayfast) =>
  deps.doors.enterPayment({
    orgId: notice.orgId,
    merchantId: notice.merchantId,
    ownMerchantId: deps.payfast.account.merchantId,
    network,
    requestId,
    at: deps.clock(),
  })

/** Two trips: what is decided in between is written only while nothing of it has moved. */
const settle = async (deps: Deps, proven: Proven): Promise<Outcome> => {
  const { db } = deps
  const { told } = proven
  for (let tried = 0; tried < TRIES; tried += 1) {
    const [, state, runs, [agreed], [known]] = await deps.ask(
      doorOf(deps, proven),
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
      doorOf(deps, proven),
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
    doorOf(deps, proven),
    keepPayment(db, { told, ...kept }),
    findPayment(db, told),
  )
  return outcomeOf(after?.verdict)
}

const outcomeOf = (verdict: Verdict | undefined): Outcome => {
  if (!isDecided(verdict)) return 'undecided'
  return isAccepted(verdict) ? 'done' : 'refused'
}

/** Asks again about what could not be confirmed when it came, the oldest first. One that fails holds nobody up. */
export const confirmDue = async (deps: Deps, { limit }: { limit: number }): Promise<void> => {
  const due = await deps.lookUp(deps.lookups.dueConfirmations({ at: deps.clock(), limit }))
  for (const waiting of due) {
    try {
      await askAgain(deps, waiting)
    } catch (error) {
      logError(waiting.paymentId, error)
    }
  }
}

type Waiting = { orgId: string; paymentId: string; merchantId: string }

const askAgain = async (deps: Deps, { orgId, paymentId, merchantId }: Waiting): Promise<void> => {
  const { db } = deps
  const from = { network: OURSELVES, requestId: paymentId }
  const [, [kept]] = await deps.ask(
    doorOf(deps, { notice: { orgId, merchantId }, ...from }),
    postponePayment(db, { id: paymentId, askAt: later(deps.clock(), ASK_AGAIN_SECONDS) }),
  )
  const read = parseNotice(kept?.raw ?? '')
  if (!kept || 'refused' in read) return
  const told = { ...kept, paymentId: read.notice.paymentId }
  await takeNotice(deps, { notice: read.notice, told, ...from })
}
