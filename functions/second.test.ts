/** The second step of logging in: after a password or a link, before there is a session. */
import { describe, expect, test } from 'vitest'

import { newRecoveryCodes } from '../src/session/second-factor.ts'
import { hotp, newBase32 } from '../src/session/token.ts'
import { openBrowser, openHouse, type House } from './testing.ts'

const PASSWORD = 'seven quiet hadedas'
const WRONG = '00000000'

/** A house whose owner has a password, and a code by mail after it: what everybody begins with. */
const lockedHouse = async () => {
  const house = await openHouse()
  await house.asOwner({
    text: `update app.users set password_hash = $2 where email = $1`,
    values: [house.business.email, await house.deps.passwords.make(PASSWORD, house.now())],
  })
  return house
}
type Browser = ReturnType<typeof openBrowser>
const wayOf = (answer: Response) => answer.headers.get('location')
const logIn = async (house: House, browser: Browser, email = house.business.email) =>
  wayOf(await browser.post('/login/password', { email, password: PASSWORD }))
const mailedCode = async (house: House) => {
  await house.work()
  const mail = (await house.mails()).findLast(({ text }) => /^\d{4} \d{4}$/m.test(text))
  return { ...mail, code: /^(\d{4} \d{4})$/m.exec(mail?.text ?? '')?.[1] ?? '' }
}
/** Logs in with a password and the code that comes by mail. */
const enter = async (house: House, browser: Browser, more: Record<string, string> = {}) => {
  expect(await logIn(house, browser)).toBe('/login/second')
  const { code } = await mailedCode(house)
  return wayOf(await browser.post('/login/second', { code, ...more }))
}
const isIn = async (browser: Browser) => (await browser.get('/')).status === 200

/** As if the owner had set up an authenticator app: its secret, and the recovery codes. */
const withApp = async (house: House) => {
  const { asOwner, deps, business } = house
  const [rows = []] = await asOwner({
    text: 'select id from app.users where email = $1',
    values: [business.email],
  })
  const secret = newBase32(20)
  const recovery = newRecoveryCodes()
  const hashes = await Promise.all(
    recovery.map((code) => deps.hashCode(`recovery|${code.replaceAll('-', '')}`)),
  )
  await asOwner({
    text: `update app.users set second_factor = 'totp', totp_sealed = $2,
             recovery_hashes = array(select decode(h, 'hex') from jsonb_array_elements_text($3::jsonb) h) where email = $1`,
    values: [
      business.email,
      await deps.sealTotp(String(rows[0]?.['id']), secret),
      JSON.stringify(hashes),
    ],
  })
  const code = (steps = 0) => hotp(secret, Math.floor(house.now().getTime() / 30_000) + steps)
  return { code, recovery }
}

