import { expect, test } from 'vitest'

import {
  customerLine,
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
const CHOSEN = '00'.repeat(32)

/** A sign-in link of the owner, bound to a browser unless `browserHash` is null. */
const issueLink = async (shop: OpenBusiness, browserHash: string | null = CHOSEN) => {
  const tokenHash = randomHash()
  await shop.arrange(
    `insert into app.login_tokens (token_hash, user_id, browser_hash, expires_at, created_at) values ($1, $2, $3, $4, $5)`,
    `\\x${tokenHash}`,
    shop.userId,
    browserHash && `\\x${browserHash}`,
    minutes(10).toISOString(),
    MORNING.toISOString(),
  )
  return tokenHash
}

type Redemption = { browserHash?: string | null; codeHash?: string | null; at?: Date }
const redeem = async (tokenHash: string, more: Redemption = {}) => {
  const rows = await lookUp(
    lookups.redeemLogin({
      tokenHash,
      browserHash: CHOSEN,
      codeHash: null,
      password: null,
      notice: { id: crypto.randomUUID(), sealed: 'changed' },
      signIn: signInWith(),
      at: MORNING,
      ...more,
    }),
  )
  return rows.map(({ status }) => status)
}

const newSessions = (shop: OpenBusiness) =>
  shop.arrange(
    `select * from app.sessions where org_id = $1 and token_hash <> $2`,
    shop.orgId,
    `\\x${shop.tokenHash}`,
  )

const dueIds = async (at: Date, limit = 100) =>
  (await lookUp(lookups.dueReplies({ at, limit }))).map(({ conversationId }) => conversationId)

test('what is overdue is found across businesses, by its ids and nothing else', async () => {
  const [one, other] = [await openBusiness(house), await openBusiness(house)]
  await one.deliver([customerLine()])
  await other.deliver([customerLine()])
  const due = await lookUp(lookups.dueReplies({ at: seconds(3), limit: 100 }))
  expect(due.map(({ orgId }) => orgId)).toEqual(expect.arrayContaining([one.orgId, other.orgId]))
  expect(Object.keys(due[0] ?? {})).toEqual(['orgId', 'conversationId'])
})

test.each([
  { name: 'is not due yet', due: seconds(1), lease: null, found: false },
  { name: 'is due at this moment', due: MORNING, lease: null, found: true },
  { name: 'is due but held', due: MORNING, lease: MORNING, found: false },
  { name: 'is due and was held until just now', due: MORNING, lease: seconds(-1), found: true },
  { name: 'is not due at all', due: null, lease: null, found: false },
])('a conversation that $name is found: $found', async ({ due, lease, found }) => {
  const shop = await openBusiness(house)
  const [woken] = await shop.deliver([customerLine()])
  await shop.arrange(
    `update app.conversations set reply_due_at = $2, lease_until = $3 where org_id = $1`,
    shop.orgId,
    due?.toISOString() ?? null,
    lease?.toISOString() ?? null,
  )
  expect((await dueIds(MORNING)).includes(woken?.conversationId ?? '')).toBe(found)
})

test('the longest overdue come first, and no more than were asked for', async () => {
  const shop = await openBusiness(house)
  const early = minutes(-24 * 60)
  for (const n of [2, 1, 3]) {
    const chat = `2782555011${n}@s.whatsapp.net`
    await shop.deliver([customerLine({ chat, phone: `+2782555011${n}` })])
    await shop.arrange(
      `update app.conversations set reply_due_at = $2 where chat_id = $1 and org_id = $3`,
      chat,
      new Date(early.getTime() + n * 1000).toISOString(),
      shop.orgId,
    )
  }
  const chats = await shop.arrange(
    `select id from app.conversations where org_id = $1 order by reply_due_at limit 2`,
    shop.orgId,
  )
  expect(await dueIds(MORNING, 2)).toEqual(chats.map(({ id }) => id))
})

test('looking at a sign-in link spends nothing, however often', async () => {
  const shop = await openBusiness(house)
  const link = { tokenHash: await issueLink(shop), browserHash: CHOSEN, at: MORNING }
  for (let look = 0; look < 3; look++)
    expect(await lookUp(lookups.findLogin(link))).toEqual([
      { email: shop.email, purpose: 'login', needsCode: false },
    ])
  expect(await redeem(link.tokenHash)).toEqual(['in'])
  expect(await lookUp(lookups.findLogin(link))).toEqual([])
})

test('of sixty-four people who use one link at once, one is signed in', async () => {
  const shop = await openBusiness(house)
  const tokenHash = await issueLink(shop)
  const answers = await Promise.all(Array.from({ length: 64 }, () => redeem(tokenHash)))
  expect(answers.flat().filter((status) => status === 'in')).toHaveLength(1)
  expect(await newSessions(shop)).toMatchObject([{ user_id: shop.userId, user_agent: 'Safari' }])
})

test.each([
  ['in the last millisecond', new Date(minutes(10).getTime() - 1), 'in'],
  ['at its expiry', minutes(10), 'spent'],
])('a link is used %s', async (_, at, status) => {
  const shop = await openBusiness(house)
  const tokenHash = await issueLink(shop)
  expect(await redeem(tokenHash, { at })).toEqual([status])
  expect(await newSessions(shop)).toHaveLength(status === 'in' ? 1 : 0)
})

test.each([
  ['the browser that asked', CHOSEN, 'in'],
  ['another browser', randomHash(), 'code_wrong'],
  ['a browser without a mark', null, 'code_wrong'],
])('a link bound to one browser is used in %s', async (_, browserHash, status) => {
  const shop = await openBusiness(house)
  const tokenHash = await issueLink(shop)
  const look = { tokenHash, browserHash, at: MORNING }
  const isOwn = status === 'in'
  // Another browser does not even learn whose link it is.
  expect(await lookUp(lookups.findLogin(look))).toEqual([
    { email: isOwn ? shop.email : null, purpose: 'login', needsCode: !isOwn },
  ])
  expect(await redeem(tokenHash, { browserHash })).toEqual([status])
  // A try in the wrong browser spends nothing.
  expect(await redeem(tokenHash)).toEqual([isOwn ? 'spent' : 'in'])
})

test('an unknown link signs nobody in', async () => {
  expect(await redeem(randomHash())).toEqual(['spent'])
})

test('a person without a business is not signed in', async () => {
  const shop = await openBusiness(house)
  const tokenHash = await issueLink(shop)
  await shop.arrange(`delete from app.members where org_id = $1`, shop.orgId)
  expect(await redeem(tokenHash)).toEqual(['spent'])
})

test('a person of two businesses is signed in to the one they used last, else to the one they joined first', async () => {
  const [second, first] = [await openBusiness(house), await openBusiness(house)]
  await first.arrange(
    `insert into app.members (user_id, role, name, email, created_at) values ($1, 'staff', 'Sipho', 'sipho@example.com', $2)`,
    second.userId,
    minutes(-60).toISOString(),
  )
  expect(await redeem(await issueLink(second))).toEqual(['in'])
  expect(await newSessions(first)).toEqual([])
  expect(await newSessions(second)).toHaveLength(1)
  await second.arrange('delete from app.sessions where user_id = $1', second.userId)
  expect(await redeem(await issueLink(second))).toEqual(['in'])
  expect(await newSessions(first)).toHaveLength(1)
})

test('a session opened by a link opens the door, until it is ended', async () => {
  const shop = await openBusiness(house)
  const sessionHash = randomHash()
  const signIn = {
    tokenHash: await issueLink(shop, null),
    browserHash: null,
    codeHash: null,
    password: null,
    notice: { id: crypto.randomUUID(), sealed: 'changed' },
    signIn: signInWith({ session: sessionHash, agent: 'x'.repeat(500) }),
    at: MORNING,
  }
  await lookUp(lookups.redeemLogin(signIn))
  const door = () => house.doors.enterSession(sessionDoor(sessionHash, MORNING))
  expect(await refusal(house.ask(door()))).toBe('accepted')
  expect(await lookUp(lookups.endSession({ tokenHash: sessionHash }))).toEqual([{ ended: true }])
  expect(await lookUp(lookups.endSession({ tokenHash: sessionHash }))).toEqual([])
  expect(await refusal(house.ask(door()))).toBe('UA401')
  expect(await refusal(house.ask(shop.ownerDoor(MORNING)))).toBe('accepted')
})

test('a link without a browser can be made by the owner of the database, never by the Worker', async () => {
  const shop = await openBusiness(house)
  const tokenHash = randomHash()
  const make = {
    text: 'select app.make_unbound_link($1, $2, $3, $4)',
    values: [
      shop.email.toUpperCase(),
      `\\x${tokenHash}`,
      MORNING.toISOString(),
      minutes(10).toISOString(),
    ],
  }
  expect(await refusal(house.asRuntime(make))).toBe('42501')
  await house.asOwner(make)
  expect(await redeem(tokenHash, { browserHash: null })).toEqual(['in'])
})

test('a link for an unknown address is not made', async () => {
  const make = {
    text: `select app.make_unbound_link('nobody@example.com', $1, now(), now())`,
    values: [`\\x${randomHash()}`],
  }
  expect(await refusal(house.asOwner(make))).toBe('UA401')
})
