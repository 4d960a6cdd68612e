import { expect, test } from 'vitest'

import type { LinkRequest } from './lookups.ts'
import {
  days,
  freshDb,
  minutes,
  MORNING,
  openBusiness,
  randomHash,
  seconds,
  signInWith,
} from './testing.ts'

const house = await freshDb()
const { lookups, lookUp } = house

const request = (more: Partial<LinkRequest> = {}): LinkRequest => ({
  limits: [],
  network: '192.0.2.0/24',
  email: `nobody-${crypto.randomUUID()}@example.com`,
  token: {
    purpose: 'login',
    minutes: 10,
    token: randomHash(),
    browser: randomHash(),
    code: randomHash(),
  },
  mail: { id: crypto.randomUUID(), known: 'sealed for the known', unknown: null },
  at: MORNING,
  ...more,
})
const ask = async (asked: LinkRequest) => {
  const [answer] = await lookUp(lookups.requestLink(asked))
  return answer
}
const redeem = async (
  { token }: LinkRequest,
  more: { browserHash?: string | null; codeHash?: string | null; at?: Date } = {},
) => {
  const [answer] = await lookUp(
    lookups.redeemLogin({
      tokenHash: token.token,
      browserHash: token.browser,
      codeHash: null,
      password: null,
      notice: { id: crypto.randomUUID(), sealed: 'changed' },
      signIn: signInWith(),
      at: seconds(60),
      ...more,
    }),
  )
  return answer?.status
}
const look = async (text: string, ...values: unknown[]) => {
  const [rows = []] = await house.asOwner({ text, values })
  return rows
}
const limit = (key = randomHash(), more = {}) => ({ key, limit: 5, seconds: 900, ...more })

const signUp = () => ({
  business: 'Karoo Plumbers',
  name: 'Pieter',
  email: `pieter-${crypto.randomUUID()}@example.com`,
  phone: '+27825550133',
})
const signUpRequest = (form = signUp(), more: Partial<LinkRequest> = {}) => {
  const asked = request({ email: form.email, ...more })
  const mail = { ...asked.mail, known: 'you have an account', unknown: 'open this link' }
  return { ...asked, mail, token: { ...asked.token, purpose: 'signup' as const, sign_up: form } }
}

test('of two hundred tries at once against a limit of five exactly five are let through [#49]', async () => {
  const key = randomHash()
  const answers = await Promise.all(
    Array.from({ length: 200 }, () => ask(request({ limits: [limit(key)] }))),
  )
  expect(answers.filter((answer) => answer?.waitSeconds === 0)).toHaveLength(5)
  expect(await ask(request({ limits: [limit(key)] }))).toMatchObject({ mailId: null })
})

test('the window moves: one try is free again when the oldest is old enough, and no burst fits over its edge [#50]', async () => {
  const limits = [limit()]
  for (const second of [0, 1, 2, 3, 4]) {
    expect(await ask(request({ limits, at: seconds(second) }))).toMatchObject({ waitSeconds: 0 })
  }
  expect(await ask(request({ limits, at: seconds(899) }))).toMatchObject({ waitSeconds: 1 })
  expect(await ask(request({ limits, at: seconds(900) }))).toMatchObject({ waitSeconds: 0 })
  expect(await ask(request({ limits, at: seconds(900) }))).toMatchObject({ waitSeconds: 1 })
  expect(await ask(request({ limits, at: seconds(901) }))).toMatchObject({ waitSeconds: 0 })
})

test.each([
  ['first', '0'],
  ['last', 'f'],
])('who is refused by the limit counted %s uses up nobody’s share of another', async (_, digit) => {
  const mine = limit(digit.repeat(4) + randomHash().slice(4), { limit: 1 })
  const account = limit(`7777${randomHash().slice(4)}`)
  await ask(request({ limits: [mine, account] }))
  for (let n = 0; n < 10; n += 1) {
    expect(await ask(request({ limits: [mine, account] }))).toMatchObject({ mailId: null })
  }
  for (let n = 0; n < 4; n += 1) {
    expect(await ask(request({ limits: [account] }))).toMatchObject({ waitSeconds: 0 })
  }
  expect(await ask(request({ limits: [account] }))).toMatchObject({ mailId: null })
})

