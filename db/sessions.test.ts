import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'

import {
  freshDb,
  MORNING,
  openBusiness,
  randomHash,
  refusal,
  seconds,
  signInWith,
  type OpenBusiness,
} from './testing.ts'

const house = await freshDb()
const { db, lookups, lookUp } = house

const list = () =>
  db
    .select({
      id: sql<string>`id`,
      current: sql<boolean>`id = nullif(current_setting('app.session_id', true), '')::uuid`,
    })
    .from(sql`app.sessions`)
const endAll = () =>
  db.select({ id: sql<string>`id` }).from(sql`(select id from app.sessions) as s`)

test('behind the door a person sees their own sessions, which of them is this one, and nobody else’s [#6]', async () => {
  const [mine] = [await openBusiness(house), await openBusiness(house)]
  const [, sessions] = await house.ask(mine.ownerDoor(MORNING), list())
  expect(sessions).toEqual([{ id: expect.any(String), current: true }])
  const [rows = []] = await house.asOwner({
    text: 'select id from app.sessions where org_id = $1',
    values: [mine.orgId],
  })
  expect(rows).toEqual([{ id: sessions[0]?.id }])
})

test('without a door, and behind a door that is no person’s, there are no sessions', async () => {
  const shop = await openBusiness(house)
  expect(await house.asRuntime('select id from app.sessions')).toEqual([[]])
  const [, behindJob] = await house.ask(shop.jobDoor(MORNING), endAll())
  expect(behindJob).toEqual([])
})

test.each([
  ['the hash of a session', 'select token_hash from app.sessions'],
  ['a session written by itself', `insert into app.sessions (id) values (gen_random_uuid())`],
  ['a session moved to somebody else', 'update app.sessions set user_id = user_id'],
])('the Worker gets no %s', async (_, statement) => {
  expect(await refusal(house.asRuntime(statement))).toBe('42501')
})

const password = (shop: OpenBusiness) => ({
  find: () =>
    lookUp(
      lookups.findPassword({
        limits: [],
        deviceLimits: [],
        deviceHash: null,
        network: '',
        email: shop.email,
        at: MORNING,
      }),
    ),
  login: async (seen: string | null) => {
    const signIn = signInWith()
    const login = { email: shop.email, seen, newHash: null, signIn, forgive: [], at: MORNING }
    const [answer] = await lookUp(lookups.passwordLogin(login))
    return answer?.status
  },
  set: async (tokenHash: string, set: { seen: string | null; newHash: string; at?: Date }) => {
    const newTokenHash = randomHash()
    const notice = { id: crypto.randomUUID(), sealed: 'changed' }
    const rows = await lookUp(
      lookups.setPassword({ tokenHash, newTokenHash, notice, at: MORNING, ...set }),
    )
    return { newTokenHash, isSet: rows.length === 1 }
  },
})

test('a password that was changed between the look and the log-in opens nothing', async () => {
  const shop = await openBusiness(house)
  const { find, login, set } = password(shop)
  await shop.arrange(`update app.users set second_factor = 'off' where id = $1`, shop.userId)
  expect(await find()).toEqual([{ waitSeconds: 0, passwordHash: null }])
  const first = await set(shop.tokenHash, { seen: null, newHash: 'first' })
  expect(await login('first')).toBe('in')
  const second = await set(first.newTokenHash, { seen: 'first', newHash: 'second' })
  expect(second.isSet).toBe(true)
  expect(await login('first')).toBe('wrong')
  expect(await set(second.newTokenHash, { seen: 'first', newHash: 'third' })).toMatchObject({
    isSet: false,
  })
  expect(await find()).toEqual([{ waitSeconds: 0, passwordHash: 'second' }])
})

test('a first password is set within a quarter of an hour of logging in, and not later', async () => {
  const shop = await openBusiness(house)
  const { tokenHash } = shop
  const fresh = async (at: Date) =>
    (await lookUp(lookups.ownProofs({ tokenHash, limits: [], at })))[0]
  expect(await fresh(seconds(899))).toMatchObject({ passwordHash: null, isFresh: true })
  expect(await fresh(seconds(900))).toMatchObject({ isFresh: false })
  const late = { seen: null, newHash: 'x', at: seconds(900) }
  expect(await password(shop).set(tokenHash, late)).toMatchObject({ isSet: false })
})

/** The owner of `shop` also works for `other`. */
const worksFor = (shop: OpenBusiness, other: OpenBusiness) =>
  other.arrange(
    `insert into app.members (user_id, role, name, email) select id, 'staff', 'Sipho', email from app.users where id = $1`,
    shop.userId,
  )
const orgOf = async (tokenHash: string) => {
  const orgs = await lookUp(lookups.ownOrgs({ tokenHash, at: MORNING }))
  return orgs.find(({ isCurrent }) => isCurrent)?.orgId
}

test('moving to another business gives the session another token that is not fresh; the old one is dead [#14]', async () => {
  const [shop, other] = [await openBusiness(house), await openBusiness(house)]
  await worksFor(shop, other)
  const newTokenHash = randomHash()
  const move = { tokenHash: shop.tokenHash, newTokenHash, orgId: other.orgId, at: MORNING }
  expect(await lookUp(lookups.switchOrg(move))).toEqual([{ orgId: other.orgId }])
  expect([await orgOf(shop.tokenHash), await orgOf(newTokenHash)]).toEqual([undefined, other.orgId])
  const [own] = await lookUp(
    lookups.ownProofs({ tokenHash: newTokenHash, limits: [], at: MORNING }),
  )
  expect(own).toMatchObject({ isFresh: false })
})

test('a session is not moved to a business its person does not work for [#14]', async () => {
  const [shop, other] = [await openBusiness(house), await openBusiness(house)]
  const newTokenHash = randomHash()
  const move = { tokenHash: shop.tokenHash, newTokenHash, orgId: other.orgId, at: MORNING }
  expect(await lookUp(lookups.switchOrg(move))).toEqual([])
  expect(await orgOf(shop.tokenHash)).toBe(shop.orgId)
})

test('a new address stands in every business of its person, with a mark of its own in each', async () => {
  const [shop, other] = [await openBusiness(house), await openBusiness(house)]
  await worksFor(shop, other)
  const { tokenHash } = shop
  const email = `moved-${crypto.randomUUID()}@example.com`
  const [token, code, id] = [randomHash(), randomHash(), crypto.randomUUID()]
  await lookUp(
    lookups.sendCode({
      tokenHash,
      limits: [],
      token: { token, code, purpose: 'email', email },
      mail: { id, sealed: 'a code', taken: 'taken' },
      at: MORNING,
    }),
  )
  const notice = { id: crypto.randomUUID(), sealed: 'told' }
  const move = { tokenHash, newTokenHash: randomHash(), codeToken: token, code, notice }
  const changed = await lookUp(lookups.changeEmail({ ...move, at: MORNING }))
  expect(changed).toEqual([{ status: 'set', mailId: notice.id }])
  for (const { orgId, arrange } of [shop, other]) {
    const rows = await arrange(
      'select email from app.members where org_id = $1 and user_id = $2',
      orgId,
      shop.userId,
    )
    expect(rows).toEqual([{ email }])
    const marks = await arrange(
      `select actor from app.audit where org_id = $1 and table_name = 'members' and action = 'update'`,
      orgId,
    )
    expect(marks).toEqual([{ actor: `person:${shop.userId}` }])
  }
})
