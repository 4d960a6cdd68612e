import { describe, expect, test } from 'vitest'

import { wordsOf } from './pages/testing.ts'
import { columnNames } from './pages/text-activity.en.ts'
import { openHouse, type House } from './testing.ts'

const open = (house: House, headers: Record<string, string>, query = '') =>
  house.request(`/activity${query}`, { headers })
const read = async (house: House, headers: Record<string, string>, query = '') =>
  (await open(house, headers, query)).text()

/** A change of ours to all services, as often as said. */
const changePrices = (house: House, times: number) =>
  house.asOwner(
    {
      text: `select set_config('app.actor', 'stage', true), set_config('app.at', $1, true)`,
      values: [house.now().toISOString()],
    },
    ...Array.from({ length: times }, (_, n) => `update app.services set price_cents = ${n + 1}00`),
  )
const withService = () => openHouse({ services: [{ name: 'Call-out', priceCents: 65_000 }] })

test('the owner reads who did what: the customer’s chat came in, a colleague took it over [#106]', async () => {
  const house = await openHouse()
  const headers = await house.signedIn()
  await house.deliver(house.says('Good day, are you open?'))
  const [thread] = await house.threads()
  const chat = `/conversations/${String(thread?.['id'])}`
  await house.request(`${chat}/takeover`, { method: 'POST', headers, body: new URLSearchParams() })
  const html = await read(house, headers)
  expect(html).toContain(`<a href="${chat}">took over a chat</a>`)
  const seen = wordsOf(html)
  expect(seen).toMatch(/Nomsa took over a chat.*WhatsApp brought in a new chat/)
  expect(seen).toContain('Chat AI answers → became your team answers')
})

test('the team’s comings and goings stand in plain words: invited, accepted, approved, another role [#106]', async () => {
  const house = await openHouse()
  const headers = await house.signedIn()
  const post = (path: string, form: Record<string, string> = {}) =>
    house.request(path, { method: 'POST', headers, body: new URLSearchParams(form) })
  await post('/team/invitations', { email: 'thabo@example.com', role: 'staff' })
  await house.work()
  const t = /\/join\?t=(\S+)/.exec((await house.mails())[0]?.text ?? '')?.[1] ?? ''
  await post('/join', { t, name: 'Thabo' })
  const [[thabo] = []] = await house.asOwner(`select id from app.members where name = 'Thabo'`)
  await post(`/team/members/${String(thabo?.['id'])}/approval`)
  await post('/team/roles', { name: 'Counter', 'personal.read': '1' })
  await post(`/team/members/${String(thabo?.['id'])}/role`, { role: 'viewer' })
  const seen = wordsOf(await read(house, headers, '?what=team'))
  for (const line of [
    /Nomsa changed the role of a team member Role Staff → became Viewer/,
    /Nomsa made a role Name Counter May Sees names, numbers and messages/,
    /Nomsa approved a team member On the team waits for approval → became approved/,
    /Somebody who was invited accepted an invitation to the team/,
    /Somebody who was invited ended an invitation/,
    /Nomsa invited somebody to the team .*Role Staff/,
  ])
    expect(seen).toMatch(line)
})

test('a changed price stands with the old and the new one [#106]', async () => {
  const house = await withService()
  const headers = await house.signedIn()
  await changePrices(house, 2)
  const seen = wordsOf(await read(house, headers, '?what=prices'))
  expect(seen).toMatch(/Frontdesk changed a service Price R1 → became R2.*Price R650 → became R1/)
})

test('no customer’s name or number stands on the page, only that it changed', async () => {
  const house = await openHouse()
  const headers = await house.signedIn()
  await house.deliver(house.says('My gate code is 4711'))
  await house.deliver(house.says('Hello', { from_name: 'Lerato M' }))
  const html = await read(house, headers, '?what=customers')
  expect(wordsOf(html)).toContain('WhatsApp brought in a new customer')
  for (const secret of ['Lerato', '27825550111', '4711']) expect(html).not.toContain(secret)
})

test('earlier marks are reached page by page, none twice and none missing', async () => {
  const house = await withService()
  const headers = await house.signedIn()
  await changePrices(house, 120)
  const seen: string[] = []
  for (let query: string | undefined = '?what=prices'; query;) {
    const html: string = await read(house, headers, query)
    seen.push(...[...wordsOf(html).matchAll(/became R(\d+) /g)].map(([, price = '']) => price))
    query = /href="\/activity(\?[^"]*before=[^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&')
  }
  expect(seen).toEqual(Array.from({ length: 120 }, (_, n) => String(120 - n)))
})

test('the page can be narrowed to one person, the AI or WhatsApp', async () => {
  const house = await openHouse()
  const headers = await house.signedIn()
  await house.deliver(house.says('Can I speak to a person please?'))
  await house.work()
  const only = async (who: string) => wordsOf(await read(house, headers, `?what=chats&who=${who}`))
  expect(await only('ai')).toContain('The AI marked a chat as waiting for you')
  expect(await only('ai')).not.toContain('brought in a new chat')
  expect(await only('whatsapp')).toContain('WhatsApp brought in a new chat')
  expect(await only(crypto.randomUUID())).toContain('Nothing here yet')
})

