/** How a file is begun, read page by page, broken off and gone on with. */
import { describe, expect, test } from 'vitest'

import { openHouse, type House } from '../testing.ts'
import { fieldsOf, fileOf, readCsv, seedMessages, type Headers } from './testing.ts'

const MESSAGES = '/export/messages.csv'
const wordsIn = (text: string) => fieldsOf(text).map((row) => row[6])
const numbered = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, n) => `line ${from + n}`)
const asOwner = (house: House, text: string, values: unknown[] = []) =>
  house.asOwner(
    {
      text: `select set_config('app.org_id', $1, true), set_config('app.actor', 'test', true), set_config('app.at', $2, true)`,
      values: [house.business.orgId, house.now().toISOString()],
    },
    { text, values },
  )
const kept = async (house: House) => {
  const [[row] = []] = await house.asOwner('select count(*)::int as rows from app.exports')
  return row?.['rows']
}

describe('a file longer than one page', () => {
  test('is read a page at a trip, in the order of time, no row twice and none missing', async () => {
    const house = await openHouse()
    await seedMessages(house, 7500)
    const headers = await house.signedIn()
    const before = house.trips()
    const { rows } = await readCsv(house, MESSAGES, headers)
    expect(house.trips() - before).toBe(8)
    expect(rows.map((row) => row[6])).toEqual(numbered(1, 7500))
  })

  test('is bounded by bytes where its lines are long', async () => {
    const house = await openHouse()
    await seedMessages(house, 300)
    await house.asOwner(`update app.messages set text = text || repeat('💬', 7900)`)
    const headers = await house.signedIn()
    const before = house.trips()
    const { rows } = await readCsv(house, MESSAGES, headers)
    expect(house.trips() - before).toBeGreaterThan(10)
    expect(rows.map((row) => row[6]?.replaceAll('💬', ''))).toEqual(numbered(1, 300))
  })

  test('has one page read ahead, and no more, of a reader who waits', async () => {
    const house = await openHouse()
    await seedMessages(house, 20_000)
    const headers = await house.signedIn()
    const before = house.trips()
    const response = await house.request(MESSAGES, { headers })
    expect(house.trips() - before).toBe(1)
    const reader = response.body?.getReader()
    await reader?.read()
    await new Promise((resolve) => {
      setTimeout(resolve, 300)
    })
    expect(house.trips() - before).toBe(2)
    await reader?.cancel()
  })

  test('rows of one moment are all in it', async () => {
    const house = await openHouse()
    await seedMessages(house, 3100)
    await house.asOwner(`update app.messages set at = '2026-11-24T08:00:00Z'`)
    const { rows } = await readCsv(house, MESSAGES)
    expect(rows.map((row) => row[6])).toEqual(numbered(1, 3100))
  })

  test('of as many chats as lines, which nobody has counted yet, is read as one of a single chat', async () => {
    const house = await openHouse()
    await asOwner(
      house,
      `with c as (insert into app.customers (name, phone) select 'C ' || n, '+2782' || lpad(n::text, 7, '0') from generate_series(1, 6000) n returning id, phone),
            t as (insert into app.conversations (channel_id, customer_id, chat_id, last_message_at)
                  select $1::uuid, id, substr(phone, 2) || '@s.whatsapp.net', now() from c returning id, chat_id)
       insert into app.messages (conversation_id, channel_id, by, text, at) select id, $1::uuid, 'customer', 'of ' || chat_id, '2026-11-24' from t`,
      [house.business.channelId],
    )
    const { rows } = await readCsv(house, MESSAGES)
    const wrong = rows.filter(
      (row) => row[6] !== `of ${row[2]?.replaceAll(/\D/g, '')}@s.whatsapp.net`,
    )
    expect([rows.length, wrong]).toEqual([6000, []])
  })

  test('breaks off where a page cannot be read, and never ends as if it were whole', async () => {
    const house = await openHouse()
    await seedMessages(house, 7000)
    const headers = await house.signedIn()
    const { doors } = house.deps
    let asked = 0
    const enterSession: typeof doors.enterSession = (door) => {
      asked += 1
      if (asked === 3) throw new Error('gone')
      return doors.enterSession(door)
    }
    house.deps.doors = { ...doors, enterSession }
    const response = await house.request(MESSAGES, { headers })
    expect(response.status).toBe(200)
    await expect(response.text()).rejects.toThrow('gone')
  })

  test('ends for a member who is logged out or loses the right meanwhile', async () => {
    const house = await openHouse()
    await seedMessages(house, 7000)
    const lost = await house.request(MESSAGES, { headers: await house.signedIn('manager') })
    await asOwner(house, `update app.members set role = 'staff' where role = 'manager'`)
    await expect(lost.text()).rejects.toThrow('role too low')
    const out = await house.request(MESSAGES, { headers: await house.signedIn() })
    await house.asOwner('delete from app.sessions')
    await expect(out.text()).rejects.toThrow('no session')
  })
})

