/** What the tests of files share: asking for one, reading it by RFC 4180, and rows to fill it. */
import type { House } from '../testing.ts'

export type Headers = Record<string, string>

/** Each download is asked for by another owner, unless it says by whom: one may take five an hour. */
export const fileOf = async (house: House, path: string, headers?: Headers): Promise<Response> =>
  house.request(path, { headers: headers ?? (await house.signedIn()) })

/** The fields of each line, by RFC 4180 alone. */
export const fieldsOf = (text: string, separator = ','): string[][] => {
  const lines: string[][] = [[]]
  for (const [, field = '', mark] of text.matchAll(/"((?:[^"]|"")*)"(,|;|\r\n)/g)) {
    lines.at(-1)?.push(field.replaceAll('""', '"'))
    if (mark === '\r\n') lines.push([])
    else if (mark !== separator) throw new Error(`a field ends with ${mark}`)
  }
  return lines.slice(0, -1)
}

/** A whole file for a spreadsheet: its head and its rows. */
export const readCsv = async (house: House, path: string, headers?: Headers) => {
  const response = await fileOf(house, path, headers)
  const text = await response.text()
  if (response.status !== 200) throw new Error(`answered ${response.status}: ${text}`)
  const [head = [], ...rows] = fieldsOf(text)
  return { head, rows }
}

/** So many lines of one customer, a second apart, numbered in the order of time. */
export const seedMessages = async (house: House, lines: number, from = 1): Promise<void> => {
  await house.asOwner(
    {
      text: `select set_config('app.org_id', $1, true), set_config('app.actor', 'test', true), set_config('app.at', $2, true)`,
      values: [house.business.orgId, house.now().toISOString()],
    },
    `insert into app.customers (name, phone) values ('Lerato', '+27825550111') on conflict do nothing`,
    {
      text: `insert into app.conversations (channel_id, customer_id, chat_id, last_message_at)
             select $1::uuid, id, '27825550111@s.whatsapp.net', $2::timestamptz from app.customers on conflict do nothing`,
      values: [house.business.channelId, house.now().toISOString()],
    },
    {
      text: `insert into app.messages (conversation_id, channel_id, by, text, at)
             select c.id, c.channel_id, 'customer', 'line ' || n, '2026-11-24T08:00:00Z'::timestamptz + n * interval '1 second'
               from app.conversations c, generate_series($1::int, $2::int) n order by n`,
      values: [from, from + lines - 1],
    },
  )
}
