import { expect, test } from 'vitest'

import type { PersonProof, SignIn } from './sessions.ts'
import {
  days,
  freshDb,
  minutes,
  MORNING,
  openBusiness,
  randomHash,
  refusal,
  seconds,
  sessionDoor,
  signInWith,
  type OpenBusiness,
} from './testing.ts'

const house = await freshDb()
const { lookups, lookUp } = house

/** A business whose owner has the password "hash" and is asked for a code by mail, or by an authenticator. */
const openLocked = async (factor: 'email' | 'totp' = 'email') => {
  const shop = await openBusiness(house)
  await shop.arrange(
    `update app.users set password_hash = 'hash', second_factor = $2, totp_sealed = case $2 when 'totp' then 'sealed' end where id = $1`,
    shop.userId,
    factor,
  )
  return shop
}
const logIn = async (shop: OpenBusiness, signIn: SignIn, at = MORNING) => {
  const asked = { email: shop.email, seen: 'hash', newHash: null, signIn, forgive: [], at }
  const [answer] = await lookUp(lookups.passwordLogin(asked))
  return answer?.status
}
const finish = async (
  half: SignIn,
  proof: PersonProof,
  { trust = false, at = MORNING, signIn = signInWith({ device: half.device }) } = {},
) => {
  const asked = { halfHash: half.half, proof, trust, signIn, at }
  const [answer] = await lookUp(lookups.finishLogin(asked))
  return answer?.status
}
const opens = (tokenHash: string, at = MORNING) =>
  refusal(house.ask(house.doors.enterSession(sessionDoor(tokenHash, at))))

test('a password alone opens nothing: the code from the mail does, once [#5]', async () => {
  const shop = await openLocked()
  const half = signInWith()
  expect(await logIn(shop, half)).toBe('second_factor')
  expect(await opens(half.session)).toBe('UA401')
  const [mail] = await shop.arrange(
    'select user_id from app.outbox where id = $1',
    half.code_mail.id,
  )
  expect(mail).toEqual({ user_id: shop.userId })
  const signIn = signInWith()
  expect(await finish(half, { code: randomHash() })).toBe('wrong')
  expect(await finish(half, { code: half.code }, { signIn })).toBe('in')
  expect(await opens(signIn.session)).toBe('accepted')
  expect(await finish(half, { code: half.code })).toBe('spent')
})

test('of sixty-four right answers at once one gets in [#5]', async () => {
  const shop = await openLocked()
  const half = signInWith()
  await logIn(shop, half)
  const answers = await Promise.all(
    Array.from({ length: 64 }, () => finish(half, { code: half.code })),
  )
  expect(answers.filter((status) => status === 'in')).toHaveLength(1)
})

test('after five wrong codes the right one is spent, and after ten minutes too [#5]', async () => {
  const shop = await openLocked()
  const [guessed, late] = [signInWith(), signInWith()]
  await logIn(shop, guessed)
  for (let n = 0; n < 5; n += 1) expect(await finish(guessed, { code: randomHash() })).toBe('wrong')
  expect(await finish(guessed, { code: guessed.code })).toBe('spent')
  await logIn(shop, late)
  expect(await finish(late, { code: late.code }, { at: minutes(10) })).toBe('spent')
})

test('ten wrong codes of one person in an hour are enough, over however many log-ins [#8]', async () => {
  const shop = await openLocked()
  for (let n = 0; n < 10; n += 1) {
    const half = signInWith()
    await logIn(shop, half, seconds(n))
    expect(await finish(half, { code: randomHash() }, { at: seconds(n) })).toBe('wrong')
  }
  const half = signInWith()
  await logIn(shop, half, seconds(3599))
  expect(await finish(half, { code: half.code }, { at: seconds(3599) })).toBe('limited')
  expect(await finish(half, { code: half.code }, { at: seconds(3600) })).toBe('in')
})

