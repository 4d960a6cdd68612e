import type { Told } from '../src/subscription/ledger.ts'
import { later } from '../src/time.ts'
import type { Notice } from '../src/vendors/payfast-notice.ts'
import type { Deps } from './deps.ts'

/** A notice whose signature, merchant and organisation are proven. */
export type Proven = {
  notice: Notice
  told: Told
  network: string
  requestId: string
}
/** `undecided`: nothing is given for it yet, and it is asked about again. */
export type Outcome = 'done' | 'refused' | 'undecided'

/** Where notices are kept, and what one does that PayFast has confirmed: of what businesses pay us, or of what their customers pay them. */
export type Book = {
  settle: (deps: Deps, proven: Proven) => Promise<Outcome>
  keep: (deps: Deps, proven: Proven, kept: Unsettled) => Promise<Outcome>
  /** Takes one that waits to be confirmed, and puts off the next who looks. Undefined: it was decided meanwhile. */
  postpone: (deps: Deps, from: FromPayfast, waiting: Waiting) => Promise<Waited | undefined>
}
export type Unsettled = { verdict: 'invalid' | 'unconfirmed'; askAt: Date | null }
export type Waiting = { id: string; askAt: Date }
export type Waited = Omit<Told, 'paymentId'>

export const ASK_AGAIN_SECONDS = 60

/**
 * Asks PayFast whether it sent this, and only then lets it have its effect: once, however often and however many at a time it comes.
 * Throws NotProven where no organisation is of that id.
 */
export const takeNotice = async (deps: Deps, book: Book, proven: Proven): Promise<Outcome> => {
  const said = await deps.payfast.confirm(proven.notice)
  if (said === 'valid') return book.settle(deps, proven)
  if (said === 'invalid') return book.keep(deps, proven, { verdict: said, askAt: null })
  const askAt = later(deps.clock(), ASK_AGAIN_SECONDS)
  return book.keep(deps, proven, { verdict: 'unconfirmed', askAt })
}

export type FromPayfast = Pick<Proven, 'network' | 'requestId'> & {
  notice: Pick<Notice, 'orgId' | 'merchantId'>
}
export const paymentDoor = (deps: Deps, { notice, network, requestId }: FromPayfast) =>
  deps.doors.enterPayment({
    orgId: notice.orgId,
    merchantId: notice.merchantId,
    ownMerchantId: deps.payfast.account.merchantId,
    network,
    requestId,
    at: deps.clock(),
  })
