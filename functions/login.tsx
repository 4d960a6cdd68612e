import * as z from 'zod'

import { NotProven, one } from '../src/errors.ts'
import { hashToken, newToken } from '../src/session/token.ts'
import type { HouseApp } from './http.ts'
import { readForm, readQuery } from './input.ts'
import { LoginPage, VerifyPage } from './pages/login.tsx'
import { clearSession, setSession } from './session.ts'

const Notice = z.object({ notice: z.enum(['link_spent', 'logged_out']).optional() })
const Link = z.object({ t: z.string().min(20).max(100) })

/** Signing in by a link. A mail scanner's GET spends nothing: the page has a button, and its POST does. */
export const mountLogin = (app: HouseApp): HouseApp =>
  app
    .get('/login', (c) => {
      const { notice } = readQuery(c, Notice)
      return c.html(<LoginPage notice={notice ?? null} />)
    })
    .get('/login/verify', async (c) => {
      const { deps } = c.var
      const { t } = readQuery(c, Link)
      const tokenHash = await hashToken(t)
      const found = await deps.lookUp(
        deps.lookups.findLogin({ tokenHash, browserHash: null, at: deps.clock() }),
      )
      const [login] = found
      if (!login) return c.redirect('/login?notice=link_spent', 303)
      return c.html(<VerifyPage who={login.email} token={t} />)
    })
    .post('/login/verify', async (c) => {
      const { deps } = c.var
      const { t } = await readForm(c, Link)
      const session = newToken()
      const redeemed = await deps.lookUp(
        deps.lookups.redeemLogin({
          tokenHash: await hashToken(t),
          browserHash: null,
          sessionHash: await hashToken(session),
          userAgent: c.req.header('user-agent') ?? '',
          at: deps.clock(),
        }),
      )
      one(redeemed, new NotProven('link_spent'))
      setSession(c, session)
      return c.redirect('/', 303)
    })
    .post('/logout', async (c) => {
      const { deps } = c.var
      const token = clearSession(c)
      if (token) await deps.lookUp(deps.lookups.endSession({ tokenHash: await hashToken(token) }))
      c.header('Clear-Site-Data', '"cache", "storage"')
      return c.redirect('/login?notice=logged_out', 303)
    })
