import { describe, expect, test } from 'vitest'

import type { SignupView } from './props.ts'
import { SignupPage } from './signup.tsx'
import { hostileTexts, render, skeletonOf, wordsOf } from './testing.ts'

const blank = { business: '', name: '', email: '', phone: '' }
const names = ['business', 'name', 'email', 'phone'] as const
const page = (view: Partial<SignupView> = {}) =>
  render(SignupPage, { values: blank, errors: {}, ...view })

const inputOf = (html: string, name: string) =>
  new RegExp(`<input id="${name}"[^>]*>`).exec(html)?.[0] ?? ''

describe('signing up', () => {
  test('asks four things, each with a label, and neither a password nor a time zone', async () => {
    const html = await page()
    expect(html).toContain('<form method="post" action="/signup">')
    expect([...html.matchAll(/<(?:input|select)[^>]* name="(\w+)"/g)].map(([, it]) => it)).toEqual(
      names,
    )
    for (const name of names) expect(html).toContain(`<label for="${name}">`)
  })

  test('a phone can fill it in: each field says what it is', async () => {
    const html = await page()
    expect(inputOf(html, 'business')).toContain('autocomplete="organization"')
    expect(inputOf(html, 'name')).toContain('autocomplete="name"')
    expect(inputOf(html, 'email')).toMatch(/type="email".*autocomplete="email"/)
    expect(inputOf(html, 'phone')).toMatch(/type="tel".*autocomplete="tel"/)
  })

  test('whoever has an account is led to the log-in', async () => {
    expect(await page()).toContain('href="/login"')
  })

  test('the page promises no price', async () => {
    expect(wordsOf(await page())).not.toMatch(/R ?\d|days/)
  })

  test('what was typed is kept, also where another field is wrong', async () => {
    const values = { business: 'Sipho’s Barbers', name: 'Sipho', email: 'sipho@', phone: '082' }
    const html = await page({ values, errors: { email: 'Write it whole.' } })
    for (const name of names) expect(inputOf(html, name)).toContain(`value="${values[name]}"`)
    expect(html.match(/aria-invalid/g)).toHaveLength(1)
  })

  test.each(names)('a wrong %s is explained beside its field', async (name) => {
    const html = await page({ errors: { [name]: 'Write it whole.' } })
    expect(inputOf(html, name)).toContain(`aria-invalid="true" aria-describedby="${name}-says"`)
    expect(html).toContain(`<small id="${name}-says" class="err">Write it whole.</small>`)
  })

  test('every description that a field names is on the page', async () => {
    const html = await page()
    const named = [...html.matchAll(/aria-describedby="([^"]*)"/g)].map(([, id]) => id)
    expect(named.length).toBeGreaterThan(0)
    for (const id of named) expect(html).toContain(`id="${id}"`)
  })

  test.each(hostileTexts)('%s stays text in every field and error [#58]', async (said) => {
    const typed = (it: string) => ({ business: it, name: it, email: it, phone: it })
    const view = (it: string) => page({ values: typed(it), errors: typed(it) })
    expect(skeletonOf(await view(said))).toEqual(skeletonOf(await view('Hello')))
  })

  test('the page carries no inline style, script or handler [#69]', async () => {
    const html = await page()
    expect(html).not.toMatch(/ style=| on[a-z]+="|<style/)
    expect(html.match(/<script[^>]*>/g)).toEqual(['<script type="module" src="/app.js">'])
  })
})
