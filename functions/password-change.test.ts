import { describe, expect, test } from 'vitest'

import { createPasswords } from '../src/session/password.ts'
import { afterwards, openHouse, ORIGIN, type House } from './testing.ts'

const FIRST = 'seven quiet hadedas'
const SECOND = 'eight loud hadedas'

type Headers = Record<string, string>
const set = (house: House, headers: Headers, form: { current?: string; password: string }) =>
  house.request('/security/password', { method: 'POST', headers, body: new URLSearchParams(form) })
/** The first password, and the same browser afterwards: whose session was renewed. */
const setFirst = async (house: House) => {
  const headers = await house.signedIn()
  await house.asOwner(`update app.users set second_factor = 'off'`)
  return afterwards(headers, await set(house, headers, { password: FIRST }))
}
const page = async (house: House, headers: Headers) =>
  (await house.request('/security/password', { headers })).text()
const emailOf = async (house: House) => {
  const [rows = []] = await house.asOwner(
    `select email from app.users where email like 'owner-%' order by created_at limit 1`,
  )
  return String(rows[0]?.['email'])
}
const logIn = async (house: House, password: string): Promise<Headers> => {
  const response = await house.request('/login/password', {
    method: 'POST',
    headers: { Origin: ORIGIN },
    body: new URLSearchParams({ email: await emailOf(house), password }),
  })
  const cookie = response.headers.getSetCookie().find((value) => value.includes('sid=')) ?? ''
  return { Cookie: cookie.split(';')[0] ?? '', Origin: ORIGIN, 'Sec-Fetch-Site': 'same-origin' }
}
const inbox = async (house: House, headers: Headers) =>
  (await house.request('/', { headers })).status

describe('the first password', () => {
  test('is set without a current one right after logging in, and logs in [#1]', async () => {
    const house = await openHouse()
    const headers = await house.signedIn()
    expect(await page(house, headers)).not.toContain('name="current"')
    const response = await set(house, headers, { password: FIRST })
    expect(response.headers.get('location')).toBe('/security/password?notice=saved')
    await house.asOwner(`update app.users set second_factor = 'off'`)
    expect(await inbox(house, await logIn(house, FIRST))).toBe(200)
    expect(await inbox(house, headers)).toBe(303)
    expect(await page(house, afterwards(headers, response))).toContain('name="current"')
  })

  test('needs a log-in of the last 15 minutes: a session left open does not become a password [#7]', async () => {
    const house = await openHouse()
    const headers = await house.signedIn()
    house.pass(15 * 60)
    expect(await page(house, headers)).toContain('href="/confirm?next=%2Fsecurity%2Fpassword"')
    const response = await set(house, headers, { password: FIRST })
    expect(response.status).toBe(403)
    expect(await response.text()).toContain('Confirm it’s you')
    expect(await inbox(house, await logIn(house, FIRST))).toBe(303)
  })
})

describe('changing the password', () => {
  test('needs the current one, and a wrong or missing one changes nothing [#7]', async () => {
    const house = await openHouse()
    const headers = await setFirst(house)
    for (const current of [SECOND, '', ` ${FIRST}`]) {
      const response = await set(house, headers, { current, password: SECOND })
      expect(response.status).toBe(400)
      expect(await response.text()).toContain('That is not your current password.')
    }
    expect(await inbox(house, await logIn(house, SECOND))).toBe(303)
    expect(await inbox(house, await logIn(house, FIRST))).toBe(200)
  })

  test('ends every other session on its very next request, and keeps this one [#7]', async () => {
    const house = await openHouse()
    const headers = await setFirst(house)
    const others = [await logIn(house, FIRST), await logIn(house, FIRST)]
    for (const other of others) expect(await inbox(house, other)).toBe(200)
    const response = await set(house, headers, { current: FIRST, password: SECOND })
    expect(response.status).toBe(303)
    for (const other of others) expect(await inbox(house, other)).toBe(303)
    expect(await inbox(house, afterwards(headers, response))).toBe(200)
    expect(await inbox(house, await logIn(house, FIRST))).toBe(303)
    expect(await inbox(house, await logIn(house, SECOND))).toBe(200)
  })

  test('two at once: one is set, the other is told that it came too late', async () => {
    const house = await openHouse()
    const headers = await setFirst(house)
    const { make } = house.deps.passwords
    const bothCompared = Promise.withResolvers<null>()
    let compared = 0
    house.deps.passwords.make = async (password, at) => {
      compared += 1
      if (compared === 2) bothCompared.resolve(null)
      await bothCompared.promise
      return make(password, at)
    }
    const answers = await Promise.all(
      [SECOND, 'nine blue hadedas'].map((password) =>
        set(house, headers, { current: FIRST, password }),
      ),
    )
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 409])
  })

  test('a stolen session cannot find the current one out: the eleventh try is refused [#8]', async () => {
    const house = await openHouse()
    const headers = await setFirst(house)
    for (let n = 0; n < 10; n += 1)
      expect((await set(house, headers, { current: `guess ${n}`, password: SECOND })).status).toBe(
        400,
      )
    const eleventh = await set(house, headers, { current: FIRST, password: SECOND })
    expect([eleventh.status, eleventh.headers.get('retry-after')]).toEqual([429, '900'])
    expect(await inbox(house, await logIn(house, FIRST))).toBe(200)
  })

  test.each([
    ['seven7!', 'Use 8 characters or more.'],
    ['x'.repeat(257), 'That is too long.'],
    ['Password2026', 'Many people use that password'],
    ['qwertyuiop', 'That is a pattern of keys'],
    ['sea-point-plumbers', 'That is little more than a name'],
    ['Nomsa-2026', 'That is little more than a name'],
  ])('%s is refused in words, and is not sent back', async (password, says) => {
    const house = await openHouse()
    const response = await set(house, await house.signedIn(), { password })
    const html = await response.text()
    expect(response.status).toBe(400)
    expect(html).toContain(says)
    expect(html).not.toContain(password)
  })

  test('stands nowhere in the database as it was typed [#2]', async () => {
    const house = await openHouse()
    house.deps.passwords = createPasswords({
      keys: [{ id: 'test1', key: new Uint8Array(32).fill(1) }],
      cost: 4,
    })
    const headers = await house.signedIn()
    expect((await set(house, headers, { password: FIRST })).status).toBe(303)
    const [tables = []] = await house.asOwner(
      `select relname from pg_class k join pg_namespace n on n.oid = k.relnamespace where nspname = 'app' and relkind = 'r'`,
    )
    expect(tables.length).toBeGreaterThan(10)
    const rows = await house.asOwner(
      ...tables.map(({ relname }) => `select t::text as row from app.${String(relname)} t`),
    )
    expect(JSON.stringify(rows)).toContain('v2$test1$')
    expect(JSON.stringify(rows)).not.toContain(FIRST)
  })
})