/** Reads the chunks of a file, and does something after each. */
const readSlowly = async (response: Response, between: (chunk: number) => Promise<unknown>) => {
  const decoder = new TextDecoder()
  let text = ''
  let chunks = 0
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true })
    await between((chunks += 1))
  }
  return text
}

/** The same numbers in every run. */
const dice = (seed: number) => {
  let state = seed
  return (below: number) => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
}

describe('while others write', () => {
  test.each([3, 17, 2026])(
    'a file holds each row that was there when it was begun once, and none that came later: play %i',
    async (seed) => {
      const house = await openHouse()
      await seedMessages(house, 10_000)
      const next = dice(seed)
      const response = await fileOf(house, MESSAGES)
      let came = 10_000
      const text = await readSlowly(response, async () => {
        const lines = 1 + next(40)
        // Newer ones, and some that come late and say that they are old.
        await seedMessages(house, lines, came + 1)
        came += lines
        await asOwner(
          house,
          `update app.messages set at = '2026-11-24T08:00:00Z'::timestamptz + make_interval(secs => $1) where text = any ($2)`,
          [next(12_000), [`line ${came}`]],
        )
        const edited = Array.from({ length: 5 }, () => `line ${1 + next(10_000)}`)
        await asOwner(
          house,
          `update app.messages set edited_at = now(), state = 'read' where text = any ($1)`,
          [edited],
        )
      })
      expect(came).toBeGreaterThan(10_003)
      expect(wordsIn(text).slice(1)).toEqual(numbered(1, 10_000))
    },
  )

  test('a customer or chat that comes meanwhile is in the next file', async () => {
    const house = await openHouse()
    await asOwner(
      house,
      `insert into app.customers (name, phone) select 'C ' || n, '+2782' || lpad(n::text, 7, '0') from generate_series(1, 6500) n`,
    )
    const response = await fileOf(house, '/export/customers.csv')
    const text = await readSlowly(response, async (chunk) => {
      house.pass(1)
      await asOwner(house, `insert into app.customers (name) values ($1)`, [`late ${chunk}`])
    })
    const ids = fieldsOf(text)
      .slice(1)
      .map((row) => row.at(-1))
    expect([ids.length, new Set(ids).size]).toEqual([6500, 6500])
    expect(text).not.toContain('late')
    expect(await (await fileOf(house, '/export/customers.csv')).text()).toContain('late 1')
  })

  test('an edit shows the value at the time its page is read, and says that it was edited', async () => {
    const house = await openHouse()
    await seedMessages(house, 10_000)
    const text = await readSlowly(await fileOf(house, MESSAGES), async (chunk) => {
      if (chunk === 1)
        await house.asOwner(
          `update app.messages set text = 'reworded', edited_at = '2026-11-24T12:00:00Z' where text in ('line 1', 'line 9999')`,
        )
    })
    const lines = fieldsOf(text)
    expect(lines[1]?.slice(6, 9)).toEqual(['line 1', '', ''])
    expect(lines[9999]?.slice(6, 9)).toEqual(['reworded', '', '2026-11-24 14:00:00'])
  })
})

describe('five an hour', () => {
  test('are begun of twenty that one person asks for at once, and the next when the first is an hour old', async () => {
    const house = await openHouse()
    const headers = await house.signedIn()
    const ask = async () => (await house.request(MESSAGES, { headers })).status
    const statuses = await Promise.all(Array.from({ length: 20 }, ask))
    const begun = statuses.filter((status) => status === 200)
    expect([begun.length, statuses.filter((status) => status === 429).length]).toEqual([5, 15])
    expect(await kept(house)).toBe(5)
    house.pass(3599)
    const refused = await house.request('/export/customers.csv', { headers })
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1'])
    house.pass(1)
    expect(await ask()).toBe(200)
  })

  test('count for the person, whatever they ask for and from which browser, and for nobody else', async () => {
    const house = await openHouse()
    const headers = await house.signedIn()
    for (const what of ['messages', 'customers', 'activity', 'security', 'payments'])
      expect((await house.request(`/export/${what}.csv`, { headers })).status).toBe(200)
    expect((await house.request(MESSAGES, { headers })).status).toBe(429)
    expect((await fileOf(house, MESSAGES)).status).toBe(200)
    const [events = []] = await house.asOwner(
      `select type, detail from app.security_events where type = 'limit_reached'`,
    )
    expect(events).toEqual([{ type: 'limit_reached', detail: 'GET /export/messages.csv' }])
  })

  test('are not used up by what was refused', async () => {
    const house = await openHouse()
    const headers = await house.signedIn()
    for (let n = 0; n < 8; n++) await house.request(`${MESSAGES}?from=${n}`, { headers })
    for (let n = 0; n < 8; n++)
      await house.request(MESSAGES, { headers: { ...headers, 'Sec-Purpose': 'prefetch' } })
    expect((await house.request(MESSAGES, { headers })).status).toBe(200)
  })
})

