/** What customers pay a business: a notice pays its request, and the payer is thanked in the chat. */
import { makeDue } from '../src/conversation/conversation.ts'
import { queueThanks } from '../src/message/thanks.ts'
import { conversationOf } from '../src/payment-request/payment-request.ts'
import {
  findRequestPayment,
  keepRequestPayment,
  outcomes,
  postponeRequestPayment,
  settleRequest,
  type Verdict,
} from '../src/payment-request/request-payment.ts'
import type { Deps } from './deps.ts'
import { paymentDoor, type Book, type Outcome, type Proven } from './payment.ts'
import { wakeReply } from './wake.ts'

/** One trip: the statement that settles it holds the request, so nothing has to be read before. */
const settle = async (deps: Deps, proven: Proven): Promise<Outcome> => {
  const { db, clock } = deps
  const { told, notice, requestId } = proven
  const at = clock()
  const [, , [thanked], , [known]] = await deps.ask(
    paymentDoor(deps, proven),
    settleRequest(db, { told, at }),
    queueThanks(db, { ...told, at }),
    makeDue(db, { conversationId: conversationOf(told.paymentId), at }),
    findRequestPayment(db, told),
  )
  if (thanked) await wakeReply(deps, { ...thanked, orgId: notice.orgId, requestId })
  return outcomeOf(known?.verdict)
}

const outcomeOf = (verdict: Verdict | undefined): Outcome =>
  verdict === undefined ? 'undecided' : outcomes[verdict]

export const requestBook: Book = {
  settle,
  keep: async (deps, proven, kept) => {
    const { db } = deps
    const { told } = proven
    const [, , [after]] = await deps.ask(
      paymentDoor(deps, proven),
      keepRequestPayment(db, { told, ...kept }),
      findRequestPayment(db, told),
    )
    return outcomeOf(after?.verdict)
  },
  postpone: async (deps, from, waiting) => {
    const [, [kept]] = await deps.ask(
      paymentDoor(deps, from),
      postponeRequestPayment(deps.db, waiting),
    )
    return kept && { ...kept, token: null }
  },
}
