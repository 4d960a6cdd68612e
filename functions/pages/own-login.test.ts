import { describe, expect, test } from 'vitest'

import { ConfirmPage, type ConfirmView } from './confirm.tsx'
import { EmailPage, type EmailView } from './email.tsx'
import { Qr } from './qr.tsx'
import { NewPasswordPage, type NewPasswordView } from './reset.tsx'
import { RecoveryPage, SecondFactorPage, type SecondFactorView } from './second-factor.tsx'
import { hostileTexts, render, skeletonOf, wordsOf } from './testing.ts'

const confirm = (view: Partial<ConfirmView> = {}) =>
  render<ConfirmView>(ConfirmPage, {
    next: '/connect',
    email: 'nomsa@example.com',
    hasPassword: false,
    hasApp: false,
    needsAnother: false,
    sent: false,
    errors: {},
    needsYou: 0,
    ...view,
  })
const email = (view: Partial<EmailView> = {}) =>
  render<EmailView>(EmailPage, {
    email: 'nomsa@example.com',
    step: 'ask',
    typed: '',
    errors: {},
    saved: false,
    needsYou: 0,
    ...view,
  })
const newPassword = (view: Partial<NewPasswordView> = {}) =>
  render<NewPasswordView>(NewPasswordPage, {
    who: 'nomsa@example.com',
    token: 'token',
    needsCode: false,
    errors: {},
    ...view,
  })
const secondFactor = (view: Partial<SecondFactorView> = {}) =>
  render<SecondFactorView>(SecondFactorPage, {
    factor: 'email',
    recoveryLeft: 0,
    isFresh: true,
    isRequired: false,
    mustAct: false,
    canConfirm: true,
    notice: null,
    needsYou: 0,
    ...view,
  })

describe('confirming', () => {
  test('offers the ways this person has, and a code by mail always', async () => {
    const none = await confirm()
    expect(none).not.toMatch(/name="(password|code)"/)
    expect(none).toContain('action="/confirm/code"')
    expect(await confirm({ hasPassword: true })).toContain('autocomplete="current-password"')
    const app = await confirm({ hasApp: true })
    expect(app).toContain('autocomplete="one-time-code"')
    expect(wordsOf(app)).toContain('recovery code')
    expect(app).not.toContain('inputmode="numeric"')
  })

  test('a code that was sent has its field, and is said to those who listen', async () => {
    const html = await confirm({ sent: true })
    expect(html).toContain('name="code"')
    expect(html).toContain('role="status"')
  })
})

describe('the second step', () => {
  test('says what is asked now, and offers only what changes something', async () => {
    const kinds = (html: string) =>
      [...html.matchAll(/name="kind" value="(\w+)"/g)].map(([, k]) => k)
    expect(kinds(await secondFactor())).toEqual(['off'])
    expect(kinds(await secondFactor({ factor: 'off' }))).toEqual(['email'])
    expect(kinds(await secondFactor({ factor: 'totp' }))).toEqual(['email', 'off', 'recovery'])
    expect(kinds(await secondFactor({ isRequired: true }))).toEqual([])
  })

  test('a recovery code stands by itself, so that it can be copied', async () => {
    const html = await render(RecoveryPage, { codes: ['k3vd7-q2xmp'], needsYou: 0 })
    expect(html).toContain('<li>k3vd7-q2xmp</li>')
  })

  test('the code for the app is one drawing without a style, with light around it', async () => {
    const html = await render(Qr, { text: 'otpauth://totp/x', label: 'A code' })
    expect(html).toMatch(/^<svg class="qr" viewBox="0 0 (\d+) \1" role="img" aria-label="A code">/)
    expect(html).not.toMatch(/style|script/)
    expect(html).toContain('d="M4 4h1v1h-1z')
    expect(html).not.toMatch(/M[0-3] \d+h1v|M\d+ [0-3]h1v/)
  })
})

describe('what was typed or is somebody’s name stays text [#58]', () => {
  const pages: [string, (said: string) => Promise<string>][] = [
    ['where confirming goes on', (next) => confirm({ next, email: next, hasPassword: true })],
    ['a new address', (typed) => email({ typed, email: typed, errors: { email: typed } })],
    ['an address whose code is asked', (typed) => email({ typed, step: 'code' })],
    ['whose link it is', (who) => newPassword({ who, token: who })],
  ]
  test.each(pages)('%s', async (_, page) => {
    const plain = skeletonOf(await page('Hello'))
    for (const said of hostileTexts) expect(skeletonOf(await page(said))).toEqual(plain)
  })
})

test('a new password asks for nothing else in the browser that asked, and for a code in another', async () => {
  const html = await newPassword()
  expect(html).toMatch(/name="password"[^>]*autocomplete="new-password"/)
  expect(html).not.toMatch(/name="code"|maxlength/)
  const other = await newPassword({ who: null, needsCode: true, errors: { code: 'Wrong.' } })
  expect(other).toMatch(/name="code"[^>]*aria-invalid="true"/)
})
