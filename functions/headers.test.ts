/** One sweep over every answer the app gives: pages, fragments, redirects, refusals, the webhook, and what happens without a database. */
import { inspectRoutes } from 'hono/dev'
import { beforeAll, expect, test } from 'vitest'

import { openHouse, ORIGIN, type House } from './testing.ts'

type Seen = { name: string; status: number; headers: Headers }
const seen: Seen[] = []
const see = async (name: string, response: Response | Promise<Response>) => {
  const { status, headers } = await response
  seen.push({ name, status, headers })
}

const sweepRoutes = async (house: House, headers: Record<string, string>) => {
  const [thread] = await house.threads()
  for (const { method, path, isMiddleware } of inspectRoutes(house.app)) {
    if (isMiddleware || path === '/logout') continue
    const init = method === 'POST' ? { body: new URLSearchParams({ email: 'x@example.com' }) } : {}
    const url = path.replace(':id', String(thread?.['id']))
    await see(`${method} ${path}`, house.request(url, { method, headers, ...init }))
  }
}

const sweepRefusals = async (house: House, owner: Record<string, string>) => {
  const link = (headers: Record<string, string>) => ({
    method: 'POST',
    headers,
    body: new URLSearchParams({ email: 'somebody@example.com' }),
  })
  await see('no such page', house.request('/nowhere'))
  await see('a wrong query', house.request('/?show=nothing', { headers: owner }))
  await see('another site', house.request('/login', link({ Origin: 'https://evil.example' })))
  for (let n = 0; n < 4; n += 1)
    await see('a link asked for', house.request('/login', link({ Origin: ORIGIN })))
  for (const method of ['PUT', 'DELETE', 'OPTIONS', 'HEAD'])
    await see(`${method} a page`, house.request('/login', { method, headers: { Origin: ORIGIN } }))
  await see('forged', house.deliver({}, { headers: { 'X-Webhook-Secret': 'forged' } }))
  await see('delivered', house.deliver(house.says('Thanks')))
  const { ask } = house.deps
  house.deps.ask = () => Promise.reject(new Error('no database'))
  await see('without a database', house.request('/', { headers: owner }))
  await see('a delivery without a database', house.deliver(house.says('Hello?')))
  house.deps.ask = ask
  await see('logged out', house.request('/logout', { method: 'POST', headers: owner }))
}

beforeAll(async () => {
  const house = await openHouse()
  await house.deliver(house.says('Good day, are you open?'))
  await house.work()
  const owner = await house.signedIn()
  await sweepRoutes(house, owner)
  await sweepRoutes(house, {})
  await sweepRefusals(house, owner)
}, 60_000)

/** The answers that do not carry it so. */
const lacking = (header: string, value: RegExp) =>
  seen
    .filter(({ headers }) => !value.test(headers.get(header) ?? ''))
    .map(({ name, status }) => `${name} ${status}`)

test('the sweep meets pages, redirects, refusals and trouble', () => {
  const statuses = new Set(seen.map(({ status }) => status))
  expect([...statuses]).toEqual(expect.arrayContaining([200, 303, 400, 401, 403, 404, 429, 500]))
  expect(seen.length).toBeGreaterThan(60)
})

test('every answer keeps browsers on https for two years, subdomains too [#68]', () => {
  expect(
    lacking('strict-transport-security', /^max-age=63072000; includeSubDomains; preload$/),
  ).toEqual([])
})

test('every answer carries one policy: nothing but our own, and no inline script or style [#69]', () => {
  expect(lacking('content-security-policy', /^default-src 'none'; script-src 'self'; /)).toEqual([])
  const wide = seen
    .map(({ name, headers }) => ({ name, policy: headers.get('content-security-policy') ?? '' }))
    .filter(({ policy }) => /unsafe-|\*|https?:|,/.test(policy))
  // The form that takes an owner to PayFast leaves us; nothing else of that answer does.
  expect(wide.map(({ name }) => name)).toEqual(['POST /subscription/checkout'])
  expect(wide[0]?.policy.match(/https?:[^ ;]*/g)).toEqual(['http://payfast.example'])
})

test('no answer may stand in a frame [#70]', () => {
  expect(lacking('x-frame-options', /^DENY$/)).toEqual([])
  expect(lacking('content-security-policy', /; frame-ancestors 'none'(;|$)/)).toEqual([])
})

test('no answer lets a browser guess what it is [#71]', () => {
  expect(lacking('x-content-type-options', /^nosniff$/)).toEqual([])
})

test('every answer turns off the old XSS filter, which did harm [#72]', () => {
  expect(lacking('x-xss-protection', /^0$/)).toEqual([])
})

test('no answer lets a link tell more than our origin [#73]', () => {
  expect(lacking('referrer-policy', /^strict-origin$/)).toEqual([])
})

test('every answer denies what no page uses: camera, microphone, place, payment [#74]', () => {
  for (const feature of ['camera', 'microphone', 'geolocation', 'payment', 'usb'])
    expect(lacking('permissions-policy', new RegExp(`(^|, )${feature}=\\(\\)`))).toEqual([])
})

test('no answer can be read from a page of another site', () => {
  expect(lacking('cross-origin-resource-policy', /^same-origin$/)).toEqual([])
  expect(lacking('cross-origin-opener-policy', /^same-origin$/)).toEqual([])
  expect(seen.filter(({ headers }) => headers.has('access-control-allow-origin'))).toEqual([])
})
