import * as z from 'zod'

import { NotProven, one } from '../src/errors.ts'
import { writeMail } from '../src/mail/mail.ts'
import { linkMinutes } from '../src/session/magic-link.ts'
import { hashToken } from '../src/session/token.ts'
import type { HouseApp, HouseContext } from './http.ts'
import { emailAddress, readForm, readQuery } from './input.ts'
import { askForLink, askingOf, forgetAsking } from './link.ts'
import { LoginPage, SentPage, VerifyPage } from './pages/login.tsx'
import { text } from './pages/text.en.ts'
import { clearSession } from './session.ts'
import { finishSignIn, newSignIn } from './sign-in.ts'

const Notice = z.object({ notice: z.enum(['link_spent', 'logged_out']).optional() })
const Typed = z.object({ email: z.string().max(300).default('') })
const Link = z.object({ t: z.string().min(20).max(100) })
const Redemption = Link.extend({
  code: z
    .string()
    .max(20)
    .transform((typed) => typed.replaceAll(/\D/g, ''))
    .optional(),
})

/** Signing in by a link. A mail scanner's GET spends nothing: the page has a button, and its POST does. */
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
    .get('/login/verify', async (c) => {
      const { t } = readQuery(c, Link)
      const login = await findLogin(c, t)
      if (!login) return c.redirect('/login?notice=link_spent', 303)
      const { email, needsCode } = login
      return c.html(<VerifyPage who={email} token={t} needsCode={needsCode} error={null} />)
    })
    .post('/login/verify', redeem)
    .post('/logout', async (c) => {
      const { deps } = c.var
      const token = clearSession(c)
      if (token) await deps.lookUp(deps.lookups.endSession({ tokenHash: await hashToken(token) }))
      c.header('Clear-Site-Data', '"cache", "storage"')
      return c.redirect('/login?notice=logged_out', 303)
    })

const browserHashOf = async (c: HouseContext): Promise<string | null> => {
  const asking = askingOf(c)
  return asking && hashToken(asking.browser)
}

const findLogin = async (c: HouseContext, token: string) => {
  const { deps } = c.var
  const [login] = await deps.lookUp(
    deps.lookups.findLogin({
      tokenHash: await hashToken(token),
      browserHash: await browserHashOf(c),
      at: deps.clock(),
    }),
  )
  return login
}

const redeem = async (c: HouseContext): Promise<Response> => {
  const { deps } = c.var
  const { t, code } = await readForm(c, Redemption)
  const signIn = await newSignIn(c)
  const redeemed = await deps.lookUp(
    deps.lookups.redeemLogin({
      tokenHash: await hashToken(t),
      browserHash: await browserHashOf(c),
      codeHash: code ? await deps.hashCode(code) : null,
      password: null,
      notice: signIn.stored.alert,
      signIn: signIn.stored,
      at: deps.clock(),
    }),
  )
  const outcome = one(redeemed)
  if (outcome.status === 'code_wrong') {
    return c.html(<VerifyPage who={null} token={t} needsCode error="code_wrong" />, 400)
  }
  const next = await finishSignIn(c, signIn, outcome)
  if (!next) throw new NotProven('link_spent')
  const isNew = askingOf(c)?.purpose === 'signup'
  forgetAsking(c)
  if (next === 'second') return c.redirect('/login/second', 303)
  return c.redirect(isNew ? '/connect' : '/', 303)
}
