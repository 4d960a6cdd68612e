import { advance } from '../src/subscription/judge.ts'
import {
  isSame,
  type Ledger,
  ledgerOf,
  moveSubscription,
  readLedger,
  recheckRun,
} from '../src/subscription/ledger.ts'
import { reconcile } from '../src/subscription/reconcile.ts'
import { surplusRuns } from '../src/subscription/subscription.ts'
import type { Run as Said } from '../src/vendors/payfast.ts'
import type { Deps } from './deps.ts'
import { logError, logPayment } from './log.ts'
import { endAtPayfast } from './subscription-changes.tsx'

type Due = { orgId: string; token: string }

/** Asks PayFast about each run once a day, and at once about a new one and one that is to end. One that fails holds nobody up. */
export const reconcileRuns = async (deps: Deps, { limit }: { limit: number }): Promise<void> => {
  const due = await deps.lookUp(deps.lookups.claimRuns({ at: deps.clock(), limit }))
  for (const run of due) {
    const requestId = crypto.randomUUID()
    try {
      await look(deps, run, requestId)
    } catch (error) {
      logError(requestId, error)
      await again(deps, run, requestId)
    }
  }
}

const entering = (deps: Deps, orgId: string, requestId: string) =>
  deps.doors.enterPayment({
    orgId,
    merchantId: deps.payfast.account.merchantId,
    ownMerchantId: deps.payfast.account.merchantId,
    network: 'sweep',
    requestId,
    at: deps.clock(),
  })

const look = async (deps: Deps, due: Due, requestId: string): Promise<void> => {
  const { orgId, token: runId } = due
  const said: Said = await deps.payfast.api.fetchRun(runId)
  const [, state, rows] = await deps.ask(entering(deps, orgId, requestId), ...readLedger(deps.db))
  const ledger = ledgerOf(state, rows)
  const run = ledger.subscription.runs.find(({ id }) => id === runId)
  if (!run) return
  const at = deps.clock()
  const { happened, mustEnd, alerts } = reconcile(run, said, at)
  for (const what of alerts) logPayment(requestId, { what })
  const to = [...happened, { type: 'clock' } as const].reduce<Ledger['subscription']>(
    (subscription, one) => advance({ ...ledger, subscription }, one, { at }),
    ledger.subscription,
  )
  if (!isSame(to, ledger.subscription))
    await keep(deps, { ...due, to, version: ledger.version, requestId })
  const ending = [...(mustEnd ? [runId] : []), ...surplusRuns(to)]
  for (const surplus of ending) await endAtPayfast(deps, { token: surplus, requestId })
}

type Move = Due & { to: Ledger['subscription']; version: number; requestId: string }

/** Somebody was faster: what they knew may be newer, so it is asked again. */
const keep = async (deps: Deps, { to, version, requestId, ...run }: Move): Promise<void> => {
  const [, moved] = await deps.ask(
    entering(deps, run.orgId, requestId),
    moveSubscription(deps.db, { version, to }),
  )
  if (moved.length === 0) await again(deps, run, requestId)
}

/** Within the hour instead of tomorrow. */
const again = async (deps: Deps, { orgId, token }: Due, requestId: string): Promise<void> => {
  try {
    await deps.ask(
      entering(deps, orgId, requestId),
      recheckRun(deps.db, { token, at: deps.clock() }),
    )
  } catch (error) {
    logError(requestId, error)
  }
}