describe('above a thousand customers', () => {
  const withCustomers = async (customers: number) => {
    const house = await openHouse()
    await asOwner(
      house,
      `insert into app.customers (name) select 'C ' || n from generate_series(1, $1::int) n`,
      [customers],
    )
    const headers = await house.signedIn()
    house.pass(16 * 60)
    return { house, headers }
  }

  test('a log-in of more than fifteen minutes is asked for anew, before anything is kept or counted', async () => {
    const { house, headers } = await withCustomers(1001)
    for (let n = 0; n < 7; n++) {
      const response = await house.request(`${MESSAGES}?from=2026-11-01`, { headers })
      expect([response.status, response.headers.get('location')]).toEqual([
        303,
        '/confirm?next=%2Fexport%3Ffrom%3D2026-11-01',
      ])
    }
    expect(await kept(house)).toBe(0)
    await house.asOwner({
      text: `update app.sessions set sudo_until = $1::timestamptz + interval '15 minutes'`,
      values: [house.now().toISOString()],
    })
    expect((await house.request(MESSAGES, { headers })).status).toBe(200)
  })

  test('and not at a thousand, nor of somebody who has just logged in', async () => {
    const { house, headers } = await withCustomers(1000)
    expect((await house.request(MESSAGES, { headers })).status).toBe(200)
    await asOwner(house, `insert into app.customers (name) values ('one more')`)
    expect((await house.request(MESSAGES, { headers })).status).toBe(303)
    expect((await fileOf(house, MESSAGES)).status).toBe(200)
  })
})

describe('a download that broke', () => {
  /** A file of 4,000 rows, and how its reader asks for the rest behind a row. */
  const broken = async (query = 'form=spreadsheet') => {
    const house = await openHouse()
    await seedMessages(house, 4000)
    const headers = await house.signedIn()
    const response = await house.request(`${MESSAGES}?${query}`, { headers })
    const file = response.headers.get('x-export') ?? ''
    const whole = await response.text()
    const goOn = (after: string, more: { query?: string; headers?: Headers } = {}) =>
      house.request(`${MESSAGES}?${more.query ?? query}&export=${file}&after=${after}`, {
        headers: more.headers ?? headers,
      })
    const idOf = (line: number) => fieldsOf(whole)[line]?.at(-1) ?? ''
    return { house, headers, file, whole, goOn, idOf }
  }

  test('goes on behind the last line that came whole, byte for byte, as often as it must', async () => {
    const { house, whole, goOn, idOf } = await broken()
    const lines = whole.split(/(?<=\r\n)/)
    for (const line of [1, 2999, 3000, 3999, 4000, 1, 2, 3]) {
      const rest = await goOn(idOf(line))
      expect([line, rest.status]).toEqual([line, 200])
      expect(rest.headers.get('x-export-rows')).toBe('4000')
      expect(lines.slice(0, line + 1).join('') + (await rest.text())).toBe(whole)
    }
    expect(await kept(house)).toBe(1)
  })

  test('goes on as of the moment it began: what came since is left out', async () => {
    const { house, goOn, idOf } = await broken()
    await seedMessages(house, 5, 4001)
    const rest = await (await goOn(idOf(3998))).text()
    expect(wordsIn(rest)).toEqual(['line 3999', 'line 4000'])
  })

  test('is gone on with by whoever began it, for the same rows in the same form, within the hour', async () => {
    const { house, file, headers, goOn, idOf } = await broken('from=2026-11-24')
    const after = idOf(10)
    const statusOf = async (answer: Promise<Response>) => (await answer).status
    expect(await statusOf(goOn(after, { headers: await house.signedIn() }))).toBe(404)
    expect(await statusOf(goOn(after, { query: 'from=2026-11-23' }))).toBe(404)
    expect(await statusOf(goOn(after, { query: 'from=2026-11-24&form=software' }))).toBe(404)
    expect(await statusOf(goOn(crypto.randomUUID()))).toBe(404)
    const other = `/export/customers.csv?from=2026-11-24&export=${file}&after=${after}`
    expect(await statusOf(Promise.resolve(house.request(other, { headers })))).toBe(404)
    house.pass(3599)
    expect(await statusOf(goOn(after))).toBe(200)
    house.pass(1)
    expect(await statusOf(goOn(after))).toBe(404)
  })
})