describe('a code by mail', () => {
  test('is asked after a password, and without it there is no session [#5]', async () => {
    const house = await lockedHouse()
    const phone = openBrowser(house)
    expect(await logIn(house, phone)).toBe('/login/second')
    expect(phone.cookies()).not.toContain('__Host-sid=')
    expect(await isIn(phone)).toBe(false)
    const page = await (await phone.get('/login/second')).text()
    expect(page).toMatch(/name="code"[^>]*autocomplete="one-time-code"/)
    const { to, code } = await mailedCode(house)
    expect(to).toBe(house.business.email)
    expect((await phone.post('/login/second', { code: WRONG })).status).toBe(400)
    expect(wayOf(await phone.post('/login/second', { code }))).toBe('/')
    expect(await isIn(phone)).toBe(true)
  })

  test('works once [#5]', async () => {
    const house = await lockedHouse()
    const phone = openBrowser(house)
    await logIn(house, phone)
    const half = openBrowser(house, { cookies: phone.cookies() })
    const { code } = await mailedCode(house)
    expect(wayOf(await phone.post('/login/second', { code }))).toBe('/')
    const again = await half.post('/login/second', { code })
    expect(wayOf(again)).toBe('/login?notice=link_spent')
    expect(await isIn(half)).toBe(false)
  })

  test('is refused at the sixth try, the right one too [#5]', async () => {
    const house = await lockedHouse()
    const phone = openBrowser(house)
    await logIn(house, phone)
    const { code } = await mailedCode(house)
    for (let n = 0; n < 5; n += 1)
      expect((await phone.post('/login/second', { code: WRONG })).status).toBe(400)
    expect(wayOf(await phone.post('/login/second', { code }))).toBe('/login?notice=link_spent')
    expect(await isIn(phone)).toBe(false)
  })

  test('is good for ten minutes [#5]', async () => {
    const house = await lockedHouse()
    const phone = openBrowser(house)
    await logIn(house, phone)
    const { code } = await mailedCode(house)
    house.pass(600)
    expect(wayOf(await phone.post('/login/second', { code }))).toBe('/login?notice=link_spent')
  })

  test('opens nothing in a browser that did not type the password [#5]', async () => {
    const house = await lockedHouse()
    await logIn(house, openBrowser(house))
    const { code } = await mailedCode(house)
    const thief = openBrowser(house)
    expect(wayOf(await thief.post('/login/second', { code }))).toBe('/login?notice=link_spent')
    await logIn(house, thief)
    expect((await thief.post('/login/second', { code })).status).toBe(400)
  })

  test('is not asked after a link from the same mailbox, where nobody asks for two factors [#5]', async () => {
    const house = await lockedHouse()
    const phone = openBrowser(house)
    await phone.post('/login', { email: house.business.email })
    await house.work()
    const t = /verify\?t=([\w-]+)/.exec((await house.mails()).at(-1)?.text ?? '')?.[1] ?? ''
    expect(wayOf(await phone.post('/login/verify', { t }))).toBe('/')
  })
})

test('ten wrong codes of one person within an hour, in however many log-ins, then none is looked at [#8]', async () => {
  const house = await lockedHouse()
  const thief = openBrowser(house)
  for (let n = 0; n < 10; n += 1) {
    if (n % 5 === 0) await logIn(house, thief)
    expect((await thief.post('/login/second', { code: WRONG })).status).toBe(400)
  }
  const owner = openBrowser(house, { ip: '198.51.100.7' })
  await logIn(house, owner)
  const { code } = await mailedCode(house)
  const eleventh = await owner.post('/login/second', { code })
  expect([eleventh.status, eleventh.headers.get('retry-after')]).toEqual([429, '3600'])
  house.pass(3600)
  expect(await enter(house, openBrowser(house, { ip: '198.51.100.8' }))).toBe('/')
})

describe('a remembered device', () => {
  const remembered = async (house: House) => {
    const phone = openBrowser(house)
    expect(await enter(house, phone, { trust: '1' })).toBe('/')
    await phone.post('/logout')
    return phone
  }

  test('is not asked for thirty days [#5]', async () => {
    const house = await lockedHouse()
    const phone = await remembered(house)
    house.pass(30 * 86_400 - 1)
    expect(await logIn(house, phone)).toBe('/')
    house.pass(1)
    expect(await logIn(house, phone)).toBe('/login/second')
  })

  test('is remembered only where the box was ticked, and no other browser is [#5]', async () => {
    const house = await lockedHouse()
    await remembered(house)
    const other = openBrowser(house)
    expect(await enter(house, other)).toBe('/')
    await other.post('/logout')
    expect(await logIn(house, other)).toBe('/login/second')
  })

  test('is forgotten when it is logged out from the list, or with everything else [#5] [#6]', async () => {
    for (const end of ['one', 'others']) {
      const house = await lockedHouse()
      const phone = await remembered(house)
      await logIn(house, phone)
      expect(await isIn(phone)).toBe(true)
      const owner = openBrowser(house)
      await enter(house, owner)
      const list = await (await owner.get('/security')).text()
      const [, one = ''] = /action="(\/security\/sessions\/[^"]+)"/.exec(list) ?? []
      await owner.post(end === 'one' ? one : '/security/others/ending')
      expect([end, await isIn(phone)]).toEqual([end, false])
      expect([end, await logIn(house, phone)]).toEqual([end, '/login/second'])
    }
  })

  test('is forgotten with a change of the password [#5]', async () => {
    const house = await lockedHouse()
    const phone = await remembered(house)
    const owner = openBrowser(house)
    await enter(house, owner)
    await owner.post('/security/password', { current: PASSWORD, password: 'eight loud hadedas' })
    const form = { email: house.business.email, password: 'eight loud hadedas' }
    expect(wayOf(await phone.post('/login/password', form))).toBe('/login/second')
  })
})

