import { describe, expect, test } from 'vitest'

import { fieldsOf, fileOf, readCsv, seedMessages, type Headers } from './export/testing.ts'
import { openHouse } from './testing.ts'
import { askPayment, setUpMerchant } from './webhooks/testing.ts'

const byFirst = ([one = '']: string[], [other = '']: string[]) => one.localeCompare(other)

describe('a file of messages', () => {
  test('holds every line with its chat, its customer, who wrote it and what became of it, oldest first', async () => {
    const house = await openHouse()
    house.setTime('2026-11-24T22:30:09.500Z')
    await house.deliver(house.says('Good day, are you open on Saturday?'))
    await house.work()
    const [thread] = await house.threads()
    const [asked, answered] = await house.lines()
    const { head, rows } = await readCsv(house, '/export/messages.csv')
    expect(head).toEqual([
      'Time',
      'Customer',
      'Phone',
      'Written by',
      'Team member',
      'Kind',
      'Message',
      'Status',
      'Edited',
      'Deleted',
      'Chat',
      'Id',
    ])
    expect(rows[0]).toEqual([
      '2026-11-25 00:30:09',
      'Lerato Mokoena',
      '(+27) 82 555 0111',
      'Customer',
      '',
      'Text',
      'Good day, are you open on Saturday?',
      '',
      '',
      '',
      thread?.['id'],
      asked?.['id'],
    ])
    expect(rows[1]?.slice(3)).toEqual([
      'AI',
      '',
      'Text',
      answered?.['text'],
      'Sending',
      '',
      '',
      thread?.['id'],
      answered?.['id'],
    ])
    expect(rows).toHaveLength(2)
  })

  test('says what was edited or deleted, whose note it is, and what a person of the team wrote', async () => {
    const house = await openHouse()
    await house.deliver(house.says('At nine'))
    const headers = await house.signedIn()
    const [thread] = await house.threads()
    await house.request(`/conversations/${String(thread?.['id'])}/replies`, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ text: 'See you then', cid: crypto.randomUUID() }),
    })
    await house.asOwner(
      `update app.messages set edited_at = '2026-11-24T08:00:00Z', text = 'At ten' where by = 'customer'`,
      `insert into app.messages (org_id, conversation_id, channel_id, by, text, note, at, removed_at, created_at, changed_at)
       select org_id, conversation_id, channel_id, 'receptionist', 'Call back', true, at + interval '1 second', '2026-11-24T09:00:00Z', at, at from app.messages where by = 'customer'`,
    )
    const { rows } = await readCsv(house, '/export/messages.csv')
    const told = rows.map((row) => row.slice(3, 10)).toSorted(byFirst)
    expect(told).toEqual([
      ['AI', '', 'Note', 'Call back', '', '', '2026-11-24 11:00:00'],
      ['Customer', '', 'Text', 'At ten', '', '2026-11-24 10:00:00', ''],
      ['Your team', 'Nomsa', 'Text', 'See you then', 'Waiting', '', ''],
    ])
  })

  test('is narrowed to days of the business’s own clock, both included, and to one chat', async () => {
    const house = await openHouse()
    const moments = ['2026-11-22T21:59:59Z', '2026-11-22T22:00:00Z', '2026-11-24T21:59:59Z']
    for (const [n, moment] of [...moments, '2026-11-24T22:00:00Z'].entries()) {
      house.setTime(moment)
      await house.deliver(house.says(`line ${n}`, { chat_id: `2782555012${n % 2}@s.whatsapp.net` }))
    }
    const words = async (query: string) =>
      (await readCsv(house, `/export/messages.csv?${query}`)).rows.map((row) => row[6])
    expect(await words('from=2026-11-23&to=2026-11-24')).toEqual(['line 1', 'line 2'])
    expect(await words('from=2026-11-25&to=')).toEqual(['line 3'])
    expect(await words('from=&to=2026-11-22')).toEqual(['line 0'])
    const [thread] = await house.threads()
    expect(await words(`conversation=${String(thread?.['id'])}`)).toEqual(['line 0', 'line 2'])
    expect(await words(`conversation=${crypto.randomUUID()}`)).toEqual([])
  })

  test('for software has the names, times and numbers as they are kept, and no apostrophes', async () => {
    const house = await openHouse()
    house.setTime('2026-11-24T08:00:00Z')
    await house.deliver(house.says('=1+1 "now"; 082 555 0100'))
    const [line] = await house.lines()
    const response = await fileOf(house, '/export/messages.csv?separator=semicolon&form=software')
    const bytes = new Uint8Array(await response.arrayBuffer())
    expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)).toBe(
      [
        '"time";"customer";"phone";"written_by";"member";"kind";"message";"status";"edited";"removed";"conversation";"id"',
        `"2026-11-24T08:00:00.000Z";"Lerato Mokoena";"+27825550111";"customer";"";"text";"=1+1 ""now""; 082 555 0100";"";"";"";"${String(line?.['conversation_id'])}";"${String(line?.['id'])}"`,
        '',
      ].join('\r\n'),
    )
  })

  test('a name or message that would be a formula or another number is a text in it [#58]', async () => {
    const house = await openHouse()
    for (const words of ['=HYPERLINK("http://evil.example")', '0825550100', '\u200B+1', '10-12'])
      await house.deliver(house.says(words, { from_name: '=1+1' }))
    const { rows } = await readCsv(house, '/export/messages.csv')
    const said = rows.map((row) => row[6]).toSorted()
    expect(said).toEqual([
      "'0825550100",
      "'10-12",
      `'=HYPERLINK("http://evil.example")`,
      "'\u200B+1",
    ])
    expect(rows.map((row) => row[1])).toEqual(Array.from({ length: 4 }, () => "'=1+1"))
  })
})

