import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'

import { TO_PERSON, writeMail, type MailKind } from '../src/mail/mail.ts'
import { sendMail } from './mail.ts'
import { afterwards, openHouse, ORIGIN, type House } from './testing.ts'

const PASSWORD = 'seven quiet hadedas'
const STRANGER = 'stranger.nobody.knows@example.com'

let house: House
beforeEach(async () => {
  house = await openHouse()
})

/** Every row of every table, as text; bytes as hex. */
const everyRow = async (): Promise<string> => {
  const [tables = []] = await house.asOwner(
    `select relname from pg_class where relnamespace = 'app'::regnamespace and relkind = 'r'`,
  )
  const rows = await house.asOwner(
    ...tables.map(({ relname }) => `select t::text as row from app.${String(relname)} t`),
  )
  return JSON.stringify(rows)
}
const hexOf = (text: string) =>
  Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, '0')).join('')

/** Nothing of it stands in any table, in letters, in bytes or in base64. */
const standsNowhere = async (
  secrets: readonly string[],
  reading: string | Promise<string> = everyRow(),
) => {
  const rows = await reading
  expect(rows.length).toBeGreaterThan(500)
  expect(secrets.filter((secret) => secret.length < 8)).toEqual([])
  const found = secrets.filter((secret) =>
    [secret, hexOf(secret), btoa(secret).replaceAll('=', '')].some((form) => rows.includes(form)),
  )
  expect(found).toEqual([])
}

/** One browser: it keeps its cookies. */
const browser = () => {
  let headers: Record<string, string> = { Origin: ORIGIN, 'Sec-Fetch-Site': 'same-origin' }
  return {
    post: async (path: string, form: Record<string, string>) => {
      const body = new URLSearchParams(form)
      const response = await house.request(path, { method: 'POST', headers, body })
      headers = afterwards(headers, response)
      return response.headers.get('location')
    },
    /** What its cookies hold. */
    secrets: () =>
      (headers['Cookie'] ?? '').split('; ').map((pair) => pair.slice(pair.indexOf('=') + 1)),
    asking: () => {
      const cookie = /__Host-ml=([^;]*)/.exec(headers['Cookie'] ?? '')?.[1] ?? ''
      return String(JSON.parse(decodeURIComponent(atob(decodeURIComponent(cookie)))).browser)
    },
  }
}

/** The tokens and codes in the newest mail. */
const secretsOfMail = async () => {
  const text = (await house.mails()).at(-1)?.text ?? ''
  const tokens = [...text.matchAll(/\?t=([\w-]+)/g)].map(([, token = '']) => token)
  const codes = [...text.matchAll(/\b(\d{4}) (\d{4})\b/g)].flatMap(([shown, a = '', b = '']) => [
    shown,
    a + b,
  ])
  expect([...tokens, ...codes]).not.toEqual([])
  return [...tokens, ...codes]
}

