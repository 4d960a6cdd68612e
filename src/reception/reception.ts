/** The receptionist at work: one wake-up, at most one answer. Postgres holds the truth; a wake-up only says "look now". */
import { handOver, raiseAttention } from '../conversation/conversation.ts'
import { setOptOut } from '../customer/customer.ts'
import { Conflict, fromDatabase, Unavailable } from '../errors.ts'
import { isMessageKind } from '../inbound.ts'
import { writeNote, writeReply } from '../message/message.ts'
import type { Query } from '../scope.ts'
import { countAnswer, noteRest } from '../subscription/usage.ts'
import type { Briefing, Composed, Line } from './briefing.ts'
import { compose } from './compose.ts'
import { deliverPending, sendLine } from './delivery.ts'
import { rest, RESTING } from './resting.ts'
import { tryLater } from './retry.ts'
import {
  beginTurn,
  decide,
  entering,
  holding,
  release,
  settle,
  wakeAgain,
  type ReceptionDeps,
  type Turn,
  type WakeUp,
} from './turn.ts'

/** A question this old is a person's to answer. */
const TOO_LATE_MINUTES = 60

/** How a turn ended; `error` where it is to be tried again. */
export type TurnEnd = {
  end: 'nothing_due' | 'settled' | 'stale' | 'postponed' | 'given_up'
  error?: unknown
}

/** Sends what waits and answers what is unanswered in one conversation. Throws only when the database is away: then the lease runs out. */
export const answerConversation = async (deps: ReceptionDeps, wakeUp: WakeUp): Promise<TurnEnd> => {
  const turn = await beginTurn(deps, wakeUp)
  if (!turn) return { end: 'nothing_due' }
  try {
    if (await deliverAll(turn)) {
      await release(turn)
      return { end: 'stale' }
    }
    await answer(turn)
    return { end: 'settled' }
  } catch (error) {
    const problem = fromDatabase(error)
    if (problem instanceof Unavailable) throw problem
    if (problem instanceof Conflict) {
      await release(turn)
      return { end: 'stale' }
    }
    return { end: await tryLater(turn), error: problem }
  }
}

/** Sends what waits. True: a draft was taken back, so what is unanswered must be read anew. */
const deliverAll = async (turn: Turn): Promise<boolean> => {
  let isWithdrawn = false
  for (const line of turn.pending) isWithdrawn = (await deliverPending(turn, line)) || isWithdrawn
  return isWithdrawn
}

const answer = async (turn: Turn): Promise<void> => {
  const composed = think(turn)
  if (composed === null) return end(turn, [])
  if (composed.act === 'silence') return end(turn, stayingSilent(turn, composed))
  const id = crypto.randomUUID()
  const { db, clock } = turn.deps
  const { conversationId, channel } = turn
  const [newest] = turn.unanswered.slice(-1)
  const { text, intent, evidence } = composed
  const outcome = composed.act === 'handover' ? 'handed_off' : 'replied'
  const typing = startTyping(turn)
  const [, written] = await turn.deps.ask(
    holding(turn, true),
    writeReply(db, {
      id,
      conversationId,
      channelId: channel.id,
      answersId: newest?.id ?? id,
      text,
      intent,
      evidence,
      at: clock(),
    }),
    decide(turn, outcome, { answerId: id }),
    consequences(turn, composed),
    counting(turn, composed, id),
  )
  await typing
  if (written.length === 0) return end(turn, [])
  await sendLine(turn, { id, text }, { ends: true })
}

/** What to say, decided without the database. Null: there is nothing to answer. */
const think = (turn: Turn): Composed | null => {
  const briefing = brief(turn)
  const [newest] = briefing.burst.slice(-1)
  if (!newest) return null
  if (turn.claim.state !== 'ai') return { act: 'silence', reason: turn.claim.state }
  const { at, business } = briefing
  if (at.getTime() - newest.at.getTime() > TOO_LATE_MINUTES * 60_000)
    return tooLate(business.ownerName)
  const composed = compose(briefing)
  return turn.mayAnswer ? composed : rest(composed, briefing)
}

const tooLate = (ownerName: string): Composed => ({
  act: 'handover',
  text: `Sorry for the late reply. I have asked ${ownerName} to get back to you.`,
  intent: 'too_late',
  evidence: [],
  reason: 'Waited too long for an answer',
})

const brief = (turn: Turn): Briefing => {
  const waiting = new Set(turn.unanswered.map(({ id }) => id))
  const said = turn.recent.filter(({ id }) => !waiting.has(id))
  return {
    at: turn.deps.clock(),
    business: turn.business,
    requests: turn.requests,
    customer: { name: turn.customer.name, optedOut: turn.customer.optedOutAt !== null },
    burst: turn.unanswered.map(asLine),
    history: said.toReversed().map(asLine),
  }
}

const asLine = ({ id, by, kind, text, at, intent }: Turn['recent'][number]): Line => ({
  id,
  by,
  kind: isMessageKind(kind) ? kind : 'unsupported',
  text,
  at,
  intent,
})

/** What an answer brings with it, written in its own transaction. */
type Saying = Exclude<Composed, { act: 'silence' }>
const consequences = (turn: Turn, composed: Saying): Query[] => {
  const { db, clock } = turn.deps
  const at = clock()
  const { conversationId } = turn
  if (composed.act === 'handover') {
    const note = { conversationId, channelId: turn.channel.id, text: composed.reason, at }
    return [writeNote(db, note), handOver(db, { conversationId, attention: composed.reason, at })]
  }
  const queries: Query[] = []
  if (composed.attention) {
    queries.push(raiseAttention(db, { conversationId, attention: composed.attention, at }))
  }
  if (composed.optOut !== undefined) {
    queries.push(setOptOut(db, { customerId: turn.customer.id, at: composed.optOut ? at : null }))
  }
  return queries
}

/** An answer counts against the plan; what she says when none is left does not, and the owner hears of it. */
const counting = (turn: Turn, { act, intent }: Saying, messageId: string): Query[] => {
  const { db, clock } = turn.deps
  if (act !== 'reply') return []
  return [
    intent === RESTING
      ? noteRest(db, { at: clock() })
      : countAnswer(db, { messageId, at: clock() }),
  ]
}

const stayingSilent = (
  turn: Turn,
  { reason, attention }: Extract<Composed, { act: 'silence' }>,
): Query[] => {
  const { db, clock } = turn.deps
  const decided = decide(turn, 'silent', { reason })
  if (!attention) return [decided]
  const { conversationId } = turn
  return [decided, handOver(db, { conversationId, attention, at: clock() })]
}

/** Settles the turn together with its last writes. */
const end = async (turn: Turn, queries: readonly Query[]): Promise<void> => {
  const door = queries.length > 0 ? holding(turn, true) : entering(turn)
  const [, , [, left]] = await turn.deps.ask(door, queries, settle(turn))
  await wakeAgain(turn, left)
}

/** A courtesy: its failure changes nothing. */
const startTyping = async (turn: Turn): Promise<void> => {
  const [newest] = turn.unanswered.slice(-1)
  try {
    const whatsapp = await turn.deps.whatsappOf(turn.channel)
    if (turn.channel.marksRead && newest?.providerId) await whatsapp.markRead(newest.providerId)
    await whatsapp.typing(turn.claim.chatId, 3)
  } catch {
    // The reply itself will tell whether the number works.
  }
}
