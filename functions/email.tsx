/** A person's own address: the new one is proven by a code before anything changes, and the old one is told. */
import * as z from 'zod'

import { Conflict, LimitReached, one } from '../src/errors.ts'
import { writeMail } from '../src/mail/mail.ts'
import { newCode, readCode } from '../src/session/second-factor.ts'
import { hashToken, newToken } from '../src/session/token.ts'
import { showMoment } from '../src/time.ts'
import type { HouseApp, HouseContext } from './http.ts'
import { emailAddress, readForm, readQuery } from './input.ts'
import { sealNew } from './mail.ts'
import { readOwn, type Own } from './own.ts'
import { EmailPage, type EmailView } from './pages/email.tsx'
import { text } from './pages/text.en.ts'
import { codeTokenOf, requireMember, setSession } from './session.ts'
import { CODE_MINUTES, wakeNotice } from './sign-in.ts'

const Notice = z.object({ notice: z.enum(['saved']).optional() })
/** Without a code it asks for one. */
const Typed = z.object({
  email: z.string().max(300).default(''),
  code: z.string().max(40).optional(),
})

export const mountEmail = (app: HouseApp): HouseApp =>
  app
    .get('/security/email', requireMember('own.security'), async (c) => {
      const { notice } = readQuery(c, Notice)
      return c.html(<EmailPage {...viewOf(await readOwn(c))} saved={notice === 'saved'} />)
    })
    .post('/security/email', requireMember('own.security', { fresh: true }), async (c) => {
      const typed = await readForm(c, Typed)
      const own = await readOwn(c)
      const parsed = emailAddress.safeParse(typed.email)
      const refuse = (email: string) =>
        c.html(<EmailPage {...viewOf(own)} typed={typed.email} errors={{ email }} />, 400)
      if (!parsed.success) return refuse(text.login.emailWrong)
      const email = parsed.data
      if (email === own.email) return refuse(text.ownEmail.same)
      if (typed.code === undefined) return sendCode(c, own, email)
      return change(c, own, { email, code: typed.code })
    })

const viewOf = ({ email, isFresh, needsYou }: Own): EmailView => ({
  email,
  step: isFresh ? 'ask' : 'confirm',
  typed: '',
  errors: {},
  saved: false,
  needsYou,
})

/** Bound to the address: a code for one proves no other. */
const codeHashOf = (c: HouseContext, email: string, code: string): Promise<string> =>
  c.var.deps.hashCode(`email|${email}|${code}`)

/** The same for an address that somebody has, whose owner gets another mail and whose code opens nothing. */
const sendCode = async (c: HouseContext, own: Own, email: string): Promise<Response> => {
  const { deps } = c.var
  const code = newCode()
  const id = crypto.randomUUID()
  const proof = writeMail('email_code', { to: email, code, minutes: CODE_MINUTES })
  const taken = writeMail('email_taken', { to: email, loginUrl: `${deps.origin}/login` })
  const sent = await deps.lookUp(
    deps.lookups.sendCode({
      tokenHash: own.tokenHash,
      limits: await limitsOf(c, own, email),
      token: {
        token: await codeTokenOf(c, 'email'),
        code: await codeHashOf(c, email, code),
        purpose: 'email',
        email,
      },
      mail: {
        id,
        sealed: await deps.sealMail(id, proof),
        taken: await deps.sealMail(id, taken),
      },
      at: deps.clock(),
    }),
  )
  const { waitSeconds, mailId } = one(sent, new Conflict('the session is no longer fresh'))
  if (waitSeconds > 0) throw new LimitReached('too many codes were asked for', waitSeconds)
  await wakeNotice(c, mailId)
  return c.html(<EmailPage {...viewOf(own)} step="code" typed={email} />)
}

const limitsOf = async (c: HouseContext, { userId }: Own, email: string) => {
  const { limitKey } = c.var.deps
  return [
    { key: await limitKey(`new addresses of ${userId}`), limit: 5, seconds: 900 },
    { key: await limitKey(`new address ${email}, quarter of an hour`), limit: 3, seconds: 900 },
    { key: await limitKey(`new address ${email}, day`), limit: 10, seconds: 86_400 },
  ]
}

const change = async (
  c: HouseContext,
  own: Own,
  { email, code }: { email: string; code: string },
): Promise<Response> => {
  const { deps } = c.var
  const at = deps.clock()
  const session = newToken()
  const notice = writeMail('email_changed', {
    to: own.email,
    at: showMoment(at, own.org.timezone),
    email,
    url: `${deps.origin}/login`,
  })
  const changed = await deps.lookUp(
    deps.lookups.changeEmail({
      tokenHash: own.tokenHash,
      newTokenHash: await hashToken(session),
      codeToken: await codeTokenOf(c, 'email'),
      code: await codeHashOf(c, email, readCode(code)?.code ?? ''),
      notice: await sealNew(deps, notice),
      at,
    }),
  )
  const { status, mailId } = one(changed)
  if (status === 'stale') throw new Conflict('the session is no longer fresh')
  if (status === 'wrong') {
    const errors = { code: text.confirm.codeWrong }
    return c.html(<EmailPage {...viewOf(own)} step="code" typed={email} errors={errors} />, 400)
  }
  setSession(c, session)
  await wakeNotice(c, mailId)
  return c.redirect('/security/email?notice=saved', 303)
}
