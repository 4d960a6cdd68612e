import { setTimeout as sleep } from 'node:timers/promises'

import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'

import {
  customerLine,
  days,
  freshDb,
  minutes,
  MORNING,
  openBusiness,
  randomHash,
  refusal,
  seconds,
  sessionDoor,
  type OpenBusiness,
} from './testing.ts'

const house = await freshDb()
const { db, doors } = house
/** What stands behind a door, as the next query of the batch sees it. */
const settings = db.select({
  orgId: sql<string>`current_setting('app.org_id', true)`,
  actor: sql<string>`current_setting('app.actor', true)`,
  at: sql<string>`current_setting('app.at', true)`,
  requestId: sql<string>`current_setting('app.request_id', true)`,
})
const orgsSeen = () => db.select({ id: sql<string>`id` }).from(sql`app.orgs`)

/** Asks for the settings behind a door. */
const enter = async (entry: Parameters<typeof house.ask>[0]) => {
  const [me, [seen]] = await house.ask(entry, settings.from(sql`(select 1) as one`))
  return { me, seen }
}

test('a session opens its own organisation for its member, at the time that was handed in', async () => {
  const shop = await openBusiness(house)
  const { me, seen } = await enter(shop.ownerDoor(seconds(1)))
  expect(me).toEqual({
    orgId: shop.orgId,
    actor: `member:${shop.memberId}`,
    role: 'owner',
    name: 'Sipho',
    permissions: null,
    seesPersonal: true,
    isFresh: true,
  })
  expect(seen).toEqual({
    orgId: shop.orgId,
    actor: `member:${shop.memberId}`,
    at: '2026-11-24 08:00:01+00',
    requestId: 'page',
  })
})

test('an unknown session is refused', async () => {
  const entry = doors.enterSession(sessionDoor(randomHash(), MORNING))
  expect(await refusal(house.ask(entry))).toBe('UA401')
})

test.each([
  { when: 'a second before 14 idle days', idle: 0, alive: days(14), by: -1, code: 'accepted' },
  { when: 'after 14 idle days', idle: 0, alive: days(14), by: 0, code: 'UA401' },
  { when: 'a second later still', idle: 0, alive: days(14), by: 1, code: 'UA401' },
  { when: 'a second before 90 days', idle: 89, alive: days(90), by: -1, code: 'accepted' },
  { when: 'after 90 days, however busy', idle: 89, alive: days(90), by: 0, code: 'UA401' },
])('a session is judged $when: $code [#13]', async ({ idle, alive, by, code }) => {
  const shop = await openBusiness(house)
  await shop.arrange(
    `update app.sessions set last_seen_at = $2 where org_id = $1`,
    shop.orgId,
    days(idle).toISOString(),
  )
  const at = new Date(alive.getTime() + by * 1000)
  expect(await refusal(house.ask(shop.ownerDoor(at)))).toBe(code)
})

test.each([
  ['owner', 'accepted'],
  ['manager', 'accepted'],
  ['staff', 'UA403'],
  ['viewer', 'UA403'],
])('a door for owners and managers answers %s with %s', async (role, code) => {
  const shop = await openBusiness(house)
  await shop.arrange(`update app.members set role = $2 where org_id = $1`, shop.orgId, role)
  const entry = doors.enterSession(
    sessionDoor(shop.tokenHash, MORNING, { roles: ['owner', 'manager'] }),
  )
  expect(await refusal(house.ask(entry))).toBe(code)
})

test('a member who was removed is out at the next request', async () => {
  const shop = await openBusiness(house)
  await shop.arrange(`delete from app.members where org_id = $1`, shop.orgId)
  expect(await refusal(house.ask(shop.ownerDoor(MORNING)))).toBe('UA401')
})

