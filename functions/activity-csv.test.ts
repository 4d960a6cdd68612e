import { describe, expect, test } from 'vitest'

import { openHouse, type House } from './testing.ts'

type Headers = Record<string, string>
const get = (house: House, headers: Headers, query = '', more: Headers = {}) =>
  house.request(`/activity.csv${query}`, { headers: { ...headers, ...more } })

/** The file's fields, line by line, by RFC 4180. */
const linesOf = async (response: Response) => {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await response.arrayBuffer())
  expect(text.startsWith('\uFEFF"Time","Who","What"')).toBe(true)
  expect(text.endsWith('"\r\n')).toBe(true)
  return text
    .slice(1, -2)
    .split('\r\n')
    .map((line) =>
      line
        .slice(1, -1)
        .split('","')
        .map((field) => field.replaceAll('""', '"')),
    )
}
const withService = () =>
  openHouse({ name: 'Thandi’s (Hair) / Nails', services: [{ name: 'Cut', priceCents: 100 }] })
/** Marks of ours, as many as said, each in a request of its own. */
const changePrices = (house: House, times: number) =>
  house.asOwner(
    {
      text: `select set_config('app.actor', 'payfast', true), set_config('app.at', $1, true)`,
      values: [house.now().toISOString()],
    },
    {
      text: `do $$ begin for n in 1..${times} loop update app.services set price_cents = 100 + n; end loop; end $$`,
      values: [],
    },
  )

describe('the activity as a file', () => {
  test('holds what the page shows under the same filter, with time, request and values [#106]', async () => {
    const house = await withService()
    house.setTime('2026-11-24T22:30:09.500Z')
    const headers = await house.signedIn()
    await changePrices(house, 1)
    const lines = await linesOf(await get(house, headers, '?what=prices&who=frontdesk'))
    expect(lines).toHaveLength(3)
    const head = ['Time', 'Who', 'What', 'Table', 'Id', 'From where', 'Request', 'Before', 'After']
    expect(lines[0]).toEqual(head)
    expect(lines[1]).toEqual([
      '2026-11-25 00:30:09',
      'PayFast',
      'changed a service',
      'services',
      expect.stringMatching(/^[0-9a-f-]{36}$/),
      '',
      '',
      '{"price_cents":100}',
      '{"price_cents":101}',
    ])
    expect(lines[2]?.slice(1, 3)).toEqual(['Frontdesk', 'added a service'])
  })

  test('says who of the team, from where and in which request [#106]', async () => {
    const house = await openHouse()
    const headers = { ...(await house.signedIn()), 'CF-Connecting-IP': '196.25.1.77' }
    await house.deliver(house.says('Good day'))
    const [thread] = await house.threads()
    const path = `/conversations/${String(thread?.['id'])}/takeover`
    const answer = await house.request(path, { method: 'POST', headers })
    const [, first] = await linesOf(await get(house, headers))
    expect(first?.slice(1, 7)).toEqual([
      'Nomsa',
      'took over a chat',
      'conversations',
      String(thread?.['id']),
      '196.25.1.0/24',
      answer.headers.get('x-request-id'),
    ])
  })

  test('of the kind security holds the log-ins and refusals [#107]', async () => {
    const house = await openHouse()
    const headers = await house.signedIn()
    await get(house, await house.signedIn('staff'))
    const [, ...lines] = await linesOf(await get(house, headers, '?what=security'))
    const says = 'asked for something their role doesn’t allow (GET /activity.csv)'
    expect(lines).toEqual([expect.arrayContaining(['Nomsa', says, 'security_events', 'unknown'])])
  })

  test('is a download under the name of business and day, which no browser keeps or guesses at', async () => {
    const house = await withService()
    house.setTime('2026-11-24T22:30:00Z')
    const { headers } = await get(house, await house.signedIn())
    expect(headers.get('content-disposition')).toBe(
      `attachment; filename="Frontdesk activity 2026-11-25.csv"; filename*=UTF-8''Thandi%E2%80%99s%20%28Hair%29%20%20%20Nails%20activity%202026-11-25.csv`,
    )
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })

  test('a name or value that would be a formula is none in the file [#58]', async () => {
    const house = await openHouse({ services: [{ name: '=1+1', priceCents: 100 }] })
    const headers = await house.signedIn()
    await house.asOwner(
      `select set_config('app.actor', 'test', true), set_config('app.at', '2026-11-24', true)`,
      `update app.members set name = '=HYPERLINK("http://evil.example")' where name = 'Nomsa'`,
    )
    await house.deliver(house.says('Good day'))
    const [thread] = await house.threads()
    await house.request(`/conversations/${String(thread?.['id'])}/takeover`, {
      method: 'POST',
      headers,
    })
    const fields = (await linesOf(await get(house, headers))).flat()
    expect(fields).toContain(`'=HYPERLINK("http://evil.example")`)
    expect(fields.filter((field) => /^[=+@-]/.test(field))).toEqual([])
  })
})

