/**
 * How a line of ours leaves. Whapi knows no idempotency key, so: the row says `sending` before the call; the call is never repeated in
 * process; after an unknown outcome we look before we send again; and what is known to have gone is recorded whoever holds the claim.
 */
import { handOver } from '../conversation/conversation.ts'
import { Conflict, Upstream } from '../errors.ts'
import { giveUpLine, markSending, markSent, withdrawLine } from '../message/message.ts'
import { THANKS } from '../message/thanks.ts'
import {
  entering,
  holding,
  secondsHeld,
  settle,
  wakeAgain,
  type PendingLine,
  type Turn,
} from './turn.ts'

/** The send's time-out (15 s) and the trip that records it must end before the lease may be another's. */
const SECONDS_TO_SEND = 20
const STALE_MINUTES = 10
/** The provider's clock and ours may differ this much. */
const LOOK_BACK_SECONDS = 60

type Line = { id: string; text: string | null }

/** Sends a line whose row says `sending` under our claim, and records it. `ends`: the turn is settled in the same trip. */
export const sendLine = async (turn: Turn, line: Line, { ends }: { ends: boolean }) => {
  if (secondsHeld(turn) < SECONDS_TO_SEND) throw new Conflict('the lease is nearly over')
  const whatsapp = await turn.deps.whatsappOf(turn.channel)
  try {
    const { providerId } = await whatsapp.sendText(turn.claim.chatId, line.text ?? '')
    await recordSent(turn, { id: line.id, providerId }, { ends })
  } catch (error) {
    if (!(error instanceof Upstream) || error.verdict !== 'never') throw error
    await giveUp(turn, line.id, { ends })
  }
}

const recordSent = async (
  turn: Turn,
  sent: { id: string; providerId: string },
  { ends }: { ends: boolean },
) => {
  const { db, clock } = turn.deps
  const marks = markSent(db, { ...sent, channelId: turn.claim.channelId, at: clock() })
  const [, , [, left]] = await turn.deps.ask(entering(turn), marks, ends ? settle(turn) : [])
  if (left) await wakeAgain(turn, left)
}

/** The provider refused it for good: a person must know, the customer is never met with silence alone. */
const giveUp = async (turn: Turn, lineId: string, { ends }: { ends: boolean }) => {
  const { db, clock } = turn.deps
  const at = clock()
  const [, , , [, left]] = await turn.deps.ask(
    entering(turn),
    giveUpLine(db, { id: lineId, state: 'failed', at }),
    handOver(db, {
      conversationId: turn.conversationId,
      attention: 'WhatsApp refused the last reply',
      at,
    }),
    ends ? settle(turn) : [],
  )
  if (left) await wakeAgain(turn, left)
}

/** A line that waits: a person's reply, or one whose sender crashed before it could say how it went. Answers whether it was taken back. */
export const deliverPending = async (turn: Turn, line: PendingLine): Promise<boolean> => {
  if (line.state === 'sending' && (await wasSent(turn, line))) return false
  const { db, clock } = turn.deps
  const at = clock()
  if (!mayStillGo(turn, line)) {
    await turn.deps.ask(entering(turn), giveUpLine(db, { id: line.id, state: 'dropped', at }))
    return false
  }
  if (isStale(turn, line)) {
    await turn.deps.ask(holding(turn), withdrawLine(db, { id: line.id, at }))
    return true
  }
  const [, marked] = await turn.deps.ask(holding(turn), markSending(db, { id: line.id, at }))
  if (marked.length > 0) await sendLine(turn, line, { ends: false })
  return false
}

/** What a person wrote stays true, and so do thanks for money and a hand-over; an answer ("we are open until five") may not. */
const isStale = ({ claim, deps }: Turn, line: PendingLine): boolean =>
  isAnswer(line) &&
  claim.state === 'ai' &&
  deps.clock().getTime() - line.at.getTime() > STALE_MINUTES * 60_000

/** The receptionist's answer stays unsent once a person has taken over. */
const mayStillGo = (turn: Turn, line: PendingLine): boolean =>
  !isAnswer(line) || turn.claim.state === 'ai' || turn.claim.state === 'needs_human'

const isAnswer = ({ by, intent }: PendingLine): boolean => by !== 'member' && intent !== THANKS

/** Looks at the provider for a line whose outcome is unknown; a send that another row of ours already has does not count. */
const wasSent = async (turn: Turn, line: PendingLine): Promise<boolean> => {
  const whatsapp = await turn.deps.whatsappOf(turn.channel)
  const since = (line.sendingAt ?? turn.deps.clock()).getTime() - LOOK_BACK_SECONDS * 1000
  const sends = await whatsapp.recentSends(turn.claim.chatId, new Date(since))
  const taken = new Set(turn.recent.map(({ providerId }) => providerId))
  const found = sends.find(
    ({ providerId, text }) => !taken.has(providerId) && text?.trim() === line.text?.trim(),
  )
  if (!found) return false
  await recordSent(turn, { id: line.id, providerId: found.providerId }, { ends: false })
  return true
}
