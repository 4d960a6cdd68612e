/** What strangers wrote, on every page that shows it: beside the same page with harmless words, no part is new. */
import { beforeAll, describe, expect, test } from 'vitest'

import { cut, nameOf } from '../../src/vendors/whapi-item.ts'
import { skeletonOf } from '../pages/testing.ts'
import { openHouse, type House } from '../testing.ts'
import {
  addressesOf,
  corpus,
  dangerousLinks,
  escapedOnce,
  linkCorpus,
  neutralName,
  send,
  storable,
} from './testing.ts'

const NEUTRAL = 'neutral words'
const WRITTEN_MAX = 8000
const FIRST_CHAT = 27825551000

type Owner = Record<string, string>
type Told = { house: House; owner: Owner; chats: string[] }

/** Every kind of line that carries a customer's words. */
const linesOf = (text: string) => [
  { type: 'text', text: { body: text } },
  { type: 'link_preview', link_preview: { body: text, url: text, title: text } },
  { type: 'image', image: { id: text, caption: text } },
  { type: 'document', document: { id: 'file', file_name: text, caption: text } },
  { type: 'location', location: { name: text, address: text } },
  { type: 'contact', contact: { name: text } },
  { type: 'poll', poll: { title: text } },
  { type: 'reply', reply: { type: 'buttons_reply', buttons_reply: { id: text, title: text } } },
]
const LINES = 8

const chatOf = (index: number) => `${FIRST_CHAT + index}@s.whatsapp.net`

/** A business with one customer for each text, whose name it is and who writes it in every kind of line. */
const tell = async (texts: readonly { text: string; name: string }[]): Promise<Told> => {
  const house = await openHouse()
  house.setTime('2026-11-24T08:00:00Z')
  const owner = await house.signedIn()
  for (const [index, { text, name }] of texts.entries()) {
    house.pass(1)
    const chat = { chat_id: chatOf(index), from_name: name }
    const messages = linesOf(text).flatMap((line) => house.says('', { ...chat, ...line }).messages)
    await house.deliver({ messages, event: { type: 'messages', event: 'post' } })
  }
  const threads = await house.threads()
  const chats = texts.map((_, index) =>
    String(threads.find((thread) => thread['chat_id'] === chatOf(index))?.['id']),
  )
  return { house, owner, chats }
}

const pageOf = async ({ house, owner }: Pick<Told, 'house' | 'owner'>, path: string) =>
  (await house.request(path, { headers: owner })).text()

/** A page, and those that its link to earlier rows leads to. */
const pagesFrom = async (told: Told, path: string): Promise<string[]> => {
  const page = await pageOf(told, path)
  const earlier = /href="([^"]*[?&](?:amp;)?before=[^"]*)"/.exec(page)?.[1]
  if (earlier === undefined) return [page]
  return [page, ...(await pagesFrom(told, earlier.replaceAll('&amp;', '&')))]
}

let hostile: Told
let neutral: Told

beforeAll(async () => {
  hostile = await tell(corpus.map((text) => ({ text, name: text })))
  neutral = await tell(corpus.map((text) => ({ text: NEUTRAL, name: neutralName(text) })))
}, 120_000)

test('what customers wrote is kept as they wrote it, byte for byte [#59]', async () => {
  const lines = await hostile.house.lines()
  for (const [index, text] of corpus.entries()) {
    const said = lines.filter((line) => line['conversation_id'] === hostile.chats[index])
    const kept = cut(storable(text), WRITTEN_MAX)
    const place = cut(`${storable(text)}, ${storable(text)}`, WRITTEN_MAX)
    expect(said.length).toBe(LINES)
    expect(new Set(said.map((line) => line['text']))).toEqual(new Set([kept, place]))
  }
})

test('on the page of a chat it is text, escaped once, and nothing else [#58]', async () => {
  for (const [index, text] of corpus.entries()) {
    const page = await pageOf(hostile, `/conversations/${hostile.chats[index]}`)
    const plain = await pageOf(neutral, `/conversations/${neutral.chats[index]}`)
    expect([text, skeletonOf(page)]).toEqual([text, skeletonOf(plain)])
    expect(page).toContain(`>${escapedOnce(cut(storable(text), WRITTEN_MAX))}<`)
    const name = nameOf(storable(text))
    if (name !== null) expect(page).toContain(`<h1 dir="auto">${escapedOnce(name)}</h1>`)
  }
})

test.each(['/', '/?show=ai', '/activity', '/live'])(
  'on %s and its earlier pages no text becomes a part of the page [#58]',
  async (path) => {
    const pages = await pagesFrom(hostile, path)
    const plain = await pagesFrom(neutral, path)
    expect(pages.map(skeletonOf)).toEqual(plain.map(skeletonOf))
    expect(pages.flatMap(dangerousLinks)).toEqual([])
  },
)

const everyPage = (chat: string | undefined) => [
  '/',
  `/conversations/${chat}`,
  '/connect',
  '/activity',
  '/more',
  '/security',
  '/security/password',
]

