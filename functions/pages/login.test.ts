import { describe, expect, test } from 'vitest'

import { LoginPage, SentPage, VerifyPage } from './login.tsx'
import { ProblemPage } from './problem.tsx'
import type { LoginView, SentView, VerifyView } from './props.ts'
import { hostileTexts, render, skeletonOf, wordsOf } from './testing.ts'

const login = (view: Partial<LoginView> = {}) =>
  render(LoginPage, { notice: null, email: '', error: null, ...view })
const sent = (view: Partial<SentView> = {}) =>
  render<SentView>(SentPage, {
    purpose: 'login',
    email: 'thandi@example.com',
    code: '12345678',
    minutes: 10,
    ...view,
  })
const verify = (view: Partial<VerifyView> = {}) =>
  render(VerifyPage, {
    who: 'thandi@example.com',
    token: 'the-token',
    needsCode: false,
    error: null,
    ...view,
  })
const elsewhere = { who: null, needsCode: true }
const problem = (status: number, says: string | null = null) =>
  render(ProblemPage, { status, says, requestId: '8f3a21' })

describe('asking for a link', () => {
  test('takes one email address and leads the new to sign-up', async () => {
    const html = await login()
    expect(html).toContain('<form method="post" action="/login">')
    expect(html.match(/<input[^>]*>/g)).toHaveLength(1)
    expect(html).toMatch(/<label for="email">Email<\/label><input id="email" name="email" required/)
    expect(html).toMatch(/<input[^>]*type="email"[^>]*autocomplete="email"/)
    expect(html).toContain('href="/signup"')
    expect(html).not.toMatch(/aria-invalid|aria-describedby/)
  })

  test('a wrong address is kept as typed and explained beside its field', async () => {
    const html = await login({ email: 'thandi@', error: 'Write it whole.' })
    expect(html).toMatch(
      /<input[^>]*aria-invalid="true" aria-describedby="email-says"[^>]*value="thandi@"/,
    )
    expect(html).toContain('<small id="email-says" class="err">Write it whole.</small>')
  })

  test('a spent link and a log-out are explained', async () => {
    expect(wordsOf(await login({ notice: 'link_spent' }))).toContain(
      'That link or code no longer works',
    )
    expect(wordsOf(await login({ notice: 'logged_out' }))).toContain('You’re logged out.')
    expect(await login()).not.toContain('role="status"')
  })

  test.each(hostileTexts)('%s stays text in an address and its error [#58]', async (said) => {
    const page = (typed: string) => login({ email: typed, error: typed })
    expect(skeletonOf(await page(said))).toEqual(skeletonOf(await page('Hello')))
  })
})

describe('a link that is on its way', () => {
  test('the code for another browser is grouped for the eye and spelled for the ear', async () => {
    const html = await sent()
    expect(html).toContain('<span aria-hidden="true">1234 5678</span>')
    expect(wordsOf(html)).toContain('Code: 1 2 3 4 5 6 7 8')
    expect(wordsOf(html)).toContain('It asks for this code')
  })

  test('the page does not say whether the address has an account', async () => {
    expect(wordsOf(await sent())).toContain('If thandi@example.com has an account, we sent it')
  })

  test('how long it works is said in full', async () => {
    expect(wordsOf(await sent())).toContain('work for 10 minutes.')
    expect(wordsOf(await sent({ minutes: 1 }))).toContain('work for 1 minute.')
  })

  test('another address is asked for where the first one was', async () => {
    expect(await sent()).toContain('href="/login"')
    const signup = await sent({ purpose: 'signup' })
    expect(signup).toContain('href="/signup"')
    expect(wordsOf(signup)).toContain('We sent a link to thandi@example.com. Open it to finish.')
  })

  test.each(hostileTexts)('%s stays text in an address that was written to [#58]', async (said) => {
    expect(skeletonOf(await sent({ email: said }))).toEqual(
      skeletonOf(await sent({ email: 'Hello' })),
    )
  })
})

describe('opening a link', () => {
  test('the page asks by name and spends the token only by a post', async () => {
    const html = await verify()
    expect(wordsOf(html)).toContain('Log in as thandi@example.com')
    expect(html).toContain('<form method="post" action="/login/verify">')
    expect(html).toContain('<input type="hidden" name="t" value="the-token"')
    expect(html).not.toContain('name="code"')
  })

  test('another browser is told nobody’s name and asked for the code [#3]', async () => {
    const html = await verify(elsewhere)
    expect(wordsOf(html)).not.toContain('Log in as')
    expect(wordsOf(html)).toContain('Type the code')
    expect(html).toMatch(
      /<input id="code"[^>]*inputmode="numeric" autocomplete="one-time-code"[^>]*maxlength="9"/,
    )
    expect(html).toContain('<input type="hidden" name="t" value="the-token"')
  })

  test('the code may be typed as shown or without its space, and nothing else', async () => {
    const pattern = /pattern="([^"]*)"/.exec(await verify(elsewhere))?.[1] ?? ''
    const allowed = new RegExp(`^(?:${pattern})$`, 'v')
    const isAllowed = (typed: string) => allowed.test(typed)
    expect(['1234 5678', '12345678'].filter(isAllowed)).toHaveLength(2)
    expect(['1234567', '123456789', '1234-5678', 'abcdefgh'].filter(isAllowed)).toEqual([])
  })

  test('a wrong code is explained beside its field and not sent back', async () => {
    const html = await verify({ ...elsewhere, error: 'code_wrong' })
    expect(html).toMatch(/<input id="code"[^>]*aria-invalid="true"[^>]*value=""/)
    expect(html).toMatch(/<small id="code-says" class="err">That is not the code\./)
  })

  test.each(hostileTexts)('%s stays text in a name and a token [#58]', async (said) => {
    const page = (typed: string) => verify({ who: typed, token: typed })
    expect(skeletonOf(await page(said))).toEqual(skeletonOf(await page('Hello')))
  })
})

describe('a problem', () => {
  test('says what happened, what to do, and a reference', async () => {
    const seen = wordsOf(await problem(503))
    expect(seen).toContain('Back in a moment')
    expect(seen).toContain('Try again in a minute')
    expect(seen).toContain('Reference 8f3a21')
  })

  test('a sentence for the case takes the place of the general one', async () => {
    const seen = wordsOf(await problem(409, 'Somebody closed this chat.'))
    expect(seen).toContain('Somebody closed this chat.')
    expect(seen).not.toContain('in the meantime')
  })

  test('too many tries says in how many minutes the next one is free', async () => {
    const tooMany = async (retryMinutes: number) =>
      wordsOf(
        await render(ProblemPage, { status: 429, says: null, retryMinutes, requestId: '8f3a21' }),
      )
    expect(await tooMany(12)).toMatch(/Too many tries Try again in 12 minutes\./)
    expect(await tooMany(1)).toContain('Try again in 1 minute.')
    expect(wordsOf(await problem(429))).toContain('Wait a few minutes')
  })

  test('somebody logged out is led to the log-in, everybody else to the inbox', async () => {
    expect(await problem(401)).toContain('href="/login"')
    expect(await problem(404)).toContain('href="/"')
  })

  test('a status without its own words is ours to mend', async () => {
    expect(wordsOf(await problem(500))).toContain('It is our fault')
  })

  test.each(hostileTexts)('%s stays text in a sentence [#58]', async (said) => {
    expect(skeletonOf(await problem(400, said))).toEqual(skeletonOf(await problem(400, 'Hello')))
  })
})
