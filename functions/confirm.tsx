/** Proving anew who holds the session, before what a session left open must not do. It is asked for by routes that need it fresh. */
import * as z from 'zod'

import { LimitReached, NotProven, one } from '../src/errors.ts'
import { TO_PERSON, writeMail } from '../src/mail/mail.ts'
import { newCode } from '../src/session/second-factor.ts'
import { hashToken, newToken } from '../src/session/token.ts'
import type { HouseApp, HouseContext } from './http.ts'
import { readForm, readQuery } from './input.ts'
import { sealNew } from './mail.ts'
import { readOwn, type Own } from './own.ts'
import { ConfirmPage, type ConfirmView } from './pages/confirm.tsx'
import { text } from './pages/text.en.ts'
import { passwordProofOf, proofOf } from './proof.ts'
import { codeTokenOf, requireMember, sessionHash, setSession } from './session.ts'
import { CODE_MINUTES, wakeNotice } from './sign-in.ts'

/** Only a page of ours, written plainly; whatever else is asked for leads to Security. */
const OWN_PATH = /^\/(?![/\\])[!-~]*$/
const next = z
  .string()
  .default('')
  .transform((path) => (OWN_PATH.test(path) ? path : '/security'))

const Next = z.object({ next })
const Asked = Next.extend({ sent: z.literal('1').optional() })
const Typed = Next.extend({ password: z.string().optional(), code: z.string().max(40).default('') })

export const mountConfirm = (app: HouseApp): HouseApp =>
  app
    .get('/confirm', requireMember('own.security'), async (c) => {
      const asked = readQuery(c, Asked)
      const own = await readOwn(c)
      return c.html(<ConfirmPage {...viewOf(own, asked)} sent={asked.sent !== undefined} />)
    })
    .post('/confirm', requireMember('own.security'), confirm)
    .post('/confirm/code', requireMember('own.security'), sendCode)

const viewOf = (own: Own, asked: { next: string }): ConfirmView => ({
  next: asked.next,
  email: own.email,
  hasPassword: own.passwordHash !== null,
  hasApp: own.secondFactor === 'totp',
  needsAnother: own.org.requiresSecondFactor && !own.isStrong,
  sent: false,
  errors: {},
  needsYou: own.needsYou,
})

const confirm = async (c: HouseContext): Promise<Response> => {
  const { deps } = c.var
  const typed = await readForm(c, Typed)
  const own = await readOwn(c, { counted: true })
  const session = newToken()
  const confirmed = await deps.lookUp(
    deps.lookups.confirmSession({
      tokenHash: own.tokenHash,
      newTokenHash: await hashToken(session),
      codeToken: await codeTokenOf(c, 'confirm'),
      proof:
        typed.password === undefined
          ? await proofOf(c, typed.code, own)
          : await passwordProofOf(c, typed.password, own.passwordHash),
      at: deps.clock(),
    }),
  )
  const { status, waitSeconds } = one(confirmed)
  if (status === 'limited') throw new LimitReached('too many proofs were tried', waitSeconds ?? 0)
  if (status === 'spent') throw new NotProven('the session ended meanwhile')
  if (status === 'wrong') {
    const { passwordWrong, codeWrong } = text.confirm
    const errors = typed.password === undefined ? { code: codeWrong } : { password: passwordWrong }
    return c.html(<ConfirmPage {...viewOf(own, typed)} errors={errors} />, 400)
  }
  setSession(c, session)
  return c.redirect(typed.next, 303)
}

const sendCode = async (c: HouseContext): Promise<Response> => {
  const { deps } = c.var
  const asked = await readForm(c, Next)
  const tokenHash = await sessionHash(c)
  const limit = { key: await deps.limitKey(`codes of session ${tokenHash}`), limit: 5 }
  const code = newCode()
  const mail = writeMail('confirm_code', { to: TO_PERSON, code, minutes: CODE_MINUTES })
  const [, sent] = await c.var.ask(
    deps.lookups.sendCode({
      tokenHash,
      limits: [{ ...limit, seconds: 900 }],
      token: {
        token: await codeTokenOf(c, 'confirm'),
        code: await deps.hashCode(code),
        purpose: 'confirm',
      },
      mail: await sealNew(deps, mail),
      at: deps.clock(),
    }),
  )
  const { waitSeconds, mailId } = one(sent)
  if (waitSeconds > 0) throw new LimitReached('too many codes were asked for', waitSeconds)
  await wakeNotice(c, mailId)
  return c.redirect(`/confirm?next=${encodeURIComponent(asked.next)}&sent=1`, 303)
}
