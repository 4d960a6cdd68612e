import { Forbidden, LimitReached, QuotaReached } from '../src/errors.ts'
import type { HouseContext } from './http.ts'
import { logError } from './log.ts'
import { shownNetwork } from './network.ts'
import { sessionHash } from './session.ts'

/** An hour's refusals of one session that are kept: enough to see it, too few to fill the table. */
const NOTES_AN_HOUR = 30

/**
 * Keeps that a member was refused, in a trip of its own: the refusal ended the batch it stood in. Of the route only its pattern, since ids and
 * queries are none of the log's business. The answer waits for it, and is the same whatever comes of it.
 */
export const noteRefusal = async (c: HouseContext, error: unknown): Promise<void> => {
  const type = typeOf(error)
  if (!type) return
  const { deps, requestId } = c.var
  try {
    const tokenHash = await sessionHash(c)
    const key = await deps.limitKey(`refusals of session ${tokenHash}`)
    await deps.lookUp(
      deps.lookups.noteRefusal({
        limits: [{ key, limit: NOTES_AN_HOUR, seconds: 3600 }],
        tokenHash,
        type,
        detail: `${c.req.method} ${c.req.routePath}`,
        network: shownNetwork(c),
        at: deps.clock(),
      }),
    )
  } catch (problem) {
    logError(requestId, problem)
  }
}

/** A limit that counted outside a door has noted itself; one behind a door was undone with its batch, which is the cause. */
const typeOf = (error: unknown): 'refused' | 'limit_reached' | 'quota_reached' | null => {
  if (error instanceof QuotaReached) return 'quota_reached'
  if (error instanceof Forbidden && error.reason === 'role') return 'refused'
  return error instanceof LimitReached && error.cause !== undefined ? 'limit_reached' : null
}
