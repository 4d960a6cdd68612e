import { describe, expect, test } from 'vitest'

import { Invalid } from '../errors.ts'
import { readMail, writeMail } from './mail.ts'

const link = 'https://desk.example/login/verify?t=abc&next=%2F'
const login = { to: 'thandi@example.com', link, minutes: 10 }
const signup = { ...login, business: 'Sea Point Plumbers' }
const member = { to: 'thandi@example.com', loginUrl: 'https://desk.example/login' }

describe('every mail', () => {
  const mails = [
    { name: 'log in', mail: writeMail('login_link', login), address: link },
    { name: 'sign up', mail: writeMail('signup_link', signup), address: link },
    {
      name: 'already a member',
      mail: writeMail('already_member', member),
      address: member.loginUrl,
    },
  ]

  test.each(mails)('to $name has its link on a line of its own', ({ mail, address }) => {
    expect(mail.text.split('\n')).toContain(address)
    expect(mail.html).toContain(`href="${address.replaceAll('&', '&#38;')}"`)
    expect(mail.to).toBe('thandi@example.com')
  })

  test.each(mails)('to $name loads nothing and counts nobody', ({ mail, address }) => {
    expect(mail.html).not.toMatch(/<(img|script|style|link|iframe)|\bsrc=|url\(/i)
    const addresses = mail.html.match(/https?:[^"\s<]*/g)
    expect(addresses).toEqual([address.replaceAll('&', '&#38;')])
  })

  test.each(mails)('to $name says what to do when it was not you', ({ mail }) => {
    expect(mail.text).toMatch(/ignore this email/)
    expect(mail.subject).toMatch(/^[A-Z][\w ]+ Frontdesk( account)?$/)
  })
})

test('a link says how long it works, and that it works once', () => {
  expect(writeMail('login_link', login).text).toContain('It works once, for 10 minutes.')
  expect(writeMail('signup_link', signup).text).toContain('It works once, for 10 minutes.')
})

test.each([
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</a><a href="https://evil.example">',
  '&lt;b&gt; & Sons',
])('a business called %j is text in the mail, word for word [#61]', (business) => {
  const { html, text, subject } = writeMail('signup_link', { ...signup, business })
  const neutral = writeMail('signup_link', { ...signup, business: 'X' })
  expect(html.match(/<[^>]*>/g)).toEqual(neutral.html.match(/<[^>]*>/g))
  const shown = html.replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
  expect(shown).toContain(business)
  expect(text).toContain(business)
  expect(subject).toBe(neutral.subject)
})

test('a link cannot leave its attribute [#61]', () => {
  const { html } = writeMail('login_link', { ...login, link: 'https://a.example/"><script>' })
  expect(html).not.toContain('"><script>')
})

describe('a value that would begin another header is refused [#61]', () => {
  const breaks = ['\r\nBcc: b@example.com', '\n', '\r', '\0', '\u0085', '\u2028', '\u2029']
  const cases = breaks.flatMap((end) => [
    { field: 'to', write: () => writeMail('login_link', { ...login, to: login.to + end }) },
    { field: 'link', write: () => writeMail('login_link', { ...login, link: link + end }) },
    {
      field: 'business',
      write: () => writeMail('signup_link', { ...signup, business: `Plumbers${end}` }),
    },
    {
      field: 'loginUrl',
      write: () => writeMail('already_member', { ...member, loginUrl: member.loginUrl + end }),
    },
  ])
  const refusalOf = (write: () => unknown): unknown => {
    try {
      return write()
    } catch (error) {
      return error
    }
  }
  test.each(cases)('in $field', ({ field, write }) => {
    const refused = refusalOf(write)
    expect(refused).toBeInstanceOf(Invalid)
    expect(refused).toMatchObject({ fields: { [field]: expect.any(String) } })
  })
})

test('a mail that was kept is read back whole, and nothing else is taken for one', () => {
  const mail = writeMail('signup_link', signup)
  expect(readMail(JSON.stringify(mail))).toEqual(mail)
  for (const other of ['', '{}', '[]', '{"to":1}', JSON.stringify({ ...mail, html: null })])
    expect(() => readMail(other)).toThrow(Error)
})
