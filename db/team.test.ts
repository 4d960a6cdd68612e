import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'

import {
  days,
  freshDb,
  MORNING,
  openBusiness,
  randomHash,
  refusal,
  sessionDoor,
  type OpenBusiness,
} from './testing.ts'

const house = await freshDb()
const { db, lookups, lookUp } = house

const invite = async (shop: OpenBusiness, email = `zanele-${crypto.randomUUID()}@example.com`) => {
  const tokenHash = randomHash()
  await shop.arrange(
    `insert into app.invitations (email, role, token_hash, invited_by, expires_at) values ($1, 'staff', $2, $3, $4)`,
    email,
    `\\x${tokenHash}`,
    shop.memberId,
    days(7).toISOString(),
  )
  return { email, tokenHash }
}
const accept = async (tokenHash: string, at = MORNING) => {
  const mail = { id: crypto.randomUUID(), sealed: 'accepted' }
  const [answer] = await lookUp(lookups.acceptInvitation({ tokenHash, name: 'Zanele', mail, at }))
  return { status: answer?.status, mail }
}
const membersCalled = (shop: OpenBusiness, email: string) =>
  shop.arrange(
    'select role, state from app.members where org_id = $1 and email = $2',
    shop.orgId,
    email,
  )

test('whoever accepts an invitation waits as a pending member, and the inviter is told [#10]', async () => {
  const shop = await openBusiness(house)
  const { email, tokenHash } = await invite(shop)
  const found = await lookUp(lookups.findInvitation({ tokenHash, at: MORNING }))
  expect(found).toEqual([{ business: 'Sea Point Plumbers', inviter: 'Sipho', email }])
  const { status, mail } = await accept(tokenHash)
  expect(status).toBe('accepted')
  expect(await membersCalled(shop, email)).toEqual([{ role: 'staff', state: 'pending' }])
  const [told] = await shop.arrange('select user_id from app.outbox where id = $1', mail.id)
  expect(told).toEqual({ user_id: shop.userId })
  const marks = await shop.arrange(
    `select table_name, action, actor from app.audit where org_id = $1 and actor = 'invited' order by seq`,
    shop.orgId,
  )
  expect(marks).toEqual([
    { table_name: 'invitations', action: 'delete', actor: 'invited' },
    { table_name: 'members', action: 'insert', actor: 'invited' },
  ])
})

test('an invitation works once, of many at the same moment too, and for seven days', async () => {
  const shop = await openBusiness(house)
  const { email, tokenHash } = await invite(shop)
  const answers = await Promise.all(Array.from({ length: 16 }, () => accept(tokenHash)))
  expect(answers.filter(({ status }) => status === 'accepted')).toHaveLength(1)
  expect(await membersCalled(shop, email)).toHaveLength(1)
  const late = await invite(shop)
  expect((await accept(late.tokenHash, days(7))).status).toBe('spent')
  expect(await lookUp(lookups.findInvitation({ tokenHash: late.tokenHash, at: days(7) }))).toEqual(
    [],
  )
  expect((await accept(randomHash())).status).toBe('spent')
})

test('a pending member’s session opens nothing, not even their own security [#10]', async () => {
  const shop = await openBusiness(house)
  await shop.arrange(`update app.members set state = 'pending' where org_id = $1`, shop.orgId)
  for (const need of ['inbox.read', 'own.security', 'team.manage']) {
    const door = sessionDoor(shop.tokenHash, MORNING, { need })
    expect(await refusal(house.ask(house.doors.enterSession(door)))).toBe('UA423')
  }
})

test('an invitation of somebody who is on the team already changes nothing about them', async () => {
  const shop = await openBusiness(house)
  const { tokenHash } = await invite(shop, shop.email)
  expect((await accept(tokenHash)).status).toBe('accepted')
  expect(await membersCalled(shop, shop.email)).toEqual([{ role: 'owner', state: 'active' }])
})

test.each(['inbox.read', 'own.security', 'audit.read'])(
  'a colleague’s sessions are not ended behind a door opened for %s',
  async (need) => {
    const shop = await openBusiness(house)
    const door = house.doors.enterSession(sessionDoor(shop.tokenHash, MORNING, { need }))
    const end = db.execute(sql`select ended from app.end_member_sessions(${shop.memberId}::uuid)`)
    expect(await refusal(house.ask(door, end))).toBe('UA403')
    expect(await refusal(house.ask(shop.ownerDoor(MORNING)))).toBe('accepted')
  },
)

test('a colleague’s sessions are ended behind the team’s door, a neighbour’s never', async () => {
  const [shop, neighbour] = [await openBusiness(house), await openBusiness(house)]
  const door = () =>
    house.doors.enterSession(sessionDoor(shop.tokenHash, MORNING, { need: 'team.manage' }))
  const end = (memberId: string) =>
    db.execute(sql`select ended from app.end_member_sessions(${memberId}::uuid)`)
  await house.ask(door(), end(neighbour.memberId))
  expect(await refusal(house.ask(neighbour.ownerDoor(MORNING)))).toBe('accepted')
  await house.ask(door(), end(shop.memberId))
  expect(await refusal(house.ask(shop.ownerDoor(MORNING)))).toBe('UA401')
})

test('a mail is written behind a door alone, and to no member of the neighbour’s', async () => {
  const [shop, neighbour] = [await openBusiness(house), await openBusiness(house)]
  const queue = (memberId: string | null) =>
    db.execute(
      sql`select mail_id from app.queue_mail(${crypto.randomUUID()}::uuid, 'sealed', ${memberId}::uuid)`,
    )
  expect(await refusal(lookUp(queue(null)))).not.toBe('accepted')
  const sent = async (memberId: string | null) => {
    const [, { rows }] = await house.ask(shop.ownerDoor(MORNING), queue(memberId))
    return rows.length
  }
  expect([await sent(null), await sent(shop.memberId), await sent(neighbour.memberId)]).toEqual([
    1, 1, 0,
  ])
})

test('beyond a limit the whole batch is refused, and the refused one is not counted', async () => {
  const shop = await openBusiness(house)
  const limits = JSON.stringify([{ key: randomHash(), limit: 2, seconds: 60 }])
  const tryIt = (second: number) => {
    const at = new Date(MORNING.getTime() + second * 1000)
    const counted = db.execute(
      sql`select counted from app.refuse_beyond(${limits}::jsonb, ${at.toISOString()}::timestamptz)`,
    )
    return refusal(house.ask(shop.ownerDoor(at), counted))
  }
  expect([await tryIt(0), await tryIt(1), await tryIt(2), await tryIt(59)]).toEqual([
    'accepted',
    'accepted',
    'UA429',
    'UA429',
  ])
  expect(await tryIt(60)).toBe('accepted')
})
