/** Choosing what is asked after a password, and setting up an authenticator app. */
import { describe, expect, test } from 'vitest'

import { hashToken, hotp, newToken } from '../src/session/token.ts'
import { openBrowser, openHouse, type House } from './testing.ts'

const PAGE = '/security/second-factor'
const APP = '/security/second-factor/app'

/** The owner's browser, just logged in. */
const freshOwner = async () => {
  const house = await openHouse()
  const owner = openBrowser(house, { cookies: (await house.signedIn())['Cookie'] ?? '' })
  return { house, owner }
}
type Browser = ReturnType<typeof openBrowser>
const wordsOf = async (answer: Promise<Response>) => (await answer).text()
const wayOf = async (answer: Promise<Response>) => (await answer).headers.get('location')
/** What the app on the phone shows. */
const codeOf = (house: House, secret: string, steps = 0) =>
  hotp(secret, Math.floor(house.now().getTime() / 30_000) + steps)
/** What the page offers to the phone. */
const offered = async (browser: Browser) => {
  const page = await wordsOf(browser.get(APP))
  return {
    page,
    sealed: /name="sealed" value="([^"]+)"/.exec(page)?.[1] ?? '',
    secret: /href="otpauth:[^"]*secret=([A-Z2-7]{32})/.exec(page)?.[1] ?? '',
  }
}
const codesOn = (page: string) =>
  [...page.matchAll(/<li>([a-z2-7]{5}-[a-z2-7]{5})<\/li>/g)].map(([, code = '']) => code)
const setUp = async (house: House, browser: Browser) => {
  const { sealed, secret } = await offered(browser)
  const answer = await browser.post(APP, { sealed, code: await codeOf(house, secret) })
  const page = await answer.text()
  return { answer, page, secret, codes: codesOn(page) }
}
const stored = async (house: House) => {
  const [rows = []] = await house.asOwner(
    `select second_factor, totp_sealed, totp_step, cardinality(recovery_hashes) as recovery, recovery_hashes::text as hashes
       from app.users where email like 'owner-%' order by created_at limit 1`,
  )
  return rows[0]
}
const elsewhere = async (house: House, owner: Browser) => {
  const token = newToken()
  await house.asOwner({
    text: `insert into app.sessions (token_hash, user_id, org_id, created_at, last_seen_at)
           select decode($2, 'hex'), user_id, org_id, created_at, last_seen_at from app.sessions where token_hash = decode($1, 'hex')`,
    values: [await hashToken(owner.cookies().replace('__Host-sid=', '')), await hashToken(token)],
  })
  return openBrowser(house, { cookies: `__Host-sid=${token}` })
}

describe('an authenticator app', () => {
  test('is offered as a QR code, a link and a key to type, and nothing is stored before its code was right [#5]', async () => {
    const { house, owner } = await freshOwner()
    const { page, sealed, secret } = await offered(owner)
    expect(page).toMatch(/<svg class="qr"[^>]*role="img"/)
    expect(page).not.toMatch(/ style=/)
    expect(page.replaceAll(/<[^>]*>/g, '')).toContain(secret)
    expect(sealed).not.toContain(secret)
    const wrong = await owner.post(APP, { sealed, code: '000000' })
    expect(wrong.status).toBe(400)
    const again = await wrong.text()
    expect(again).toContain(`secret=${secret}`)
    expect(again).toContain('That is not the code.')
    expect(await stored(house)).toMatchObject({ second_factor: 'email', totp_sealed: null })
  })

  test('is set by its code in two trips, and eight recovery codes are shown once, never cached [#5]', async () => {
    const { house, owner } = await freshOwner()
    const { sealed, secret } = await offered(owner)
    const before = house.trips()
    const answer = await owner.post(APP, { sealed, code: await codeOf(house, secret) })
    expect(house.trips() - before).toBe(2)
    const page = await answer.text()
    const codes = codesOn(page)
    expect(new Set(codes).size).toBe(8)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(await stored(house)).toMatchObject({ second_factor: 'totp', recovery: 8 })
    const shown = await wordsOf(owner.get(PAGE))
    expect(shown).toContain('8 codes are left.')
    for (const code of codes) expect(shown).not.toContain(code)
    const kept = JSON.stringify(await stored(house))
    for (const secretWord of [secret, ...codes]) expect(kept).not.toContain(secretWord)
  })

  test('whose clock is half a minute off is taken, one a minute off is not [#5]', async () => {
    for (const [steps, status] of [
      [-2, 400],
      [-1, 200],
      [1, 200],
      [2, 400],
    ] as const) {
      const { house, owner } = await freshOwner()
      const { sealed, secret } = await offered(owner)
      const code = await codeOf(house, secret, steps)
      expect([steps, (await owner.post(APP, { sealed, code })).status]).toEqual([steps, status])
    }
  })

  test('a secret that was sealed for somebody else, or changed, is not taken [#5]', async () => {
    const { house, owner } = await freshOwner()
    const colleague = openBrowser(house, {
      cookies: (await house.signedIn('staff'))['Cookie'] ?? '',
    })
    const theirs = await offered(colleague)
    const code = await codeOf(house, theirs.secret)
    for (const sealed of [theirs.sealed, `${theirs.sealed}x`, '', 'v1.test1.a.b']) {
      const answer = await owner.post(APP, { sealed, code })
      expect([sealed, answer.status]).toEqual([sealed, 400])
      expect(await answer.text()).toContain('Scan this new code first')
    }
    expect(await stored(house)).toMatchObject({ second_factor: 'email' })
  })
})

