import { describe, expect, it } from 'vitest'

import { CHANNEL, parse, read, receivedAt, text } from './testing.ts'
import { parseWhapiWebhook } from './whapi-webhook.ts'

describe('a delivery we cannot read', () => {
  it.each(['', 'null', '[]', '"text"', '12', '{', '{"messages":', '\u0000', '<html>'])(
    '%j is no webhook',
    (body) => {
      expect(parseWhapiWebhook({ body, receivedAt })).toBeNull()
    },
  )

  it.each([
    '{}',
    '{"event":null}',
    '{"event":"x","channel_id":7}',
    '{"messages":[]}',
    '{"test":true,"user":null}',
  ])('%s says nothing', (body) => {
    expect(parseWhapiWebhook({ body, receivedAt })).toEqual({ channelId: null, items: [] })
  })

  it('names its channel', () => {
    expect(parseWhapiWebhook({ body: `{"channel_id":"${CHANNEL}"}`, receivedAt })?.channelId).toBe(
      CHANNEL,
    )
  })

  it.each<[string, unknown]>([
    ['null', null],
    ['a number', 7],
    ['an empty object', {}],
    ['an id no index can hold', text('Hi', { id: 'x'.repeat(3000) })],
    ['an empty id', text('Hi', { id: '' })],
    ['no chat', text('Hi', { chat_id: undefined })],
    ['no word on who wrote it', text('Hi', { from_me: undefined })],
    ['a list', []],
  ])('a broken message (%s) never costs its neighbours', (_, broken) => {
    const items = parse({ messages: [text('one', { id: 'a' }), broken, text('two', { id: 'b' })] })
    expect(items).toMatchObject([
      { text: 'one' },
      { type: 'other', kind: 'malformed' },
      { text: 'two' },
    ])
    expect(items[1]?.raw).not.toBeNull()
  })

  it('surprising optional fields do not cost us the message', () => {
    const odd = { from_name: {}, source: 7, context: 'none', timestamp: {}, reactions: 'x' }
    expect(read(text('Hi', odd))).toMatchObject({
      type: 'message',
      text: 'Hi',
      name: null,
      source: 'unknown',
      quotes: null,
    })
  })

  it.each(['messages', 'statuses', 'calls', 'messages_updates', 'messages_removed', 'health'])(
    '%s that is no list of ours is malformed, not a crash',
    (name) => {
      expect(parse({ [name]: { odd: true } })).toMatchObject([{ type: 'other', kind: 'malformed' }])
    },
  )

  it('nesting ten thousand deep neither crashes nor costs its neighbours', () => {
    const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`
    const good = JSON.stringify(text('Hi'))
    const body = `{"messages":[${good},{"id":"x","deep":${deep}},${good}],"other":${deep}}`
    const items = parseWhapiWebhook({ body, receivedAt })?.items
    expect(items).toMatchObject([
      { text: 'Hi' },
      { kind: 'malformed' },
      { text: 'Hi' },
      { type: 'other', kind: 'other' },
    ])
  })
})
