import { backoffSeconds } from '../src/backoff.ts'
import { Upstream } from '../src/errors.ts'
import type { Mail } from '../src/mail/mail.ts'
import { later } from '../src/time.ts'
import type { Deps } from './deps.ts'
import { logError } from './log.ts'

const MAX_ATTEMPTS = 8

/** A mail as the outbox takes it: sealed for the id it gets here. */
export const sealNew = async (deps: Deps, mail: Mail): Promise<{ id: string; sealed: string }> => {
  const id = crypto.randomUUID()
  return { id, sealed: await deps.sealMail(id, mail) }
}

/**
 * Sends one mail of the outbox, if it is due and nobody else has it. Its id is the provider's idempotency key, so that what was sent
 * but not recorded is not sent again. Throws only when the database is away: then the lease runs out.
 */
export const sendMail = async (deps: Deps, id: string): Promise<void> => {
  const { lookUp, lookups } = deps
  const [claimed] = await lookUp(lookups.claimMail({ id, at: deps.clock() }))
  if (!claimed) return
  try {
    const mail = await deps.openMail(id, claimed.sealed)
    await deps.mail.send({ ...mail, to: claimed.email ?? mail.to }, id)
  } catch (error) {
    logError(id, error)
    await settleFailure(deps, { id, failures: claimed.attempts + 1, error })
    return
  }
  await lookUp(lookups.settleMail({ id, at: deps.clock(), sent: true, retryAt: null }))
}

const settleFailure = async (
  { clock, lookUp, lookups, wakeMail }: Deps,
  { id, failures, error }: { id: string; failures: number; error: unknown },
): Promise<void> => {
  const at = clock()
  // Anything but the provider's word, such as a body that cannot be opened, will be the same next time.
  const mayPass = error instanceof Upstream && error.verdict === 'retry'
  if (!mayPass || failures >= MAX_ATTEMPTS) {
    await lookUp(lookups.settleMail({ id, at, sent: false, retryAt: null }))
    return
  }
  const delaySeconds = backoffSeconds(failures - 1)
  const retryAt = later(at, delaySeconds)
  await lookUp(lookups.settleMail({ id, at, sent: false, retryAt }))
  await wakeMail(id, delaySeconds + 1)
}
