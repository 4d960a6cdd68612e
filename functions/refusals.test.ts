import { expect, test, vi } from 'vitest'

import { refuseBeyond } from '../src/limit.ts'
import { wordsOf } from './pages/testing.ts'
import { openHouse, ORIGIN, type House } from './testing.ts'

type Headers = Record<string, string>
const eventsOf = async (house: House) => {
  const [rows = []] = await house.asOwner(
    `select type, org_id, user_id, detail, network from app.security_events order by at, id`,
  )
  return rows
}
const userOf = async (house: House, role: string) => {
  const [rows = []] = await house.asOwner({
    text: `select user_id from app.members where role = $1 and name = 'Nomsa'`,
    values: [role],
  })
  return rows[0]?.['user_id']
}
const securityPage = async (house: House, headers: Headers) =>
  wordsOf(await (await house.request('/activity?what=security', { headers })).text())

test('what a member’s role does not allow is noted once, with the route’s pattern and no id or query [#107]', async () => {
  const house = await openHouse()
  const viewer = { ...(await house.signedIn('viewer')), 'CF-Connecting-IP': '196.25.1.77' }
  const path = `/conversations/${crypto.randomUUID()}/takeover?secret=4711`
  const response = await house.request(path, { method: 'POST', headers: viewer })
  expect(response.status).toBe(403)
  expect(await eventsOf(house)).toEqual([
    {
      type: 'refused',
      org_id: house.business.orgId,
      user_id: await userOf(house, 'viewer'),
      detail: 'POST /conversations/:id/takeover',
      network: '196.25.1.0/24',
    },
  ])
})

test('the owner reads of it, and the neighbour does not [#107]', async () => {
  const [house, neighbour] = [await openHouse(), await openHouse()]
  await house.request('/connect', { headers: await house.signedIn('staff') })
  const says = 'Nomsa : asked for something their role doesn’t allow Asked for GET /connect'
  expect(await securityPage(house, await house.signedIn())).toContain(says)
  expect(await securityPage(neighbour, await neighbour.signedIn())).toContain('Nothing here yet')
})

test('a limit behind a member’s door is noted though its batch was undone [#107]', async () => {
  const house = await openHouse()
  const headers = await house.signedIn()
  const { ask, db } = house.deps
  const limits = [{ key: await house.deps.limitKey('a test'), limit: 1, seconds: 900 }]
  // No page of this test's own is behind a limit yet: this one is, in the same batch.
  house.deps.ask = (door, ...queries) =>
    ask(door, ...queries, refuseBeyond(db, { limits, at: house.now() })) as never
  expect((await house.request('/more', { headers })).status).toBe(200)
  const refused = await house.request('/more', { headers })
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '900'])
  expect(await eventsOf(house)).toMatchObject([
    { type: 'limit_reached', detail: 'GET /more', org_id: house.business.orgId },
  ])
})

test('a limit at the way in notes itself once, also in a browser that is logged in [#107]', async () => {
  const house = await openHouse()
  const headers = await house.signedIn()
  const ask = () =>
    house.request('/login', {
      method: 'POST',
      headers,
      body: new URLSearchParams({ email: house.business.email }),
    })
  for (let n = 0; n < 3; n += 1) expect((await ask()).status).toBe(303)
  expect((await ask()).status).toBe(429)
  expect(await eventsOf(house)).toMatchObject([
    { type: 'limit_reached', detail: 'login', org_id: null },
  ])
})

test('a forged form, a stranger and a page that is not there are nobody’s refusal [#107]', async () => {
  const house = await openHouse()
  const staff = await house.signedIn('staff')
  const foreign = { ...staff, Origin: 'https://evil.example' }
  expect((await house.request('/connect', { method: 'POST', headers: foreign })).status).toBe(403)
  expect((await house.request('/connect')).status).toBe(303)
  expect(
    (await house.request('/connect/code', { method: 'POST', headers: { Origin: ORIGIN } })).status,
  ).toBe(401)
  expect((await house.request('/nowhere', { headers: staff })).status).toBe(404)
  expect(await eventsOf(house)).toEqual([])
})

test('the thirty-first refusal of an hour is answered alike and not noted [#107]', async () => {
  const house = await openHouse()
  const headers = await house.signedIn('viewer')
  const statuses = new Set<number>()
  for (let n = 0; n < 35; n += 1)
    statuses.add((await house.request('/activity', { headers })).status)
  expect([...statuses]).toEqual([403])
  expect(await eventsOf(house)).toHaveLength(30)
  house.pass(3600)
  await house.request('/activity', { headers })
  expect(await eventsOf(house)).toHaveLength(31)
})

test('where the note cannot be written the answer is the same [#107]', async () => {
  const house = await openHouse()
  const headers = await house.signedIn('viewer')
  const answer = async () => {
    const response = await house.request('/activity', { headers })
    return [response.status, (await response.text()).replaceAll(/[0-9a-f-]{36}/g, '')]
  }
  const noted = await answer()
  house.deps.lookUp = () => Promise.reject(new Error('the database is away'))
  expect(await answer()).toEqual(noted)
})

test('unusually many failures reach the operator’s log once, at error level [#9]', async () => {
  const house = await openHouse()
  for (let n = 0; n < 50; n += 1)
    await house.request('/login/password', {
      method: 'POST',
      headers: { Origin: ORIGIN, 'CF-Connecting-IP': `203.0.113.${n}` },
      body: new URLSearchParams({ email: `n${n}@example.com`, password: 'a guess' }),
    })
  const lines: string[] = []
  const spy = vi.spyOn(console, 'error').mockImplementation((line) => lines.push(String(line)))
  await house.sweep()
  await house.sweep()
  spy.mockRestore()
  expect(lines.map((line) => ({ ...JSON.parse(line), at: '' }))).toEqual([
    { at: '', event: 'alert', what: 'failed log-ins', alerts: 1 },
  ])
})

test('a sweep that cannot tidy up still answers customers', async () => {
  const house = await openHouse()
  const { lookups } = house.deps
  house.deps.lookups = {
    ...lookups,
    sweepOld: () => lookups.sweepOld({ at: new Date(Number.NaN) }),
  }
  await house.deliver(house.says('Good day, are you open?'))
  house.wakeUps.length = 0
  house.pass(60)
  await house.sweep()
  await house.work()
  expect(await house.sent()).toHaveLength(1)
})
