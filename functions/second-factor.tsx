/** What is asked after a password, and by what. Each change needs a fresh session, gives it another token and ends all others. */
import * as z from 'zod'

import { countChats } from '../src/conversation/inbox.ts'
import { Conflict, one } from '../src/errors.ts'
import {
  newRecoveryCodes,
  newTotpSecret,
  readCode,
  totpStepOf,
} from '../src/session/second-factor.ts'
import { hashToken, newToken, totpUri } from '../src/session/token.ts'
import type { SecondFactor } from './deps.ts'
import type { HouseApp, HouseContext } from './http.ts'
import { readForm, readQuery } from './input.ts'
import { readOwn, type Own } from './own.ts'
import { AppPage, RecoveryPage, SecondFactorPage } from './pages/second-factor.tsx'
import { text } from './pages/text.en.ts'
import { recoveryHash } from './proof.ts'
import { requireMember, sessionHash, setSession } from './session.ts'
import { newNotice, wakeNotice } from './sign-in.ts'

const Notice = z.object({ notice: z.enum(['saved', 'required']).optional() })
const Choice = z.object({ kind: z.enum(['off', 'email', 'recovery']) })
const Typed = z.object({
  sealed: z.string().max(500).default(''),
  code: z.string().max(40).default(''),
})

export const mountSecondFactor = (app: HouseApp): HouseApp =>
  app
    .get('/security/second-factor', requireMember('own.security'), async (c) => {
      const { notice = null } = readQuery(c, Notice)
      const own = await readOwn(c)
      const { secondFactor: factor, recoveryLeft, isFresh, needsYou } = own
      const isRequired = own.org.requiresSecondFactor
      const mustAct = isRequired && !own.isStrong
      const canConfirm = own.passwordHash !== null || factor === 'totp'
      const state = { factor, recoveryLeft, isFresh, isRequired, mustAct, canConfirm }
      return c.html(<SecondFactorPage {...state} notice={notice} needsYou={needsYou} />)
    })
    .post('/security/second-factor', requireMember('own.security', { fresh: true }), choose)
    .get('/security/second-factor/app', requireMember('own.security'), async (c) => {
      const own = await readOwn(c)
      return showApp(c, own, { secret: newTotpSecret(), error: null })
    })
    .post('/security/second-factor/app', requireMember('own.security', { fresh: true }), setApp)

const choose = async (c: HouseContext): Promise<Response> => {
  const { db, clock } = c.var.deps
  const { kind } = await readForm(c, Choice)
  const codes = kind === 'recovery' ? newRecoveryCodes() : []
  const recovery = await hashesOf(c, codes)
  const change = await newChange(c, kind === 'recovery' ? { kind: 'totp', recovery } : { kind })
  const [, counts, changed] = await c.var.ask(countChats(db, { at: clock() }), change.query)
  const { status, mailId } = one(changed)
  if (status === 'required') return c.redirect('/security/second-factor?notice=required', 303)
  if (status === 'stale') throw new Conflict('there is no authenticator app any more')
  await change.keep(mailId)
  if (kind !== 'recovery') return c.redirect('/security/second-factor?notice=saved', 303)
  return c.html(<RecoveryPage codes={codes} needsYou={one(counts).needsYou} />)
}

/** Nothing is stored before the code was right: until then the secret travels with the form, sealed for this person's row. */
const setApp = async (c: HouseContext): Promise<Response> => {
  const { deps } = c.var
  const { sealed, code: typed } = await readForm(c, Typed)
  const own = await readOwn(c)
  const secret = await deps.openTotp(own.userId, sealed).catch(() => null)
  if (secret === null) {
    return showApp(c, own, { secret: newTotpSecret(), error: text.secondFactor.scanAgain })
  }
  const code = readCode(typed)?.code ?? ''
  const step = await totpStepOf(code, { secret, at: deps.clock() })
  if (step === null) return showApp(c, own, { secret, error: text.secondFactor.codeWrong })
  const codes = newRecoveryCodes()
  const recovery = await hashesOf(c, codes)
  const change = await newChange(c, { kind: 'totp', totp: sealed, step, recovery })
  const { status, mailId } = one(await deps.lookUp(change.query))
  if (status !== 'set') throw new Conflict('the session is no longer fresh')
  await change.keep(mailId)
  return c.html(<RecoveryPage codes={codes} needsYou={own.needsYou} />)
}

const showApp = async (
  c: HouseContext,
  own: Own,
  { secret, error }: { secret: string; error: string | null },
) => {
  const app = own.isFresh && {
    sealed: await c.var.deps.sealTotp(own.userId, secret),
    secret,
    uri: totpUri(secret, { issuer: text.product, account: own.email }),
  }
  const view = { app: app || null, error, needsYou: own.needsYou }
  return c.html(<AppPage {...view} />, error === null ? 200 : 400)
}

const hashesOf = (c: HouseContext, codes: readonly string[]) =>
  Promise.all(codes.map((code) => recoveryHash(c, code)))

/** A change on its way. `keep`, once it is made, gives this browser the new token and sends the mail that tells of it. */
const newChange = async (c: HouseContext, factor: SecondFactor) => {
  const { lookups, clock } = c.var.deps
  const session = newToken()
  const query = lookups.setSecondFactor({
    tokenHash: await sessionHash(c),
    newTokenHash: await hashToken(session),
    factor,
    notice: await newNotice(c, 'second_factor_changed'),
    at: clock(),
  })
  const keep = async (mailId: string | null) => {
    setSession(c, session)
    await wakeNotice(c, mailId)
  }
  return { query, keep }
}
