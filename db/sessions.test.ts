import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'

import { freshDb, MORNING, openBusiness, refusal, seconds } from './testing.ts'

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

test('a password that was changed between the look and the log-in opens nothing', async () => {
  const shop = await openBusiness(house)
  const [member] = await shop.arrange('select email from app.members where org_id = $1', shop.orgId)
  const email = String(member?.['email'])
  const find = () => lookUp(lookups.findPassword({ limits: [], network: '', email, at: MORNING }))
  const login = (seen: string) =>
    lookUp(
      lookups.passwordLogin({
        email,
        seen,
        newHash: null,
        sessionHash: crypto.randomUUID().replaceAll('-', '').repeat(2),
        userAgent: '',
        network: '',
        forgive: [],
        at: MORNING,
      }),
    )
  const set = (seen: string | null, newHash: string, at = MORNING) =>
    lookUp(lookups.setPassword({ tokenHash: shop.tokenHash, seen, newHash, at }))
  expect(await find()).toEqual([{ waitSeconds: 0, passwordHash: null }])
  await set(null, 'first')
  expect(await login('first')).toEqual([{ orgId: shop.orgId }])
  expect(await set('first', 'second')).toEqual([{ othersEnded: 1 }])
  expect(await login('first')).toEqual([])
  expect(await set('first', 'third')).toEqual([])
  expect(await find()).toEqual([{ waitSeconds: 0, passwordHash: 'second' }])
})

test('a first password is set within a quarter of an hour of logging in, and not later', async () => {
  const shop = await openBusiness(house)
  const own = { tokenHash: shop.tokenHash }
  expect(await lookUp(lookups.ownPassword({ ...own, at: seconds(899) }))).toEqual([
    { passwordHash: null, isFresh: true },
  ])
  const late = { ...own, seen: null, newHash: 'x', at: seconds(900) }
  expect(await lookUp(lookups.ownPassword({ ...own, at: late.at }))).toMatchObject([
    { isFresh: false },
  ])
  expect(await lookUp(lookups.setPassword(late))).toEqual([])
})
