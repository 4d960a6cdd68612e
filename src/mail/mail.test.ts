import { expect, test } from 'vitest'

import { readMail, writeMail } from './mail.ts'

const link = 'https://desk.example/login/verify?t=abc&next=%2F'
const login = { to: 'thandi@example.com', link, minutes: 10 }
const signup = { ...login, business: 'Sea Point Plumbers' }
const member = { to: 'thandi@example.com', loginUrl: 'https://desk.example/login' }

test.each([
  writeMail('login_link', login),
  writeMail('signup_link', signup),
  writeMail('already_member', member),
])('the mail "$subject" says what to do when it was not you', (mail) => {
  expect(mail.to).toBe('thandi@example.com')
  expect(mail.text).toMatch(/ignore this email/)
})

test('a link says how long it works, and that it works once', () => {
  expect(writeMail('login_link', login).text).toContain('It works once, for 10 minutes.')
  expect(writeMail('signup_link', signup).text).toContain('It works once, for 10 minutes.')
})

test('a mail that was kept is read back whole, and nothing else is taken for one', () => {
  const mail = writeMail('signup_link', signup)
  expect(readMail(JSON.stringify(mail))).toEqual(mail)
  for (const other of ['', '{}', '[]', '{"to":1}', JSON.stringify({ ...mail, html: null })])
    expect(() => readMail(other)).toThrow(Error)
})
