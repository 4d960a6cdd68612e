import { describe, expect, test } from 'vitest'

import { ConversationLive, ConversationPage } from './conversation.tsx'
import type { ChatState, ConversationView, ThreadLine } from './props.ts'
import {
  conversationView,
  fullConversation,
  hostileTexts,
  line,
  render,
  skeletonOf,
  wordsOf,
} from './testing.ts'

const page = (view: ConversationView) => render(ConversationPage, view)
const live = (view: ConversationView) => render(ConversationLive, view)
const words = async (view: ConversationView) => wordsOf(await page(view))
const saying = async (given: Partial<ThreadLine>) =>
  words(conversationView({ lines: [line(given)] }))
const inState = (state: ChatState) => conversationView({ conversation: { state } })

describe('who has the chat', () => {
  test.each([
    ['ai', 'The AI is answering', 'takeover', 'Take over'],
    ['needs_human', 'Waiting for you', 'takeover', 'Take over'],
    ['human', 'You’re answering', 'handback', 'Hand back'],
    ['closed', 'This chat is closed', 'reopening', 'Reopen'],
  ] as const)('%s: the bar says "%s" and offers one way on', async (state, says, verb, button) => {
    const html = await page(inState(state))
    expect(wordsOf(html)).toContain(says)
    expect(html).toContain(`action="/conversations/chat-0/${verb}"`)
    expect(wordsOf(html)).toContain(button)
  })

  test('who may only look is offered neither a reply nor a move, in the page and in its live parts', async () => {
    for (const state of ['ai', 'needs_human', 'human', 'closed'] as const) {
      const view = { ...inState(state), mayAnswer: false }
      for (const html of [await page(view), await live(view)]) {
        expect(html).not.toMatch(/<form|data-reading/)
        expect(wordsOf(html)).not.toContain('Reply below')
      }
    }
  })

  test('a blocked number offers neither a reply nor a move', async () => {
    const html = await page(inState('blocked'))
    expect(wordsOf(html)).toContain('This number is blocked')
    expect(html).not.toContain('<form')
  })

  test('the owner is told when the AI comes back, by the clock of the business', async () => {
    const until = (humanUntil: Date) =>
      words(conversationView({ conversation: { state: 'human', humanUntil } }))
    expect(await until(new Date('2026-11-24T14:00:00Z'))).toContain('The AI is back at 16:00')
    expect(await until(new Date('2026-11-25T06:00:00Z'))).toContain(
      'The AI is back on Wed 25 Nov, 08:00',
    )
  })

  test('the reason for a hand-over is shown to the team as a note', async () => {
    const seen = await words(fullConversation())
    expect(seen).toMatch(/AI asked for your help Asks for a discount.*Only your team sees this/)
  })

  test('a reason that already stands as a note is not shown twice', async () => {
    const view = conversationView({
      lines: [line({ note: true, text: 'Wants a refund' })],
      conversation: { state: 'needs_human', attention: 'Wants a refund' },
    })
    expect((await words(view)).split('Wants a refund')).toHaveLength(2)
  })
})

