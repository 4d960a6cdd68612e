import { expect, test } from 'vitest'

import { addBusiness } from '../db/testing.ts'
import { wordsOf } from './pages/testing.ts'
import { afterwards, openHouse, type House } from './testing.ts'

type Headers = Record<string, string>

/** Another business whose team the person is on, too. */
const alsoIn = async (house: House, headers: Headers, state: 'pending' | 'active' = 'active') => {
  const other = await addBusiness(house, { name: 'Karoo Hair' })
  await house.asOwner(
    {
      text: `select set_config('app.org_id', $1, true), set_config('app.actor', 'test', true), set_config('app.at', $2, true)`,
      values: [other.orgId, house.now().toISOString()],
    },
    {
      text: `insert into app.members (user_id, role, state, name, email)
             select s.user_id, 'viewer', $2, 'Nomsa K', u.email from app.sessions s join app.users u on u.id = s.user_id
              where s.token_hash = sha256(convert_to($1, 'UTF8'))`,
      values: [headers['Cookie']?.replace('__Host-sid=', ''), state],
    },
  )
  return other.orgId
}
const switchTo = (house: House, headers: Headers, org: string) =>
  house.request('/businesses', { method: 'POST', headers, body: new URLSearchParams({ org }) })
const read = async (house: House, path: string, headers: Headers) => {
  const response = await house.request(path, { headers })
  return { status: response.status, words: wordsOf(await response.text()) }
}

test('a person in two businesses is shown both and goes from one to the other', async () => {
  const house = await openHouse()
  const headers = await house.signedIn()
  const other = await alsoIn(house, headers)
  expect((await read(house, '/more', headers)).words).toContain('Your businesses')
  const { words } = await read(house, '/businesses', headers)
  expect(words).toContain('Karoo Hair Open Karoo Hair Sea Point Plumbers You’re here')
  const response = await switchTo(house, headers, other)
  expect([response.status, response.headers.get('location')]).toEqual([303, '/'])
  const there = await read(house, '/more', afterwards(headers, response))
  expect(there.words).toContain('Logged in as Nomsa K, Karoo Hair')
})

test('the session has another token after the switch, and the old one is dead at once [#14]', async () => {
  const house = await openHouse()
  const headers = await house.signedIn()
  const moved = afterwards(headers, await switchTo(house, headers, await alsoIn(house, headers)))
  expect(moved['Cookie']).not.toBe(headers['Cookie'])
  const old = await house.request('/', { headers })
  expect([old.status, old.headers.get('location')]).toEqual([303, '/login'])
  expect((await house.request('/businesses', { headers })).headers.get('location')).toBe('/login')
  expect((await house.request('/', { headers: moved })).status).toBe(200)
})

test('in the other business only the role there counts [#20]', async () => {
  const house = await openHouse()
  const headers = await house.signedIn()
  const moved = afterwards(headers, await switchTo(house, headers, await alsoIn(house, headers)))
  expect((await read(house, '/team', headers)).status).toBe(303)
  expect((await read(house, '/team', moved)).status).toBe(403)
  expect((await read(house, '/activity', moved)).words).toContain('Not for your role')
})

test('a business that is not theirs cannot be entered, and the session stays as it was [#29]', async () => {
  const house = await openHouse()
  const headers = await house.signedIn()
  const stranger = await addBusiness(house, { name: 'Durban Curry' })
  for (const org of [stranger.orgId, crypto.randomUUID()]) {
    const response = await switchTo(house, headers, org)
    expect([response.status, response.headers.getSetCookie()]).toEqual([404, []])
  }
  expect((await switchTo(house, headers, 'none')).status).toBe(400)
  expect((await house.request('/', { headers })).status).toBe(200)
  expect((await read(house, '/businesses', headers)).words).not.toContain('Durban Curry')
})

test('whoever has one business is not led to others', async () => {
  const house = await openHouse()
  const headers = await house.signedIn()
  expect((await read(house, '/more', headers)).words).not.toContain('Your businesses')
})

test('whoever waits for approval in one business can go to another, or log out [#10]', async () => {
  const house = await openHouse()
  const headers = await house.signedIn()
  const other = await alsoIn(house, headers, 'pending')
  const { words } = await read(house, '/businesses', headers)
  expect(words).toContain('Karoo Hair Waiting for approval')
  const waiting = afterwards(headers, await switchTo(house, headers, other))
  const refused = await house.request('/', { headers: waiting })
  const html = await refused.text()
  expect(refused.status).toBe(403)
  expect(html).toContain('href="/businesses"')
  expect(html).toContain('action="/logout"')
  const back = afterwards(waiting, await switchTo(house, waiting, house.business.orgId))
  expect((await house.request('/', { headers: back })).status).toBe(200)
})

test('whoever waits and has no other business is led to none [#10]', async () => {
  const house = await openHouse()
  const waiting = await house.signedIn('staff', { state: 'pending' })
  const html = await (await house.request('/', { headers: waiting })).text()
  expect(html).not.toContain('href="/businesses"')
  expect(html).toContain('action="/logout"')
})