describe('every file', () => {
  test('begins with a byte order mark, ends its lines with CRLF and quotes every field, with commas or semicolons', async () => {
    const house = await openHouse()
    await house.deliver(house.says('one\ntwo'))
    for (const [name, mark] of [
      ['comma', ','],
      ['semicolon', ';'],
    ] as const) {
      const response = await fileOf(house, `/export/messages.csv?separator=${name}`)
      const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(
        await response.arrayBuffer(),
      )
      expect(text.startsWith(`\uFEFF"Time"${mark}"Customer"${mark}`)).toBe(true)
      expect(text.endsWith('"\r\n')).toBe(true)
      expect(fieldsOf(text.slice(1), mark)).toHaveLength(2)
    }
  })

  test('is a download under the name of business and day, which no browser keeps or guesses at', async () => {
    const house = await openHouse({ name: 'Thandi’s (Hair) / Nails' })
    house.setTime('2026-11-24T22:30:00Z')
    const { headers } = await fileOf(house, '/export/customers.csv')
    expect(headers.get('content-disposition')).toBe(
      `attachment; filename="Frontdesk customers 2026-11-25.csv"; filename*=UTF-8''Thandi%E2%80%99s%20%28Hair%29%20%20%20Nails%20customers%202026-11-25.csv`,
    )
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-export-rows')).toBe('0')
  })

  test('leaves a row and a mark of who took what, narrowed how, and how many rows [#114] [#106]', async () => {
    const house = await openHouse()
    await seedMessages(house, 12)
    const headers = { ...(await house.signedIn()), 'CF-Connecting-IP': '196.25.1.77' }
    const answer = await house.request('/export/messages.csv?from=2026-11-01', { headers })
    const [[row] = [], [mark] = []] = await house.asOwner(
      'select * from app.exports',
      `select * from app.audit where table_name = 'exports'`,
    )
    const asked = { from: '2026-11-01', separator: 'comma', form: 'spreadsheet' }
    expect(row).toMatchObject({ what: 'messages', rows: 12, filter: asked })
    expect(answer.headers.get('x-export')).toBe(row?.['id'])
    expect(mark).toMatchObject({
      actor: row?.['actor'],
      action: 'insert',
      row_id: row?.['id'],
      network: '196.25.1.0/24',
      request_id: answer.headers.get('x-request-id'),
      after: expect.objectContaining({ what: 'messages', rows: 12, filter: asked }),
    })
    const activity = await (await house.request('/activity', { headers })).text()
    expect(activity).toContain('downloaded a file')
  })

  test('has none of another business’s rows [#29]', async () => {
    const [house, other] = [await openHouse(), await openHouse()]
    await other.deliver(other.says('theirs alone'))
    await fileOf(other, '/export/security.csv', await other.signedIn('staff'))
    for (const what of ['messages', 'conversations', 'customers', 'activity', 'security'])
      expect(await (await fileOf(house, `/export/${what}.csv`)).text()).not.toMatch(
        /theirs alone|Lerato|role doesn/,
      )
  })
})

