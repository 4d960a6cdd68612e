/** What every way in has in common: known browsers, alerts, tokens that change, and how many sessions a person has. */
import { describe, expect, test } from 'vitest'

import { openBrowser, openHouse, type House } from './testing.ts'

const PASSWORD = 'seven quiet hadedas'
const PHONE = 'Mozilla/5.0 (Linux; Android 10; K) Chrome/131.0.0.0 Mobile Safari/537.36'

/** A house whose owner has a password and is asked for nothing more. */
const plainHouse = async () => {
  const house = await openHouse()
  await house.asOwner({
    text: `update app.users set password_hash = $2, second_factor = 'off' where email = $1`,
    values: [house.business.email, await house.deps.passwords.make(PASSWORD, house.now())],
  })
  return house
}
type Browser = ReturnType<typeof openBrowser>
const logIn = (house: House, browser: Browser) =>
  browser.post('/login/password', { email: house.business.email, password: PASSWORD })
const byLink = async (house: House, browser: Browser) => {
  await browser.post('/login', { email: house.business.email })
  await house.work()
  const t = /verify\?t=([\w-]+)/.exec((await house.mails()).at(-1)?.text ?? '')?.[1] ?? ''
  return browser.post('/login/verify', { t })
}
const alerts = async (house: House) => {
  await house.work()
  return (await house.mails()).filter(({ subject }) => subject.startsWith('New device'))
}
const tokenOf = (browser: Browser) => /__Host-sid=([\w-]+)/.exec(browser.cookies())?.[1] ?? ''
const isIn = async (house: House, token: string) => {
  const answer = await openBrowser(house, { cookies: `__Host-sid=${token}` }).get('/')
  return answer.status === 200
}

describe('a browser that is new to somebody', () => {
  test('raises one mail to them, which says when and with what; the first of all raises none [#6]', async () => {
    const house = await plainHouse()
    await logIn(house, openBrowser(house))
    expect(await alerts(house)).toEqual([])
    house.setTime('2026-11-24T12:10:00Z')
    const phone = openBrowser(house, { agent: PHONE })
    await logIn(house, phone)
    const [alert, ...more] = await alerts(house)
    expect(more).toEqual([])
    expect(alert?.to).toBe(house.business.email)
    expect(alert?.text).toContain('Chrome on Android, on Tue 24 Nov, 14:10')
    expect(alert?.text).toContain('/security')
  })

  test('is known from then on, by whatever way it comes in [#6]', async () => {
    const house = await plainHouse()
    await logIn(house, openBrowser(house))
    const phone = openBrowser(house, { agent: PHONE })
    await logIn(house, phone)
    for (const way of [logIn, byLink, logIn]) {
      await phone.post('/logout')
      await way(house, phone)
      expect(await isIn(house, tokenOf(phone))).toBe(true)
    }
    expect(await alerts(house)).toHaveLength(1)
  })

  test('of another person on the same device is new to that person [#6]', async () => {
    const house = await plainHouse()
    const shared = openBrowser(house)
    await logIn(house, shared)
    await house.signedIn('staff')
    const [[row] = []] = await house.asOwner(
      `update app.users set password_hash = (select password_hash from app.users where email like 'sipho%'), second_factor = 'off'
        where email like 'staff-%' returning email`,
    )
    const form = { email: String(row?.['email']), password: PASSWORD }
    await openBrowser(house).post('/login/password', form)
    await shared.post('/login/password', form)
    expect((await alerts(house)).map(({ to }) => to)).toEqual([row?.['email']])
  })

  test('that is logged out from the list is out on its next request, and new when it comes again [#6] [#14]', async () => {
    const house = await plainHouse()
    const owner = openBrowser(house)
    await logIn(house, owner)
    const phone = openBrowser(house, { agent: PHONE })
    await logIn(house, phone)
    const list = await (await owner.get('/security')).text()
    expect(list).toContain('Chrome on Android')
    const [, ending = ''] = /action="(\/security\/sessions\/[^"]+)"/.exec(list) ?? []
    await owner.post(ending)
    expect((await phone.get('/')).headers.get('location')).toBe('/login')
    await logIn(house, phone)
    expect(await alerts(house)).toHaveLength(2)
  })

  test('with a wrong password raises nothing [#6]', async () => {
    const house = await plainHouse()
    await logIn(house, openBrowser(house))
    const thief = openBrowser(house, { agent: PHONE })
    await thief.post('/login/password', { email: house.business.email, password: 'a guess or two' })
    expect(await alerts(house)).toEqual([])
  })
})

describe('a session’s token', () => {
  test('is a new one at each log-in, whatever the browser brought, and the log-out kills it [#14]', async () => {
    const house = await plainHouse()
    const planted = 'A'.repeat(43)
    const browser = openBrowser(house, { cookies: `__Host-sid=${planted}` })
    await logIn(house, browser)
    const token = tokenOf(browser)
    expect(token).not.toBe(planted)
    expect([await isIn(house, token), await isIn(house, planted)]).toEqual([true, false])
    await browser.post('/logout')
    expect(await isIn(house, token)).toBe(false)
  })

  test('is another one after the second step; the half-open log-in has opened nothing by then [#14]', async () => {
    const house = await plainHouse()
    await house.asOwner(`update app.users set second_factor = 'email'`)
    const browser = openBrowser(house)
    await logIn(house, browser)
    const half = /__Host-half=([\w-]+)/.exec(browser.cookies())?.[1] ?? ''
    expect(await isIn(house, half)).toBe(false)
    await house.work()
    const code = /^(\d{4} \d{4})$/m.exec((await house.mails()).at(-1)?.text ?? '')?.[1] ?? ''
    await browser.post('/login/second', { code })
    expect(tokenOf(browser)).not.toBe(half)
    expect(browser.cookies()).not.toContain('__Host-half')
    expect(await isIn(house, tokenOf(browser))).toBe(true)
  })

  test('ends fourteen days after it was last used, and ninety after the log-in, used or not [#13]', async () => {
    const house = await plainHouse()
    const idle = openBrowser(house)
    const busy = openBrowser(house)
    await logIn(house, idle)
    await logIn(house, busy)
    house.pass(14 * 86_400 - 1)
    expect([await isIn(house, tokenOf(idle)), await isIn(house, tokenOf(busy))]).toEqual([
      true,
      true,
    ])
    for (let day = 27; day < 90; day += 13) {
      house.pass(13 * 86_400)
      expect(await isIn(house, tokenOf(busy))).toBe(true)
    }
    expect(await isIn(house, tokenOf(idle))).toBe(false)
    house.pass(12 * 86_400 + 1)
    expect(await isIn(house, tokenOf(busy))).toBe(false)
  })
})

test('somebody is logged in ten times at most: the eleventh ends the oldest [#14]', async () => {
  const house = await plainHouse()
  const tokens: string[] = []
  for (let n = 0; n < 11; n += 1) {
    const browser = openBrowser(house, { ip: `198.51.100.${n}` })
    await logIn(house, browser)
    tokens.push(tokenOf(browser))
    house.pass(1)
  }
  const open = await Promise.all(tokens.map((token) => isIn(house, token)))
  expect(open).toEqual([false, ...Array.from({ length: 10 }, () => true)])
})
