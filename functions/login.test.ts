import { describe, expect, test } from 'vitest'

import { hashToken, newToken } from '../src/session/token.ts'
import { openHouse, ORIGIN, type House } from './testing.ts'

/** A link as the stage makes it: without a browser binding. */
const linkFor = async (house: House, minutes = 10) => {
  const token = newToken()
  await house.asOwner({
    text: `select app.make_unbound_link($1, decode($2, 'hex'), $3::timestamptz, $4::timestamptz)`,
    values: [
      house.business.email,
      await hashToken(token),
      house.now().toISOString(),
      new Date(house.now().getTime() + minutes * 60_000).toISOString(),
    ],
  })
  return token
}
const redeem = (house: House, token: string) =>
  house.request('/login/verify', {
    method: 'POST',
    headers: { Origin: ORIGIN },
    body: new URLSearchParams({ t: token }),
  })

describe('a sign-in link', () => {
  test('opens the inbox once, with a cookie that scripts cannot read [#12]', async () => {
    const house = await openHouse()
    const token = await linkFor(house)
    const page = await house.request(`/login/verify?t=${token}`)
    expect(await page.text()).toContain(house.business.email)
    const response = await redeem(house, token)
    expect(response.status).toBe(303)
    const cookie = response.headers.getSetCookie().find((set) => set.includes('sid=')) ?? ''
    expect(cookie).toMatch(/^__Host-sid=[\w-]{43}; /)
    for (const attribute of ['HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/']) {
      expect(cookie).toContain(attribute)
    }
    const inbox = await house.request('/', { headers: { Cookie: cookie.split(';')[0] ?? '' } })
    expect(inbox.status).toBe(200)
    const again = await redeem(house, token)
    expect(again.headers.get('location')).toBe('/login?notice=link_spent')
  })

  test('survives a mail scanner that fetches it five times [#3]', async () => {
    const house = await openHouse()
    const token = await linkFor(house)
    for (let i = 0; i < 5; i += 1) {
      await house.request(`/login/verify?t=${token}`)
      await house.request(`/login/verify?t=${token}`, { method: 'HEAD' })
    }
    expect((await redeem(house, token)).headers.get('location')).toBe('/')
  })

  test('is dead the moment its time is up', async () => {
    const house = await openHouse()
    const token = await linkFor(house, 10)
    house.pass(600)
    expect((await redeem(house, token)).headers.get('location')).toBe('/login?notice=link_spent')
  })

  test('without a browser binding cannot be made by the Worker', async () => {
    const house = await openHouse()
    const forged = house.asRuntime({
      text: `select app.make_unbound_link($1, decode($2, 'hex'), now(), now())`,
      values: [house.business.email, await hashToken('x')],
    })
    await expect(forged).rejects.toMatchObject({ code: '42501' })
  })

  test('stands nowhere in the database as it was sent', async () => {
    const house = await openHouse()
    const token = await linkFor(house)
    const [rows] = await house.asOwner('select t::text as row from app.login_tokens t')
    expect(JSON.stringify(rows)).not.toContain(token)
  })
})

test('logging out ends the session on the very next request [#14]', async () => {
  const house = await openHouse()
  const headers = await house.signedIn()
  expect((await house.request('/', { headers })).status).toBe(200)
  const out = await house.request('/logout', { method: 'POST', headers })
  expect(out.headers.get('clear-site-data')).toContain('storage')
  const replay = await house.request('/', { headers })
  expect([replay.status, replay.headers.get('location')]).toEqual([303, '/login'])
})

test('a link whose token is given twice is refused in words', async () => {
  const house = await openHouse()
  const response = await house.request(`/login/verify?t=${'x'.repeat(43)}&t=${'y'.repeat(43)}`)
  expect(response.status).toBe(400)
  expect(await response.text()).toContain('more than once')
})