test('a session is noted as seen once in five minutes at most, and at once from another network [#13]', async () => {
  const shop = await openBusiness(house)
  const seenAt = async () => {
    const [row] = await shop.arrange(
      `select last_seen_at from app.sessions where org_id = $1`,
      shop.orgId,
    )
    return row?.['last_seen_at']
  }
  await house.ask(shop.ownerDoor(minutes(5)))
  expect(await seenAt()).toEqual(MORNING)
  await house.ask(shop.ownerDoor(new Date(minutes(5).getTime() + 1)))
  expect(await seenAt()).toEqual(new Date(minutes(5).getTime() + 1))
  const elsewhere = sessionDoor(shop.tokenHash, minutes(6), { network: '203.0.113.0/24' })
  await house.ask(doors.enterSession(elsewhere))
  expect(await seenAt()).toEqual(minutes(6))
})

/** A channel's door with one thing changed. */
const channelDoor = (
  shop: OpenBusiness,
  more: Partial<Parameters<typeof doors.enterChannel>[0]> = {},
) =>
  doors.enterChannel({
    channelId: shop.channelId,
    generation: 1,
    mode: 'static_header',
    providerChannelId: shop.providerChannelId,
    at: MORNING,
    requestId: 'delivery',
    ...more,
  })

test('a proven delivery opens the organisation of its channel', async () => {
  const shop = await openBusiness(house)
  const { me, seen } = await enter(channelDoor(shop))
  const actor = `channel:${shop.channelId}`
  expect(me).toMatchObject({ orgId: shop.orgId, actor, role: 'channel', name: '+27825550150' })
  expect(seen).toMatchObject({ orgId: shop.orgId, actor, requestId: 'delivery' })
})

test.each([
  ['the other mode of proof', { mode: 'hmac_sha256_body_hex' }],
  ['a generation that is not made yet', { generation: 2 }],
  ['a generation long gone', { generation: 0 }],
  ['a body that names another channel of the provider', { providerChannelId: 'SOMEBODY-ELSE' }],
  ['a channel that does not exist', { channelId: crypto.randomUUID() }],
])('a delivery with %s is refused', async (_, more) => {
  const shop = await openBusiness(house)
  expect(await refusal(house.ask(channelDoor(shop, more)))).toBe('UA401')
})

test.each([
  ['a second before', -1, 'accepted'],
  ['at', 0, 'UA401'],
  ['a second after', 1, 'UA401'],
])('the secret before a renewal, %s its expiry, is answered: %s [#34]', async (_, by, code) => {
  const shop = await openBusiness(house)
  await shop.arrange(
    `update app.channels set hook_generation = 2, previous_until = $2 where org_id = $1`,
    shop.orgId,
    minutes(60).toISOString(),
  )
  const at = new Date(minutes(60).getTime() + by * 1000)
  expect(await refusal(house.ask(channelDoor(shop, { at })))).toBe(code)
  expect(await refusal(house.ask(channelDoor(shop, { at, generation: 2 })))).toBe('accepted')
  expect(await refusal(house.ask(channelDoor(shop, { at, generation: 3 })))).toBe('UA401')
})

test('a channel learns its provider’s name for it from the first proven delivery, and keeps it', async () => {
  const shop = await openBusiness(house)
  const pinned = async () => {
    const rows = await shop.arrange(
      `select provider_channel_id as name from app.channels where org_id = $1`,
      shop.orgId,
    )
    return rows[0]?.['name']
  }
  await shop.arrange(
    `update app.channels set provider_channel_id = null where org_id = $1`,
    shop.orgId,
  )
  await house.ask(channelDoor(shop, { providerChannelId: null }))
  expect(await pinned()).toBeNull()
  await house.ask(channelDoor(shop, { providerChannelId: 'FIRST' }))
  expect(await pinned()).toBe('FIRST')
  expect(await refusal(house.ask(channelDoor(shop, { providerChannelId: 'SECOND' })))).toBe('UA401')
  expect(await refusal(house.ask(channelDoor(shop, { providerChannelId: null })))).toBe('accepted')
})