describe('a file is refused', () => {
  test.each<[string, Headers, string]>([
    ['a browser that looks ahead', { 'Sec-Purpose': 'prefetch' }, 'GET'],
    ['a browser that renders ahead', { 'Sec-Purpose': 'prefetch;prerender' }, 'GET'],
    ['a page of another site', { 'Sec-Fetch-Site': 'cross-site' }, 'GET'],
    ['a page of another host of ours', { 'Sec-Fetch-Site': 'same-site' }, 'GET'],
    ['who asks for the head alone', {}, 'HEAD'],
  ])('to %s, before any row or limit is touched', async (_who, shape, method) => {
    const house = await openHouse()
    const headers = { ...(await house.signedIn()), ...shape }
    const before = house.trips()
    const response = await house.request('/export/messages.csv', { method, headers })
    expect([response.status, house.trips() - before]).toEqual([403, 0])
    expect(response.headers.get('content-disposition')).toBeNull()
  })

  test('or not, by its permissions: log-ins and activity also ask for the activity, payments for the subscription [#29] [#21]', async () => {
    const house = await openHouse()
    const statuses = async (role: string, permissions: string[] = []) => {
      const found: Record<string, number> = {}
      for (const what of ['messages', 'activity', 'security', 'payments']) {
        const headers = await house.signedIn(role, { permissions })
        found[what] = (await fileOf(house, `/export/${what}.csv`, headers)).status
      }
      return Object.values(found).join(' ')
    }
    expect(await statuses('owner')).toBe('200 200 200 200')
    expect(await statuses('manager')).toBe('200 200 200 403')
    expect(await statuses('staff')).toBe('403 403 403 403')
    expect(await statuses('viewer')).toBe('403 403 403 403')
    expect(await statuses('custom', ['data.export'])).toBe('200 403 403 403')
    expect(await statuses('custom', ['audit.read'])).toBe('403 403 403 403')
    expect(await statuses('custom', ['audit.read', 'data.export'])).toBe('200 200 200 403')
  })

  test('for what it cannot be narrowed by, in words, and nothing is kept', async () => {
    const house = await openHouse()
    const queries = [
      'messages.csv?from=2026-02-30',
      'messages.csv?from=2026-11-02&to=2026-11-01',
      'messages.csv?separator=tab',
      'messages.csv?form=xlsx',
      'messages.csv?who=ai',
      'customers.csv?conversation=018f0000-0000-7000-8000-000000000003',
      'messages.csv?x=1',
      'activity.csv?what=security',
      'messages.csv?conversation=1',
      'messages.csv?export=1',
      'messages.csv?after=018f0000-0000-7000-8000-000000000003',
    ]
    for (const query of queries) {
      const { status } = await fileOf(house, `/export/${query}`)
      expect([query, status]).toEqual([query, 400])
    }
    expect(await house.asOwner('select * from app.exports')).toEqual([[]])
  })
})

