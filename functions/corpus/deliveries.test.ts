/** Hostile text in every field of what WhatsApp delivers: names, words, captions, ids, edits, reactions, states. */
import { beforeAll, expect, test } from 'vitest'

import { openHouse, type House } from '../testing.ts'
import { changedTables, corpus, tableStates } from './testing.ts'

const CHAT = '27825550111@s.whatsapp.net'
const WRITTEN = [
  'audit',
  'channels',
  'conversations',
  'customer_chats',
  'customers',
  'events',
  'messages',
]

let house: House
let line: string
let turn = 0

beforeAll(async () => {
  house = await openHouse()
  await house.deliver(house.says('Good day', { id: 'MSG.known' }))
  const [first] = await house.lines()
  line = String(first?.['provider_id'])
}, 60_000)

type Payload = Record<string, unknown>
const message = (more: Payload): Payload => house.says('Good day', more)
const action = (more: Payload): Payload =>
  message({ type: 'action', action: { target: line, ...more } })
const of = (name: string, item: unknown): Payload => ({
  [name]: [item],
  event: { type: name, event: 'post' },
})
/** An id that is new each time, with the text in it: the same one would be known already. */
const idWith = (text: string) => `${(turn += 1)}${text}`

const places: Record<string, (text: string) => Payload> = {
  words: (text) => message({ text: { body: text } }),
  name: (text) => message({ from_name: text }),
  caption: (text) => message({ type: 'image', image: { caption: text, mime_type: text } }),
  'name of a file': (text) => message({ type: 'document', document: { file_name: text } }),
  place: (text) => message({ type: 'location', location: { name: text, address: text } }),
  contact: (text) => message({ type: 'contact', contact: { name: text } }),
  button: (text) => message({ type: 'reply', reply: { buttons_reply: { id: text, title: text } } }),
  'type of a message': (text) => message({ type: text, [text]: { body: text } }),
  'id of a message': (text) => message({ id: idWith(text) }),
  chat: (text) => message({ chat_id: text }),
  'chat, with an ending': (text) => message({ chat_id: `${text}@s.whatsapp.net` }),
  source: (text) => message({ source: text }),
  time: (text) => message({ timestamp: text }),
  'line that is quoted': (text) => message({ context: { quoted_id: text } }),
  'target of a reaction': (text) =>
    message({ type: 'action', action: { type: 'reaction', target: text } }),
  reaction: (text) => action({ type: 'reaction', emoji: text }),
  edit: (text) => action({ type: 'edit', edited_type: 'text', edited_content: { body: text } }),
  'kind of an action': (text) => action({ type: text }),
  removal: (text) => of('messages_removed', text),
  'delivery state': (text) => of('statuses', { id: line, status: text, recipient_id: text }),
  'line of a state': (text) => of('statuses', { id: text, status: 'read' }),
  call: (text) => of('calls', { id: idWith(text), status: 'missed', from: text, chat_id: CHAT }),
  'state of the number': (text) => ({ health: { status: { text } }, event: { type: 'health' } }),
  'person who linked the number': (text) => ({ user: { id: text }, event: { type: 'users' } }),
  'name of a part': (text) => ({ [text]: [text], event: { type: text, event: text } }),
  'item that is no object': (text) => of('messages', text),
}

test.each(Object.keys(places))(
  'a hostile %s is stored and answered, and writes into no table of another kind [#57]',
  async (place) => {
    const wrong: unknown[] = []
    const before = await tableStates(house)
    for (const text of corpus) {
      const { status } = await house.deliver(places[place]?.(text))
      if (status !== 200) wrong.push([text.slice(0, 80), status])
    }
    expect(wrong).toEqual([])
    const changed = changedTables(before, await tableStates(house))
    expect(changed.filter((table) => !WRITTEN.includes(table))).toEqual([])
    expect(changed.length).toBeGreaterThan(0)
  },
)

test('no hostile delivery cost a line of another customer, and all pages still open [#57]', async () => {
  const owner = await house.signedIn()
  const [rows = []] = await house.asOwner(
    `select count(*)::int as lines from app.messages where by = 'customer'`,
  )
  expect(rows[0]?.['lines']).toBeGreaterThan(corpus.length * 10)
  for (const thread of await house.threads())
    expect(
      (await house.request(`/conversations/${String(thread['id'])}`, { headers: owner })).status,
    ).toBe(200)
  for (const path of ['/', '/activity', '/connect', '/more', '/security'])
    expect([path, (await house.request(path, { headers: owner })).status]).toEqual([path, 200])
})
