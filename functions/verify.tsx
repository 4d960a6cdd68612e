/** What a link from a mail opens. A mail scanner's GET spends nothing: the page has a button, and its POST does. */
import * as z from 'zod'

import { NotProven, one } from '../src/errors.ts'
import { faultOf } from '../src/session/password-rules.ts'
import { hashToken } from '../src/session/token.ts'
import type { HouseApp, HouseContext } from './http.ts'
import { readForm, readQuery } from './input.ts'
import { askingOf, forgetAsking } from './link.ts'
import { VerifyPage } from './pages/login.tsx'
import { NewPasswordPage } from './pages/reset.tsx'
import { text } from './pages/text.en.ts'
import { finishSignIn, newNotice, newSignIn, wakeNotice } from './sign-in.ts'

const Link = z.object({ t: z.string().min(20).max(100) })
const Redemption = Link.extend({
  code: z
    .string()
    .max(20)
    .transform((typed) => typed.replaceAll(/\D/g, ''))
    .optional(),
  /** Only the page of a link for a new password asks for one. */
  password: z.string().optional(),
})
type Redemption = z.infer<typeof Redemption>

export const mountVerify = (app: HouseApp): HouseApp =>
  app
    .get('/login/verify', async (c) => {
      const { t } = readQuery(c, Link)
      const login = await findLogin(c, t)
      if (!login) return c.redirect('/login?notice=link_spent', 303)
      const { email, needsCode } = login
      const link = { who: email, token: t, needsCode }
      if (login.purpose === 'reset') return c.html(<NewPasswordPage {...link} errors={{}} />)
      return c.html(<VerifyPage {...link} error={null} />)
    })
    .post('/login/verify', async (c) => {
      const { password, ...form } = await readForm(c, Redemption)
      return password === undefined ? redeem(c, form) : setNew(c, { ...form, password })
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

const redeem = async (c: HouseContext, { t, code }: Redemption): Promise<Response> => {
  const { status, enter } = await spend(c, { t, code, password: null })
  if (status === 'code_wrong') {
    return c.html(<VerifyPage who={null} token={t} needsCode error="code_wrong" />, 400)
  }
  return enter()
}

/** Words that are refused leave the link unspent, and a link that is dead is not worth a hash. */
const setNew = async (
  c: HouseContext,
  { t, code, password }: Redemption & { password: string },
): Promise<Response> => {
  const { passwords, clock } = c.var.deps
  const login = await findLogin(c, t)
  if (login?.purpose !== 'reset') throw new NotProven('link_spent')
  const refuse = (errors: { code?: string; password?: string }) => {
    const { email, needsCode } = login
    return c.html(<NewPasswordPage who={email} token={t} {...{ needsCode, errors }} />, 400)
  }
  const fault = faultOf(password, login.email === null ? [] : [login.email])
  if (fault) return refuse({ password: text.password.faults[fault] })
  const hash = await passwords.make(password, clock())
  const { status, enter } = await spend(c, { t, code, password: hash })
  return status === 'code_wrong' ? refuse({ code: text.login.code_wrong }) : enter()
}

/** Spends the link. `enter` gives the cookies of what it opened, and throws where that is nothing. `password`: the hash to set. */
const spend = async (
  c: HouseContext,
  { t, code, password }: { t: string; code: string | undefined; password: string | null },
) => {
  const { deps } = c.var
  const signIn = await newSignIn(c)
  const notice = await newNotice(c, 'password_changed')
  const redeemed = await deps.lookUp(
    deps.lookups.redeemLogin({
      tokenHash: await hashToken(t),
      browserHash: await browserHashOf(c),
      codeHash: code ? await deps.hashCode(code) : null,
      password,
      notice,
      signIn: signIn.stored,
      at: deps.clock(),
    }),
  )
  const outcome = one(redeemed)
  const enter = async () => {
    const next = await finishSignIn(c, signIn, outcome)
    if (!next) throw new NotProven('link_spent')
    if (password !== null) await wakeNotice(c, notice.id)
    const isNew = askingOf(c)?.purpose === 'signup'
    forgetAsking(c)
    if (next === 'second') return c.redirect('/login/second', 303)
    return c.redirect(isNew ? '/connect' : '/', 303)
  }
  return { status: outcome.status, enter }
}
