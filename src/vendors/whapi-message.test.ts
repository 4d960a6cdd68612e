import { describe, expect, it } from 'vitest'

import { CHAT, ID, inbound, only, parse, read, receivedAt, sentAt, text } from './testing.ts'

describe('a text message', () => {
  it('is read with its chat, its writer, its number and its time', () => {
    const message = text('Hi, are you open tomorrow?', { context: { quoted_id: 'earlier-id' } })
    expect(read(message)).toEqual({
      type: 'message',
      key: `message:${ID}`,
      providerId: ID,
      chatId: CHAT,
      fromMe: false,
      source: 'mobile',
      kind: 'text',
      text: 'Hi, are you open tomorrow?',
      name: 'Lerato',
      phone: '+27825550100',
      quotes: 'earlier-id',
      details: {},
      at: sentAt,
      raw: JSON.stringify(message),
    })
  })

  it('has the same key when it is posted and put again', () => {
    const messages = [text('Hello')]
    const [posted] = parse({ messages }, { type: 'messages', event: 'post' })
    const [put] = parse({ messages }, { type: 'messages', event: 'put' })
    expect(put).toEqual(posted)
  })

  it('comes with all its neighbours, in order, from several chats', () => {
    const messages = Array.from({ length: 50 }, (_, n) =>
      text(`line ${n}`, { id: `id-${n}`, chat_id: `2782555010${n % 10}@s.whatsapp.net` }),
    )
    const items = parse({ messages })
    expect(items.map((item) => item.type === 'message' && item.text)).toEqual(
      messages.map((_, n) => `line ${n}`),
    )
  })

  it('of our own carries its source and nobody’s name', () => {
    const echo = text('We open at 9', { from_me: true, source: 'api', status: 'pending' })
    expect(read(echo)).toMatchObject({ fromMe: true, source: 'api', name: null })
    expect(read(text('x', { from_me: true, source: 'mobile' }))).toMatchObject({ source: 'mobile' })
    expect(read(text('x', { from_me: true, source: 'web' }))).toMatchObject({ source: 'web' })
    expect(read(text('x', { from_me: true, source: 'fridge' }))).toMatchObject({
      source: 'unknown',
    })
  })

  it('from a LID has no number', () => {
    const item = read(text('Hi', { chat_id: '12345678901234@lid' }))
    expect(item).toMatchObject({ type: 'message', chatId: '12345678901234@lid', phone: null })
  })

  it('longer than 8,000 characters is cut, says so, and is not cut inside an emoji', () => {
    const item = read(text(`${'a'.repeat(7999)}👋👋`))
    expect(item).toMatchObject({ text: 'a'.repeat(7999), details: { cut: true } })
  })

  it('keeps a chat name for what it is: no sign of a group', () => {
    expect(read(text('Hi', { chat_name: 'Family group' }))).toMatchObject({ type: 'message' })
  })
})

describe('chats that are none of our business', () => {
  it.each([
    ['120363025550100@g.us', 'group'],
    ['27825550100-1600000000@g.us', 'group'],
    ['120363025550100@newsletter', 'newsletter'],
    ['status@broadcast', 'broadcast'],
    ['1600000000@broadcast', 'broadcast'],
    ['somewhere', 'unknown_chat'],
  ])('%s leaves its kind and none of its content', (chat_id, kind) => {
    const item = read(text('private words', { chat_id }))
    expect(item).toEqual({ type: 'other', kind, key: `message:${ID}`, at: sentAt, raw: null })
    const action = { type: 'reaction', target: 'x', emoji: '❤️' }
    expect(read(inbound({ type: 'action', chat_id, action }))).toMatchObject({
      type: 'other',
      raw: null,
    })
  })

  it('an edit and a broken message of a group leave none of their content either', () => {
    const after_update = {
      chat_id: '120363025550100@g.us',
      type: 'text',
      text: { body: 'private' },
    }
    expect(only(parse({ messages_updates: [{ id: ID, after_update }] }))).toMatchObject({
      type: 'other',
      kind: 'group',
      raw: null,
    })
    const broken = { chat_id: '120363025550100@g.us', text: { body: 'private' } }
    expect(read(broken)).toMatchObject({ type: 'other', kind: 'malformed', raw: null })
  })
})

