import { describe, expect, test } from 'vitest'

import { MorePage, SecurityPage } from './more.tsx'
import type { MoreView, OwnSession, SecurityView } from './props.ts'
import { at, hostileTexts, render, skeletonOf, wordsOf } from './testing.ts'

const more = (view: Partial<MoreView> = {}) =>
  render<MoreView>(MorePage, {
    me: { name: 'Thandi', orgName: 'Karoo Hair' },
    seesActivity: true,
    mayExport: true,
    seesTeam: true,
    seesPayments: true,
    seesSubscription: true,
    hasOthers: false,
    needsYou: 0,
    ...view,
  })

const session = (given: Partial<OwnSession> = {}): OwnSession => ({
  id: '018f0000-0000-7000-8000-000000000001',
  userAgent: 'Mozilla/5.0 (Linux; Android 10; K) Chrome/131.0.0.0 Mobile Safari/537.36',
  network: null,
  createdAt: new Date('2026-11-20T06:00:00Z'),
  lastSeenAt: new Date('2026-11-24T07:15:00Z'),
  current: false,
  ...given,
})
const here = session({ id: 'here', userAgent: null, current: true })
const security = (sessions: OwnSession[], needsYou = 0) =>
  render<SecurityView>(SecurityPage, { at, zone: 'Africa/Johannesburg', sessions, needsYou })

describe('more', () => {
  test('leads to security, activity and password, and says who is logged in', async () => {
    const html = await more()
    for (const href of ['/security', '/activity', '/security/password'])
      expect(html).toContain(`<a class="row" href="${href}">`)
    expect(wordsOf(html)).toContain('Logged in as Thandi, Karoo Hair')
  })

  test('whoever may not read the activity is not led to it', async () => {
    const html = await more({ seesActivity: false })
    expect(html).not.toContain('/activity')
    expect(html).toContain('href="/security"')
  })

  test('whoever looks after the team is led to it, and whoever has another business there', async () => {
    const full = await more({ hasOthers: true })
    expect(full).toContain('<a class="row" href="/team">')
    expect(full).toContain('<a class="row" href="/businesses">')
    const bare = await more({ seesTeam: false })
    expect(bare).not.toContain('href="/team"')
    expect(bare).not.toContain('href="/businesses"')
  })

  test('logging out is a button of its own and never a link', async () => {
    const html = await more()
    expect(html).toContain('<form method="post" action="/logout">')
    expect(html).not.toContain('href="/logout"')
  })

  test('its tab is the present one, and chats that wait are counted on the inbox’s', async () => {
    const html = await more({ needsYou: 2 })
    expect(html).toMatch(/<a href="\/more" aria-current="page">/)
    expect(html.match(/aria-current/g)).toHaveLength(1)
    expect(wordsOf(html)).toContain('2 chats need you')
  })

  test.each(hostileTexts)('%s stays text in the names [#58]', async (said) => {
    const named = (name: string) => more({ me: { name, orgName: name } })
    expect(skeletonOf(await named(said))).toEqual(skeletonOf(await named('Hello')))
  })
})

describe('where the person is logged in', () => {
  test('each device has its name, when it was last seen and since when it is logged in [#6]', async () => {
    const seen = wordsOf(await security([here, session({ network: '196.25.1.0/24' })]))
    expect(seen).toContain('Chrome on Android')
    expect(seen).toContain('Last seen: 09:15')
    expect(seen).toContain('Logged in Fri 20 Nov, 08:00')
    expect(seen).toContain('Network 196.25.1.0/24')
  })

  test('every other device can be logged out by a button that names it; this one cannot', async () => {
    const html = await security([here, session({ id: 'lost' })])
    expect(html.match(/action="[^"]+"/g)).toEqual([
      'action="/security/sessions/lost/ending"',
      'action="/security/others/ending"',
    ])
    expect(wordsOf(html)).toContain('Log out Chrome on Android')
    expect(wordsOf(html)).toContain('A browser This device')
  })

  test('whoever is logged in nowhere else has nothing to press', async () => {
    const html = await security([here])
    expect(html).not.toContain('<form')
    expect(wordsOf(html)).toContain('on this device only')
  })

  test('the page carries no inline style, script or handler [#69]', async () => {
    const html = await security([here, session()])
    expect(html).not.toMatch(/ style=| on[a-z]+="|<style/)
    expect(html.match(/<script[^>]*>/g)).toEqual(['<script type="module" src="/app.js">'])
  })
})
