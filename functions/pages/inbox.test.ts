import { describe, expect, test } from 'vitest'

import { InboxLive, InboxPage } from './inbox.tsx'
import type { InboxView } from './props.ts'
import {
  at,
  fullInbox,
  hostileTexts,
  inboxRow,
  inboxView,
  render,
  skeletonOf,
  wordsOf,
} from './testing.ts'

const page = (view: InboxView) => render(InboxPage, view)
const words = async (view: InboxView) => wordsOf(await page(view))

describe('the inbox', () => {
  test('chats that need the owner stand first, with the reason in words', async () => {
    const seen = await words(fullInbox())
    expect(seen).toMatch(
      /Lerato Mokoena.*Asks for a discount for two.*Everything else.*Pieter van Wyk/,
    )
  })

  test('a chat the AI goes on answering still stands under Needs you when it is worth a look', async () => {
    const row = inboxRow({ state: 'ai', attention: 'Sent a voice note' })
    expect(await page(inboxView({ rows: [row] }))).toContain('id="waiting"')
  })

  test('every row says in words who has the chat', async () => {
    const seen = await words(fullInbox())
    for (const state of ['AI answers', 'Needs you', 'You answer', 'Closed', 'Blocked']) {
      expect(seen).toContain(state)
    }
  })

  test('the last line says who wrote it', async () => {
    const seen = await words(fullInbox())
    expect(seen).toContain('AI: Yes, we take card')
    expect(seen).toContain('You: Hi, Thandi here')
    expect(seen).toMatch(/13:46 Ok let me think/)
  })

  test('a customer without a name is shown by number, and a voice note by its kind', async () => {
    expect(await words(fullInbox())).toMatch(/\+27 82 555 0107 13:39 Voice note/)
  })

  test('unread messages are counted for the eye and for the ear', async () => {
    const seen = await words(inboxView({ rows: [inboxRow({ unread: 120 })] }))
    expect(seen).toContain('99+')
    expect(seen).toContain('120 new messages')
  })

  test('an empty inbox says what will come, for each filter', async () => {
    expect(await words(inboxView())).toContain('No chats yet')
    expect(await words(inboxView({ filter: 'needs' }))).toContain('Nobody needs you')
    expect(await words(inboxView({ filter: 'closed' }))).toContain('No closed chats')
  })

  test('the tab and the title count the chats that need the owner', async () => {
    const html = await page(fullInbox())
    expect(html).toContain('(3) Inbox · Frontdesk</title>')
    expect(wordsOf(html)).toContain('3 chats need you')
    expect(await page(inboxView())).toContain('>Inbox · Frontdesk</title>')
  })

  test('a chosen filter is marked and kept by the live refresh', async () => {
    const html = await page(inboxView({ filter: 'needs' }))
    expect(html).toContain('data-live="/live?show=needs"')
    expect(html).toContain('href="/?show=needs" aria-current="page"')
  })

  test('a page of earlier chats does not refresh itself and leads back', async () => {
    const html = await page(fullInbox({ past: true }))
    expect(html).not.toContain('data-live')
    expect(wordsOf(html)).toContain('Newest chats')
  })
})

describe('the bar about WhatsApp', () => {
  const bar = async (channel: InboxView['channel']) => words(inboxView({ channel }))

  test('a number that went down today is said with its time and a way back', async () => {
    const seen = await bar({ health: 'down', since: new Date(at.getTime() - 8 * 60_000) })
    expect(seen).toContain('WhatsApp disconnected at 14:02.')
    expect(seen).toContain('Reconnect')
  })

  test('a number that went down earlier is said with its day', async () => {
    const seen = await bar({ health: 'down', since: new Date('2026-11-21T08:00:00Z') })
    expect(seen).toContain('WhatsApp disconnected on Sat 21 Nov.')
    const yesterday = await bar({ health: 'down', since: new Date('2026-11-23T08:00:00Z') })
    expect(yesterday).toContain('WhatsApp disconnected yesterday.')
  })

  test('a business without a number is led to connect one', async () => {
    expect(await bar({ health: null, since: null })).toContain('WhatsApp is not connected.')
  })

  test('a working number shows no bar', async () => {
    const seen = await bar({ health: 'working', since: null })
    expect(seen).toContain('AI on')
    expect(seen).not.toContain('not being answered')
  })

  test('a number that is not working never says AI on', async () => {
    for (const health of ['down', 'linking', 'starting', null] as const) {
      expect(await bar({ health, since: null })).not.toContain('AI on')
    }
  })
})

describe('the live fragments', () => {
  test('every part has an id and stands on the page under the same id', async () => {
    const html = await page(fullInbox())
    const live = await render(InboxLive, fullInbox())
    for (const id of ['title', 'banner', 'today', 'chips', 'chats', 'tabs']) {
      expect(live).toContain(`id="${id}"`)
      expect(html).toContain(`id="${id}"`)
    }
    expect(live).not.toMatch(/<(html|body|main)/)
  })

  test('nothing a person types into is refreshed', async () => {
    const live = await render(InboxLive, fullInbox())
    expect(live).not.toMatch(/<(input|textarea|select)/)
  })
})

describe('what strangers write', () => {
  const rowWith = (said: string) =>
    inboxRow({ name: said, lastText: said, attention: said, lastBy: 'customer' })

  test.each(hostileTexts)('%s stays text in a row: no node, no attribute [#58]', async (said) => {
    const html = await page(inboxView({ rows: [rowWith(said)] }))
    expect(skeletonOf(html)).toEqual(
      skeletonOf(await page(inboxView({ rows: [rowWith('Hello')] }))),
    )
    expect(wordsOf(html)).toContain(said)
  })

  test('a long message does not fill the page, and is not cut inside an emoji', async () => {
    const html = await page(inboxView({ rows: [inboxRow({ lastText: '😀'.repeat(4000) })] }))
    expect(html.length).toBeLessThan(6000)
    expect(html).not.toMatch(/\p{Surrogate}/u)
  })
})

test('no page carries an inline style, an inline script or a handler [#69]', async () => {
  for (const html of [await page(inboxView()), await page(fullInbox())]) {
    expect(html).not.toMatch(/ style=| on[a-z]+="|<style/)
    expect(html.match(/<script[^>]*>/g)).toEqual(['<script type="module" src="/app.js">'])
  }
})
