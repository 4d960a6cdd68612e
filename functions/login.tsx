import * as z from 'zod'

import { writeMail } from '../src/mail/mail.ts'
import { linkMinutes } from '../src/session/magic-link.ts'
import { hashToken } from '../src/session/token.ts'
import type { HouseApp } from './http.ts'
import { emailAddress, readForm, readQuery } from './input.ts'
import { askForLink, askingOf } from './link.ts'
import { LoginPage, SentPage } from './pages/login.tsx'
import { text } from './pages/text.en.ts'
import { clearSession } from './session.ts'

const Notice = z.object({ notice: z.enum(['link_spent', 'logged_out']).optional() })
const Typed = z.object({ email: z.string().max(300).default('') })

/** Signing in by a link; what the link opens is in verify.tsx. */
export const mountLogin = (app: HouseApp): HouseApp =>
  app
    .get('/login', (c) => {
      const { notice } = readQuery(c, Notice)
      return c.html(<LoginPage notice={notice ?? null} email="" error={null} />)
    })
    .post('/login', async (c) => {
      const { email: typed } = await readForm(c, Typed)
      const email = emailAddress.safeParse(typed)
      if (!email.success) {
        return c.html(<LoginPage notice={null} email={typed} error={text.login.emailWrong} />, 400)
      }
      const letter = (link: string) =>
        writeMail('login_link', { to: email.data, link, minutes: linkMinutes.login })
      const letters = { known: letter, unknown: () => null }
      await askForLink(c, { purpose: 'login', email: email.data, letters })
      return c.redirect('/login/sent', 303)
    })
    .get('/login/sent', async (c) => {
      const asking = askingOf(c)
      if (!asking) return c.redirect('/login', 303)
      const code = await c.var.deps.codeOf(asking.browser)
      return c.html(<SentPage {...asking} code={code} minutes={linkMinutes[asking.purpose]} />)
    })
    .post('/logout', async (c) => {
      const { deps } = c.var
      const token = clearSession(c)
      if (token) await deps.lookUp(deps.lookups.endSession({ tokenHash: await hashToken(token) }))
      c.header('Clear-Site-Data', '"cache", "storage"')
      return c.redirect('/login?notice=logged_out', 303)
    })
