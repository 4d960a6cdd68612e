import { fromDatabase, Invalid } from '../src/errors.ts'
import { TO_PERSON, writeMail, type Mail } from '../src/mail/mail.ts'
import { letterOf, type NoticeLetter } from '../src/notice/letter.ts'
import { listOwners, postNotice, postponeNotice, readNotice } from '../src/notice/notice.ts'
import { TRIAL_DAYS, TRIAL_WARNING_DAYS } from '../src/subscription/plan.ts'
import type { Deps } from './deps.ts'
import { logError } from './log.ts'
import { sealNew } from './mail.ts'

type Due = { orgId: string; noticeId: string }

const DAY_SECONDS = 86_400

/** Before the mails of what is due are written: a trial ends by itself. */
export const noteTrials = (deps: Deps, { limit }: { limit: number }) =>
  deps.lookUp(
    deps.lookups.noteTrials({
      trialSeconds: TRIAL_DAYS * DAY_SECONDS,
      warningSeconds: TRIAL_WARNING_DAYS * DAY_SECONDS,
      at: deps.clock(),
      limit,
    }),
  )

/** Writes the owners' mails of what is due, the oldest first. One that cannot be written holds nobody up. */
export const postNotices = async (deps: Deps, { limit }: { limit: number }): Promise<void> => {
  const due = await deps.lookUp(deps.lookups.dueNotices({ at: deps.clock(), limit }))
  for (const notice of due) {
    try {
      await post(deps, notice)
    } catch (error) {
      logError(notice.noticeId, error)
      await setAside(deps, notice, error)
    }
  }
}

const entering = (deps: Deps, { orgId, noticeId }: Due) =>
  deps.enterJob({ orgId, at: deps.clock(), requestId: noticeId })

/** Two trips, since only the Worker can seal; whoever comes second finds nothing to post. */
const post = async (deps: Deps, due: Due): Promise<void> => {
  const { db } = deps
  const [, [notice], owners] = await deps.ask(
    entering(deps, due),
    readNotice(db, { id: due.noticeId }),
    listOwners(db),
  )
  if (!notice) return
  const letter = letterOf(notice, deps)
  const mails = letter === null ? [] : await sealFor(deps, letter, owners)
  const [, posted] = await deps.ask(
    entering(deps, due),
    postNotice(db, { id: due.noticeId, mails }),
  )
  // A mail that nobody is woken for is found by the next sweep.
  for (const { mailId } of posted) await deps.wakeMail(mailId).catch(() => {})
}

const sealFor = (deps: Deps, letter: NoticeLetter, owners: readonly { memberId: string }[]) => {
  const mail = mailOf(letter)
  return Promise.all(
    owners.map(async ({ memberId }) => ({ ...(await sealNew(deps, mail)), member: memberId })),
  )
}

/** Each kind by its name, so that its slots are its own. */
const mailOf = (letter: NoticeLetter): Mail => {
  const to = TO_PERSON
  if (letter.kind === 'needs_you') return writeMail(letter.kind, { to, ...letter.slots })
  if (letter.kind === 'disconnected') return writeMail(letter.kind, { to, ...letter.slots })
  if (letter.kind === 'receipt') return writeMail(letter.kind, { to, ...letter.slots })
  if (letter.kind === 'request_paid') return writeMail(letter.kind, { to, ...letter.slots })
  if (letter.kind === 'request_paid_twice') return writeMail(letter.kind, { to, ...letter.slots })
  if (letter.kind === 'trial_ending') return writeMail(letter.kind, { to, ...letter.slots })
  return writeMail(letter.kind, { to, ...letter.slots })
}

/** What cannot be written is dropped; anything else may pass, and is tried again behind the others. */
const setAside = async (deps: Deps, due: Due, error: unknown): Promise<void> => {
  const { db } = deps
  const id = due.noticeId
  const aside =
    fromDatabase(error) instanceof Invalid
      ? postNotice(db, { id, mails: [] })
      : postponeNotice(db, { id, at: deps.clock() })
  try {
    await deps.ask(entering(deps, due), aside)
  } catch (failure) {
    logError(id, failure)
  }
}