describe('the lines', () => {
  test('each speaker is told apart by a word', async () => {
    const seen = await words(fullConversation())
    for (const speaker of ['Customer :', 'AI :', 'Thandi :', 'You, on your phone :']) {
      expect(seen).toContain(speaker)
    }
    expect(await saying({ by: 'integration' })).toContain('Another app')
    expect(await saying({ by: 'member', memberName: null })).toContain('Your team')
  })

  test('customers stand on the left, the AI and the team on the right', async () => {
    const html = await page(fullConversation())
    expect(html).toContain('class="b customer f"')
    expect(html).toContain('class="b ai f"')
    expect(html).toContain('class="b human f"')
  })

  test('each day has its pill', async () => {
    const seen = await words(fullConversation())
    expect(seen).toMatch(/Yesterday.*Today/)
    expect(await saying({ at: new Date('2025-03-01T10:00:00Z') })).toContain('Sat 1 Mar 2025')
  })

  test('a line just before midnight in Johannesburg belongs to that day', async () => {
    expect(await saying({ at: new Date('2026-11-23T22:30:00Z') })).toContain('Today')
    expect(await saying({ at: new Date('2026-11-23T21:30:00Z') })).toContain('Yesterday')
  })

  test('media is named honestly and the owner is sent to the phone for it', async () => {
    expect(await saying({ kind: 'voice', text: null, seconds: 72 })).toContain(
      'Voice note, 1:12 Open it in WhatsApp on your phone',
    )
    expect(await saying({ kind: 'image', text: 'Like this' })).toMatch(/Picture.*Like this/)
    expect(await saying({ kind: 'unsupported', text: null })).toContain('Message we cannot show')
    expect(await saying({ kind: 'text', text: null })).toContain('Empty message')
  })

  test('a deleted message does not show its words', async () => {
    const seen = await saying({ removed: true, text: 'my secret', evidence: [] })
    expect(seen).toContain('This message was deleted')
    expect(seen).not.toContain('my secret')
  })

  test('how far our own line got is said in a word, and never for the customer’s', async () => {
    expect(await saying({ by: 'receptionist', state: 'read' })).toContain('Read')
    expect(await saying({ by: 'member', state: 'failed' })).toContain('Not sent')
    const retry = '/conversations/chat-0/messages/line-0/retry'
    expect(await saying({ by: 'member', state: 'failed', retry })).toMatch(/Not sent.*Try again/)
    expect(await saying({ by: 'customer', state: 'read' })).not.toContain('Read')
  })

  test('an answer shows the facts it rests on', async () => {
    const seen = await words(fullConversation())
    expect(seen).toContain('From: price list, your answers')
    expect(seen).toContain('Knotless braids: from R850, 4 hours')
    expect(seen).toContain('From: opening hours')
  })

  test('a chat without lines says so', async () => {
    expect(await words(conversationView())).toContain('No messages yet')
  })
})

describe('replying', () => {
  test('the reply carries the id that keeps it from being sent twice', async () => {
    const html = await page(conversationView({ clientId: 'cid-7' }))
    expect(html).toContain('<input type="hidden" name="cid" value="cid-7"')
    expect(html).toContain('method="post" action="/conversations/chat-0/replies"')
  })

  test('a page of earlier lines has no reply box and does not refresh itself', async () => {
    const html = await page(fullConversation({ past: true }))
    expect(html).not.toContain('<textarea')
    expect(html).not.toContain('data-live')
    expect(wordsOf(html)).toContain('Newest messages')
  })
})

describe('the live fragments', () => {
  test('every part has an id and stands on the page under the same id', async () => {
    const [html, parts] = [await page(fullConversation()), await live(fullConversation())]
    for (const id of ['title', 'closer', 'thread', 'mode']) {
      expect(parts).toContain(`id="${id}"`)
      expect(html).toContain(`id="${id}"`)
    }
  })

  test('the reply box is not among them, so typed words are never touched', async () => {
    expect(await live(fullConversation())).not.toMatch(/<(textarea|input)/)
  })

  test('what was done is said, with the opposite as Undo', async () => {
    const parts = await live(fullConversation({ done: 'takeover' }))
    expect(wordsOf(parts)).toMatch(/You’re answering now.*Undo/)
    expect(parts).toMatch(/id="toast".*handback/)
    expect(await live(fullConversation())).not.toContain('toast')
  })
})

describe('what strangers write', () => {
  const viewWith = (said: string) =>
    conversationView({
      conversation: { name: said, attention: said },
      lines: [
        line({ text: said, reaction: said }),
        line({ id: 'l2', by: 'receptionist', text: said, evidence: [{ ref: said, says: said }] }),
        line({ id: 'l3', by: 'member', memberName: said, text: said }),
        line({ id: 'l4', kind: 'document', text: said }),
        line({ id: 'l5', kind: 'system', text: said }),
      ],
    })

  test.each(hostileTexts)('%s stays text in a chat: no node, no attribute [#58]', async (said) => {
    const html = await page(viewWith(said))
    expect(skeletonOf(html)).toEqual(skeletonOf(await page(viewWith('Hello'))))
    expect(html).not.toMatch(/<script>|<img/)
  })
})

test('no chat carries an inline style, an inline script or a handler [#69]', async () => {
  const html = await page(fullConversation({ done: 'closing' }))
  expect(html).not.toMatch(/ style=| on[a-z]+="|<style/)
  expect(html.match(/<script[^>]*>/g)).toEqual(['<script type="module" src="/app.js">'])
})
