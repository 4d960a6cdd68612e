import { describe, expect, it } from 'vitest'

import { CHAT, ID, SECONDS, only, parse, receivedAt, sentAt, text } from './testing.ts'

describe('delivery states', () => {
  const status = (fields: object) => ({
    id: ID,
    code: 3,
    status: 'delivered',
    recipient_id: CHAT,
    timestamp: `${SECONDS}`,
    ...fields,
  })

  it.each(['pending', 'sent', 'delivered', 'read', 'played', 'failed', 'deleted'])(
    '%s is read',
    (state) => {
      expect(parse({ statuses: [status({ status: state })] })).toMatchObject([
        { type: 'status', target: ID, state, at: sentAt, key: `status:${ID}:${state}:${CHAT}:` },
      ])
    },
  )

  it('without a time or a recipient are dated when they reached us', () => {
    expect(parse({ statuses: [{ id: ID, status: 'read' }] })).toMatchObject([
      { type: 'status', state: 'read', at: receivedAt, key: `status:${ID}:read::` },
    ])
  })

  it('of several viewers are told apart', () => {
    const items = parse({ statuses: [status({ viewer_id: 'a' }), status({ viewer_id: 'b' })] })
    expect(new Set(items.map(({ key }) => key)).size).toBe(2)
  })

  it('of a kind we do not know are noted', () => {
    expect(parse({ statuses: [status({ status: 'teleported' })] })).toMatchObject([
      { type: 'other', kind: 'status' },
    ])
  })
})

describe('calls', () => {
  const call = (fields: object) => ({
    id: 'call-1',
    from: CHAT,
    chat_id: CHAT,
    status: 'missed',
    timestamp: sentAt.getTime(),
    ...fields,
  })

  it.each([
    [{}, 'Missed voice call'],
    [{ status: 'canceled' }, 'Missed voice call'],
    [{ video_call: true }, 'Missed video call'],
    [{ chat_id: undefined }, 'Missed voice call'],
  ])('%o is a line in the chat', (fields, words) => {
    expect(parse({ calls: [call(fields)] }, { type: 'calls', event: 'post' })).toMatchObject([
      {
        type: 'message',
        kind: 'call',
        providerId: 'call:call-1',
        chatId: CHAT,
        fromMe: false,
        text: words,
        phone: '+27825550100',
        at: sentAt,
      },
    ])
  })

  it.each(['initiated', 'ringing', 'answered'])('%s is only noted', (status) => {
    expect(parse({ calls: [call({ status })] })).toMatchObject([
      { type: 'other', kind: 'call', key: `call:call-1:${status}` },
    ])
  })

  it('in a group leaves nothing of itself', () => {
    expect(parse({ calls: [call({ chat_id: '1@g.us' })] })).toMatchObject([
      { type: 'other', kind: 'group', raw: null },
    ])
  })
})

describe('the channel itself', () => {
  const health = (word: string) =>
    only(
      parse(
        { health: { start_at: SECONDS, uptime: 7, status: { code: 4, text: word }, version: 'x' } },
        { type: 'channel', event: 'post' },
      ),
    )

  it.each([
    ['AUTH', 'working'],
    ['QR', 'linking'],
    ['NOT_INIT', 'starting'],
    ['INIT', 'starting'],
    ['LAUNCH', 'starting'],
    ['SYNC_ERROR', 'down'],
    ['STOP', 'down'],
    ['ERROR', 'down'],
    ['A word of next year', 'starting'],
  ])('%s means %s', (word, state) => {
    expect(health(word)).toMatchObject({ type: 'health', health: state, text: word })
  })

  it('the same state delivered again has the same key, an hour later another', () => {
    const status = { code: 4, text: 'AUTH' }
    const key = (uptime: number) =>
      only(parse({ health: { start_at: SECONDS, uptime, status } })).key
    expect(key(60)).toBe(key(60))
    expect(key(3660)).not.toBe(key(60))
  })

  it('an account linked or unlinked', () => {
    const user = { id: '27825550199', name: 'Thandi’s Salon' }
    expect(parse({ user }, { type: 'users', event: 'post' })).toMatchObject([
      { type: 'health', health: 'working' },
    ])
    expect(parse({ user }, { type: 'users', event: 'delete' })).toMatchObject([
      { type: 'health', health: 'down', text: 'unlinked' },
    ])
    expect(parse({ user }, { type: 'users', event: 'put' })).toMatchObject([
      { type: 'other', kind: 'user' },
    ])
  })

  it('a QR code is a secret and is not kept', () => {
    expect(
      parse(
        { qr: { status: 'OK', base64: 'data:…', rowdata: 'x' } },
        { type: 'channel', event: 'patch' },
      ),
    ).toMatchObject([{ type: 'other', kind: 'qr', raw: null }])
  })

  it.each([
    'presences',
    'chats',
    'chats_updates',
    'contacts',
    'groups',
    'groups_participants',
    'labels',
    'news',
  ])('%s are noted without their content', (name) => {
    expect(parse({ [name]: [{ id: 'x', last_message: text('private') }] })).toMatchObject([
      { type: 'other', kind: name, raw: null },
    ])
  })
})
