import { describe, expect, test } from 'vitest'

import { LoginPage, VerifyPage } from './login.tsx'
import { ProblemPage } from './problem.tsx'
import { hostileTexts, render, skeletonOf, wordsOf } from './testing.ts'

const verify = (who: string) => render(VerifyPage, { who, token: who })
const problem = (status: number, says: string | null = null) =>
  render(ProblemPage, { status, says, requestId: '8f3a21' })

describe('logging in', () => {
  test('the link’s page asks by name and spends the token only by a post', async () => {
    const html = await verify('thandi@example.com')
    expect(wordsOf(html)).toContain('Log in as thandi@example.com')
    expect(html).toContain('<form method="post" action="/login/verify">')
    expect(html).toContain('<input type="hidden" name="t" value="thandi@example.com"')
  })

  test('a spent link is explained', async () => {
    const html = await render(LoginPage, { notice: 'link_spent' })
    expect(wordsOf(html)).toContain('That link no longer works')
    expect(await render(LoginPage, { notice: null })).not.toContain('role="status"')
  })

  test.each(hostileTexts)('%s stays text in a name [#58]', async (said) => {
    expect(skeletonOf(await verify(said))).toEqual(skeletonOf(await verify('Hello')))
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
