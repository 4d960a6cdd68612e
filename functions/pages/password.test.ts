import { describe, expect, test } from 'vitest'

import { LoginPage } from './login.tsx'
import { PasswordLoginPage, PasswordPage } from './password.tsx'
import type { PasswordLoginView, PasswordView } from './props.ts'
import { hostileTexts, render, skeletonOf, wordsOf } from './testing.ts'

const logIn = (view: Partial<PasswordLoginView> = {}) =>
  render(PasswordLoginPage, { email: '', errors: {}, ...view })
const own = (view: Partial<PasswordView> = {}) =>
  render<PasswordView>(PasswordPage, {
    step: 'change',
    errors: {},
    saved: false,
    needsYou: 0,
    ...view,
  })
const inputOf = (html: string, name: string) =>
  new RegExp(`<input id="${name}"[^>]*>`).exec(html)?.[0] ?? ''

describe('logging in with a password', () => {
  test('a password manager can fill it in, and a link is one tap away', async () => {
    const html = await logIn()
    expect(html).toContain('<form method="post" action="/login/password">')
    expect(inputOf(html, 'email')).toMatch(/type="email".*autocomplete="username"/)
    expect(inputOf(html, 'password')).toMatch(/type="password".*autocomplete="current-password"/)
    expect(html).toContain('href="/login"')
    expect(await render(LoginPage, { notice: null, email: '', error: null })).toContain(
      'href="/login/password"',
    )
  })

  test('a failure is explained beside its field and keeps the address', async () => {
    const html = await logIn({ email: 'thandi@example.com', errors: { password: 'Wrong.' } })
    expect(inputOf(html, 'email')).toContain('value="thandi@example.com"')
    expect(inputOf(html, 'password')).toMatch(/value=""/)
    expect(html).toContain('<small id="password-says" class="err">Wrong.</small>')
  })

  test.each(hostileTexts)('%s stays text in the address [#58]', async (said) => {
    const page = (it: string) => logIn({ email: it, errors: { email: it } })
    expect(skeletonOf(await page(said))).toEqual(skeletonOf(await page('Hello')))
  })
})

describe('one’s own password', () => {
  test('a change asks for the current one and the new one, and says what it does', async () => {
    const html = await own()
    expect(inputOf(html, 'current')).toContain('autocomplete="current-password"')
    expect(inputOf(html, 'password')).toContain('autocomplete="new-password"')
    expect(wordsOf(html)).toContain('logs you out everywhere else')
    expect(html).not.toContain('maxlength')
  })

  test('the first one asks for no current one', async () => {
    const html = await own({ step: 'set' })
    expect(inputOf(html, 'current')).toBe('')
    expect(inputOf(html, 'password')).toContain('aria-describedby="password-says"')
  })

  test('without a fresh log-in there is no form but the way to one', async () => {
    const html = await own({ step: 'confirm' })
    expect(html).not.toContain('<form method="post" action="/security/password"')
    expect(html).toContain('href="/confirm?next=%2Fsecurity%2Fpassword"')
  })

  test('a saved password is said to those who listen, and only then', async () => {
    expect(await own({ saved: true })).toContain('role="status"')
    expect(await own()).not.toContain('role="status"')
  })
})
