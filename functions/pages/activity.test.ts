import { describe, expect, test } from 'vitest'

import { ActivityPage } from './activity.tsx'
import type { ActivityRow, ActivityView, EventRow } from './props.ts'
import { at, hostileTexts, render, skeletonOf, wordsOf } from './testing.ts'

const row = (given: Partial<ActivityRow> = {}): ActivityRow => ({
  id: 'mark-1',
  at,
  doer: 'team',
  memberName: 'Thandi',
  tableName: 'services',
  action: 'update',
  deed: 'update',
  conversationId: null,
  changes: [],
  network: null,
  ...given,
})
const viewOf = (view: Partial<ActivityView> = {}): ActivityView => ({
  zone: 'Africa/Johannesburg',
  who: 'all',
  what: 'all',
  members: [{ id: '018f0000-0000-7000-8000-000000000001', name: 'Thandi' }],
  rows: [row()],
  events: [],
  earlier: null,
  past: false,
  needsYou: 0,
  ...view,
})
const page = (view: Partial<ActivityView>) => render(ActivityPage, viewOf(view))
const words = async (view: Partial<ActivityView>) => wordsOf(await page(view))
const change = (column: string, before: unknown, after: unknown, personal = false) => ({
  changes: [{ column, before, after, personal }],
})
const saying = (given: Partial<ActivityRow>) => words({ rows: [row(given)] })

describe('a line of the activity page', () => {
  test.each([
    [{}, 'Thandi changed a service'],
    [{ tableName: 'facts', action: 'insert', deed: 'insert' }, 'Thandi added an answer'],
    [{ tableName: 'closures', action: 'delete', deed: 'delete' }, 'Thandi removed a day off'],
    [{ tableName: 'conversations', deed: 'chat_taken' }, 'Thandi took over a chat'],
    [{ memberName: null }, 'Somebody who left changed a service'],
    [
      { doer: 'ai', memberName: null, deed: 'chat_needs_person' },
      'The AI marked a chat as waiting for you',
    ],
    [
      { doer: 'whatsapp', memberName: null, deed: 'number_lost' },
      'WhatsApp lost the connection to the WhatsApp number',
    ],
    [{ doer: 'signup', memberName: null, deed: 'business_opened' }, 'Sign-up opened the account'],
    [{ doer: 'frontdesk', memberName: null }, 'Frontdesk changed a service'],
    [{ tableName: 'a table of tomorrow' }, 'Thandi changed something'],
  ] as [Partial<ActivityRow>, string][])('%j reads "%s"', async (given, says) => {
    expect(await saying(given)).toContain(says)
  })

  test('the time is that of the business, under its day with the year', async () => {
    expect(await saying({})).toContain('Tue 24 Nov 2026 14:10 Thandi')
    expect(await saying({ at: new Date('2025-12-31T22:30:00Z') })).toContain('Thu 1 Jan 2026 00:30')
  })

  test.each([
    ['price_cents', 65_000, 70_050, 'Price R650 → became R700.50'],
    ['price_from', false, true, '“From” price no → became yes'],
    ['aliases', ['trim', 'cut'], [], 'Also called trim, cut → became nothing'],
    ['description', null, 'At your door', 'Description nothing → became At your door'],
    ['phone', null, '+27825550150', 'Phone nothing → became +27 82 555 0150'],
    ['weekday', 1, 7, 'Day Monday → became Sunday'],
    ['starts_on', '2026-12-24', '2026-12-25', 'First day Thu 24 Dec → became Fri 25 Dec'],
    ['human_until', null, '2026-11-24T14:00:00+00:00', 'nothing → became Tue 24 Nov, 16:00'],
    ['state', 'ai', 'human', 'Chat AI answers → became your team answers'],
    ['duration_minutes', 30, 45, 'Minutes 30 → became 45'],
  ])('%s from %j to %j is shown in words', async (column, before, after, says) => {
    const seen = await saying(change(column, before, after))
    expect(seen.replaceAll('\u00A0', ' ')).toContain(says)
  })

  test('of a personal value the page says only that it changed', async () => {
    const seen = await saying({ tableName: 'customers', ...change('phone', null, null, true) })
    expect(seen).toContain('Phone changed')
    expect(seen).not.toContain('→')
  })

  test('a row that is new shows what it holds, one that went what it held', async () => {
    const after = { action: 'insert', ...change('name', null, 'Call-out') } as const
    expect(await saying({ deed: 'insert', ...after })).toContain('Name Call-out')
    const before = { action: 'delete', ...change('name', 'Call-out', null) } as const
    expect(await saying({ deed: 'delete', ...before })).toContain('Name Call-out')
  })

  test('a long value is cut, and never inside an emoji', async () => {
    const html = await page({ rows: [row(change('answer', null, '😀'.repeat(900)))] })
    expect(html.length).toBeLessThan(6000)
    expect(html).not.toMatch(/\p{Surrogate}/u)
  })

  test('ids are not shown to people', async () => {
    expect(await saying(change('customer_id', null, 'a-long-id'))).not.toContain('a-long-id')
  })

  test('a change says where it came from, where that is known', async () => {
    expect(await saying({ network: '196.25.1.0/24' })).toContain(
      'Thandi changed a service From network 196.25.1.0/24',
    )
    expect(await saying({ network: 'unknown' })).toContain('From not known')
    expect(await saying({})).not.toContain('From')
  })

  test('a chat leads to its thread', async () => {
    const html = await page({ rows: [row({ deed: 'chat_taken', conversationId: 'chat-0' })] })
    expect(html).toContain('<a href="/conversations/chat-0">took over a chat</a>')
  })
})

