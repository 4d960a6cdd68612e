/** Proving anew who one is ("sudo"), and what asks for it. */
import { describe, expect, test } from 'vitest'

import { openBrowser, openHouse, type House } from './testing.ts'

const PASSWORD = 'seven quiet hadedas'
const CONFIRM_CONNECT = '/confirm?next=%2Fconnect'

/** The owner's browser, logged in with a password, sixteen minutes later: the session is no longer fresh. */
const staleOwner = async (set: string | null = PASSWORD) => {
  const house = await openHouse()
  const cookies = (await house.signedIn())['Cookie'] ?? ''
  const hash = set === null ? null : await house.deps.passwords.make(set, house.now())
  await house.asOwner({ text: 'update app.users set password_hash = $1', values: [hash] })
  house.pass(16 * 60)
  return { house, owner: openBrowser(house, { cookies }) }
}
type Browser = ReturnType<typeof openBrowser>
const link = (house: House, browser: Browser) =>
  browser.post('/connect', { token: house.business.channelToken, phone: '082 555 0150' })
const wayOf = (answer: Response) => answer.headers.get('location')
const mailedCode = async (house: House) => {
  await house.work()
  const mail = (await house.mails()).at(-1)
  return { ...mail, code: /^(\d{4} \d{4})$/m.exec(mail?.text ?? '')?.[1] ?? '' }
}

test('a stale session is led to confirm, and then may do what it asked for', async () => {
  const { house, owner } = await staleOwner()
  expect(wayOf(await link(house, owner))).toBe(CONFIRM_CONNECT)
  const page = await (await owner.get(CONFIRM_CONNECT)).text()
  expect(page).toMatch(/name="password"[^>]*autocomplete="current-password"/)
  const proven = await owner.post('/confirm', { next: '/connect', password: PASSWORD })
  expect([proven.status, wayOf(proven)]).toEqual([303, '/connect'])
  expect(wayOf(await link(house, owner))).toBe('/connect')
})

test('the proof lasts a quarter of an hour [#14]', async () => {
  const { house, owner } = await staleOwner()
  await owner.post('/confirm', { password: PASSWORD })
  house.pass(899)
  expect(wayOf(await link(house, owner))).toBe('/connect')
  house.pass(1)
  expect(wayOf(await link(house, owner))).toBe(CONFIRM_CONNECT)
})

test('a form that asks for it is not shown to a stale session, so that nobody loses what they typed', async () => {
  const { house, owner } = await staleOwner(null)
  for (const path of ['/connect', '/security/password']) {
    const page = await (await owner.get(path)).text()
    expect(page).toContain(`href="/confirm?next=${encodeURIComponent(path)}"`)
    expect(page).not.toContain('type="password"')
  }
  const fresh = openBrowser(house, { cookies: (await house.signedIn())['Cookie'] ?? '' })
  expect(await (await fresh.get('/connect')).text()).toContain('type="password"')
})

test('the session has another token from then on, and the old one is dead at once [#14]', async () => {
  const { house, owner } = await staleOwner()
  const old = openBrowser(house, { cookies: owner.cookies() })
  expect((await old.get('/')).status).toBe(200)
  await owner.post('/confirm', { password: PASSWORD })
  expect((await owner.get('/')).status).toBe(200)
  expect(wayOf(await old.get('/'))).toBe('/login')
})

