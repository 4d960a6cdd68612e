/** When a turn breaks off: the same again later, more and more rarely; after the last attempt a person is told, never silence. */
import { backoffSeconds } from '../backoff.ts'
import { handOver, postponeReply } from '../conversation/conversation.ts'
import { giveUpLine, listPending } from '../message/message.ts'
import { later } from '../time.ts'
import { decide, entering, holding, settle, type Turn } from './turn.ts'

const MAX_ATTEMPTS = 8

/** Answers how the turn ended. */
export const tryLater = async (turn: Turn): Promise<'postponed' | 'given_up'> => {
  const { db, clock } = turn.deps
  if (turn.claim.attempts + 1 >= MAX_ATTEMPTS) {
    await giveUpTurn(turn)
    return 'given_up'
  }
  const delaySeconds = backoffSeconds(turn.claim.attempts)
  const dueAt = later(clock(), delaySeconds)
  const { conversationId, orgId, requestId } = turn
  await turn.deps.ask(
    entering(turn),
    postponeReply(db, { conversationId, token: turn.claim.token, dueAt }),
  )
  await turn.deps.wake([{ orgId, conversationId, requestId, delaySeconds: delaySeconds + 1 }])
  return 'postponed'
}

const giveUpTurn = async (turn: Turn): Promise<void> => {
  const { db, clock, ask } = turn.deps
  const at = clock()
  const { conversationId } = turn
  // Read again: this turn may have written the line that would not leave.
  const [, unsent] = await ask(holding(turn), listPending(db, conversationId))
  await ask(
    holding(turn),
    unsent.flatMap(({ id }) => [...giveUpLine(db, { id, state: 'failed', at })]),
    decide(turn, 'dead', { reason: 'not_sent' }),
    handOver(db, { conversationId, attention: 'A reply could not be sent on WhatsApp', at }),
    settle(turn),
  )
}
