import { expect, test } from 'vitest'

import {
  days,
  freshDb,
  minutes,
  MORNING,
  openBusiness,
  randomHash,
  refusal,
  sessionDoor,
  type OpenBusiness,
} from '../../db/testing.ts'
import { endOtherSessions, endOwnSession, listSessions } from './session.ts'

const house = await freshDb()
const { db } = house

/** Another browser of the owner; answers with its row's id. */
const logInElsewhere = async (
  shop: OpenBusiness,
  more: { seen?: Date; made?: Date; hash?: string } = {},
) => {
  const { seen = MORNING, hash = randomHash() } = more
  const { made = seen } = more
  const [row] = await shop.arrange(
    `insert into app.sessions (token_hash, user_id, org_id, user_agent, network, created_at, last_seen_at)
     values ($1, $2, $3, 'Firefox', '196.25.1.0/24', $4, $5) returning id`,
    `\\x${hash}`,
    shop.userId,
    shop.orgId,
    made.toISOString(),
    seen.toISOString(),
  )
  return String(row?.['id'])
}

const seenBy = async (shop: OpenBusiness, at = MORNING) => {
  const [, rows] = await house.ask(shop.ownerDoor(at), listSessions(db, { at }))
  return rows
}
const ids = async (shop: OpenBusiness) => {
  const rows = await shop.arrange(`select id from app.sessions where user_id = $1`, shop.userId)
  return rows.map(({ id }) => String(id)).toSorted()
}

test('a person sees each of their sessions, the last used first, and which one they are looking from [#6]', async () => {
  const shop = await openBusiness(house)
  const older = await logInElsewhere(shop, { seen: minutes(-60), made: days(-2) })
  const newer = await logInElsewhere(shop, { seen: minutes(2) })
  const rows = await seenBy(shop)
  expect(rows.map(({ id, current }) => ({ id, current }))).toEqual([
    { id: newer, current: false },
    { id: expect.any(String), current: true },
    { id: older, current: false },
  ])
  expect(rows[2]).toEqual({
    id: older,
    userAgent: 'Firefox',
    network: '196.25.1.0/24',
    createdAt: days(-2),
    lastSeenAt: minutes(-60),
    current: false,
  })
})

test('a session that opens nothing any more is not shown', async () => {
  const shop = await openBusiness(house)
  await logInElsewhere(shop, { seen: days(-14) })
  await logInElsewhere(shop, { made: days(-90) })
  const lives = await logInElsewhere(shop, { seen: days(-13), made: days(-89) })
  expect((await seenBy(shop)).map(({ id }) => id)).toEqual([expect.any(String), lives])
})

test('nobody sees the sessions of another person, and a delivery sees none', async () => {
  const [shop, other] = [await openBusiness(house), await openBusiness(house)]
  expect(await seenBy(shop)).toHaveLength(1)
  expect(await seenBy(other)).toHaveLength(1)
  const [, rows] = await house.ask(shop.channelDoor(MORNING), listSessions(db, { at: MORNING }))
  expect(rows).toEqual([])
})

test('an ended session is refused on the very next request [#14]', async () => {
  const shop = await openBusiness(house)
  const hash = randomHash()
  const id = await logInElsewhere(shop, { hash })
  const enter = () => house.ask(house.doors.enterSession(sessionDoor(hash, MORNING)))
  expect(await refusal(enter())).toBe('accepted')
  const [, [, ended]] = await house.ask(shop.ownerDoor(MORNING), endOwnSession(db, { id }))
  expect(ended).toEqual([{ id }])
  expect(await refusal(enter())).toBe('UA401')
})

test('the session of another person, or one that never was, is not ended and nothing changes [#14]', async () => {
  const [shop, other] = [await openBusiness(house), await openBusiness(house)]
  const [theirs = ''] = await ids(other)
  for (const id of [theirs, crypto.randomUUID()]) {
    const [, [, ended]] = await house.ask(shop.ownerDoor(MORNING), endOwnSession(db, { id }))
    expect(ended).toEqual([])
  }
  expect(await ids(other)).toEqual([theirs])
  expect(await ids(shop)).toHaveLength(1)
})

test('ending all others keeps the present one and everybody else’s [#14]', async () => {
  const [shop, other] = [await openBusiness(house), await openBusiness(house)]
  const [present] = await ids(shop)
  const others = [await logInElsewhere(shop), await logInElsewhere(shop, { seen: days(-20) })]
  const [, [, ended]] = await house.ask(shop.ownerDoor(MORNING), endOtherSessions(db))
  expect(ended.map(({ id }) => id).toSorted()).toEqual(others.toSorted())
  expect(await ids(shop)).toEqual([present])
  expect(await ids(other)).toHaveLength(1)
})

test('behind a door that is no member’s there is no session to end', async () => {
  const shop = await openBusiness(house)
  const [id = ''] = await ids(shop)
  const [, others, own] = await house.ask(
    shop.jobDoor(MORNING),
    endOtherSessions(db),
    endOwnSession(db, { id }),
  )
  expect([...others, ...own].flat()).toEqual([])
  expect(await ids(shop)).toEqual([id])
})

test('a browser that is logged out from the list is a new one from here on; everywhere else forgets them all [#5] [#6]', async () => {
  const shop = await openBusiness(house)
  const devices = [randomHash(), randomHash(), randomHash()]
  const elsewhere = await Promise.all(devices.map(() => logInElsewhere(shop)))
  for (const [n, device] of devices.entries()) {
    await shop.arrange(
      `insert into app.devices (user_id, device_hash) values ($1, $2)`,
      shop.userId,
      `\\x${device}`,
    )
    await shop.arrange(
      `update app.sessions set device_hash = $2 where id = $1`,
      elsewhere[n],
      `\\x${device}`,
    )
  }
  const [first = ''] = elsewhere
  const [, [forgotten]] = await house.ask(shop.ownerDoor(MORNING), endOwnSession(db, { id: first }))
  expect(forgotten).toEqual([{ deviceHash: devices[0] }])
  const [, [others]] = await house.ask(shop.ownerDoor(MORNING), endOtherSessions(db))
  expect(others.map(({ deviceHash }) => deviceHash).toSorted()).toEqual(devices.slice(1).toSorted())
  expect(await ids(shop)).toHaveLength(1)
})