test('strangers who know the password do not keep its owner out of a browser of theirs, nor out of a session [#8]', async () => {
  const shop = await openLocked()
  const first = signInWith()
  await logIn(shop, first)
  await finish(first, { code: first.code })
  for (let n = 0; n < 11; n += 1) {
    const guess = signInWith()
    await logIn(shop, guess)
    await finish(guess, { code: randomHash() })
  }
  const [stranger, own] = [signInWith(), signInWith({ device: first.device })]
  await logIn(shop, stranger)
  expect(await finish(stranger, { code: stranger.code })).toBe('limited')
  await logIn(shop, own)
  expect(await finish(own, { code: own.code })).toBe('in')
  expect(await confirm(shop.tokenHash, { seen: 'hash' })).toMatchObject({ status: 'in' })
})

test('a remembered browser is not asked for thirty days, and no other browser gains by it [#5]', async () => {
  const shop = await openLocked()
  const half = signInWith()
  await logIn(shop, half)
  expect(await finish(half, { code: half.code }, { trust: true })).toBe('in')
  const { device } = half
  expect(await logIn(shop, signInWith({ device }), days(29))).toBe('in')
  expect(await logIn(shop, signInWith(), days(29))).toBe('second_factor')
  expect(await logIn(shop, signInWith({ device }), days(30))).toBe('second_factor')
})

test('the code of an authenticator works once, and an older one not at all [#5]', async () => {
  const shop = await openLocked('totp')
  const [first, second] = [signInWith(), signInWith()]
  expect(await logIn(shop, first)).toBe('second_factor')
  expect(await finish(first, { step: 100 })).toBe('in')
  await logIn(shop, second)
  expect(await finish(second, { step: 100 })).toBe('wrong')
  expect(await finish(second, { step: 99 })).toBe('wrong')
  expect(await finish(second, { step: 101 })).toBe('in')
})

test('a recovery code works once, and not for somebody without an authenticator [#5]', async () => {
  const shop = await openLocked('totp')
  const [code, other] = [randomHash(), randomHash()]
  await shop.arrange(
    `update app.users set recovery_hashes = array[decode($2, 'hex'), decode($3, 'hex')] where id = $1`,
    shop.userId,
    code,
    other,
  )
  const [first, second, third] = [signInWith(), signInWith(), signInWith()]
  await logIn(shop, first)
  expect(await finish(first, { recovery: code })).toBe('in')
  await logIn(shop, second)
  expect(await finish(second, { recovery: code })).toBe('wrong')
  await shop.arrange(`update app.users set second_factor = 'email' where id = $1`, shop.userId)
  await logIn(shop, third)
  expect(await finish(third, { recovery: other })).toBe('wrong')
})

test('nothing that is no proof is taken for one: no code, an empty one, a step of nought', async () => {
  const shop = await openLocked('totp')
  const half = signInWith()
  await logIn(shop, half)
  for (const proof of [{}, { code: '' }, { step: 0 }, { recovery: '' }, { seen: 'hash' }])
    expect(await finish(half, proof as PersonProof)).toBe('wrong')
})

const confirm = async (tokenHash: string, proof: PersonProof, at = MORNING) => {
  const newTokenHash = randomHash()
  const asked = { tokenHash, newTokenHash, codeToken: randomHash(), proof, at }
  const [answer] = await lookUp(lookups.confirmSession(asked))
  return { status: answer?.status, newTokenHash }
}

test('proving anew who you are gives the session a new token; the old one is dead [#14]', async () => {
  const shop = await openLocked()
  const at = minutes(20)
  const fresh = (tokenHash: string) =>
    refusal(house.ask(house.doors.enterSession(sessionDoor(tokenHash, at, { fresh: true }))))
  expect(await fresh(shop.tokenHash)).toBe('UA428')
  expect(await confirm(shop.tokenHash, { seen: 'another hash' }, at)).toMatchObject({
    status: 'wrong',
  })
  const { status, newTokenHash } = await confirm(shop.tokenHash, { seen: 'hash' }, at)
  expect(status).toBe('in')
  expect(await opens(shop.tokenHash, at)).toBe('UA401')
  expect(await fresh(newTokenHash)).toBe('accepted')
  expect(await confirm(shop.tokenHash, { seen: 'hash' }, at)).toMatchObject({ status: 'spent' })
})