test('a refused request writes nothing but that it was refused, without the address [#107]', async () => {
  const limits = [limit(randomHash(), { limit: 1 })]
  await ask(request({ limits }))
  const refused = request({ limits })
  await ask(refused)
  expect(await look('select from app.outbox where id = $1', refused.mail.id)).toEqual([])
  const token = `\\x${refused.token.token}`
  expect(await look('select from app.login_tokens where token_hash = $1', token)).toEqual([])
  const events = await look(`select type, network, row(e)::text as row from app.security_events e`)
  expect(events.at(-1)).toMatchObject({ type: 'limit_reached', network: '192.0.2.0/24' })
  expect(JSON.stringify(events)).not.toContain(refused.email)
})

test('a known and an unknown address leave the same rows; only the known one gets a mail that leaves', async () => {
  const shop = await openBusiness(house)
  const known = request({ email: shop.email })
  const unknown = request()
  expect(await ask(known)).toEqual({ waitSeconds: 0, mailId: known.mail.id })
  expect(await ask(unknown)).toEqual({ waitSeconds: 0, mailId: unknown.mail.id })
  const mails = await look(
    'select id, sealed, due_at is not null as leaves from app.outbox where id = any ($1)',
    [known.mail.id, unknown.mail.id],
  )
  expect(mails).toHaveLength(2)
  expect(mails).toContainEqual({ id: known.mail.id, sealed: 'sealed for the known', leaves: true })
  expect(mails).toContainEqual({ id: unknown.mail.id, sealed: null, leaves: false })
  expect(await redeem(known)).toBe('in')
  expect(await redeem(unknown)).toBe('spent')
})

test('a new link kills the older one of the same purpose [#3]', async () => {
  const shop = await openBusiness(house)
  const older = request({ email: shop.email })
  const newer = request({ email: shop.email })
  await ask(older)
  await ask(newer)
  expect(await redeem(older)).toBe('spent')
  expect(await redeem(newer)).toBe('in')
})

test('in another browser the code is the way in, and after five wrong ones nothing is [#3] [#5]', async () => {
  const shop = await openBusiness(house)
  const right = request({ email: shop.email })
  await ask(right)
  expect(await redeem(right, { browserHash: null })).toBe('code_wrong')
  expect(await redeem(right, { browserHash: null, codeHash: right.token.code })).toBe('in')
  const guessed = request({ email: shop.email })
  await ask(guessed)
  for (let n = 0; n < 5; n += 1) {
    expect(await redeem(guessed, { browserHash: null, codeHash: randomHash() })).toBe('code_wrong')
  }
  expect(await redeem(guessed, { browserHash: null, codeHash: guessed.token.code })).toBe('spent')
})

test('of a hundred codes guessed at once five are looked at', async () => {
  const shop = await openBusiness(house)
  const guessed = request({ email: shop.email })
  await ask(guessed)
  const answers = await Promise.all(
    Array.from({ length: 100 }, () =>
      redeem(guessed, { browserHash: null, codeHash: randomHash() }),
    ),
  )
  expect(answers.filter((status) => status === 'code_wrong')).toHaveLength(5)
})