test('a change says from where it was made, as far as that is kept [#106]', async () => {
  const house = await openHouse()
  const headers = { ...(await house.signedIn()), 'CF-Connecting-IP': '196.25.1.77' }
  await house.deliver(house.says('Good day'))
  const [thread] = await house.threads()
  const path = `/conversations/${String(thread?.['id'])}`
  await house.request(`${path}/takeover`, { method: 'POST', headers })
  const html = await read(house, headers)
  expect(wordsOf(html)).toMatch(/Nomsa took over a chat.*From network 196\.25\.1\.0\/24/)
  expect(html).not.toContain('196.25.1.77')
  expect(html).toContain('href="/export/activity.csv">Download')
})

describe('log-ins and security', () => {
  const event = (house: House, type: string, more: Record<string, unknown> = {}) =>
    house.asOwner({
      text: `insert into app.security_events (at, type, org_id, user_id, detail)
             values ($1, $2, $3, (select user_id from app.members where name = $4), $5)`,
      values: [
        more['at'] ?? house.now().toISOString(),
        type,
        more['org'] ?? null,
        more['name'] ?? 'Nomsa',
        more['detail'] ?? null,
      ],
    })

  test('stand under a filter of their own, those of one person under theirs [#9]', async () => {
    const house = await openHouse()
    const headers = await house.signedIn()
    await event(house, 'password_wrong')
    await event(house, 'new_device', { name: 'Sipho' })
    const [members = []] = await house.asOwner(`select id from app.members where name = 'Sipho'`)
    const all = wordsOf(await read(house, headers, '?what=security'))
    expect(all).toContain('Nomsa : wrong password')
    expect(all).toContain('Sipho : logged in on a new device')
    const his = await read(house, headers, `?what=security&who=${String(members[0]?.['id'])}`)
    expect(wordsOf(his)).not.toContain('wrong password')
    expect(wordsOf(his)).toContain('Sipho : logged in on a new device')
    expect(wordsOf(await read(house, headers))).not.toContain('wrong password')
    expect(wordsOf(await read(house, headers, '?what=security&who=ai'))).toBe(all)
  })

  test('come page by page, also those of one moment, none twice and none missing [#107]', async () => {
    const house = await openHouse()
    const headers = await house.signedIn()
    await house.asOwner({
      text: `insert into app.security_events (at, type, org_id, detail) select $1, 'refused', $2, 'no ' || n from generate_series(1, 120) n`,
      values: [house.now().toISOString(), house.business.orgId],
    })
    const seen: string[] = []
    for (let query: string | undefined = '?what=security'; query;) {
      const html: string = await read(house, headers, query)
      seen.push(...[...wordsOf(html).matchAll(/allow \(no (\d+)\)/g)].map(([, n = '']) => n))
      query = /href="\/activity(\?[^"]*before=[^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&')
    }
    expect(seen).toHaveLength(120)
    expect(new Set(seen).size).toBe(120)
  })
})

test.each([
  ['owner', 200],
  ['manager', 200],
  ['staff', 403],
  ['viewer', 403],
])('for the role %s the page answers %i', async (role, status) => {
  const house = await withService()
  const response = await open(house, await house.signedIn(role))
  expect(response.status).toBe(status)
  if (status === 403) expect(await response.text()).not.toContain('Call-out')
})

test("another business's marks never appear [#29]", async () => {
  const [house, other] = [await openHouse(), await withService()]
  await changePrices(other, 3)
  const headers = await house.signedIn()
  expect(await read(house, headers, '?what=prices')).toContain('Nothing here yet')
  expect(await read(house, headers)).not.toContain('Call-out')
})

test.each([
  '?what=secrets',
  '?who=everybody',
  "?who=018f'",
  '?before=yesterday',
  '?before=-1',
  '?before=9999999999999999999999',
  '?what=team&what=chats',
  '?what=security&before=41',
  '?before=2026-11-24T08:00:00.000Z_018f0000-0000-7000-8000-000000000001',
  '?what=security&before=yesterday_018f0000-0000-7000-8000-000000000001',
])('the address %s is refused in words, not with an error of ours', async (query) => {
  const house = await openHouse()
  expect((await open(house, await house.signedIn(), query)).status).toBe(400)
})

/** Columns that say nothing to a person: keys of rows, and times that the mark's own time says. */
const unnamed = [
  'id',
  'org_id',
  'created_at',
  'changed_at',
  'channel_id',
  'conversation_id',
  'customer_id',
  'user_id',
  'health_at',
  'custom_role_id',
  'invited_by',
  'expires_at',
  'checkout_id',
]

test('every column that leaves a mark has a name on the page, or is known to say nothing', async () => {
  const house = await openHouse()
  const [rows = []] = await house.asOwner(
    `select distinct attname from pg_trigger t join pg_attribute a on attrelid = tgrelid and attnum > 0 and not attisdropped
      where tgname = 'mark_changes' and attname <> all (string_to_array(split_part(encode(tgargs, 'escape'), '\\000', 1), ','))`,
  )
  const columns = rows.map(({ attname }) => String(attname))
  expect(columns.length).toBeGreaterThan(30)
  expect(columns.filter((name) => !(name in columnNames) && !unnamed.includes(name))).toEqual([])
})
