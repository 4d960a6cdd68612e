import { answerConversation } from '../src/reception/reception.ts'
import type { Deps } from './deps.ts'
import { logError } from './log.ts'

/** What one sweep wakes; the next minute's takes the rest. */
const WAKE_LIMIT = 100
/** Without a queue the sweep answers itself: each answer is three trips and a call or two, and an invocation has few subrequests. */
const ANSWER_LIMIT = 5

/** Each minute: finds what is overdue and wakes for it. With the queue off nothing is lost. Several at once do the work once: each is claimed. */
export const sweep = async (deps: Deps): Promise<void> => {
  const limit = deps.wakes ? WAKE_LIMIT : ANSWER_LIMIT
  const due = await deps.lookUp(deps.lookups.dueReplies({ at: deps.clock(), limit }))
  const wakeUps = due.map((ids) => ({ ...ids, requestId: crypto.randomUUID(), delaySeconds: 0 }))
  if (deps.wakes) return deps.wake(wakeUps)
  for (const wakeUp of wakeUps) {
    try {
      const { error } = await answerConversation(deps, wakeUp)
      if (error !== undefined) logError(wakeUp.requestId, error)
    } catch (error) {
      logError(wakeUp.requestId, error)
    }
  }
}
