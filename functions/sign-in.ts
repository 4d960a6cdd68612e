/** How every way in ends: in a session, or in the question for a second factor. */
import { TO_PERSON, writeMail, type MailKind } from '../src/mail/mail.ts'
import { newCode } from '../src/session/second-factor.ts'
import { hashToken, newToken } from '../src/session/token.ts'
import { showMoment } from '../src/time.ts'
import { dropHostCookie, readHostCookie, writeHostCookie } from './cookie.ts'
import type { HouseContext } from './http.ts'
import { sealNew } from './mail.ts'
import { shownNetwork } from './network.ts'
import { deviceName } from './pages/device.ts'
import { setSession } from './session.ts'

const DEVICE_COOKIE = 'device'
/** As long as browsers keep a cookie at most. */
const DEVICE_SECONDS = 400 * 86_400
const HALF_COOKIE = 'half'
export const CODE_MINUTES = 10

/** What this browser was given when somebody logged in with it. It opens nothing. */
export const deviceHashOf = async (c: HouseContext): Promise<string | null> => {
  const device = readHostCookie(c, DEVICE_COOKIE)
  return device ? hashToken(device) : null
}

/** Everything for any outcome, since only the database knows which it is: tokens for cookies, their hashes, sealed mails. */
export const newSignIn = async (c: HouseContext) => {
  const { deps } = c.var
  const tokens = {
    session: newToken(),
    device: readHostCookie(c, DEVICE_COOKIE) ?? newToken(),
    half: newToken(),
  }
  const code = newCode()
  const codeMail = writeMail('login_code', { to: TO_PERSON, code, minutes: CODE_MINUTES })
  const stored = {
    session: await hashToken(tokens.session),
    device: await hashToken(tokens.device),
    half: await hashToken(tokens.half),
    agent: c.req.header('user-agent') ?? '',
    network: shownNetwork(c),
    code: await deps.hashCode(code),
    code_mail: await sealNew(deps, codeMail),
    alert: await newNotice(c, 'new_device'),
  }
  return { tokens, stored }
}
export type NewSignIn = Awaited<ReturnType<typeof newSignIn>>

type NoticeKind = Extract<MailKind, 'new_device' | 'password_changed' | 'second_factor_changed'>

/** A mail to the person themselves about their own log-in, sealed for the outbox. */
export const newNotice = async (c: HouseContext, kind: NoticeKind) => {
  const { deps } = c.var
  const mail = writeMail(kind, {
    to: TO_PERSON,
    at: showMoment(deps.clock(), 'Africa/Johannesburg'),
    device: deviceName(c.req.header('user-agent') ?? null),
    url: `${deps.origin}/security`,
  })
  return sealNew(deps, mail)
}

/** A mail to the person that waits in the outbox; the sweep finds it where nobody is woken. */
export const wakeNotice = async (c: HouseContext, mailId: string | null): Promise<void> => {
  if (mailId) await c.var.deps.wakeMail(mailId).catch(() => {})
}

/** Gives the cookies of what was opened; where the browser goes next. Null: nothing was. */
export const finishSignIn = async (
  c: HouseContext,
  { tokens }: NewSignIn,
  { status, mailId }: { status: string; mailId: string | null },
): Promise<'home' | 'second' | null> => {
  if (status !== 'in' && status !== 'second_factor') return null
  writeHostCookie(c, DEVICE_COOKIE, { value: tokens.device, seconds: DEVICE_SECONDS })
  await wakeNotice(c, mailId)
  if (status === 'second_factor') {
    writeHostCookie(c, HALF_COOKIE, { value: tokens.half, seconds: CODE_MINUTES * 60 })
    return 'second'
  }
  dropHostCookie(c, HALF_COOKIE)
  setSession(c, tokens.session)
  return 'home'
}

/** The half-open log-in of this browser; null: there is none. */
export const halfHashOf = async (c: HouseContext): Promise<string | null> => {
  const half = readHostCookie(c, HALF_COOKIE)
  return half ? hashToken(half) : null
}
