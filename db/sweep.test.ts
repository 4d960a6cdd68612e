import { expect, test } from 'vitest'

import {
  freshDb,
  MORNING,
  openBusiness,
  randomHash,
  seconds,
  signInWith,
  type FreshDb,
} from './testing.ts'

const fail = ({ lookUp, lookups }: FreshDb, at: Date) =>
  lookUp(
    lookups.passwordLogin({
      email: 'nobody@example.com',
      seen: null,
      newHash: null,
      signIn: signInWith(),
      forgive: [],
      at,
    }),
  )
const failures = async (house: FreshDb, times: number, at: Date) => {
  for (let n = 0; n < times; n += 1) await fail(house, at)
}
const alerts = async (house: FreshDb) => {
  const [rows = []] = await house.asOwner(`select 1 from app.security_events where type = 'spike'`)
  return rows.length
}
const sweep = async ({ lookUp, lookups }: FreshDb, at: Date) =>
  (await lookUp(lookups.sweepOld({ at })))[0]?.alerts

test('fifty failures within a minute are one alert, forty-nine are none [#9]', async () => {
  const house = await freshDb()
  await failures(house, 49, MORNING)
  expect(await alerts(house)).toBe(0)
  await fail(house, seconds(59))
  expect(await alerts(house)).toBe(1)
  await failures(house, 10, seconds(59))
  expect(await alerts(house)).toBe(1)
})

test('fifty failures in more than a minute are no alert [#9]', async () => {
  const house = await freshDb()
  await failures(house, 49, MORNING)
  await fail(house, seconds(60))
  expect(await alerts(house)).toBe(0)
})

test('sixty failures at once are one alert, whose clock runs ahead or behind [#9]', async () => {
  const house = await freshDb()
  await Promise.all(
    Array.from({ length: 60 }, (_, n) =>
      fail(house, new Date(MORNING.getTime() + ((n * 37) % 60) * 10)),
    ),
  )
  expect(await alerts(house)).toBe(1)
})

test('while failures go on the next alert comes after a quarter of an hour, not before [#9]', async () => {
  const house = await freshDb()
  await failures(house, 50, MORNING)
  await failures(house, 50, seconds(899))
  expect(await alerts(house)).toBe(1)
  await fail(house, seconds(900))
  expect(await alerts(house)).toBe(2)
})

test('each alert is answered to one sweep, also to one that comes late and to two at once [#9]', async () => {
  const house = await freshDb()
  expect(await sweep(house, MORNING)).toBe(0)
  await failures(house, 50, MORNING)
  const told = await Promise.all([sweep(house, seconds(300)), sweep(house, seconds(300))])
  expect(told.filter((count) => count === 1)).toHaveLength(1)
  expect(told).toContain(0)
  expect(await sweep(house, seconds(360))).toBe(0)
  expect(await alerts(house)).toBe(1)
})

const HOUR = 3600
const DAY = 24 * HOUR
const before = (count: number) => seconds(-count).toISOString()

/** By table, how old a row may get; and a row of that age. */
const ages: { what: string; age: number; row: (at: string, of: Owner) => [string, unknown[]] }[] = [
  {
    what: 'limits',
    age: 0,
    row: (at) => [`insert into app.limits (key, hits, until) values ($1, '{}', $2)`, [hash(), at]],
  },
  {
    what: 'login_tokens',
    age: DAY,
    row: (at) => [
      `insert into app.login_tokens (token_hash, expires_at, created_at) values ($1, $2, $2)`,
      [hash(), at],
    ],
  },
  {
    what: 'outbox',
    age: 30 * DAY,
    row: (at) => [`insert into app.outbox (id, created_at) values ($1, $2)`, [id(), at]],
  },
  {
    what: 'sessions',
    age: 14 * DAY,
    row: (at, of) => [
      `insert into app.sessions (token_hash, user_id, org_id, created_at, last_seen_at) values ($1, $2, $3, $4, $4)`,
      [hash(), of.userId, of.orgId, at],
    ],
  },
  {
    what: 'sessions',
    age: 90 * DAY,
    row: (at, of) => [
      `insert into app.sessions (token_hash, user_id, org_id, created_at, last_seen_at) values ($1, $2, $3, $4, $5)`,
      [hash(), of.userId, of.orgId, at, before(0)],
    ],
  },
  {
    what: 'security_events',
    age: 365 * DAY,
    row: (at) => [`insert into app.security_events (at, type) values ($1, 'logged_in')`, [at]],
  },
]
type Owner = { userId: string; orgId: string }
const hash = () => `\\x${randomHash()}`
const id = () => crypto.randomUUID()

test.each(ages)(
  'of $what what is older than $age seconds goes, and nothing else [#107]',
  async ({ what, age, row }) => {
    const house = await freshDb()
    const shop = await openBusiness(house)
    const count = async () => {
      const [rows = []] = await house.asOwner(`select 1 from app.${what}`)
      return rows.length
    }
    const kept = await count()
    for (const old of [age - 1, age, age + 1]) {
      const [text, values] = row(before(old), shop)
      await shop.arrange(text, ...values)
    }
    expect(await count()).toBe(kept + 3)
    await sweep(house, MORNING)
    expect(await count()).toBe(kept + 2)
    await sweep(house, seconds(1))
    expect(await count()).toBe(kept + 1)
  },
)

test('one sweep deletes five hundred of a table at most, and the next goes on', async () => {
  const house = await freshDb()
  await house.asOwner({
    text: `insert into app.security_events (at, type) select $1::timestamptz, 'logged_in' from generate_series(1, 700)`,
    values: [before(366 * DAY)],
  })
  const left = async () => (await house.asOwner(`select 1 from app.security_events`))[0]?.length
  await sweep(house, MORNING)
  expect(await left()).toBe(200)
  await sweep(house, MORNING)
  expect(await left()).toBe(0)
})
