import { describe, expect, test } from 'vitest'

import { createGate } from '../src/gate.ts'
import { createPasswords } from '../src/session/password.ts'
import { openHouse, ORIGIN, type House } from './testing.ts'

const GOOD = 'seven quiet hadedas'
const BAD = 'eight loud hadedas'

/** A house whose owner has a password. */
const lockedHouse = async (password = GOOD) => {
  const house = await openHouse()
  await storeHash(house, await house.deps.passwords.make(password, house.now()))
  return house
}
const storeHash = (house: House, hash: string) =>
  house.asOwner({
    text: `update app.users set password_hash = $2, second_factor = 'off' where email = $1`,
    values: [house.business.email, hash],
  })
const storedHash = async (house: House) => {
  const [rows = []] = await house.asOwner({
    text: 'select password_hash from app.users where email = $1',
    values: [house.business.email],
  })
  return String(rows[0]?.['password_hash'])
}

type Try = { email?: string; password?: string; from?: string; cookie?: string }
const logIn = (house: House, { email, password = GOOD, from, cookie }: Try = {}) =>
  house.request('/login/password', {
    method: 'POST',
    headers: {
      Origin: ORIGIN,
      ...(from ? { 'CF-Connecting-IP': from } : {}),
      ...(cookie ? { Cookie: cookie } : {}),
    },
    body: new URLSearchParams({ email: email ?? house.business.email, password }),
  })
const cookiesOf = (response: Response) =>
  response.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '')
const cookieOf = (response: Response, name: string) =>
  cookiesOf(response).find((cookie) => cookie.startsWith(`__Host-${name}=`)) ?? ''
const inbox = async (house: House, cookie: string) =>
  (await house.request('/', { headers: { Cookie: cookie } })).status