test('a business signs up when the link is opened, and not before [#1]', async () => {
  const form = signUp()
  const asked = signUpRequest(form)
  await ask(asked)
  expect(await look('select from app.users where email = $1', form.email)).toEqual([])
  expect(await redeem(asked)).toBe('in')
  expect(await redeem(asked)).toBe('spent')
  const made = await look(
    `select o.name, o.owner_name, o.phone, o.timezone, m.role, m.name as member from app.members m
       join app.orgs o on o.id = m.org_id where m.email = $1`,
    form.email,
  )
  expect(made).toEqual([
    {
      name: 'Karoo Plumbers',
      owner_name: 'Pieter',
      phone: '+27825550133',
      timezone: 'Africa/Johannesburg',
      role: 'owner',
      member: 'Pieter',
    },
  ])
  const kept = await look(
    'select sign_up from app.login_tokens where token_hash = $1',
    `\\x${asked.token.token}`,
  )
  expect(kept).toEqual([{ sign_up: null }])
})

test('signing up leaves marks of who did it [#106]', async () => {
  const form = signUp()
  const asked = signUpRequest(form)
  await ask(asked)
  await redeem(asked)
  const marks = await look(
    `select table_name, actor from app.audit where org_id = (select org_id from app.members where email = $1) order by seq`,
    form.email,
  )
  expect(marks).toEqual([
    { table_name: 'orgs', actor: 'signup' },
    { table_name: 'members', actor: 'signup' },
  ])
})

test('of sixty-four openings of one sign-up link at once one business is made', async () => {
  const form = signUp()
  const asked = signUpRequest(form)
  await ask(asked)
  const answers = await Promise.all(Array.from({ length: 64 }, () => redeem(asked)))
  expect(answers.filter((status) => status === 'in')).toHaveLength(1)
  expect(await look('select from app.members where email = $1', form.email)).toHaveLength(1)
})

test('an address that has an account gets another mail and a link that opens nothing', async () => {
  const shop = await openBusiness(house)
  const asked = signUpRequest({ ...signUp(), email: shop.email })
  await ask(asked)
  expect(await look('select sealed from app.outbox where id = $1', asked.mail.id)).toEqual([
    { sealed: 'you have an account' },
  ])
  expect(await redeem(asked)).toBe('spent')
  expect(await look('select from app.members where email = $1', shop.email)).toHaveLength(1)
})

test('two sign-ups for one address make one business: the second signs in', async () => {
  const form = signUp()
  const first = signUpRequest(form)
  const second = signUpRequest({ ...form, business: 'Another name' })
  await ask(first)
  await ask(second)
  const answers = await Promise.all([redeem(first), redeem(second)])
  expect(answers).toEqual(['in', 'in'])
  expect(await look('select from app.members where email = $1', form.email)).toHaveLength(1)
})

test('a mail is claimed by one, comes back after a minute, and its body goes with it', async () => {
  const shop = await openBusiness(house)
  const { mail } = request()
  await ask(request({ email: shop.email, mail }))
  const { id } = mail
  const claims = await Promise.all(
    Array.from({ length: 10 }, () => lookUp(lookups.claimMail({ id, at: seconds(1) }))),
  )
  expect(claims.flat()).toEqual([{ sealed: 'sealed for the known', attempts: 0, email: null }])
  expect(await lookUp(lookups.dueMails({ at: seconds(1), limit: 999 }))).not.toContainEqual({ id })
  expect(await lookUp(lookups.claimMail({ id, at: seconds(62) }))).toHaveLength(1)
  const retry = { id, at: seconds(62), sent: false, retryAt: minutes(5) }
  await lookUp(lookups.settleMail(retry))
  expect(await lookUp(lookups.claimMail({ id, at: minutes(4) }))).toEqual([])
  expect(await lookUp(lookups.claimMail({ id, at: minutes(5) }))).toMatchObject([{ attempts: 1 }])
  await lookUp(lookups.settleMail({ id, at: minutes(6), sent: true, retryAt: null }))
  expect(await lookUp(lookups.claimMail({ id, at: days(1) }))).toEqual([])
  const [row] = await look(
    'select sealed, sent_at is not null as sent from app.outbox where id = $1',
    id,
  )
  expect(row).toEqual({ sealed: null, sent: true })
})
