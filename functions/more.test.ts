import { expect, test } from 'vitest'

import { hashToken, newToken } from '../src/session/token.ts'
import { openHouse, type House } from './testing.ts'

type Headers = Record<string, string>
const tokenOf = (headers: Headers) => headers['Cookie']?.replace('__Host-sid=', '') ?? ''

/** The same person in another browser: its cookie, and its row's id. */
const elsewhere = async (house: House, headers: Headers, userAgent = 'Firefox/132.0') => {
  const token = newToken()
  const [[row] = []] = await house.asOwner({
    text: `insert into app.sessions (token_hash, user_id, org_id, user_agent, created_at, last_seen_at)
           select decode($2, 'hex'), user_id, org_id, $3, $4::timestamptz, $4::timestamptz
             from app.sessions where token_hash = decode($1, 'hex') returning id`,
    values: [
      await hashToken(tokenOf(headers)),
      await hashToken(token),
      userAgent,
      house.now().toISOString(),
    ],
  })
  return { headers: { ...headers, Cookie: `__Host-sid=${token}` }, id: String(row?.['id']) }
}
const sessions = async (house: House) => {
  const [rows = []] = await house.asOwner('select id, user_id from app.sessions order by id')
  return rows
}
const wayOf = async (house: House, headers: Headers) => {
  const response = await house.request('/security', { headers })
  return [response.status, response.headers.get('location')]
}
const IN = [200, null]
const OUT = [303, '/login']
const post = (house: House, path: string, headers: Headers) =>
  house.request(path, { method: 'POST', headers })
const end = (house: House, id: string, headers: Headers) =>
  post(house, `/security/sessions/${id}/ending`, headers)

test.each(['owner', 'manager', 'staff', 'viewer'])(
  'a member in the role %s finds More, and their own devices [#6]',
  async (role) => {
    const house = await openHouse()
    const headers = await house.signedIn(role)
    const more = await house.request('/more', { headers })
    expect(more.status).toBe(200)
    expect(await more.text()).toContain('Logged in as Nomsa, Sea Point Plumbers')
    const other = await elsewhere(house, headers)
    const html = await (await house.request('/security', { headers })).text()
    expect(html).toContain('Firefox')
    expect(html).toContain('This device')
    expect(html.match(/action="\/security\/sessions\/[^"]+"/g)).toEqual([
      `action="/security/sessions/${other.id}/ending"`,
    ])
  },
)

test.each([
  { role: 'owner', status: 200 },
  { role: 'manager', status: 200 },
  { role: 'staff', status: 403 },
  { role: 'viewer', status: 403 },
])(
  'More leads the role $role to the activity only where its door opens',
  async ({ role, status }) => {
    const house = await openHouse()
    const headers = await house.signedIn(role)
    const html = await (await house.request('/more', { headers })).text()
    expect(html.includes('href="/activity"')).toBe(status === 200)
    expect((await house.request('/activity', { headers })).status).toBe(status)
  },
)

test('a colleague’s devices are not on the page', async () => {
  const house = await openHouse()
  const colleague = await house.signedIn('staff')
  await elsewhere(house, colleague, 'OPR/1.0')
  const html = await (await house.request('/security', { headers: await house.signedIn() })).text()
  expect(html).not.toContain('Opera')
  expect(html).toContain('on this device only')
})

test('a device that is logged out is refused on its very next request, and no other is [#6] [#14]', async () => {
  const house = await openHouse()
  const headers = await house.signedIn()
  const [lost, kept] = [await elsewhere(house, headers), await elsewhere(house, headers)]
  expect(await wayOf(house, lost.headers)).toEqual(IN)
  const response = await end(house, lost.id, headers)
  expect([response.status, response.headers.get('location')]).toEqual([303, '/security'])
  expect(await wayOf(house, lost.headers)).toEqual(OUT)
  expect((await post(house, '/security/others/ending', lost.headers)).status).toBe(401)
  expect(await wayOf(house, kept.headers)).toEqual(IN)
  expect(await wayOf(house, headers)).toEqual(IN)
})

test('everywhere else is logged out at once, and the one who asked stays [#14]', async () => {
  const house = await openHouse()
  const headers = await house.signedIn()
  const colleague = await house.signedIn('staff')
  const others = [await elsewhere(house, headers), await elsewhere(house, headers)]
  const response = await post(house, '/security/others/ending', headers)
  expect([response.status, response.headers.get('location')]).toEqual([303, '/security'])
  for (const other of others) expect(await wayOf(house, other.headers)).toEqual(OUT)
  expect(await wayOf(house, headers)).toEqual(IN)
  expect(await wayOf(house, colleague)).toEqual(IN)
})

test('the session of a colleague, of a neighbour or of nobody is not found, and nothing changes [#14]', async () => {
  const house = await openHouse()
  const neighbour = await openHouse()
  const headers = await house.signedIn()
  const colleague = await elsewhere(house, await house.signedIn('manager'))
  const stranger = await elsewhere(neighbour, await neighbour.signedIn())
  const before = [await sessions(house), await sessions(neighbour)]
  for (const id of [colleague.id, stranger.id, crypto.randomUUID(), 'none']) {
    expect([id, (await end(house, id, headers)).status]).toEqual([id, 404])
  }
  expect([await sessions(house), await sessions(neighbour)]).toEqual(before)
})

test('a session that is ended twice is not found the second time', async () => {
  const house = await openHouse()
  const headers = await house.signedIn()
  const { id } = await elsewhere(house, headers)
  expect((await end(house, id, headers)).status).toBe(303)
  expect((await end(house, id, headers)).status).toBe(404)
})

test('a user agent cannot write into the page [#58]', async () => {
  const house = await openHouse()
  const headers = await house.signedIn()
  await elsewhere(house, headers, '<img src=x onerror=alert(1)>')
  const html = await (await house.request('/security', { headers })).text()
  expect(html).toContain('A browser')
  expect(html).not.toContain('onerror')
})