describe('no table ever holds a live token or code, nor the address of somebody unknown', () => {
  test('while somebody logs in by a link', async () => {
    const phone = browser()
    await phone.post('/login', { email: house.business.email })
    const code = await house.deps.codeOf(phone.asking())
    const asked = [phone.asking(), code]
    await standsNowhere(asked)
    await house.work()
    const secrets = [...asked, ...(await secretsOfMail())]
    await standsNowhere(secrets)
    const token = secrets.at(-1) ?? ''
    expect(await phone.post('/login/verify', { t: token })).toBe('/')
    await standsNowhere([...secrets, ...phone.secrets()])
  })

  test('when an address that nobody has asks for a link or tries a password', async () => {
    const phone = browser()
    await phone.post('/login', { email: STRANGER })
    const asked = [STRANGER, phone.asking(), await house.deps.codeOf(phone.asking())]
    await standsNowhere(asked)
    await phone.post('/login/password', { email: STRANGER, password: PASSWORD })
    await house.sweep()
    await house.work()
    await standsNowhere([...asked, PASSWORD])
    expect(await house.mails()).toEqual([])
  })

  test('while somebody logs in with a password and a mailed code', async () => {
    await house.asOwner({
      text: 'update app.users set password_hash = $2 where email = $1',
      values: [house.business.email, await house.deps.passwords.make(PASSWORD, house.now())],
    })
    const phone = browser()
    const { email } = house.business
    expect(await phone.post('/login/password', { email, password: PASSWORD })).toBe('/login/second')
    const half = [PASSWORD, ...phone.secrets()]
    await standsNowhere(half)
    await house.work()
    const mailed = await secretsOfMail()
    await standsNowhere([...half, ...mailed])
    expect(await phone.post('/login/second', { code: mailed.at(-1) ?? '', trust: '1' })).toBe('/')
    await standsNowhere([...half, ...mailed, ...phone.secrets()])
  })

  test.each([
    ['an address that has an account', (of: House) => of.business.email],
    ['one that nobody has', () => STRANGER],
  ])('while a new password is asked for, for %s', async (_, whose) => {
    const { deps } = house
    const email = whose(house)
    const link = await deps.newLink()
    const id = crypto.randomUUID()
    const url = `${ORIGIN}/login/verify?t=${link.token}`
    const mail = writeMail('reset_link', { to: email, link: url, minutes: 10 })
    await deps.lookUp(
      deps.lookups.requestLink({
        limits: [],
        network: '192.0.2.0/24',
        email,
        token: { ...link.stored, purpose: 'reset', minutes: 10 },
        mail: { id, known: await deps.sealMail(id, mail), unknown: null },
        at: house.now(),
      }),
    )
    const unknown = email === STRANGER ? [STRANGER] : []
    const secrets = [link.token, link.browser, await deps.codeOf(link.browser), ...unknown]
    await standsNowhere(secrets)
    await house.sweep()
    await house.work()
    expect(await house.mails()).toHaveLength(email === STRANGER ? 0 : 1)
    await standsNowhere(secrets)
  })

  test('while a mail to somebody without an account waits', async () => {
    const { deps } = house
    const link = await deps.newLink()
    const id = crypto.randomUUID()
    const mail = writeMail('invitation', {
      to: STRANGER,
      business: 'Sea Point Plumbers',
      inviter: 'Sipho',
      link: `${ORIGIN}/invitation?t=${link.token}`,
      days: 7,
    })
    const door = deps.enterJob({ orgId: house.business.orgId, at: house.now(), requestId: 'r' })
    const sealed = await deps.sealMail(id, mail)
    await deps.ask(
      door,
      deps.db
        .select({ id: sql<string>`mail_id` })
        .from(sql`app.queue_mail(${id}::uuid, ${sealed}, null)`),
    )
    await standsNowhere([link.token, STRANGER])
    await house.sweep()
    await house.work()
    expect(await house.mails()).toMatchObject([{ to: STRANGER }])
    await standsNowhere([link.token, STRANGER])
  })
})

test('the link of an invitation stands in no table, neither while it waits nor when it is sent', async () => {
  const headers = await house.signedIn()
  const body = new URLSearchParams({ email: STRANGER, role: 'staff' })
  await house.request('/team/invitations', { method: 'POST', headers, body })
  const waiting = await everyRow()
  await house.work()
  const link = await secretsOfMail()
  expect(link).toHaveLength(1)
  await standsNowhere(link, waiting)
  await standsNowhere(link)
})

