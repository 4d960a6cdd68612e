/** Logging in with a password, and setting one. Tries are counted before anything is compared; every failure says the same and takes as long. */
import * as z from 'zod'

import { countChats } from '../src/conversation/inbox.ts'
import { Conflict, LimitReached, one } from '../src/errors.ts'
import { readOrg } from '../src/org/org.ts'
import { faultOf } from '../src/session/password-rules.ts'
import { hashToken, newToken } from '../src/session/token.ts'
import { readHostCookie, writeHostCookie } from './cookie.ts'
import type { HouseApp, HouseContext } from './http.ts'
import { emailAddress, readForm, readQuery } from './input.ts'
import { limitedNetwork, shownNetwork } from './network.ts'
import { PasswordLoginPage, PasswordPage } from './pages/password.tsx'
import type { PasswordView } from './pages/props.ts'
import { text } from './pages/text.en.ts'
import { requireMember, sessionHash, setSession } from './session.ts'

const DEVICE_COOKIE = 'dev'
const DEVICE_SECONDS = 180 * 86_400
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
      const { view } = await readOwn(c)
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
  const { own, limits } = await limitsOf(c, email)
  const at = deps.clock()
  const found = await deps.lookUp(
    deps.lookups.findPassword({ limits, network: shownNetwork(c), email, at }),
  )
  const { waitSeconds, passwordHash: seen } = one(found)
  if (waitSeconds > 0) throw new LimitReached('too many passwords were tried', waitSeconds)
  const { matches, renewed } = await deps.passwords.check(form.password, seen, at)
  const isIn = matches && seen && (await open(c, { email, seen, newHash: renewed, forgive: [own] }))
  if (isIn) return c.redirect('/', 303)
  const errors = { password: text.passwordLogin.wrong }
  return c.html(<PasswordLoginPage email={form.email} errors={errors} />, 401)
}

/** Saves the session and gives its cookies; false where the password was changed since it was read. */
const open = async (
  c: HouseContext,
  proven: { email: string; seen: string; newHash: string | null; forgive: string[] },
): Promise<boolean> => {
  const { deps } = c.var
  const session = newToken()
  const opened = await deps.lookUp(
    deps.lookups.passwordLogin({
      ...proven,
      sessionHash: await hashToken(session),
      userAgent: c.req.header('user-agent') ?? '',
      network: shownNetwork(c),
      at: deps.clock(),
    }),
  )
  if (opened.length === 0) return false
  setSession(c, session)
  const device = await deps.newDevice(proven.email)
  writeHostCookie(c, DEVICE_COOKIE, { value: device, seconds: DEVICE_SECONDS })
  return true
}

/**
 * What a try counts against. A browser that logged in before has tries of its own, which no stranger can use up. `own`: forgiven by a
 * success. The network's are not: whoever knows one password could try others without end.
 */
const limitsOf = async (c: HouseContext, email: string) => {
  const { limitKey, deviceOf } = c.var.deps
  const device = await deviceOf(email, readHostCookie(c, DEVICE_COOKIE) ?? '')
  if (device !== null) {
    const own = await limitKey(`password of ${email} on device ${device}`)
    return { own, limits: [{ key: own, limit: 10, seconds: QUARTER_SECONDS }] }
  }
  const network = limitedNetwork(c)
  const own = await limitKey(`password of ${email} from ${network}`)
  return {
    own,
    limits: [
      { key: own, limit: 5, seconds: QUARTER_SECONDS },
      { key: await limitKey(`passwords from ${network}`), limit: 20, seconds: QUARTER_SECONDS },
      { key: await limitKey(`password of ${email}`), limit: 50, seconds: HOUR_SECONDS },
    ],
  }
}

const changePassword = async (c: HouseContext): Promise<Response> => {
  const { deps } = c.var
  const { current, password } = await readForm(c, Change)
  const { view, names, seen } = await readOwn(c, current)
  if (view.step === 'log_in') return c.html(<PasswordPage {...view} />, 403)
  const refuse = (errors: PasswordView['errors']) =>
    c.html(<PasswordPage {...view} errors={errors} />, 400)
  const fault = faultOf(password, names)
  if (fault) return refuse({ password: text.password.faults[fault] })
  const at = deps.clock()
  const isProven = seen === null || (await deps.passwords.check(current, seen, at)).matches
  if (!isProven) return refuse({ current: text.password.currentWrong })
  const newHash = await deps.passwords.make(password, at)
  const tokenHash = await sessionHash(c)
  const set = await deps.lookUp(deps.lookups.setPassword({ tokenHash, seen, newHash, at }))
  one(set, new Conflict('the password was changed meanwhile'))
  return c.redirect('/security/password?notice=saved', 303)
}

/** The person's own password behind their door. With `current`, which is about to be compared, it counts a try: a stolen session must not find it out. */
const readOwn = async (c: HouseContext, current = '') => {
  const { db, lookups, limitKey, clock } = c.var.deps
  const at = clock()
  const tokenHash = await sessionHash(c)
  const tries = { key: await limitKey(`password of session ${tokenHash}`), limit: 10 }
  const limits = current ? [{ ...tries, seconds: QUARTER_SECONDS }] : []
  const [me, orgs, counts, own, counted] = await c.var.ask(
    readOrg(db),
    countChats(db, { at }),
    lookups.ownPassword({ tokenHash, at }),
    lookups.findPassword({ limits, network: shownNetwork(c), email: '', at }),
  )
  const { waitSeconds } = one(counted)
  if (waitSeconds > 0) throw new LimitReached('too many passwords were tried', waitSeconds)
  const { passwordHash: seen, isFresh } = one(own)
  const { name, ownerName, email } = one(orgs)
  const view: PasswordView = {
    step: stepOf(seen, isFresh),
    errors: {},
    saved: false,
    needsYou: one(counts).needsYou,
  }
  return { view, seen, names: [me.name, name, ownerName ?? '', email ?? ''] }
}

/** A first password needs a fresh log-in by link: a session left open must not become a password. */
const stepOf = (seen: string | null, isFresh: boolean): PasswordView['step'] => {
  if (seen !== null) return 'change'
  return isFresh ? 'set' : 'log_in'
}