test.each([
  ['the same channel', 'FIRST', 'accepted'],
  ['another channel', 'SECOND', 'UA401'],
])(
  'a first delivery at the same moment as another first one, naming %s (%s), is answered: %s',
  async (_, name, code) => {
    const shop = await openBusiness(house)
    await shop.arrange(
      `update app.channels set provider_channel_id = null where org_id = $1`,
      shop.orgId,
    )
    const first = house.ask(
      channelDoor(shop, { providerChannelId: 'FIRST' }),
      db.select({ slept: sql<string>`pg_sleep(0.3)::text` }).from(sql`(select 1) as one`),
    )
    await sleep(100)
    const second = house.ask(channelDoor(shop, { providerChannelId: name }))
    expect(await refusal(second)).toBe(code)
    expect(await refusal(first)).toBe('accepted')
  },
)

/** A business with one conversation that a job has claimed under token 7. */
const withClaim = async () => {
  const shop = await openBusiness(house)
  const [due] = await shop.deliver([customerLine()])
  const conversationId = due?.conversationId ?? ''
  await shop.arrange(
    `update app.conversations set lease_token = 7, lease_until = $2 where id = $1`,
    conversationId,
    seconds(10).toISOString(),
  )
  const jobDoor = (claim: { token: number; inboundCount?: number }, orgId = shop.orgId) =>
    doors.enterJob({
      orgId,
      at: seconds(5),
      requestId: 'job',
      claim: { conversationId, ...claim },
    })
  return { ...shop, jobDoor }
}

test('a job opens the organisation it names', async () => {
  const shop = await openBusiness(house)
  const { me, seen } = await enter(shop.jobDoor(MORNING))
  expect(me).toMatchObject({
    orgId: shop.orgId,
    actor: 'receptionist',
    role: 'job',
    name: 'Sea Point Plumbers',
  })
  expect(seen).toMatchObject({ orgId: shop.orgId, actor: 'receptionist', requestId: 'job' })
})

test('a job for an organisation that is gone is refused', async () => {
  const entry = doors.enterJob({ orgId: crypto.randomUUID(), at: MORNING, requestId: 'job' })
  expect(await refusal(house.ask(entry))).toBe('UA401')
})

test('the holder of the claim comes in, and holds it for another minute', async () => {
  const shop = await withClaim()
  await house.ask(shop.jobDoor({ token: 7, inboundCount: 1 }))
  expect(await shop.conversations()).toMatchObject([{ lease_until: seconds(65) }])
})

test.each([
  ['an older token', { token: 6 }],
  ['a token that was never given', { token: 8 }],
  ['its own token, when another line came in', { token: 7, inboundCount: 0 }],
])('a job with %s is refused and holds nothing', async (_, claim) => {
  const shop = await withClaim()
  expect(await refusal(house.ask(shop.jobDoor(claim)))).toBe('UA409')
  expect(await shop.conversations()).toMatchObject([{ lease_until: seconds(10) }])
})

test('a claim on a neighbour’s conversation is refused', async () => {
  const [shop, neighbour] = [await withClaim(), await openBusiness(house)]
  expect(await refusal(house.ask(shop.jobDoor({ token: 7 }, neighbour.orgId)))).toBe('UA409')
})

test('nothing of a door is left on the connection for the next request [#29]', async () => {
  const shop = await openBusiness(house)
  await Promise.all(Array.from({ length: 30 }, () => house.ask(shop.jobDoor(MORNING), orgsSeen())))
  const seen = await Promise.all(Array.from({ length: 30 }, () => orgsSeen()))
  expect(seen.flat()).toEqual([])
})

test('a refused door leaves nothing behind either, and what stood after it was not done', async () => {
  const shop = await withClaim()
  const work = house.ask(
    shop.jobDoor({ token: 6 }),
    db.select({ id: sql<string>`app.step_back(id, now())` }).from(sql`app.conversations`),
  )
  expect(await refusal(work)).toBe('UA409')
  expect(await shop.conversations()).toMatchObject([{ state: 'ai' }])
  expect(await orgsSeen()).toEqual([])
})
