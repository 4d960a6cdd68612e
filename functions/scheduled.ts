import { confirmDue } from './confirmations.ts'
import type { Deps } from './deps.ts'
import { logAlert, logError } from './log.ts'
import { noteTrials, postNotices } from './notice.ts'
import { runWakeUp, type WakeUp } from './queue.ts'
import { reconcileRuns } from './reconcile.ts'

/** What one sweep wakes of each kind; the next minute's takes the rest. */
const WAKE_LIMIT = 100
/** Without a queue the sweep does the work itself: each item is three trips and a call or two, and an invocation has few subrequests. */
const WORK_LIMIT = 5
/** A notice is two trips and a wake-up an owner, and is never written by the queue. */
const NOTICE_LIMIT = 20

/** Each is a call to PayFast and up to three trips. */
const PAYFAST_LIMIT = 10

/** Each minute: finds what is overdue and wakes for it. With the queue off nothing is lost. Several at once do the work once: each is claimed. */
export const sweep = async (deps: Deps): Promise<void> => {
  await tidyUp(deps)
  const { lookUp, lookups } = deps
  const due = { at: deps.clock(), limit: deps.wakes ? WAKE_LIMIT : WORK_LIMIT }
  const replies = await lookUp(lookups.dueReplies(due))
  const wakeUps = replies.map((ids) => ({ ...ids, requestId: crypto.randomUUID() }))
  if (deps.wakes) await deps.wake(wakeUps.map((wakeUp) => ({ ...wakeUp, delaySeconds: 0 })))
  else await runAll(deps, wakeUps)
  const mails = (await lookUp(lookups.dueMails(due))).map(({ id }) => ({ mail: id }))
  if (!deps.wakes) await runAll(deps, mails)
  else for (const { mail } of mails) await deps.wakeMail(mail)
  await noteTrials(deps, { limit: NOTICE_LIMIT })
  await postNotices(deps, { limit: Math.min(due.limit, NOTICE_LIMIT) })
  await confirmDue(deps, { limit: Math.min(due.limit, PAYFAST_LIMIT) })
  await reconcileRuns(deps, { limit: Math.min(due.limit, PAYFAST_LIMIT) })
}

/** What has had its day goes, and whoever runs this hears of unusually many failed log-ins. Nobody's reply waits for it to go well. */
const tidyUp = async ({ lookUp, lookups, clock }: Deps): Promise<void> => {
  try {
    const [old] = await lookUp(lookups.sweepOld({ at: clock() }))
    if (old && old.alerts > 0) logAlert(old.alerts)
  } catch (error) {
    logError('sweep', error)
  }
}

const runAll = async (deps: Deps, wakeUps: readonly WakeUp[]): Promise<void> => {
  for (const wakeUp of wakeUps) await runWakeUp(deps, wakeUp)
}
