/** Signing in and signing up by mail, from the form to the inbox. */
import { describe, expect, test } from 'vitest'

import { openBrowser, openHouse, ORIGIN, type House } from './testing.ts'

const browser = (house: House, ip?: string) => openBrowser(house, ip ? { ip } : {})

const newest = async (house: House) => {
  await house.work()
  const mail = (await house.mails()).at(-1)
  const token = /verify\?t=([\w-]+)/.exec(mail?.text ?? '')?.[1] ?? ''
  return { ...mail, token, path: `/login/verify?t=${token}` }
}
const plumbers = {
  business: 'Karoo Plumbers',
  name: 'Pieter van Wyk',
  email: 'Pieter@Example.com',
  phone: '082 555 0133',
}
/** As it is read out: "Code: 1 2 3 4 5 6 7 8". */
const codeOn = (html: string) => /Code: ((?:\d ){7}\d)/.exec(html)?.[1]?.replaceAll(' ', '') ?? ''

describe('an owner signs in by mail', () => {
  test('on the phone that asked it is one tap, and the link works once [#3]', async () => {
    const house = await openHouse()
    const phone = browser(house)
    const asked = await phone.post('/login', { email: ` ${house.business.email.toUpperCase()} ` })
    expect([asked.status, asked.headers.get('location')]).toEqual([303, '/login/sent'])
    const mail = await newest(house)
    expect(mail.to).toBe(house.business.email)
    expect(await (await phone.get(mail.path)).text()).toContain(house.business.email)
    const first = await phone.post('/login/verify', { t: mail.token })
    expect([first.status, first.headers.get('location')]).toEqual([303, '/'])
    expect((await phone.get('/')).status).toBe(200)
    const again = await phone.post('/login/verify', { t: mail.token })
    expect(again.headers.get('location')).toBe('/login?notice=link_spent')
  })

  test('in another browser the link alone opens nothing; the code from the asking screen does [#3]', async () => {
    const house = await openHouse()
    const phone = browser(house)
    await phone.post('/login', { email: house.business.email })
    const code = codeOn(await (await phone.get('/login/sent')).text())
    expect(code).toMatch(/^\d{8}$/)
    const { token, path } = await newest(house)
    const computer = browser(house)
    const page = await (await computer.get(path)).text()
    expect(page).not.toContain(house.business.email)
    expect((await computer.post('/login/verify', { t: token })).status).toBe(400)
    const wrong = String((Number(code) + 1) % 100_000_000).padStart(8, '0')
    expect((await computer.post('/login/verify', { t: token, code: wrong })).status).toBe(400)
    const typed = `${code.slice(0, 4)} ${code.slice(4)}`
    const right = await computer.post('/login/verify', { t: token, code: typed })
    expect(right.headers.get('location')).toBe('/')
    expect((await computer.get('/')).status).toBe(200)
  })

  test('a mail scanner that opens the link, and even presses its button, gets nothing [#3]', async () => {
    const house = await openHouse()
    const phone = browser(house)
    await phone.post('/login', { email: house.business.email })
    const { token, path } = await newest(house)
    const scanner = browser(house)
    for (let n = 0; n < 3; n += 1) await scanner.get(path)
    const pressed = await scanner.post('/login/verify', { t: token })
    expect(pressed.headers.getSetCookie().some((cookie) => cookie.includes('__Host-sid'))).toBe(
      false,
    )
    const mine = await phone.post('/login/verify', { t: token })
    expect(mine.headers.get('location')).toBe('/')
  })

  test('a known and an unknown address are answered alike, and only the known one gets a mail', async () => {
    const house = await openHouse()
    const answers = await Promise.all(
      [house.business.email, 'nobody@example.com'].map(async (email) => {
        const phone = browser(house, email)
        const asked = await phone.post('/login', { email })
        const sent = await (await phone.get('/login/sent')).text()
        const kept = [...asked.headers].filter(([name]) => !/cookie|request-id/.test(name))
        return {
          status: asked.status,
          kept,
          page: sent.replaceAll(email, 'X').replaceAll(/(\d ){7}\d|\d{4}/g, 'N'),
        }
      }),
    )
    expect(answers[0]).toEqual(answers[1])
    await house.work()
    expect((await house.mails()).map(({ to }) => to)).toEqual([house.business.email])
  })

  test('no stored column holds the link or the code, before the mail leaves or after', async () => {
    const house = await openHouse()
    const phone = browser(house)
    await phone.post('/login', { email: house.business.email })
    const code = codeOn(await (await phone.get('/login/sent')).text())
    const dump = async () => {
      const tables = ['login_tokens', 'outbox', 'limits', 'security_events', 'sessions']
      return JSON.stringify(
        await house.asOwner(...tables.map((table) => `select t::text as row from app.${table} t`)),
      )
    }
    const before = await dump()
    const { token } = await newest(house)
    for (const stored of [before, await dump()]) {
      expect(stored).not.toContain(token)
      expect(stored).not.toContain(code)
    }
  })

  test('the link points to our own address, whatever Host the request names', async () => {
    const house = await openHouse()
    await house.request('/login', {
      method: 'POST',
      headers: { Origin: ORIGIN, Host: 'evil.example', 'X-Forwarded-Host': 'evil.example' },
      body: new URLSearchParams({ email: house.business.email }),
    })
    expect((await newest(house)).text).toContain(`${ORIGIN}/login/verify?t=`)
  })

  test.each([
    '',
    'nobody',
    'a@b',
    'a@example.com\r\nBcc: b@example.com',
    `${'x'.repeat(250)}@example.com`,
  ])('the address %j is refused in words, and nothing is written [#61]', async (email) => {
    const house = await openHouse()
    const before = house.trips()
    const response = await browser(house).post('/login', { email })
    expect(response.status).toBe(400)
    expect(house.trips()).toBe(before)
  })
})

