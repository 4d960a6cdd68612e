/** A new password by mail, from "Forgot your password?" to the inbox. */
import { describe, expect, test } from 'vitest'

import { openBrowser, openHouse, type House } from './testing.ts'

const OLD = 'seven quiet hadedas'
const NEW = 'eight loud hadedas'
const SPENT = '/login?notice=link_spent'

/** A house whose owner has a password. */
const lockedHouse = async () => {
  const house = await openHouse()
  await house.asOwner({
    text: `update app.users set password_hash = $2, second_factor = 'off' where email = $1`,
    values: [house.business.email, await house.deps.passwords.make(OLD, house.now())],
  })
  return house
}
type Browser = ReturnType<typeof openBrowser>
/** Asks for a link in this browser; what the mail brings. */
const ask = async (house: House, browser: Browser, email = house.business.email) => {
  const asked = await browser.post('/login/reset', { email })
  expect([asked.status, asked.headers.get('location')]).toEqual([303, '/login/sent'])
  await house.work()
  const mail = (await house.mails()).at(-1)
  const t = /verify\?t=([\w-]+)/.exec(mail?.text ?? '')?.[1] ?? 'x'.repeat(43)
  return { mail, t, path: `/login/verify?t=${t}` }
}
const wayOf = async (answer: Promise<Response>) => (await answer).headers.get('location')
const logIn = async (house: House, password: string) => {
  const browser = openBrowser(house, { ip: '198.51.100.9' })
  await browser.post('/login/password', { email: house.business.email, password })
  return (await browser.get('/')).status
}
/** As it is read out: "Code: 1 2 3 4 5 6 7 8". */
const codeOn = (html: string) => /Code: ((?:\d ){7}\d)/.exec(html)?.[1]?.replaceAll(' ', '') ?? ''

describe('a new password by mail', () => {
  test('is set once from the browser that asked, and lets in at once [#7]', async () => {
    const house = await lockedHouse()
    const phone = openBrowser(house)
    expect(await (await phone.get('/login/password')).text()).toContain('href="/login/reset"')
    const { mail, t, path } = await ask(house, phone)
    expect([mail?.to, mail?.subject]).toEqual([
      house.business.email,
      'Set a new password for Frontdesk',
    ])
    const page = await (await phone.get(path)).text()
    expect(page).toContain(house.business.email)
    expect(page).toMatch(/name="password"[^>]*autocomplete="new-password"/)
    const before = house.trips()
    expect(await wayOf(phone.post('/login/verify', { t, password: NEW }))).toBe('/')
    expect(house.trips() - before).toBe(2)
    expect((await phone.get('/')).status).toBe(200)
    expect(await wayOf(phone.post('/login/verify', { t, password: OLD }))).toBe(SPENT)
    expect([await logIn(house, NEW), await logIn(house, OLD)]).toEqual([200, 303])
  })

  test('ends every other session, and the person is told with time and device [#7] [#14]', async () => {
    const house = await lockedHouse()
    const others = [openBrowser(house), openBrowser(house)]
    for (const other of others) {
      await other.post('/login/password', { email: house.business.email, password: OLD })
      expect((await other.get('/')).status).toBe(200)
    }
    const phone = openBrowser(house)
    const { t } = await ask(house, phone)
    await phone.post('/login/verify', { t, password: NEW })
    for (const other of others) expect((await other.get('/')).status).toBe(303)
    expect((await phone.get('/')).status).toBe(200)
    await house.work()
    const told = (await house.mails()).filter(({ subject }) => subject.includes('was changed'))
    expect(told).toHaveLength(1)
    expect(told[0]?.to).toBe(house.business.email)
    expect(told[0]?.text).toMatch(/changed with Firefox, on \w{3} \d+ \w{3}, \d\d:\d\d/)
  })

  test('does not skip the authenticator [#5] [#7]', async () => {
    const house = await lockedHouse()
    await house.asOwner(`update app.users set second_factor = 'totp', totp_sealed = 'sealed'`)
    const phone = openBrowser(house)
    const { t } = await ask(house, phone)
    expect(await wayOf(phone.post('/login/verify', { t, password: NEW }))).toBe('/login/second')
    expect((await phone.get('/')).status).toBe(303)
  })

  test('forgets the browsers that need no second step [#5] [#7]', async () => {
    const house = await lockedHouse()
    const known = openBrowser(house)
    await known.post('/login/password', { email: house.business.email, password: OLD })
    await house.asOwner(
      { text: `update app.devices set trusted_until = $1`, values: ['2099-01-01'] },
      `update app.users set second_factor = 'email'`,
    )
    const phone = openBrowser(house)
    const { t } = await ask(house, phone)
    await phone.post('/login/verify', { t, password: NEW })
    const form = { email: house.business.email, password: NEW }
    expect(await wayOf(known.post('/login/password', form))).toBe('/login/second')
  })
})

