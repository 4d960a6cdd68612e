/** The businesses of one person. Guarded by the session alone: whoever still waits for approval in one must be able to go to another. */
import * as z from 'zod'

import { NotProven, one } from '../src/errors.ts'
import { newToken, hashToken } from '../src/session/token.ts'
import type { HouseApp, HouseContext } from './http.ts'
import { readForm } from './input.ts'
import { BusinessesPage } from './pages/businesses.tsx'
import { sessionHash, setSession } from './session.ts'

const Form = z.object({ org: z.uuid() })

export const mountBusinesses = (app: HouseApp): HouseApp =>
  app
    .get('/businesses', async (c) => {
      const businesses = await listBusinesses(c)
      one(businesses, new NotProven('not signed in'))
      return c.html(<BusinessesPage businesses={businesses} />)
    })
    .post('/businesses', async (c) => {
      const { deps } = c.var
      const tokenHash = await sessionHash(c)
      const { org } = await readForm(c, Form)
      const token = newToken()
      const switched = await deps.lookUp(
        deps.lookups.switchOrg({
          tokenHash,
          newTokenHash: await hashToken(token),
          orgId: org,
          at: deps.clock(),
        }),
      )
      one(switched)
      setSession(c, token)
      return c.redirect('/', 303)
    })

/** None: no live session. */
export const listBusinesses = async (c: HouseContext) => {
  const { deps } = c.var
  return deps.lookUp(deps.lookups.ownOrgs({ tokenHash: await sessionHash(c), at: deps.clock() }))
}
