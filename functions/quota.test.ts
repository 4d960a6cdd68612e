import { beforeEach, describe, expect, test } from 'vitest'

import { stageUrl } from '../db/testing.ts'
import { wordsOf } from './pages/testing.ts'
import { openHouse, type House } from './testing.ts'
import { subscribe } from './webhooks/testing.ts'

type Headers = Record<string, string>
const DAY_SECONDS = 86_400

let house: House
let owner: Headers
beforeEach(async () => {
  house = await openHouse()
  // With the one who opened the business: two of three people.
  owner = await house.signedIn()
})

const post = (path: string, form: Headers, headers = owner) =>
  house.request(path, { method: 'POST', headers, body: new URLSearchParams(form) })
const page = async (path: string, headers = owner) =>
  wordsOf(await (await house.request(path, { headers })).text())
const invite = (n: number) =>
  post('/team/invitations', { email: `n${n}@example.com`, role: 'staff' })
const connect = (token: string = house.business.channelToken) =>
  post('/connect', { token, phone: '082 555 0150' })
/** Another number at the provider, by the token of its channel. */
const anotherNumber = async () => {
  const name = crypto.randomUUID()
  const channel = {
    token: `token-${name}`,
    providerChannelId: `OTHER-${name}`,
    phone: '+27825550151',
  }
  await fetch(`${stageUrl()}/channels`, { method: 'POST', body: JSON.stringify(channel) })
  return channel.token
}

const statusesOf = async (asked: readonly Promise<Response>[]) =>
  (await Promise.all(asked)).map(({ status }) => status).toSorted((one, other) => one - other)
const atOnce = (many: number, ask: (n: number) => Promise<Response>) =>
  statusesOf(Array.from({ length: many }, (_, n) => ask(n)))
const rows = async (select: string) => (await house.asOwner(select))[0] ?? []
const arrange = (...statements: string[]) =>
  house.asOwner(
    {
      text: `select set_config('app.org_id', $1, true), set_config('app.actor', 'test', true), set_config('app.at', $2, true)`,
      values: [house.business.orgId, house.now().toISOString()],
    },
    ...statements,
  )
const waiting = async (many: number) => {
  for (let n = 0; n < many; n += 1) await house.signedIn('staff', { state: 'pending' })
  return (await rows(`select id from app.members where state = 'pending'`)).map(
    ({ id }) => `/team/members/${String(id)}/approval`,
  )
}
/** What is written there is not committed at once: whoever comes meanwhile would not see it. */
const linger = (table: 'invitations' | 'members' | 'channels') =>
  house.asOwner(
    `create function app.linger() returns trigger language plpgsql as 'begin perform pg_sleep(0.2); return null; end'`,
    `create trigger linger after insert or update on app.${table} for each row execute function app.linger()`,
  )
/** The trial is over and nobody subscribed. */
const lapse = async () => {
  house.pass(15 * DAY_SECONDS)
  owner = await house.signedIn()
}

describe('the people of a business', () => {
  test('are three in the free trial: of ten invitations at once exactly one goes out [#54]', async () => {
    await linger('invitations')
    const statuses = await atOnce(10, invite)
    expect(statuses[0]).toBe(303)
    expect(statuses.slice(1).every((status) => status === 402 || status === 409)).toBe(true)
    expect(await rows('select from app.invitations')).toHaveLength(1)
    await house.work()
    expect(await house.mails()).toHaveLength(1)
  })

  test('are ten on the plan: of twelve invitations at once exactly eight go out [#54]', async () => {
    await subscribe(house)
    await linger('invitations')
    const statuses = await atOnce(12, invite)
    expect(statuses.filter((status) => status === 303)).toHaveLength(8)
    expect(await rows('select from app.invitations')).toHaveLength(8)
  })

  test('are approved up to the plan: of five who wait and are approved at once exactly one comes in [#54]', async () => {
    const approvals = await waiting(5)
    await linger('members')
    const statuses = await statusesOf(approvals.map((path) => post(path, {})))
    expect(statuses.filter((status) => status === 303)).toHaveLength(1)
    expect(await rows(`select from app.members where state = 'active'`)).toHaveLength(3)
  })

  test('are told what there is room for and where to subscribe, and that it was asked for is noted [#54]', async () => {
    expect((await invite(1)).status).toBe(303)
    expect(await page('/team')).toContain(
      'The free trial has room for 3 people, those who are invited included. Once you subscribe, there is room for 10. See the subscription',
    )
    const refused = await invite(2)
    expect([refused.status, wordsOf(await refused.text())]).toEqual([
      402,
      expect.stringContaining('Nothing was added, and everything you have stays.'),
    ])
    expect(await page('/activity?what=security')).toContain(
      'asked for more than the plan has room for Asked for POST /team/invitations',
    )
    const manager = await house.signedIn('manager')
    expect(await page('/team', manager)).toContain('An owner of the business can subscribe.')
  })

  test('who are invited anew take no second place, and a place is free again once an invitation is withdrawn or has ended', async () => {
    expect((await invite(1)).status).toBe(303)
    expect((await invite(1)).status).toBe(303)
    expect((await invite(2)).status).toBe(402)
    const [invitation] = await rows('select id from app.invitations')
    await post(`/team/invitations/${String(invitation?.['id'])}/withdrawal`, {})
    expect((await invite(2)).status).toBe(303)
    house.pass(8 * DAY_SECONDS)
    expect((await invite(3)).status).toBe(303)
  })
})

describe('while nobody pays', () => {
  test('nobody is invited or approved, and who is there stays [#54]', async () => {
    const [approval = ''] = await waiting(1)
    await lapse()
    expect((await invite(1)).status).toBe(402)
    expect((await post(approval, {})).status).toBe(402)
    expect(await page('/team')).toContain(
      'Nobody can be added while the business is not subscribed. Everybody who is here stays. See the subscription',
    )
    expect((await house.request('/', { headers: owner })).status).toBe(200)
    expect(await rows('select from app.members')).toHaveLength(4)
  })

  test('no number is connected, and the provider is not even asked [#54]', async () => {
    await arrange('delete from app.channels')
    await lapse()
    house.deps.whatsapp = () => {
      throw new Error('asked')
    }
    expect(await page('/connect')).toContain(
      'No number can be connected while the business is not subscribed. See the subscription',
    )
    expect((await connect()).status).toBe(402)
    expect(await rows('select from app.channels')).toEqual([])
  })

  test('the number that is there can be connected anew [#54]', async () => {
    await lapse()
    expect((await connect()).status).toBe(303)
    expect(await rows('select hook_generation from app.channels')).toEqual([{ hook_generation: 2 }])
  })
})

describe('the numbers of a business', () => {
  test.each(['in the free trial', 'on the plan'])(
    'are one %s: of two numbers that are connected at once exactly one is there [#54]',
    async (plan) => {
      if (plan === 'on the plan') await subscribe(house)
      await arrange('delete from app.channels')
      await linger('channels')
      const other = await anotherNumber()
      expect(await statusesOf([connect(), connect(other)])).toEqual([303, 409])
      expect(await rows('select from app.channels')).toHaveLength(1)
    },
  )
})