const url = 'http://localhost:8787/somewhere'
const toPerson = { at: 'Tue 24 Nov, 10:00', device: 'Chrome on Android', url }
const paid = { customer: 'Lerato', amount: 'R500', purpose: 'Deposit', url }
const letters = {
  login_link: () => writeMail('login_link', { to: STRANGER, link: url, minutes: 10 }),
  signup_link: () =>
    writeMail('signup_link', { to: STRANGER, business: 'Karoo', link: url, minutes: 10 }),
  reset_link: () => writeMail('reset_link', { to: STRANGER, link: url, minutes: 10 }),
  already_member: () => writeMail('already_member', { to: STRANGER, loginUrl: url }),
  login_code: () => writeMail('login_code', { to: STRANGER, code: '12345678', minutes: 10 }),
  confirm_code: () => writeMail('confirm_code', { to: STRANGER, code: '12345678', minutes: 10 }),
  email_code: () => writeMail('email_code', { to: STRANGER, code: '12345678', minutes: 10 }),
  email_taken: () => writeMail('email_taken', { to: STRANGER, loginUrl: url }),
  new_device: () => writeMail('new_device', { to: STRANGER, ...toPerson }),
  password_changed: () => writeMail('password_changed', { to: STRANGER, ...toPerson }),
  second_factor_changed: () => writeMail('second_factor_changed', { to: STRANGER, ...toPerson }),
  email_changed: () =>
    writeMail('email_changed', { to: STRANGER, at: toPerson.at, email: 'new@example.com', url }),
  invitation: () =>
    writeMail('invitation', {
      to: STRANGER,
      business: 'Karoo',
      inviter: 'Sipho',
      link: url,
      days: 7,
    }),
  invitation_accepted: () =>
    writeMail('invitation_accepted', { to: STRANGER, name: 'Zanele', email: 'z@example.com', url }),
  membership_approved: () =>
    writeMail('membership_approved', { to: STRANGER, business: 'Karoo', loginUrl: url }),
  needs_you: () =>
    writeMail('needs_you', { to: STRANGER, customer: 'Lerato', reason: 'Complains', url }),
  disconnected: () =>
    writeMail('disconnected', { to: STRANGER, business: 'Karoo', since: toPerson.at, url }),
  receipt: () =>
    writeMail('receipt', {
      to: STRANGER,
      business: 'Karoo',
      amount: 'R799',
      on: toPerson.at,
      reference: '1',
      invoice: '',
      url,
    }),
  payment_failed: () => writeMail('payment_failed', { to: STRANGER, business: 'Karoo', url }),
  resting: () => writeMail('resting', { to: STRANGER, business: 'Karoo', url }),
  request_paid: () => writeMail('request_paid', { to: STRANGER, ...paid }),
  request_paid_twice: () => writeMail('request_paid_twice', { to: STRANGER, ...paid }),
  trial_ending: () =>
    writeMail('trial_ending', { to: STRANGER, business: 'Karoo', on: 'Tuesday 8 December', url }),
  trial_over: () => writeMail('trial_over', { to: STRANGER, business: 'Karoo', url }),
} satisfies Record<MailKind, () => unknown>

/** In the outbox, due now, for the address sealed in it or for a person. */
const post = async (mail: ReturnType<typeof writeMail>, email: string | null = null) => {
  const id = crypto.randomUUID()
  await house.asOwner({
    text: `insert into app.outbox (id, sealed, user_id, due_at, created_at)
           values ($1, $2, (select id from app.users where email = $4), $3, $3)`,
    values: [id, await house.deps.sealMail(id, mail), house.now().toISOString(), email],
  })
  return id
}

test('a mail of every kind is sealed until it is sent, and gone from the database then', async () => {
  for (const [kind, write] of Object.entries(letters)) {
    const mail = write()
    const id = await post(mail)
    const before = await everyRow()
    for (const part of [mail.to, mail.subject, mail.text, mail.html])
      expect([kind, before.includes(part)]).toEqual([kind, false])
    await sendMail(house.deps, id)
    const [[row] = []] = await house.asOwner({
      text: 'select sealed, sent_at is not null as sent from app.outbox where id = $1',
      values: [id],
    })
    expect([kind, row]).toEqual([kind, { sealed: null, sent: true }])
    expect((await house.mails()).at(-1)).toMatchObject(mail)
  }
})

test('a mail to a person goes to the address they have when it leaves', async () => {
  const { email } = house.business
  const mail = writeMail('new_device', { ...toPerson, to: TO_PERSON })
  const id = await post(mail, email)
  await house.asOwner({
    text: 'update app.users set email = $2 where email = $1',
    values: [email, `new-${email}`],
  })
  await sendMail(house.deps, id)
  expect((await house.mails()).map(({ to }) => to)).toEqual([`new-${email}`])
})