describe('a file longer than one page', () => {
  test('is read a page at a trip, newest first, none twice and none missing [#106]', async () => {
    const house = await withService()
    const headers = await house.signedIn()
    await changePrices(house, 1200)
    const before = house.trips()
    const lines = await linesOf(await get(house, headers, '?what=prices'))
    expect(house.trips() - before).toBe(3)
    const prices = lines.slice(1).map((line) => /\d+/.exec(line[8] ?? '')?.[0])
    expect(prices).toHaveLength(1201)
    expect(prices.slice(0, 1200)).toEqual(Array.from({ length: 1200 }, (_, n) => `${1300 - n}`))
  })

  test('events of one moment are all in it [#107]', async () => {
    const house = await openHouse()
    const headers = await house.signedIn()
    await house.asOwner({
      text: `insert into app.security_events (at, type, org_id, detail) select $1, 'refused', $2, n from generate_series(1, 1100) n`,
      values: [house.now().toISOString(), house.business.orgId],
    })
    const lines = await linesOf(await get(house, headers, '?what=security'))
    expect(new Set(lines.map((line) => line[4])).size).toBe(1101)
  })

  test('breaks off where a page cannot be read, and never ends as if it were whole', async () => {
    const house = await withService()
    const headers = await house.signedIn()
    await changePrices(house, 1200)
    const { doors } = house.deps
    let asked = 0
    const enterSession: typeof doors.enterSession = (door) => {
      asked += 1
      if (asked === 2) throw new Error('gone')
      return doors.enterSession(door)
    }
    house.deps.doors = { ...doors, enterSession }
    const response = await get(house, headers)
    expect(response.status).toBe(200)
    await expect(response.text()).rejects.toThrow('gone')
  })

  test('ends for a member who is logged out meanwhile', async () => {
    const house = await withService()
    const headers = await house.signedIn()
    await changePrices(house, 1200)
    const response = await get(house, headers)
    await house.asOwner('delete from app.sessions')
    await expect(response.text()).rejects.toThrow('no session')
  })
})

describe('the file is refused', () => {
  test.each<Headers>([{ 'Sec-Purpose': 'prefetch' }, { 'Sec-Fetch-Site': 'cross-site' }])(
    'where nobody here asked for it (%j), without asking the database',
    async (shape) => {
      const house = await openHouse()
      const headers = await house.signedIn()
      const before = house.trips()
      const response = await get(house, headers, '', shape)
      expect([response.status, house.trips() - before]).toEqual([403, 0])
      expect(response.headers.get('content-disposition')).toBeNull()
    },
  )

  test.each([
    ['manager', 200],
    ['staff', 403],
    ['viewer', 403],
  ])('or not, by the role: for %s it answers %i [#29]', async (role, status) => {
    const house = await openHouse()
    expect((await get(house, await house.signedIn(role))).status).toBe(status)
  })

  test('for a filter that is none, in words', async () => {
    const house = await openHouse()
    expect((await get(house, await house.signedIn(), '?what=secrets')).status).toBe(400)
  })
})

test("another business's marks and events are never in it [#29]", async () => {
  const [house, other] = [await openHouse(), await withService()]
  await changePrices(other, 3)
  await get(other, await other.signedIn('staff'))
  const headers = await house.signedIn()
  for (const query of ['', '?what=security'])
    expect(await (await get(house, headers, query)).text()).not.toMatch(/price_cents|role doesn/)
})
