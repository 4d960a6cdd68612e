/** Logging in with a password, and setting one. Tries are counted before anything is compared; every failure says the same and takes as long. */
import * as z from 'zod'

import { Conflict, LimitReached, one } from '../src/errors.ts'
import { faultOf } from '../src/session/password-rules.ts'
import { hashToken, newToken } from '../src/session/token.ts'
import type { HouseApp, HouseContext } from './http.ts'
import { emailAddress, readForm, readQuery } from './input.ts'
import { limitedNetwork, shownNetwork } from './network.ts'
import { readOwn } from './own.ts'
import { PasswordLoginPage, PasswordPage } from './pages/password.tsx'
import type { PasswordView } from './pages/props.ts'
import { text } from './pages/text.en.ts'
import { requireMember, sessionHash, setSession } from './session.ts'
import { deviceHashOf, finishSignIn, newNotice, newSignIn, wakeNotice } from './sign-in.ts'

const QUARTER_SECONDS = 900
const HOUR_SECONDS = 3600

const typed = z.string().default('')
const LogIn = z.object({ email: z.string().max(300).default(''), password: typed })
const Change = z.object({ current: typed, password: typed })
const Notice = z.object({ notice: z.enum(['saved']).optional() })

export const mountPassword = (app: HouseApp): HouseApp =>
  app
    .get('/login/password', (c) => c.html(<PasswordLoginPage email="" errors={{}} />))
    .post('/login/password', logIn)
    .get('/security/password', requireMember('own.security'), async (c) => {
      const { notice } = readQuery(c, Notice)
      const { view } = await readPassword(c)
      return c.html(<PasswordPage {...view} saved={notice === 'saved'} />)
    })
    .post('/security/password', requireMember('own.security'), changePassword)

const logIn = async (c: HouseContext): Promise<Response> => {
  const { deps } = c.var
  const form = await readForm(c, LogIn)
  const parsed = emailAddress.safeParse(form.email)
  if (!parsed.success) {
    const errors = { email: text.login.emailWrong }
    return c.html(<PasswordLoginPage email={form.email} errors={errors} />, 400)
  }
  const email = parsed.data
  const deviceHash = await deviceHashOf(c)
  const tries = await limitsOf(c, { email, deviceHash })
  const network = shownNetwork(c)
  const at = deps.clock()
  const found = await deps.lookUp(
    deps.lookups.findPassword({ ...tries, deviceHash, network, email, at }),
  )
  const { waitSeconds, passwordHash } = one(found)
  if (waitSeconds > 0) throw new LimitReached('too many passwords were tried', waitSeconds)
  const { matches, renewed } = await deps.passwords.check(form.password, passwordHash, at)
  const signIn = await newSignIn(c)
  const opened = await deps.lookUp(
    deps.lookups.passwordLogin({
      email,
      seen: matches ? passwordHash : null,
      newHash: renewed,
      signIn: signIn.stored,
      forgive: tries.own,
      at: deps.clock(),
    }),
  )
  const next = await finishSignIn(c, signIn, one(opened))
  if (next) return c.redirect(next === 'second' ? '/login/second' : '/', 303)
  const errors = { password: text.passwordLogin.wrong }
  return c.html(<PasswordLoginPage email={form.email} errors={errors} />, 401)
}

/**
 * What a try counts against: the strangers' limits, or those of a browser that this person has logged in with. `own`: forgiven by a success. The
 * network's are not: whoever knows one password could try others without end.
 */
const limitsOf = async (
  c: HouseContext,
  { email, deviceHash }: { email: string; deviceHash: string | null },
) => {
  const { limitKey } = c.var.deps
  const network = limitedNetwork(c)
  const device = await limitKey(`password of ${email} on device ${deviceHash}`)
  const stranger = await limitKey(`password of ${email} from ${network}`)
  return {
    own: [device, stranger],
    deviceLimits: [{ key: device, limit: 10, seconds: QUARTER_SECONDS }],
    limits: [
      { key: stranger, limit: 5, seconds: QUARTER_SECONDS },
      { key: await limitKey(`passwords from ${network}`), limit: 20, seconds: QUARTER_SECONDS },
      { key: await limitKey(`password of ${email}`), limit: 50, seconds: HOUR_SECONDS },
    ],
  }
}

const changePassword = async (c: HouseContext): Promise<Response> => {
  const { deps } = c.var
  const { current, password } = await readForm(c, Change)
  const { view, names, seen } = await readPassword(c, current)
  if (view.step === 'confirm') return c.html(<PasswordPage {...view} />, 403)
  const refuse = (errors: PasswordView['errors']) =>
    c.html(<PasswordPage {...view} errors={errors} />, 400)
  const fault = faultOf(password, names)
  if (fault) return refuse({ password: text.password.faults[fault] })
  const at = deps.clock()
  const isProven = seen === null || (await deps.passwords.check(current, seen, at)).matches
  if (!isProven) return refuse({ current: text.password.currentWrong })
  const newHash = await deps.passwords.make(password, at)
  const session = newToken()
  const set = await deps.lookUp(
    deps.lookups.setPassword({
      tokenHash: await sessionHash(c),
      newTokenHash: await hashToken(session),
      seen,
      newHash,
      notice: await newNotice(c, 'password_changed'),
      at,
    }),
  )
  const { mailId } = one(set, new Conflict('the password was changed meanwhile'))
  setSession(c, session)
  await wakeNotice(c, mailId)
  return c.redirect('/security/password?notice=saved', 303)
}

/** With `current`, which is about to be compared, it counts a try. */
const readPassword = async (c: HouseContext, current = '') => {
  const own = await readOwn(c, { counted: current !== '' })
  const { me, org, passwordHash: seen, needsYou } = own
  const view: PasswordView = {
    step: stepOf(seen, own.isFresh),
    errors: {},
    saved: false,
    needsYou,
  }
  return { view, seen, names: [me.name, org.name, org.ownerName, org.email ?? '', own.email] }
}

/** A first password asks who they are anew: a session left open must not become a password. */
const stepOf = (seen: string | null, isFresh: boolean): PasswordView['step'] => {
  if (seen !== null) return 'change'
  return isFresh ? 'set' : 'confirm'
}
