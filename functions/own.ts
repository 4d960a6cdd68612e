/** A person's own log-in, read behind their door: for the pages that show it, ask for it anew or change it. */
import { countChats } from '../src/conversation/inbox.ts'
import { LimitReached, one } from '../src/errors.ts'
import { readOrg } from '../src/org/org.ts'
import type { HouseContext } from './http.ts'
import { sessionHash } from './session.ts'

const QUARTER_SECONDS = 900

/** With `counted`, something typed is about to be compared and it counts a try: a stolen session must not find it out. */
export const readOwn = async (c: HouseContext, { counted = false } = {}) => {
  const { db, lookups, limitKey, clock } = c.var.deps
  const at = clock()
  const tokenHash = await sessionHash(c)
  const key = await limitKey(`password of session ${tokenHash}`)
  const limits = counted ? [{ key, limit: 10, seconds: QUARTER_SECONDS }] : []
  const [me, orgs, counts, own] = await c.var.ask(
    readOrg(db),
    countChats(db, { at }),
    lookups.ownProofs({ tokenHash, limits, at }),
  )
  const { waitSeconds, ...proofs } = one(own)
  if (waitSeconds > 0) throw new LimitReached('too many proofs were tried', waitSeconds)
  return { tokenHash, me, org: one(orgs), needsYou: one(counts).needsYou, ...proofs }
}
export type Own = Awaited<ReturnType<typeof readOwn>>
