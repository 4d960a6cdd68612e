import type { Deps } from './deps.ts'
import { runWakeUp, type WakeUp } from './queue.ts'

/** What one sweep wakes of each kind; the next minute's takes the rest. */
const WAKE_LIMIT = 100
/** Without a queue the sweep does the work itself: each item is three trips and a call or two, and an invocation has few subrequests. */
const WORK_LIMIT = 5

/** Each minute: finds what is overdue and wakes for it. With the queue off nothing is lost. Several at once do the work once: each is claimed. */
export const sweep = async (deps: Deps): Promise<void> => {
  const { lookUp, lookups } = deps
  const due = { at: deps.clock(), limit: deps.wakes ? WAKE_LIMIT : WORK_LIMIT }
  const replies = await lookUp(lookups.dueReplies(due))
  const wakeUps = replies.map((ids) => ({ ...ids, requestId: crypto.randomUUID() }))
  if (deps.wakes) await deps.wake(wakeUps.map((wakeUp) => ({ ...wakeUp, delaySeconds: 0 })))
  else await runAll(deps, wakeUps)
  const mails = (await lookUp(lookups.dueMails(due))).map(({ id }) => ({ mail: id }))
  if (!deps.wakes) return runAll(deps, mails)
  for (const { mail } of mails) await deps.wakeMail(mail)
}

const runAll = async (deps: Deps, wakeUps: readonly WakeUp[]): Promise<void> => {
  for (const wakeUp of wakeUps) await runWakeUp(deps, wakeUp)
}