describe('every change of the second step', () => {
  const changes: [string, (house: House, owner: Browser) => Promise<unknown>][] = [
    ['setting up an app', setUp],
    ['a code by mail', (_, owner) => owner.post(PAGE, { kind: 'email' })],
    ['turning it off', (_, owner) => owner.post(PAGE, { kind: 'off' })],
  ]
  test.each(changes)(
    '%s renews this session, ends all others, forgets remembered devices and is told by mail [#5] [#14]',
    async (_, change) => {
      const { house, owner } = await freshOwner()
      await house.asOwner(
        `insert into app.devices (user_id, device_hash, trusted_until, created_at)
         select user_id, sha256('device'), now() + interval '30 days', now() from app.sessions`,
      )
      const other = await elsewhere(house, owner)
      const old = openBrowser(house, { cookies: owner.cookies() })
      expect([(await other.get('/')).status, (await old.get('/')).status]).toEqual([200, 200])
      await change(house, owner)
      expect((await owner.get('/')).status).toBe(200)
      expect([(await other.get('/')).status, (await old.get('/')).status]).toEqual([303, 303])
      const [trusted] = await house.asOwner('select from app.devices where trusted_until > now()')
      expect(trusted).toEqual([])
      await house.work()
      const [mail] = await house.mails()
      expect(mail?.to).toMatch(/^owner-/)
      expect(mail?.subject).toBe('The second step of your Frontdesk account was changed')
      expect(mail?.text).toMatch(/changed with Firefox, on \w{3} \d+ \w{3}, \d\d:\d\d/)
      expect(await house.mails()).toHaveLength(1)
    },
  )

  test('asks a stale session who it is first, and its page shows no secret [#5]', async () => {
    const { house, owner } = await freshOwner()
    house.pass(15 * 60)
    for (const path of [PAGE, APP]) {
      expect(await wayOf(owner.post(path, { kind: 'off' }))).toBe(
        `/confirm?next=${encodeURIComponent(path)}`,
      )
      const page = await wordsOf(owner.get(path))
      expect(page).toContain(`href="/confirm?next=${encodeURIComponent(path)}"`)
      expect(page).not.toMatch(/<form|otpauth/)
    }
    expect(await stored(house)).toMatchObject({ second_factor: 'email' })
  })
})

describe('recovery codes', () => {
  test('are replaced by new ones, and the app stays [#5]', async () => {
    const { house, owner } = await freshOwner()
    const { codes } = await setUp(house, owner)
    const before = await stored(house)
    const answer = await owner.post(PAGE, { kind: 'recovery' })
    const fresh = codesOn(await answer.text())
    expect(new Set([...codes, ...fresh]).size).toBe(16)
    const after = await stored(house)
    expect(after).toMatchObject({ totp_sealed: before?.['totp_sealed'], recovery: 8 })
    expect(after?.['hashes']).not.toBe(before?.['hashes'])
    house.pass(16 * 60)
    expect((await owner.post('/confirm', { code: codes[0] ?? '' })).status).toBe(400)
    expect((await owner.post('/confirm', { code: fresh[0] ?? '' })).status).toBe(303)
    expect((await owner.post('/confirm', { code: fresh[0] ?? '' })).status).toBe(400)
    expect(await wordsOf(owner.get(PAGE))).toContain('7 codes are left.')
  })

  test('are not made for somebody without an app [#5]', async () => {
    const { house, owner } = await freshOwner()
    expect((await owner.post(PAGE, { kind: 'recovery' })).status).toBe(409)
    expect(await stored(house)).toMatchObject({ second_factor: 'email', recovery: 0 })
  })

  test('go with the app when mail takes its place [#5]', async () => {
    const { house, owner } = await freshOwner()
    await setUp(house, owner)
    await owner.post(PAGE, { kind: 'email' })
    expect(await stored(house)).toMatchObject({
      second_factor: 'email',
      totp_sealed: null,
      totp_step: null,
      recovery: 0,
    })
  })
})

describe('where the business asks for two factors', () => {
  const requiring = async () => {
    const { house, owner } = await freshOwner()
    await house.asOwner(
      `select set_config('app.actor', 'test', true), set_config('app.at', now()::text, true)`,
      'update app.orgs set requires_second_factor = true',
    )
    return { house, owner }
  }

  test('everything but the person’s own security is closed, and this page says what to do [#5]', async () => {
    const { house, owner } = await requiring()
    for (const path of ['/', '/connect', '/activity'])
      expect(await wayOf(owner.get(path))).toBe(PAGE)
    const page = await wordsOf(owner.get(PAGE))
    expect(page).toContain('Your business asks for two steps')
    expect(page).toContain(`href="${APP}"`)
    expect(page).not.toContain('href="/confirm?next=%2F"')
    await house.asOwner(`update app.users set password_hash = 'some'`)
    expect(await wordsOf(owner.get(PAGE))).toContain('href="/confirm?next=%2F"')
    for (const path of ['/more', '/security', '/confirm', '/security/password'])
      expect((await owner.get(path)).status).toBe(200)
  })

  test('setting up an app opens it [#5]', async () => {
    const { house, owner } = await requiring()
    await setUp(house, owner)
    expect((await owner.get('/')).status).toBe(200)
    expect(await wordsOf(owner.get(PAGE))).not.toContain('You logged in with one.')
  })

  test('it cannot be turned off, and the page says why [#5]', async () => {
    const { house, owner } = await requiring()
    expect(await wordsOf(owner.get(PAGE))).not.toContain('value="off"')
    const way = await wayOf(owner.post(PAGE, { kind: 'off' }))
    expect(way).toBe(`${PAGE}?notice=required`)
    expect(await wordsOf(owner.get(way ?? ''))).toContain('this cannot be turned off')
    expect(await stored(house)).toMatchObject({ second_factor: 'email' })
  })
})