describe('a code by mail', () => {
  test('goes to the person, is typed once, and proves who they are', async () => {
    const { house, owner } = await staleOwner(null)
    const before = owner.cookies()
    const asked = await owner.post('/confirm/code', { next: '/connect' })
    expect(wayOf(asked)).toBe(`${CONFIRM_CONNECT}&sent=1`)
    const page = await (await owner.get(`${CONFIRM_CONNECT}&sent=1`)).text()
    expect(page).toMatch(/name="code"[^>]*autocomplete="one-time-code"/)
    const { to, code } = await mailedCode(house)
    expect(to).toMatch(/^owner-.*@example\.com$/)
    expect(wayOf(await owner.post('/confirm', { next: '/connect', code }))).toBe('/connect')
    expect(owner.cookies()).not.toBe(before)
    house.pass(16 * 60)
    expect((await owner.post('/confirm', { code })).status).toBe(400)
  })

  test('is good for ten minutes and five tries, and in no other session', async () => {
    const { house, owner } = await staleOwner(null)
    await owner.post('/confirm/code')
    const { code } = await mailedCode(house)
    const colleague = openBrowser(house, { cookies: (await house.signedIn())['Cookie'] ?? '' })
    expect((await colleague.post('/confirm', { code })).status).toBe(400)
    house.pass(600)
    expect((await owner.post('/confirm', { code })).status).toBe(400)
    await owner.post('/confirm/code')
    const { code: second } = await mailedCode(house)
    for (let n = 0; n < 5; n += 1)
      expect((await owner.post('/confirm', { code: '00000000' })).status).toBe(400)
    expect((await owner.post('/confirm', { code: second })).status).toBe(400)
  })

  test('is sent five times in a quarter of an hour, then it waits [#8]', async () => {
    const { house, owner } = await staleOwner(null)
    for (let n = 0; n < 5; n += 1) expect((await owner.post('/confirm/code')).status).toBe(303)
    const sixth = await owner.post('/confirm/code')
    expect([sixth.status, sixth.headers.get('retry-after')]).toEqual([429, '900'])
    await house.work()
    expect(await house.mails()).toHaveLength(5)
  })
})

test('what is wrong is said beside its field, and is not sent back', async () => {
  const { owner } = await staleOwner()
  for (const form of [{ password: 'not the password' }, { code: '12345678' }]) {
    const answer = await owner.post('/confirm', { next: '/connect', ...form })
    const page = await answer.text()
    expect(answer.status).toBe(400)
    expect(page.match(/aria-invalid="true"/g)).toHaveLength(1)
    expect(page).toContain('name="next" value="/connect"')
    for (const typed of Object.values(form)) expect(page).not.toContain(typed)
  }
})

test('a stolen session cannot find the password out: the eleventh try is refused, the right one too [#8]', async () => {
  const { house, owner } = await staleOwner()
  for (let n = 0; n < 10; n += 1)
    expect((await owner.post('/confirm', { password: `guess ${n}` })).status).toBe(400)
  const eleventh = await owner.post('/confirm', { password: PASSWORD })
  expect([eleventh.status, eleventh.headers.get('retry-after')]).toEqual([429, '900'])
  expect(wayOf(await link(house, owner))).toBe(CONFIRM_CONNECT)
  house.pass(3600)
  expect((await owner.post('/confirm', { password: PASSWORD })).status).toBe(303)
})

test.each([
  'https://evil.example/',
  '//evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '/ /evil.example',
  'javascript:alert(1)',
  '',
])('afterwards %j leads nowhere but to Security', async (next) => {
  const { owner } = await staleOwner()
  const page = await (await owner.get(`/confirm?next=${encodeURIComponent(next)}`)).text()
  expect(page).toContain('name="next" value="/security"')
  expect(wayOf(await owner.post('/confirm', { next, password: PASSWORD }))).toBe('/security')
})

describe('where the business asks for two factors', () => {
  /** Logged in by `method`, and nothing more. */
  const once = async (method: 'link' | 'password') => {
    const { house, owner } = await staleOwner()
    await house.asOwner(
      `select set_config('app.actor', 'test', true), set_config('app.at', now()::text, true)`,
      'update app.orgs set requires_second_factor = true',
      { text: 'update app.sessions set method = $1', values: [method] },
    )
    return { house, owner }
  }

  test('a password opens nothing until a mailed code is typed as well [#5]', async () => {
    const { house, owner } = await once('password')
    expect(wayOf(await owner.get('/'))).toBe('/security/second-factor')
    await owner.post('/confirm', { password: PASSWORD })
    expect(wayOf(await owner.get('/'))).toBe('/security/second-factor')
    await owner.post('/confirm/code')
    const { code } = await mailedCode(house)
    await owner.post('/confirm', { code })
    expect((await owner.get('/')).status).toBe(200)
  })

  test('a link opens nothing until the password is typed as well: a second mail is no second proof [#5]', async () => {
    const { house, owner } = await once('link')
    await owner.post('/confirm/code')
    const { code } = await mailedCode(house)
    expect((await owner.post('/confirm', { code })).status).toBe(303)
    expect(wayOf(await owner.get('/'))).toBe('/security/second-factor')
    await owner.post('/confirm', { password: PASSWORD })
    expect((await owner.get('/')).status).toBe(200)
  })
})
