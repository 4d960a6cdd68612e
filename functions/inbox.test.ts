import { expect, test } from 'vitest'

import { openHouse, type House } from './testing.ts'

const write = async (house: House, people: number) => {
  for (let i = 0; i < people; i += 1) {
    const more = {
      chat_id: `278255504${String(i).padStart(2, '0')}@s.whatsapp.net`,
      from_name: `Person ${i}`,
    }
    await house.deliver(house.says('Thank you', more))
    house.pass(60)
  }
}
const names = (html: string) => [...html.matchAll(/Person \d+/g)].map(([name]) => name)

/** All names from this page on, through "Show earlier". */
const everyPage = async (house: House, first: string, headers: Record<string, string>) => {
  const seen: string[] = []
  for (let path: string | undefined = first; path;) {
    const html: string = await (await house.request(path, { headers })).text()
    seen.push(...names(html))
    path = /href="(\/\?[^"]*before=[^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&')
  }
  return seen
}

test('the newest chat stands first, and who needs the owner stands above all', async () => {
  const house = await openHouse()
  const headers = await house.signedIn()
  await house.deliver(house.says('I want to speak to a person please', { from_name: 'Person 99' }))
  await house.work()
  await write(house, 3)
  const html = await (await house.request('/', { headers })).text()
  expect(names(html)).toEqual(['Person 99', 'Person 2', 'Person 1', 'Person 0'])
  expect(html).toContain('Needs you')
})

test('a chat that a person answered today is not counted as the AI’s, even when it was handed back', async () => {
  const house = await openHouse()
  const headers = await house.signedIn()
  await house.deliver(house.says('Thank you'))
  const path = `/conversations/${String((await house.threads())[0]?.['id'])}`
  const today = async () =>
    /id="today">([^<]+)/.exec(await (await house.request('/', { headers })).text())?.[1]?.trim()
  expect(await today()).toBe('1 chat today, 1 by AI')
  const post = (to: string, form: Record<string, string> = {}) =>
    house.request(`${path}/${to}`, { method: 'POST', headers, body: new URLSearchParams(form) })
  await post('replies', { text: 'You’re welcome', cid: crypto.randomUUID() })
  await post('handback')
  expect(await today()).toBe('1 chat today, 0 by AI')
})

test('older chats come page by page, none twice and none missing', async () => {
  const house = await openHouse()
  const headers = await house.signedIn()
  await write(house, 60)
  const seen = await everyPage(house, '/', headers)
  expect(seen).toHaveLength(60)
  expect(new Set(seen).size).toBe(60)
})

test('however many chats need the owner, each can be reached', async () => {
  const house = await openHouse()
  const headers = await house.signedIn()
  await write(house, 60)
  await house.asOwner(
    `select set_config('app.actor', 'test', true), set_config('app.at', now()::text, true)`,
    `update app.conversations set state = 'needs_human', attention = 'Asks for a person'`,
  )
  expect(await everyPage(house, '/?show=needs', headers)).toHaveLength(60)
})

test('the live list answers 204 until something changes', async () => {
  const house = await openHouse()
  const headers = await house.signedIn()
  await write(house, 1)
  const live = (version: string) =>
    house.request(`/live?v=${encodeURIComponent(version)}`, { headers })
  const version = (await live('')).headers.get('x-v') ?? ''
  expect((await live(version)).status).toBe(204)
  await write(house, 2)
  expect((await live(version)).status).toBe(200)
})

test('a disconnected number is said at the top, with the way to connect it again', async () => {
  const house = await openHouse()
  const headers = await house.signedIn()
  const health = { status: { text: 'STOP', code: 0 } }
  await house.deliver({ health, event: { type: 'channel', event: 'post' } })
  const html = await (await house.request('/', { headers })).text()
  expect(html).toContain('disconnected')
  expect(html).toContain('href="/connect"')
})

test.each([
  '/?show=everything',
  '/?before=yesterday',
  '/?before=2026-01-01_x',
  '/?show=ai&show=you',
])('the address %s is refused in words, not with an error of ours', async (path) => {
  const house = await openHouse()
  const response = await house.request(path, { headers: await house.signedIn() })
  expect(response.status).toBe(400)
})

test("one business never sees another's chats [#29]", async () => {
  const house = await openHouse()
  const other = await openHouse()
  await write(other, 2)
  const html = await (await house.request('/', { headers: await house.signedIn() })).text()
  expect(names(html)).toEqual([])
})