describe('actions, edits and removals', () => {
  const act = (action: object, more: object = {}) =>
    read(inbound({ type: 'action', action, ...more }))

  it('a reaction, and taking it away', () => {
    expect(act({ type: 'reaction', target: 'ours', emoji: '👍🏽' })).toMatchObject({
      type: 'reaction',
      key: `message:${ID}`,
      target: 'ours',
      emoji: '👍🏽',
      fromMe: false,
    })
    expect(act({ type: 'reaction', target: 'ours', emoji: '' })).toMatchObject({ emoji: '' })
    expect(act({ type: 'reaction', target: 'ours' }, { from_me: true })).toMatchObject({
      emoji: '',
      fromMe: true,
    })
  })

  it.each([
    ['a text', { edited_type: 'text', edited_content: { body: 'at 11' } }],
    ['a whole message', { edited_type: 'text', edited_content: { text: { body: 'at 11' } } }],
    ['plain words', { edited_content: 'at 11' }],
    ['a caption', { edited_type: 'image', edited_content: { caption: 'at 11' } }],
  ])('an edit that holds %s', (_, edited) => {
    for (const type of ['edit', 'edited']) {
      expect(act({ type, target: 'theirs', ...edited })).toMatchObject({
        type: 'edit',
        target: 'theirs',
        text: 'at 11',
      })
    }
  })

  it('a removal by action and by event', () => {
    expect(act({ type: 'delete', target: 'theirs' })).toMatchObject({
      type: 'removal',
      target: 'theirs',
      key: `message:${ID}`,
    })
    const items = parse({ messages_removed: ['one', 'two'] }, { type: 'messages', event: 'delete' })
    expect(items).toMatchObject([
      { type: 'removal', target: 'one', key: 'removed:one', at: receivedAt },
      { type: 'removal', target: 'two', key: 'removed:two' },
    ])
  })

  it('a whole chat cleared is noted', () => {
    const items = parse({ messages_removed_all: CHAT }, { type: 'messages', event: 'delete' })
    expect(items).toMatchObject([{ type: 'other', kind: 'chat_cleared' }])
  })

  it('a vote is a line that is never answered', () => {
    expect(act({ type: 'vote', target: 'poll', votes: ['x'] })).toMatchObject({
      type: 'message',
      kind: 'poll_vote',
      text: null,
    })
  })

  it.each([
    { type: 'ephemeral' },
    { type: 'comment', target: 'x' },
    { type: 'pin', target: 'x' },
    { type: 'reaction' },
    { type: 'edit', target: 'x' },
    { type: 'edit', target: 'x', edited_content: {} },
    { target: 'x' },
  ])('%o is noted and nothing else', (action) => {
    expect(act(action)).toMatchObject({ type: 'other', kind: 'action' })
  })

  const update = (before_update: object, after_update: object) =>
    only(
      parse(
        { messages_updates: [{ id: ID, before_update, after_update, changes: [] }] },
        { type: 'messages', event: 'patch' },
      ),
    )

  it('an update with another text is an edit, a second one has a key of its own', () => {
    const first = update(text('at 10'), text('at 11'))
    expect(first).toMatchObject({ type: 'edit', target: ID, text: 'at 11', at: receivedAt })
    expect(update(text('at 10'), text('at 11')).key).toBe(first.key)
    expect(update(text('at 11'), text('at 12')).key).not.toBe(first.key)
  })

  it('an update of part of a message is an edit where it holds a text', () => {
    expect(update({}, { text: { body: 'at 11' } })).toMatchObject({ type: 'edit', text: 'at 11' })
    expect(update({}, { type: 'image', image: { caption: 'at 11' } })).toMatchObject({
      text: 'at 11',
    })
  })

  it('an update without another text is only noted', () => {
    expect(update(text('at 10'), text('at 10', { labels: ['1'] }))).toMatchObject({
      type: 'other',
      kind: 'update',
    })
    expect(update({}, { reactions: [] })).toMatchObject({ type: 'other', kind: 'update' })
  })

  it('a vote as an update of its poll is noted, in either shape', () => {
    const poll = inbound({
      type: 'poll',
      poll: { title: 'Which day?', results: [{ id: 'a', count: 1 }] },
    })
    expect(update({}, poll)).toMatchObject({ type: 'other', kind: 'poll_vote' })
    const patched = parse({ messages: [poll] }, { type: 'messages', event: 'patch' })
    expect(patched).toMatchObject([{ type: 'other', kind: 'poll_vote' }])
    expect(patched[0]?.key).not.toBe(`message:${ID}`)
  })

  it('a whole message under an update is an edit, an action stays an action', () => {
    const event = { type: 'messages', method: 'patch' }
    const action = inbound({ type: 'action', action: { type: 'delete', target: 'theirs' } })
    expect(parse({ messages: [text('at 11'), action] }, event)).toMatchObject([
      { type: 'edit', target: ID, text: 'at 11' },
      { type: 'removal', target: 'theirs' },
    ])
  })
})