describe('limits', () => {
  test('the fourth link for one address within a quarter of an hour waits, and says how long [#8]', async () => {
    const house = await openHouse()
    for (const n of [1, 2, 3]) {
      const asked = await browser(house, `192.0.2.${n}`).post('/login', {
        email: house.business.email,
      })
      expect(asked.status).toBe(303)
    }
    const fourth = await browser(house, '192.0.2.4').post('/login', { email: house.business.email })
    expect(fourth.status).toBe(429)
    expect(Number(fourth.headers.get('retry-after'))).toBe(900)
    house.pass(900)
    const later = await browser(house, '192.0.2.4').post('/login', { email: house.business.email })
    expect(later.status).toBe(303)
  })

  test('one network asks for ten links in a quarter of an hour, an IPv6 household counting as one [#49]', async () => {
    const house = await openHouse()
    const ask = (n: number) =>
      browser(house, `2001:db8:1:2::${n}`).post('/login', { email: `person${n}@example.com` })
    for (let n = 1; n <= 10; n += 1) expect((await ask(n)).status).toBe(303)
    expect((await ask(11)).status).toBe(429)
    const neighbour = browser(house, '2001:db8:1:3::1')
    expect((await neighbour.post('/login', { email: 'other@example.com' })).status).toBe(303)
  })
})

describe('a business signs up', () => {
  test('with a name, an address and a number, and lands on its WhatsApp page [#1]', async () => {
    const house = await openHouse()
    const phone = browser(house)
    const asked = await phone.post('/signup', plumbers)
    expect([asked.status, asked.headers.get('location')]).toEqual([303, '/login/sent'])
    const mail = await newest(house)
    expect(mail.to).toBe('pieter@example.com')
    const opened = await phone.post('/login/verify', { t: mail.token })
    expect([opened.status, opened.headers.get('location')]).toEqual([303, '/connect'])
    expect((await phone.get('/connect')).status).toBe(200)
    expect(await (await phone.get('/more')).text()).toContain('Karoo Plumbers')
    expect(await (await phone.get('/')).text()).not.toContain('Lerato')
  })

  test('with an address that has an account: the same answer, and a mail that says so', async () => {
    const house = await openHouse()
    const phone = browser(house)
    const asked = await phone.post('/signup', { ...plumbers, email: house.business.email })
    expect(asked.headers.get('location')).toBe('/login/sent')
    const mail = await newest(house)
    expect(mail.subject).toMatch(/already/)
    expect(mail.token).toBe('')
    const [orgs] = await house.asOwner('select count(*)::int as n from app.orgs')
    expect(orgs).toEqual([{ n: 1 }])
  })

  test('with mistakes: each field says what is wrong, keeps what was typed, and nothing is written', async () => {
    const house = await openHouse()
    const before = house.trips()
    const response = await browser(house).post('/signup', {
      business: ' ',
      name: 'x'.repeat(81),
      email: 'pieter',
      phone: '12',
    })
    expect(response.status).toBe(400)
    const html = await response.text()
    expect(html.match(/aria-invalid="true"/g)).toHaveLength(4)
    expect(html).toContain('value="pieter"')
    expect(house.trips()).toBe(before)
  })

  test('and is fenced from its neighbours from the first moment [#30]', async () => {
    const house = await openHouse()
    await house.deliver(house.says('Hello'))
    const [thread] = await house.threads()
    const phone = browser(house)
    await phone.post('/signup', plumbers)
    const { token } = await newest(house)
    await phone.post('/login/verify', { t: token })
    expect((await phone.get(`/conversations/${String(thread?.['id'])}`)).status).toBe(404)
  })
})
