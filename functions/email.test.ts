/** Moving to another address. */
import { describe, expect, test } from 'vitest'

import { openBrowser, openHouse, type House } from './testing.ts'

const NEW = 'nomsa.new@example.com'
const PAGE = '/security/email'

const freshOwner = async () => {
  const house = await openHouse()
  const owner = openBrowser(house, { cookies: (await house.signedIn())['Cookie'] ?? '' })
  return { house, owner }
}
type Browser = ReturnType<typeof openBrowser>
const ask = async (house: House, browser: Browser, email = NEW) => {
  const answer = await browser.post(PAGE, { email })
  const page = await answer.text()
  await house.work()
  const mail = (await house.mails()).at(-1)
  return { answer, page, mail, code: /^(\d{4} \d{4})$/m.exec(mail?.text ?? '')?.[1] ?? '' }
}
const wayOf = (answer: Response) => answer.headers.get('location')
const addresses = async (house: House) => {
  const rows = await house.asOwner(
    `select email from app.users where email not like 'sipho%'`,
    `select email from app.members where email not like 'sipho%'`,
  )
  return rows.flat().map(({ email }) => String(email))
}

test('the new address is proven by a code, and the old one is told [#7]', async () => {
  const { house, owner } = await freshOwner()
  const [before = ''] = await addresses(house)
  const { answer, page, mail, code } = await ask(house, owner, ` ${NEW.toUpperCase()} `)
  expect([answer.status, mail?.to]).toEqual([200, NEW])
  expect(page).toMatch(/name="code"[^>]*autocomplete="one-time-code"/)
  expect(await addresses(house)).toEqual([before, before])
  expect(wayOf(await owner.post(PAGE, { email: NEW, code }))).toBe(`${PAGE}?notice=saved`)
  expect(await addresses(house)).toEqual([NEW, NEW])
  await house.work()
  const told = (await house.mails()).at(-1)
  expect([told?.to, told?.subject]).toEqual([
    before,
    'Your Frontdesk account has a new email address',
  ])
  expect(told?.text).toContain(NEW)
  expect(await (await owner.get(PAGE)).text()).toContain(`You log in with ${NEW}.`)
})

test('it renews this session, ends all others and kills open links, those for a new password too [#7] [#14]', async () => {
  const { house, owner } = await freshOwner()
  const [before = ''] = await addresses(house)
  const phone = openBrowser(house)
  const linkOf = async (path: string) => {
    await phone.post(path, { email: before })
    await house.work()
    return /verify\?t=([\w-]+)/.exec((await house.mails()).at(-1)?.text ?? '')?.[1] ?? ''
  }
  const other = openBrowser(house)
  await other.post('/login', { email: before })
  await house.work()
  const t = /verify\?t=([\w-]+)/.exec((await house.mails()).at(-1)?.text ?? '')?.[1] ?? ''
  await other.post('/login/verify', { t })
  expect((await other.get('/')).status).toBe(200)
  const reset = await linkOf('/login/reset')
  const old = openBrowser(house, { cookies: owner.cookies() })
  const { code } = await ask(house, owner)
  await owner.post(PAGE, { email: NEW, code })
  expect((await owner.get('/')).status).toBe(200)
  for (const dead of [other, old]) expect((await dead.get('/')).status).toBe(303)
  const used = await phone.post('/login/verify', { t: reset, password: 'seven quiet hadedas' })
  expect(wayOf(used)).toBe('/login?notice=link_spent')
})

describe('an address that somebody has', () => {
  test('is answered exactly alike, gets another mail, and no code moves anybody to it [#7]', async () => {
    const { house, owner } = await freshOwner()
    const free = await ask(house, owner)
    const taken = await ask(house, owner, house.business.email)
    expect(taken.page.replaceAll(house.business.email, NEW)).toBe(free.page)
    expect([taken.mail?.to, taken.code]).toEqual([house.business.email, ''])
    expect(taken.mail?.subject).toBe('You already have a Frontdesk account')
    for (const code of ['', '00000000', free.code]) {
      const answer = await owner.post(PAGE, { email: house.business.email, code })
      expect(answer.status).toBe(400)
    }
    expect(await addresses(house)).not.toContain(house.business.email)
  })

  test('by the time the code is typed is not taken from them [#7]', async () => {
    const { house, owner } = await freshOwner()
    const { code } = await ask(house, owner)
    await house.asOwner({
      text: 'insert into app.users (email, created_at) values ($1, now())',
      values: [NEW],
    })
    expect((await owner.post(PAGE, { email: NEW, code })).status).toBe(400)
  })
})

describe('a code', () => {
  test('proves the address it was sent to and no other [#7]', async () => {
    const { house, owner } = await freshOwner()
    const { code } = await ask(house, owner)
    const answer = await owner.post(PAGE, { email: 'other@example.com', code })
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain('That is not the code')
    expect(await addresses(house)).not.toContain('other@example.com')
  })

  test('of another session is not taken, nor the sixth, nor one after ten minutes [#7]', async () => {
    const { house, owner } = await freshOwner()
    const { code } = await ask(house, owner)
    const colleague = openBrowser(house, { cookies: (await house.signedIn())['Cookie'] ?? '' })
    expect((await colleague.post(PAGE, { email: NEW, code })).status).toBe(400)
    for (let n = 0; n < 5; n += 1)
      expect((await owner.post(PAGE, { email: NEW, code: '00000000' })).status).toBe(400)
    expect((await owner.post(PAGE, { email: NEW, code })).status).toBe(400)
    const second = await ask(house, owner)
    house.pass(600)
    expect((await owner.post(PAGE, { email: NEW, code: second.code })).status).toBe(400)
    expect(await addresses(house)).not.toContain(NEW)
  })

  test('is sent three times to one address in a quarter of an hour [#8]', async () => {
    const { house, owner } = await freshOwner()
    for (let n = 0; n < 3; n += 1) expect((await ask(house, owner)).answer.status).toBe(200)
    const fourth = await ask(house, owner)
    expect([fourth.answer.status, fourth.answer.headers.get('retry-after')]).toEqual([429, '900'])
  })
})

test('a stale session is asked who it is first [#14]', async () => {
  const { house, owner } = await freshOwner()
  house.pass(15 * 60)
  expect(await (await owner.get(PAGE)).text()).not.toContain('name="email"')
  expect(wayOf(await owner.post(PAGE, { email: NEW }))).toBe('/confirm?next=%2Fsecurity%2Femail')
  await house.work()
  expect(await house.mails()).toEqual([])
})

test('an address that is none, or is theirs already, is explained and stays as it was typed', async () => {
  const { house, owner } = await freshOwner()
  const [own = ''] = await addresses(house)
  for (const [email, says] of [
    ['nomsa@', 'Write your email address as'],
    [own, 'That is your address already.'],
  ] as const) {
    const answer = await owner.post(PAGE, { email })
    const page = await answer.text()
    expect(answer.status).toBe(400)
    expect(page).toContain(says)
    expect(page).toContain(`value="${email}"`)
  }
  await house.work()
  expect(await house.mails()).toEqual([])
})
