import { later } from '../src/time.ts'
import { parseNotice } from '../src/vendors/payfast-notice.ts'
import type { Deps } from './deps.ts'
import { logError } from './log.ts'
import { ASK_AGAIN_SECONDS, takeNotice } from './payment.ts'
import { requestBook } from './request-payment.ts'
import { subscriptionBook } from './subscription-payment.ts'

/** In the marks of what the sweep found out: no request came from anywhere. */
const OURSELVES = 'sweep'

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

type Due = { orgId: string; paymentId: string; merchantId: string }

const askAgain = async (deps: Deps, { orgId, paymentId: id, merchantId }: Due): Promise<void> => {
  const isOurs = merchantId === deps.payfast.account.merchantId
  const book = isOurs ? subscriptionBook : requestBook
  const from = { network: OURSELVES, requestId: id }
  const askAt = later(deps.clock(), ASK_AGAIN_SECONDS)
  const kept = await book.postpone(deps, { notice: { orgId, merchantId }, ...from }, { id, askAt })
  const read = parseNotice(kept?.raw ?? '')
  if (!kept || 'refused' in read) return
  const told = { ...kept, paymentId: read.notice.paymentId }
  await takeNotice(deps, book, { notice: read.notice, told, ...from })
}