describe('logging in with a password', () => {
  test('opens the inbox, and the browser is known from then on [#1]', async () => {
    const house = await lockedHouse()
    const response = await logIn(house, { email: ` ${house.business.email.toUpperCase()}` })
    expect([response.status, response.headers.get('location')]).toEqual([303, '/'])
    expect(await inbox(house, cookieOf(response, 'sid'))).toBe(200)
    expect(cookieOf(response, 'device')).toMatch(/^__Host-device=[\w-]{43}$/)
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  test('a wrong password, an unknown address and an account without one are answered alike [#1]', async () => {
    const house = await lockedHouse()
    const without = await openHouse()
    const answers = await Promise.all([
      logIn(house, { password: BAD, email: house.business.email }),
      logIn(house, { password: BAD, email: 'nobody@example.com' }),
      logIn(without, { password: '', email: without.business.email }),
    ])
    const seen = await Promise.all(
      answers.map(async (response) => ({
        status: response.status,
        cookies: response.headers.getSetCookie(),
        body: (await response.text()).replaceAll(/value="[^"]*@example.com"/g, 'value=""'),
      })),
    )
    expect(seen[0]).toMatchObject({ status: 401, cookies: [] })
    expect(seen[0]?.body).toContain('Email or password is wrong.')
    expect(seen[1]).toEqual(seen[0])
    expect(seen[2]).toEqual(seen[0])
  })

  test('every try is compared, also one for an unknown address [#1]', async () => {
    const compared: (string | null)[] = []
    const house = await openHouse()
    const { check } = house.deps.passwords
    house.deps.passwords.check = (password, stored, at) => {
      compared.push(stored)
      return check(password, stored, at)
    }
    await logIn(house, { email: 'nobody@example.com' })
    await logIn(house)
    expect(compared).toEqual([null, null])
  })

  test('a password is taken exactly: a space or another case is another password [#2]', async () => {
    const house = await lockedHouse(` ${GOOD} `)
    expect((await logIn(house)).status).toBe(401)
    expect((await logIn(house, { password: ` ${GOOD.toUpperCase()} ` })).status).toBe(401)
    expect((await logIn(house, { password: ` ${GOOD} ` })).status).toBe(303)
  })

  test('an address that is none is explained, and a password never comes back', async () => {
    const house = await lockedHouse()
    const response = await logIn(house, { email: 'thandi@', password: BAD })
    const html = await response.text()
    expect(response.status).toBe(400)
    expect(html).toContain('value="thandi@"')
    expect(html).not.toContain(BAD)
  })

  test('renews a hash of lower cost, and the renewed one lets in [#2]', async () => {
    const house = await lockedHouse()
    const before = await storedHash(house)
    const keys = [{ id: 'test2', key: new Uint8Array(32).fill(2) }]
    house.deps.passwords = createPasswords({ keys, cost: 4 })
    await storeHash(house, await house.deps.passwords.make(GOOD, house.now()))
    house.deps.passwords = createPasswords({ keys, cost: 5 })
    expect((await logIn(house, { password: BAD })).status).toBe(401)
    expect(await storedHash(house)).toContain('$04$')
    expect((await logIn(house)).status).toBe(303)
    expect(await storedHash(house)).toMatch(/^v2\$test2\$\$2b\$05\$/)
    expect(await storedHash(house)).not.toBe(before)
    expect((await logIn(house)).status).toBe(303)
  })

  test('when too many are compared at once the next is told to come again [#53]', async () => {
    const house = await lockedHouse()
    const { check } = house.deps.passwords
    const gate = createGate(2)
    house.deps.passwords.check = (password, stored, at) =>
      gate(at, () => check(password, stored, at))
    const { promise, resolve } = Promise.withResolvers<string>()
    const busy = [1, 2].map(() => gate(house.now(), () => promise))
    const response = await logIn(house)
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2'])
    expect((await house.request('/healthz')).status).toBe(200)
    resolve('done')
    await Promise.all(busy)
    expect((await logIn(house)).status).toBe(303)
  })
})

describe('guessing', () => {
  test('is stopped at the sixth try of one account from one network, with the right password too [#8]', async () => {
    const house = await lockedHouse()
    for (let n = 0; n < 5; n += 1) expect((await logIn(house, { password: BAD })).status).toBe(401)
    house.pass(1)
    const sixth = await logIn(house)
    expect([sixth.status, sixth.headers.get('retry-after')]).toEqual([429, '899'])
    house.pass(898)
    expect((await logIn(house)).status).toBe(429)
    house.pass(1)
    expect((await logIn(house)).status).toBe(303)
  })

  test('at an unknown address is stopped as well: a lock-out tells nothing [#8]', async () => {
    const house = await openHouse()
    const statuses: number[] = []
    for (let n = 0; n < 6; n += 1)
      statuses.push((await logIn(house, { email: 'nobody@example.com' })).status)
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429])
  })

  test('across many accounts from one network is stopped at the 21st, also when some succeed [#8]', async () => {
    const house = await lockedHouse()
    const from = '192.0.2.7'
    for (let n = 0; n < 19; n += 1)
      expect((await logIn(house, { email: `n${n}@example.com`, from })).status).toBe(401)
    expect((await logIn(house, { from })).status).toBe(303)
    expect((await logIn(house, { email: 'n20@example.com', from })).status).toBe(429)
    expect((await logIn(house, { email: 'n20@example.com', from: '192.0.2.8' })).status).toBe(401)
  })

  test('a log-in forgives the tries that led to it [#8]', async () => {
    const house = await lockedHouse()
    for (const password of [BAD, BAD, BAD, BAD, GOOD, BAD, BAD, BAD, BAD])
      expect((await logIn(house, { password })).status).toBe(password === GOOD ? 303 : 401)
    expect((await logIn(house)).status).toBe(303)
  })

  test('from 20 addresses locks strangers out, and never the owner on a known device [#8] [#53]', async () => {
    const house = await lockedHouse()
    const device = cookieOf(await logIn(house, { from: '198.51.100.1' }), 'device')
    const statuses: number[] = []
    for (let n = 0; n < 100; n += 1) {
      const from = `203.0.113.${n % 20}`
      statuses.push((await logIn(house, { password: BAD, from })).status)
    }
    expect(new Set(statuses.slice(0, 49))).toEqual(new Set([401]))
    expect(new Set(statuses.slice(49))).toEqual(new Set([429]))
    expect((await logIn(house, { from: '198.51.100.2' })).status).toBe(429)
    const known = await logIn(house, { from: '203.0.113.1', cookie: device })
    expect(known.status).toBe(303)
    const link = await house.request('/login', {
      method: 'POST',
      headers: { Origin: ORIGIN },
      body: new URLSearchParams({ email: house.business.email }),
    })
    expect(link.headers.get('location')).toBe('/login/sent')
  })

  test('on a known device has ten tries of its own, for that account alone [#8]', async () => {
    const house = await lockedHouse()
    const cookie = cookieOf(await logIn(house), 'device')
    for (let n = 0; n < 10; n += 1)
      expect((await logIn(house, { password: BAD, cookie })).status).toBe(401)
    expect((await logIn(house, { cookie })).status).toBe(429)
    const statuses: number[] = []
    for (let n = 0; n < 6; n += 1)
      statuses.push((await logIn(house, { email: 'sipho@example.com', cookie })).status)
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429])
  })
})
