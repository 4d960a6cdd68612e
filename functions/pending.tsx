/** The answer of every member's route to somebody whom nobody has approved yet. */
import { listBusinesses } from './businesses.tsx'
import type { HouseContext } from './http.ts'
import { PendingPage } from './pages/pending.tsx'

/** A trip more than the refusal: whether there is another business to go to. Where it fails the page only leads nowhere. */
export const answerPending = async (c: HouseContext): Promise<Response> => {
  const businesses = await listBusinesses(c).catch(() => [])
  const hasOthers = businesses.length > 1
  return c.html(<PendingPage hasOthers={hasOthers} requestId={c.var.requestId} />, 403)
}