describe('a link for a new password is refused', () => {
  /** Where the link leads, and which password lets in after that. */
  const use = async (house: House, browser: Browser, t: string) => ({
    way: await wayOf(browser.post('/login/verify', { t, password: NEW })),
    old: await logIn(house, OLD),
    new: await logIn(house, NEW),
  })
  const REFUSED = { way: SPENT, old: 200, new: 303 }

  test('an hour after it was asked for [#7]', async () => {
    const house = await lockedHouse()
    const phone = openBrowser(house)
    const { t, path } = await ask(house, phone)
    house.pass(3599)
    expect((await phone.get(path)).status).toBe(200)
    house.pass(1)
    expect(await wayOf(phone.get(path))).toBe(SPENT)
    expect(await use(house, phone, t)).toEqual(REFUSED)
  })

  test('with another letter in it [#7]', async () => {
    const house = await lockedHouse()
    const phone = openBrowser(house)
    const { t } = await ask(house, phone)
    expect(await use(house, phone, (t.startsWith('A') ? 'B' : 'A') + t.slice(1))).toEqual(REFUSED)
  })

  test('after a newer one was asked for [#7]', async () => {
    const house = await lockedHouse()
    const phone = openBrowser(house)
    const { t } = await ask(house, phone)
    await ask(house, phone)
    expect(await use(house, phone, t)).toEqual(REFUSED)
  })

  test('after the password was changed meanwhile [#7]', async () => {
    const house = await lockedHouse()
    const phone = openBrowser(house)
    const { t } = await ask(house, phone)
    const owner = openBrowser(house)
    await owner.post('/login/password', { email: house.business.email, password: OLD })
    await owner.post('/security/password', { current: OLD, password: 'nine blue hadedas' })
    expect(await wayOf(phone.post('/login/verify', { t, password: NEW }))).toBe(SPENT)
    expect(await logIn(house, NEW)).toBe(303)
  })

  test('as a way to log in without a password, and a log-in link sets none [#7]', async () => {
    const house = await lockedHouse()
    const phone = openBrowser(house)
    const { t } = await ask(house, phone)
    expect(await wayOf(phone.post('/login/verify', { t }))).toBe(SPENT)
    await phone.post('/login', { email: house.business.email })
    await house.work()
    const token = /verify\?t=([\w-]+)/.exec((await house.mails()).at(-1)?.text ?? '')?.[1] ?? ''
    expect(await use(house, phone, token)).toEqual(REFUSED)
  })

  test('in another browser without the code, whose five tries then are its last [#7]', async () => {
    const house = await lockedHouse()
    const phone = openBrowser(house)
    const { t, path } = await ask(house, phone)
    const code = codeOn(await (await phone.get('/login/sent')).text())
    const thief = openBrowser(house)
    expect(await (await thief.get(path)).text()).not.toContain(house.business.email)
    const wrong = String((Number(code) + 1) % 100_000_000).padStart(8, '0')
    for (const typed of ['', '1', wrong, wrong, wrong]) {
      const answer = await thief.post('/login/verify', { t, code: typed, password: NEW })
      expect(answer.status).toBe(400)
      expect(await answer.text()).toContain('That is not the code.')
    }
    expect(await wayOf(phone.get(path))).toBe(SPENT)
    expect(await use(house, thief, t)).toEqual(REFUSED)
  })

  test('with a weak password, in words; the link stays good [#7]', async () => {
    const house = await lockedHouse()
    const phone = openBrowser(house)
    const { t } = await ask(house, phone)
    const [name = ''] = house.business.email.split('@')
    for (const password of ['', 'seven7!', 'Password2026', 'qwertyuiop', name]) {
      const before = house.trips()
      const answer = await phone.post('/login/verify', { t, password })
      expect([password, answer.status, house.trips() - before]).toEqual([password, 400, 1])
      expect(await answer.text()).toContain('aria-invalid="true"')
    }
    expect(await wayOf(phone.post('/login/verify', { t, password: NEW }))).toBe('/')
  })
})

test('another browser with the code sets it too [#7]', async () => {
  const house = await lockedHouse()
  const phone = openBrowser(house)
  const { t, path } = await ask(house, phone)
  const code = codeOn(await (await phone.get('/login/sent')).text())
  const computer = openBrowser(house)
  expect(await (await computer.get(path)).text()).toContain('name="code"')
  expect(await wayOf(computer.post('/login/verify', { t, code, password: NEW }))).toBe('/')
  expect((await computer.get('/')).status).toBe(200)
})

test('a known and an unknown address are answered alike, and only the known one gets a mail', async () => {
  const house = await lockedHouse()
  const answers = await Promise.all(
    [house.business.email, 'nobody@example.com'].map(async (email) => {
      const phone = openBrowser(house)
      const asked = await phone.post('/login/reset', { email })
      const sent = await (await phone.get('/login/sent')).text()
      const kept = [...asked.headers].filter(([name]) => !/cookie|request-id/.test(name))
      return { kept, page: sent.replaceAll(email, 'X').replaceAll(/(\d ){7}\d|\d{4}/g, 'N') }
    }),
  )
  expect(answers[0]).toEqual(answers[1])
  await house.work()
  expect((await house.mails()).map(({ to }) => to)).toEqual([house.business.email])
})

test('an address that is none is explained, and stays as it was typed', async () => {
  const house = await openHouse()
  const answer = await openBrowser(house).post('/login/reset', { email: 'thandi@' })
  expect(answer.status).toBe(400)
  expect(await answer.text()).toContain('value="thandi@"')
})