describe('a name of the business or of its people, and a browser’s own name', () => {
  const rename = (house: House, { business, name }: { business: string; name: string }) =>
    house.asOwner(
      `select set_config('app.org_id', '${house.business.orgId}', true), set_config('app.actor', 'test', true), set_config('app.at', now()::text, true)`,
      { text: 'update app.orgs set name = $1, owner_name = $2', values: [business, name] },
      { text: 'update app.members set name = $1', values: [name] },
      { text: 'update app.sessions set user_agent = $1', values: [business] },
    )
  const shown = async (house: House, owner: Owner, chat: string) =>
    Promise.all(everyPage(chat).map((path) => pageOf({ house, owner }, path)))

  test('is text on every page, and leads nowhere [#58] [#60]', async () => {
    const house = await openHouse()
    const owner = await house.signedIn()
    await house.deliver(house.says('Good day'))
    const chat = String((await house.threads())[0]?.['id'])
    const form = new URLSearchParams({ text: 'On my way', cid: crypto.randomUUID() })
    await send(house, `POST /conversations/${chat}/replies`, { form, headers: owner })
    const inTwo = (text: string) => ({
      business: Array.from(storable(text)).slice(0, 120).join(''),
      name: Array.from(storable(text)).slice(0, 80).join(''),
    })
    let rows = 0
    for (const text of corpus) {
      // The list of changes grows with each renaming: the same one is made twice, harmless and hostile.
      await rename(house, { business: NEUTRAL, name: NEUTRAL })
      await house.asOwner('delete from app.audit')
      const plain = await shown(house, owner, chat)
      await rename(house, inTwo(text))
      await house.asOwner('delete from app.audit')
      const pages = await shown(house, owner, chat)
      expect([text, pages.map(skeletonOf)]).toEqual([text, plain.map(skeletonOf)])
      expect(pages.flatMap(dangerousLinks)).toEqual([])
      rows += pages.reduce((total, page) => total + addressesOf(page), 0)
    }
    expect(rows).toBeGreaterThan(1000)
  }, 60_000)
})

describe('what somebody typed comes back as text', () => {
  const typed = [
    { route: 'POST /login', names: ['email'] },
    { route: 'POST /login/password', names: ['email'] },
    { route: 'POST /signup', names: ['business', 'name', 'email', 'phone'] },
    { route: 'POST /connect', names: ['phone', 'token'] },
    { route: 'POST /login/verify', names: ['t', 'code'] },
  ]
  test.each(typed)('in the form of $route and its errors [#58]', async ({ route, names }) => {
    const { house, owner } = neutral
    const answer = async (text: string) => {
      const form = new URLSearchParams(names.map((name) => [name, text]))
      const response = await send(house, route, { form, headers: owner })
      return skeletonOf(await response.text())
    }
    // The ways to be taken or refused: by length, as a number, as no text at all.
    const lengths = [7, 20, 100, 200, 1000].map((length) => 'n'.repeat(length))
    const known = await Promise.all([...lengths, '+27825550133', 'nul\0'].map(answer))
    for (const text of corpus) {
      const seen = await answer(text)
      const isKnown = known.some((one) => JSON.stringify(one) === JSON.stringify(seen))
      if (!isKnown) expect([text, seen]).toEqual([text, known[0]])
    }
    expect(known.flat().length).toBeGreaterThan(20)
  })

  test('in the address of the page that says where a link went [#58]', async () => {
    const { house } = neutral
    const sent = async (email: string) => {
      const asking = JSON.stringify({ browser: 'b'.repeat(43), email, purpose: 'login' })
      const headers = {
        Cookie: `__Host-ml=${encodeURIComponent(btoa(encodeURIComponent(asking)))}`,
      }
      return house.request('/login/sent', { headers })
    }
    const plain = skeletonOf(await (await sent('neutral@example.com')).text())
    for (const text of corpus.map(storable).filter(({ length }) => length <= 254)) {
      const page = await (await sent(text)).text()
      expect([text, skeletonOf(page)]).toEqual([text, plain])
      expect(page).toContain(escapedOnce(text))
    }
  })

  test('in the name of a field that is given twice [#58]', async () => {
    const { house, owner } = neutral
    const twice = async (name: string) => {
      const query = new URLSearchParams([
        [name, '1'],
        [name, '2'],
      ])
      return (await send(house, 'GET /', { query, headers: owner })).text()
    }
    const plain = skeletonOf(await twice('neutral'))
    for (const text of corpus) {
      const page = await twice(text)
      expect([text, skeletonOf(page)]).toEqual([text, plain])
      expect(page).toContain(escapedOnce(text.toWellFormed()))
    }
  })
})

test('no address on any page leads to a script or to data, whatever a customer sent [#60]', async () => {
  let looked = 0
  for (const [index, text] of corpus.entries()) {
    if (!linkCorpus.includes(text)) continue
    for (const path of everyPage(hostile.chats[index])) {
      const page = await pageOf(hostile, path)
      expect([text, path, dangerousLinks(page)]).toEqual([text, path, []])
      looked += addressesOf(page)
    }
  }
  expect(looked).toBeGreaterThan(500)
})

test.each([
  '<a href="javascript:alert(1)">',
  '<a href="//evil.example">',
  '<a href=" javascript:alert(1)">',
  '<img src="data:text/html,x">',
  '<form action="JaVaScRiPt:alert(1)">',
  '<a href="java&#10;script:alert(1)">',
])('the look-out finds %s', (page) => {
  expect(dangerousLinks(page)).toHaveLength(1)
})