describe('an authenticator app', () => {
  test('is asked after a password and after a link, and no mail is sent with a code [#5]', async () => {
    const house = await lockedHouse()
    const { code } = await withApp(house)
    const phone = openBrowser(house)
    expect(await logIn(house, phone)).toBe('/login/second')
    expect(await (await phone.get('/login/second')).text()).toContain('authenticator app')
    expect(wayOf(await phone.post('/login/second', { code: await code() }))).toBe('/')
    await house.work()
    expect(await house.mails()).toEqual([])
    const other = openBrowser(house)
    await other.post('/login', { email: house.business.email })
    await house.work()
    const t = /verify\?t=([\w-]+)/.exec((await house.mails()).at(-1)?.text ?? '')?.[1] ?? ''
    expect(wayOf(await other.post('/login/verify', { t }))).toBe('/login/second')
    expect(await isIn(other)).toBe(false)
  })

  test('half a minute off is accepted, a minute off is not [#5]', async () => {
    for (const [steps, status] of [
      [-2, 400],
      [-1, 303],
      [0, 303],
      [1, 303],
      [2, 400],
    ] as const) {
      const house = await lockedHouse()
      const { code } = await withApp(house)
      const phone = openBrowser(house)
      await logIn(house, phone)
      const answer = await phone.post('/login/second', { code: await code(steps) })
      expect([steps, answer.status]).toEqual([steps, status])
    }
  })

  test('shows a code that works once, and an older one is spent with it [#5]', async () => {
    const house = await lockedHouse()
    const { code } = await withApp(house)
    const used = await code()
    const first = openBrowser(house)
    await logIn(house, first)
    expect(wayOf(await first.post('/login/second', { code: used }))).toBe('/')
    const second = openBrowser(house)
    await logIn(house, second)
    for (const spent of [used, await code(-1)])
      expect((await second.post('/login/second', { code: spent })).status).toBe(400)
    house.pass(30)
    expect(wayOf(await second.post('/login/second', { code: await code() }))).toBe('/')
  })

  test('gone with the phone: a recovery code works once, however it is typed [#5]', async () => {
    const house = await lockedHouse()
    const { recovery } = await withApp(house)
    const [first = '', second = ''] = recovery
    const phone = openBrowser(house)
    await logIn(house, phone)
    const typed = first.toUpperCase().replace('-', ' ')
    expect(wayOf(await phone.post('/login/second', { code: typed }))).toBe('/')
    const other = openBrowser(house)
    await logIn(house, other)
    expect((await other.post('/login/second', { code: first })).status).toBe(400)
    expect(wayOf(await other.post('/login/second', { code: second }))).toBe('/')
  })
})

test('where the business asks for two factors, a password and a code by mail open the door [#5]', async () => {
  const house = await lockedHouse()
  await house.asOwner(
    `select set_config('app.actor', 'test', true), set_config('app.at', now()::text, true)`,
    'update app.orgs set requires_second_factor = true',
    `update app.users set second_factor = 'off'`,
  )
  const phone = openBrowser(house)
  expect(await enter(house, phone)).toBe('/')
  expect(await isIn(phone)).toBe(true)
})