test('where the business asks for two factors the door is closed to one, but for the person’s own security [#5]', async () => {
  const shop = await openLocked()
  await shop.arrange(`update app.orgs set requires_second_factor = true where id = $1`, shop.orgId)
  expect(await opens(shop.tokenHash)).toBe('UA426')
  const own = sessionDoor(shop.tokenHash, MORNING, { need: 'own.security' })
  expect(await refusal(house.ask(house.doors.enterSession(own)))).toBe('accepted')
  await shop.arrange(`update app.sessions set method = 'link' where org_id = $1`, shop.orgId)
  const { newTokenHash } = await confirm(shop.tokenHash, { seen: 'hash' })
  expect(await opens(newTokenHash)).toBe('accepted')
})

test('two proofs of one kind are one factor [#5]', async () => {
  const shop = await openLocked()
  await shop.arrange(`update app.orgs set requires_second_factor = true where id = $1`, shop.orgId)
  await shop.arrange(`update app.sessions set method = 'password' where org_id = $1`, shop.orgId)
  const { status, newTokenHash } = await confirm(shop.tokenHash, { seen: 'hash' })
  expect(status).toBe('in')
  expect(await opens(newTokenHash)).toBe('UA426')
})

test('a session of a person in two businesses is moved to the other under a new token, and to nobody else’s [#14]', async () => {
  const [mine, other, strangers] = [
    await openBusiness(house),
    await openBusiness(house),
    await openBusiness(house),
  ]
  await other.arrange(
    `insert into app.members (user_id, role, name, email) values ($1, 'owner', 'Sipho', 'sipho@example.com')`,
    mine.userId,
  )
  const move = async (tokenHash: string, orgId: string) => {
    const newTokenHash = randomHash()
    const asked = { tokenHash, newTokenHash, orgId, at: MORNING }
    return { rows: await lookUp(lookups.switchOrg(asked)), newTokenHash }
  }
  expect((await move(mine.tokenHash, strangers.orgId)).rows).toEqual([])
  expect(await opens(mine.tokenHash)).toBe('accepted')
  const { rows, newTokenHash } = await move(mine.tokenHash, other.orgId)
  expect(rows).toEqual([{ orgId: other.orgId }])
  expect(await opens(mine.tokenHash)).toBe('UA401')
  const [me] = await house.ask(house.doors.enterSession(sessionDoor(newTokenHash, MORNING)))
  expect(me).toMatchObject({ orgId: other.orgId, isFresh: false })
})

test('a person has ten sessions at most: the oldest goes', async () => {
  const shop = await openLocked()
  await shop.arrange(`update app.users set second_factor = 'off' where id = $1`, shop.userId)
  const signIns = Array.from({ length: 11 }, () => signInWith())
  for (const [n, signIn] of signIns.entries()) await logIn(shop, signIn, minutes(n + 1))
  const codes = await Promise.all(signIns.map(({ session }) => opens(session, minutes(12))))
  expect(codes).toEqual(['UA401', ...Array.from({ length: 10 }, () => 'accepted')])
})

test('a browser that is new to a person raises one mail; their first and a known one raise none [#6]', async () => {
  const shop = await openLocked()
  await shop.arrange(`update app.users set second_factor = 'off' where id = $1`, shop.userId)
  const alerts = async (signIn: SignIn) => {
    await logIn(shop, signIn)
    const rows = await shop.arrange('select from app.outbox where id = $1', signIn.alert.id)
    return rows.length
  }
  const first = signInWith()
  const second = signInWith()
  expect(await alerts(first)).toBe(0)
  expect(await alerts(second)).toBe(1)
  expect(await alerts(signInWith({ device: first.device }))).toBe(0)
  expect(await alerts(signInWith({ device: second.device }))).toBe(0)
})
