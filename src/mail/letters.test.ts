import { describe, expect, test } from 'vitest'

import { Invalid } from '../errors.ts'
import type { MailKind, Slots } from './letters.ts'
import { writeMail, type Mail } from './mail.ts'

const url = 'https://desk.example/somewhere?t=abc&next=%2F'
const toPerson = { at: 'Tue 24 Nov, 10:00', device: 'Chrome on Android', url }

/** Every kind of mail, as it is told. */
const told: { [K in MailKind]: Slots[K] } = {
  login_link: { link: url, minutes: 10 },
  signup_link: { business: 'Sea Point Plumbers', link: url, minutes: 10 },
  reset_link: { link: url, minutes: 10 },
  already_member: { loginUrl: url },
  login_code: { code: '12345678', minutes: 10 },
  confirm_code: { code: '12345678', minutes: 10 },
  email_code: { code: '12345678', minutes: 10 },
  email_taken: { loginUrl: url },
  new_device: toPerson,
  password_changed: toPerson,
  second_factor_changed: toPerson,
  email_changed: { at: toPerson.at, email: 'new@example.com', url },
  invitation: { business: 'Sea Point Plumbers', inviter: 'Sipho', link: url, days: 7 },
  invitation_accepted: { name: 'Zanele', email: 'zanele@example.com', url },
  membership_approved: { business: 'Sea Point Plumbers', loginUrl: url },
  needs_you: { customer: 'Lerato', reason: 'Asks for a person', url },
  disconnected: { business: 'Sea Point Plumbers', since: toPerson.at, url },
  receipt: {
    business: 'Sea Point Plumbers',
    amount: 'R799',
    on: 'Tuesday 24 November',
    reference: '1089250',
    invoice: 'Tax invoice 1089250.',
    url,
  },
  payment_failed: { business: 'Sea Point Plumbers', url },
  resting: { business: 'Sea Point Plumbers', url },
  request_paid: { customer: 'Lerato', amount: 'R500', purpose: 'Deposit', url },
  request_paid_twice: { customer: 'Lerato', amount: 'R500', purpose: 'Deposit', url },
  trial_ending: { business: 'Sea Point Plumbers', on: 'Tuesday 8 December', url },
  trial_over: { business: 'Sea Point Plumbers', url },
}
const kinds = Object.keys(told) as MailKind[]
const write = (kind: MailKind, changed: Record<string, string> = {}): Mail =>
  writeMail(kind, { to: 'thandi@example.com', ...told[kind], ...changed })

/** The slots of all kinds that hold words; `to` is one of each. */
const slots = kinds.flatMap((kind) =>
  Object.entries({ to: '', ...told[kind] })
    .filter(([, value]) => typeof value === 'string')
    .map(([slot]) => ({ kind, slot })),
)
const words = slots.filter(({ slot }) => slot !== 'to')

const unescaped = (html: string) =>
  html.replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
/** What a reader of the HTML sees, with the address behind each link. */
const readHtml = (html: string) =>
  [...html.matchAll(/<p>(.*?)<\/p>/g)].map(([, paragraph = '']) =>
    unescaped(paragraph.replace(/<a href="([^"]*)">.*<\/a>/, '$1').replaceAll(/<\/?b>/g, '')),
  )

test('there are twenty-four kinds of mail', () => {
  expect(kinds).toHaveLength(24)
})

describe.each(kinds)('the mail %s', (kind) => {
  test('says the same as text and as HTML', () => {
    const { text, html } = write(kind)
    expect(readHtml(html)).toEqual(text.trimEnd().split('\n\n'))
    expect(html.match(/<(?!\/)[a-z]+/g)?.every((tag) => /<(html|meta|body|p|a|b)/.test(tag))).toBe(
      true,
    )
  })

  test('has a subject that nobody can put a word into', () => {
    const others = words.filter((word) => word.kind === kind).map(({ slot }) => [slot, 'changed'])
    const { subject } = write(kind)
    expect(write(kind, Object.fromEntries(others)).subject).toBe(subject)
    for (const value of Object.values(told[kind])) expect(subject).not.toContain(String(value))
    expect(subject).toMatch(/^[A-Z][A-Za-z ]{10,60}$/)
  })

  test('loads nothing from anywhere and has one link at most', () => {
    const { html } = write(kind)
    expect(html).not.toMatch(/<(img|script|style|link|iframe)|\bsrc=|url\(/i)
    expect((html.match(/https?:/g) ?? []).length).toBeLessThanOrEqual(1)
  })

  test('shows its code or its link in both', () => {
    const { text, html } = write(kind)
    if ('code' in told[kind]) {
      expect(text.split('\n')).toContain('1234 5678')
      expect(html).toContain('<b>1234 5678</b>')
    } else {
      expect(text.split('\n')).toContain(url)
      expect(html).toContain(`href="${url.replaceAll('&', '&#38;')}"`)
    }
  })
})

describe.each(slots)('in $kind the $slot', ({ kind, slot }) => {
  test.each(['\r\nBcc: b@example.com', '\n', '\r', '\0', '\u0085', '\u2028', '\u2029', '\u007f'])(
    'with %j in it is refused, and named [#61]',
    (end) => {
      let refused: unknown = null
      try {
        write(kind, { [slot]: `before${end}after` })
      } catch (error) {
        refused = error
      }
      expect(refused).toBeInstanceOf(Invalid)
      expect(Object.keys((refused as Invalid).fields)).toEqual([slot])
    },
  )
})

describe.each(words)('in $kind the $slot', ({ kind, slot }) => {
  test.each([
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '</a><a href="https://evil.example">',
    '&lt;b&gt; & Sons',
  ])('that says %j is text, word for word [#58] [#61]', (value) => {
    const { html, text } = write(kind, { [slot]: value })
    const shape = (of: string) => of.replaceAll(/href="[^"]*"/g, 'href').match(/<[^>]*>/g)
    expect(shape(html)).toEqual(shape(write(kind).html))
    if (slot === 'code') return
    expect(unescaped(html)).toContain(value)
    expect(text).toContain(value)
  })
})