const event = (given: Partial<EventRow> = {}): EventRow => ({
  id: 'event-1',
  at,
  type: 'logged_in',
  detail: 'link',
  network: '196.25.1.0/24',
  memberName: 'Thandi',
  ...given,
})
const security = (...events: Partial<EventRow>[]) =>
  words({ what: 'security', rows: [], events: events.map(event) })

describe('a line about a log-in', () => {
  test.each([
    ['logged_in', 'link', 'Thandi : logged in with a link'],
    ['logged_in', 'password', 'Thandi : logged in with a password'],
    ['logged_in', 'reset', 'Thandi : logged in with a new password'],
    ['password_wrong', null, 'Thandi : wrong password'],
    ['code_wrong', 'second_factor', 'Thandi : wrong code for the second step'],
    ['limit_reached', 'password', 'too many tries, stopped for a while (log-in with a password)'],
    ['limit_reached', 'POST /team', 'too many tries, stopped for a while Asked for POST /team'],
    [
      'refused',
      'GET /activity',
      'Thandi : asked for something their role doesn’t allow Asked for GET /activity',
    ],
    ['new_device', null, 'Thandi : logged in on a new device'],
    ['password_changed', null, 'Thandi : password changed'],
    ['second_factor_changed', null, 'Thandi : second step changed'],
    ['email_changed', null, 'Thandi : log-in email changed'],
    ['an event of tomorrow', 'x', 'Thandi : something about a log-in (x)'],
  ])('%s, %s reads "%s"', async (type, detail, says) => {
    expect(await security({ type, detail })).toContain(says)
  })

  test('says from where, under its day', async () => {
    expect(await security({})).toMatch(/Tue 24 Nov 2026 14:10 Thandi.*From network 196\.25\.1\.0/)
    expect(await security({ memberName: null })).toContain('Somebody who left')
  })

  test('only people are offered there, and without any event it says what will come', async () => {
    const html = await page({ what: 'security', rows: [] })
    expect(wordsOf(html)).toContain('wrong passwords and refusals of your team appear here')
    for (const group of ['ai', 'whatsapp', 'frontdesk']) expect(html).not.toContain(`who=${group}`)
  })

  test.each(hostileTexts)('%s stays text in names and details [#58]', async (said) => {
    const view = (typed: string) => ({
      what: 'security' as const,
      events: [event({ memberName: typed, type: typed, detail: typed, network: typed })],
    })
    expect(skeletonOf(await page(view(said)))).toEqual(skeletonOf(await page(view('Hello'))))
  })
})

describe('the activity page', () => {
  test('chips choose by person and by kind, each keeping the other', async () => {
    const html = (await page({ who: 'ai', what: 'chats' })).replaceAll('&amp;', '&')
    expect(html).toContain('href="/activity?who=ai&what=chats" aria-current="page">The AI<')
    expect(html).toContain('href="/activity?who=ai&what=chats" aria-current="page">Chats<')
    expect(html).toContain('href="/activity?what=chats">Everybody<')
    expect(html).toContain('href="/activity?who=ai">Everything<')
    expect(html).toContain('href="/activity?who=ai&what=prices">Prices<')
    expect(html).toContain('href="/activity?who=ai&what=security">Log-ins and security<')
    expect(html).toContain('href="/export/activity.csv?who=ai&what=chats">Download')
    expect(html).toContain('?who=018f0000-0000-7000-8000-000000000001&what=chats">Thandi<')
  })

  test('earlier marks keep what was chosen, and lead back to the newest', async () => {
    const html = (await page({ what: 'team', earlier: '41', past: true })).replaceAll('&amp;', '&')
    expect(html).toContain('href="/activity?what=team&before=41">Show earlier<')
    expect(html).toContain('href="/activity?what=team">Newest activity<')
  })

  test('a business without any mark is told what will come', async () => {
    const said = await words({ rows: [] })
    expect(said).toContain('Nothing here yet')
    expect(said).not.toContain('Download')
  })

  test.each(hostileTexts)('%s stays text in names and values [#58]', async (said) => {
    const view = (typed: string) => ({
      members: [{ id: 'm', name: typed }],
      rows: [row({ memberName: typed, ...change('name', typed, typed) })],
    })
    expect(skeletonOf(await page(view(said)))).toEqual(skeletonOf(await page(view('Hello'))))
    expect(await words(view(said))).toContain(said)
  })

  test('the page carries no inline style, script or handler [#69]', async () => {
    const html = await page({})
    expect(html).not.toMatch(/ style=| on[a-z]+="|<style/)
    expect(html.match(/<script[^>]*>/g)).toEqual(['<script type="module" src="/app.js">'])
  })
})