describe('a role that sees no personal data', () => {
  test('gets the same rows without a name, a digit of a number or a word of anybody [#24]', async () => {
    const house = await openHouse()
    for (const [n, words] of ['Call me on 083 555 0177', 'zqcanary', '=1'].entries())
      await house.deliver(
        house.says(words, { chat_id: `2782555017${n}@s.whatsapp.net`, from_name: `Zqcanary ${n}` }),
      )
    await house.asOwner(
      `select set_config('app.actor', 'test', true), set_config('app.at', '2026-11-24', true)`,
      `update app.conversations set attention = 'Wants: zqcanary'`,
    )
    await setUpMerchant(house)
    const [chat] = await house.threads()
    await askPayment(house, String(chat?.['id']), { purpose: 'Braids for Zqcanary' })
    const headers = () =>
      house.signedIn('custom', {
        permissions: ['data.export', 'audit.read', 'inbox.read', 'payment.request'],
      })
    let rows = 0
    for (const what of [
      'messages',
      'conversations',
      'customers',
      'activity',
      'security',
      'requests',
    ]) {
      for (const form of ['spreadsheet', 'software']) {
        const path = `/export/${what}.csv?form=${form}`
        const response = await fileOf(house, path, await headers())
        rows += Number(response.headers.get('x-export-rows'))
        const text = await response.text()
        // Ids are made of digits too.
        const file = text.replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '')
        expect([path, /zqcanary|call me/i.exec(file)]).toEqual([path, null])
        expect(file.replaceAll(/[^\d"]/g, '')).not.toMatch(/82555017\d|835550177/)
      }
    }
    expect(rows).toBeGreaterThan(18)
    const { rows: lines } = await readCsv(house, '/export/messages.csv', await headers())
    expect(lines.map((line) => line.slice(1, 7))).toEqual(
      Array.from({ length: 3 }, () => ['', '', 'Customer', '', 'Text', '']),
    )
  })
})

describe('the page of downloads', () => {
  const filesOn = async (
    house: Awaited<ReturnType<typeof openHouse>>,
    query: string,
    role: string,
    permissions: string[] = [],
  ) => {
    const headers = await house.signedIn(role, { permissions })
    const html = await (await house.request(`/export${query}`, { headers })).text()
    return [...html.matchAll(/formaction="\/export\/(\w+)\.csv"/g)]
      .map(([, what]) => what)
      .join(' ')
  }

  test('offers what the role may take, and no more', async () => {
    const house = await openHouse()
    const chats = 'messages conversations customers'
    expect(await filesOn(house, '', 'owner')).toBe(`${chats} activity security payments requests`)
    expect(await filesOn(house, '', 'manager')).toBe(`${chats} activity security requests`)
    expect(await filesOn(house, '', 'custom', ['data.export'])).toBe(chats)
    expect(await filesOn(house, '', 'staff')).toBe('')
  })

  test('narrowed to one chat or one person offers only what can be narrowed so', async () => {
    const house = await openHouse()
    const chat = '018f0000-0000-7000-8000-000000000003'
    expect(await filesOn(house, `?conversation=${chat}&from=2026-11-01`, 'owner')).toBe('messages')
    expect(await filesOn(house, '?who=ai&what=chats', 'owner')).toBe('activity')
  })

  test('is led to from “More”, and a chat leads to its own file', async () => {
    const house = await openHouse()
    await house.deliver(house.says('Good day'))
    const [thread] = await house.threads()
    const id = String(thread?.['id'])
    const look = async (path: string, role: string) =>
      (await house.request(path, { headers: await house.signedIn(role) })).text()
    expect(await look('/more', 'manager')).toContain('href="/export"')
    expect(await look('/more', 'staff')).not.toContain('href="/export"')
    const link = `href="/export/messages.csv?conversation=${id}"`
    expect(await look(`/conversations/${id}`, 'owner')).toContain(link)
    expect(await look(`/conversations/${id}`, 'staff')).not.toContain(link)
  })
})
