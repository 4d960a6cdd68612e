/** One turn of a conversation: claimed in one trip together with all that is needed to answer; held by lease and token until it is settled. */
import {
  claimReply,
  LEASE_SECONDS,
  lockConversation,
  releaseReply,
  settleReply,
} from '../conversation/conversation.ts'
import { readCustomer } from '../customer/customer.ts'
import { one } from '../errors.ts'
import { listFacts } from '../knowledge/knowledge.ts'
import { decideLines, listPending, listRecent, listUnanswered } from '../message/message.ts'
import { listChannels, listClosures, listHours, readOrg } from '../org/org.ts'
import { listOpenRequests } from '../payment-request/payment-request.ts'
import type { Ask, Db, Entry } from '../scope.ts'
import { listServices } from '../service/service.ts'
import { ledgerOf, readLedger } from '../subscription/ledger.ts'
import { mayAnswer, readUsage } from '../subscription/usage.ts'
import type { Whatsapp } from '../vendors/whapi.ts'
import type { OpenRequest } from './briefing.ts'

/** Ids only, never content. `requestId` joins the turn to the delivery that caused it. */
export type WakeUp = { orgId: string; conversationId: string; requestId: string }
export type DelayedWakeUp = WakeUp & { delaySeconds: number }

export type ReceptionDeps = {
  db: Db
  ask: Ask
  enterJob: (job: {
    orgId: string
    at: Date
    requestId: string
    claim?: { conversationId: string; token: number; inboundCount?: number }
  }) => Entry
  /** The client of a number, its token opened. */
  whatsappOf: (channel: { id: string; tokenSealed: string }) => Promise<Whatsapp>
  /** The link by which a payment request is paid. */
  payUrl: (requestId: string) => Promise<string>
  clock: () => Date
  wake: (wakeUps: readonly DelayedWakeUp[]) => Promise<void>
}

export type Turn = NonNullable<Awaited<ReturnType<typeof beginTurn>>>
export type PendingLine = Turn['pending'][number]

/** Local days begin at most half a day from UTC's: two days back is early enough for any zone. */
const closuresFrom = (at: Date) =>
  new Date(at.getTime() - 2 * 86_400_000).toISOString().slice(0, 10)

/** Claims what is due and reads everything about it in the same trip. Null: nothing due, or somebody else holds it. */
export const beginTurn = async (deps: ReceptionDeps, wakeUp: WakeUp) => {
  const { db } = deps
  const { orgId, conversationId } = wakeUp
  const at = deps.clock()
  const [
    ,
    [claim],
    orgs,
    hours,
    closures,
    services,
    facts,
    customers,
    unanswered,
    recent,
    pending,
    channels,
    requests,
    state,
    runs,
    [used],
  ] = await deps.ask(
    deps.enterJob({ orgId, at, requestId: wakeUp.requestId }),
    claimReply(db, { conversationId, at }),
    readOrg(db),
    listHours(db),
    listClosures(db, { from: closuresFrom(at) }),
    listServices(db),
    listFacts(db),
    readCustomer(db, conversationId),
    listUnanswered(db, conversationId),
    listRecent(db, conversationId),
    listPending(db, conversationId),
    listChannels(db),
    listOpenRequests(db, { conversationId, at }),
    ...readLedger(db),
    readUsage(db, { at }),
  )
  if (!claim) return null
  const channel = one(channels.filter(({ id }) => id === claim.channelId))
  return {
    deps,
    orgId,
    conversationId,
    requestId: claim.requestId ?? wakeUp.requestId,
    claim,
    channel,
    business: { ...one(orgs), hours, closures, services, facts },
    customer: one(customers),
    unanswered,
    recent,
    pending,
    requests: await withLinks(deps, requests),
    mayAnswer: mayAnswer(ledgerOf(state, runs).subscription, used, at),
    /** When the lease was last taken or prolonged. */
    heldFrom: at,
  }
}

type Request = Pick<OpenRequest, 'id' | 'cents' | 'purpose'>
const withLinks = (deps: ReceptionDeps, requests: readonly Request[]): Promise<OpenRequest[]> =>
  Promise.all(
    requests.map(async ({ id, cents, purpose }) => ({
      id,
      cents,
      purpose,
      url: await deps.payUrl(id),
    })),
  )

/** The door for writes that only the holder of the claim may make; `thatsAll` also refuses when the customer wrote more meanwhile. */
export const holding = (turn: Turn, thatsAll = false): Entry => {
  const at = turn.deps.clock()
  turn.heldFrom = at
  return turn.deps.enterJob({
    orgId: turn.orgId,
    at,
    requestId: turn.requestId,
    claim: {
      conversationId: turn.conversationId,
      token: turn.claim.token,
      ...(thatsAll ? { inboundCount: turn.claim.inboundCount } : {}),
    },
  })
}

/** The door for what is true whoever says it, and for writes that carry the token in their own guard. */
export const entering = (turn: Turn): Entry =>
  turn.deps.enterJob({ orgId: turn.orgId, at: turn.deps.clock(), requestId: turn.requestId })

const heldBy = (turn: Turn) => ({
  conversationId: turn.conversationId,
  token: turn.claim.token,
})

/** The last statements of a turn's last batch. */
export const settle = (turn: Turn) =>
  [
    lockConversation(turn.deps.db, turn.conversationId),
    settleReply(turn.deps.db, { ...heldBy(turn), at: turn.deps.clock() }),
  ] as const

/** Gives the claim back unfinished. */
export const release = async (turn: Turn): Promise<void> => {
  const [, left] = await turn.deps.ask(entering(turn), releaseReply(turn.deps.db, heldBy(turn)))
  await wakeAgain(turn, left)
}

/** Whoever frees a lease wakes for what is still due: the wake-up that came meanwhile found the lease and went away. */
export const wakeAgain = async (
  turn: Turn,
  left: readonly { replyDueAt: Date | null }[],
): Promise<void> => {
  const [row] = left
  if (!row?.replyDueAt) return
  const seconds = Math.max(0, (row.replyDueAt.getTime() - turn.deps.clock().getTime()) / 1000)
  await turn.deps.wake([
    {
      orgId: turn.orgId,
      conversationId: turn.conversationId,
      requestId: turn.requestId,
      delaySeconds: Math.ceil(seconds) + 1,
    },
  ])
}

/** Seconds until the lease may be somebody else's. */
export const secondsHeld = (turn: Turn): number =>
  LEASE_SECONDS - (turn.deps.clock().getTime() - turn.heldFrom.getTime()) / 1000

/** What became of the lines this turn was claimed for. */
export const decide = (
  turn: Turn,
  outcome: 'replied' | 'handed_off' | 'silent' | 'dead',
  more: { reason?: string; answerId?: string },
) => decideLines(turn.deps.db, { ids: turn.unanswered.map(({ id }) => id), outcome, ...more })
