/** What two Worker processes over one database must not get wrong, through real HTTP. */
import { readFile } from 'node:fs/promises'

import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'

import type { Business } from './businesses.ts'
import { openStage, type Stage } from './stage.ts'

const CONNECTIONS = 64
const CUSTOMERS = 500

let stage: Stage
let shop: Business

beforeAll(async () => {
  stage = await openStage({ name: 'two-workers', durable: false, workers: 2, port: 0, appPort: 0 })
  const demo = await readFile(`${import.meta.dirname}/demo.json`, 'utf8')
  shop = await stage.businesses.load(JSON.parse(demo))
}, 60_000)
afterAll(() => stage.stop())

const line = (chat: string, text: string) => ({
  id: `${chat}.${crypto.randomUUID().slice(0, 8)}-AAAAAAA`,
  type: 'text',
  chat_id: `${chat}@s.whatsapp.net`,
  from: chat,
  from_me: false,
  from_name: `Customer ${chat}`,
  source: 'mobile',
  text: { body: text },
  timestamp: Math.floor(stage.clock.now().getTime() / 1000),
})

/** Posts to the Worker processes in turn; answers with the status, 0 when nobody answered. */
let turn = 0
const deliver = async (...messages: ReturnType<typeof line>[]): Promise<number> => {
  const worker = stage.workers[turn++ % stage.workers.length]
  const response = await fetch(`${worker?.url}/webhooks/whapi/${shop.hook}`, {
    method: 'POST',
    headers: { 'x-webhook-secret': shop.secret, 'content-type': 'application/json' },
    body: JSON.stringify({
      messages,
      event: { type: 'messages', event: 'post' },
      channel_id: shop.providerChannelId,
    }),
  }).catch(() => null)
  await response?.arrayBuffer()
  return response?.status ?? 0
}
const control = (call: string, input: unknown) =>
  fetch(`${stage.url}/control/${call}`, { method: 'POST', body: JSON.stringify(input) })
const idle = () => control('idle', { timeoutMs: 20_000 })
const sentTo = (chat: string) =>
  stage.whapi.sent().filter(({ chatId }) => chatId === `${chat}@s.whatsapp.net`)
const look = async <T extends object>(query: string, values: unknown[] = []): Promise<T[]> => {
  const client = new Client({ connectionString: stage.ownerUrl })
  await client.connect()
  const { rows } = await client.query<T>(query, values)
  await client.end()
  return rows
}

test('the same delivery fifty times at once, over both processes, is one message and one reply [#37]', async () => {
  const chat = '27825550110'
  const message = line(chat, 'Are you open on Friday?')
  const statuses = await Promise.all(Array.from({ length: 50 }, () => deliver(message)))
  expect(new Set(statuses)).toEqual(new Set([200]))
  await idle()
  expect(sentTo(chat)).toHaveLength(1)
  const stored = await look('select from app.messages where provider_id = $1', [message.id])
  expect(stored).toHaveLength(1)
}, 40_000)

test.each([1, 2, 5, 10])(
  'a burst of %i lines with both processes killed in the middle gets one reply',
  async (lines) => {
    const chat = `278255705${String(lines).padStart(2, '0')}`
    const middle = Math.floor(lines / 2)
    for (let n = 0; n < lines; n += 1) {
      if (n === middle) {
        await Promise.all(stage.workers.map((worker) => worker.kill9()))
        await Promise.all(stage.workers.map((worker) => worker.restart()))
      }
      const text = n === lines - 1 ? 'how much is a gents cut?' : `and one more thing, number ${n},`
      expect(await deliver(line(chat, text))).toBe(200)
    }
    await control('clock', { advanceSeconds: 90 })
    await control('sweep', {})
    await idle()
    expect(sentTo(chat)).toHaveLength(1)
    expect(sentTo(chat)[0]?.text).toContain('R180')
  },
  60_000,
)

test('five hundred customers over sixty-four connections: every message under its sender, none mixed', async () => {
  stage.queue.turn(false) // only storing counts here
  const chats = Array.from({ length: CUSTOMERS }, (_, i) => `2782556${String(i).padStart(4, '0')}`)
  const queue = chats.flatMap((chat) => [1, 2].map((n) => line(chat, `I am ${chat}, line ${n}`)))
  const shuffled = queue.toSorted((one, other) =>
    one.id.slice(-16).localeCompare(other.id.slice(-16)),
  )
  const statuses: number[] = []
  const connection = async () => {
    for (let next = shuffled.pop(); next; next = shuffled.pop()) statuses.push(await deliver(next))
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, connection))
  stage.queue.turn(true)
  expect(statuses.filter((status) => status !== 200)).toEqual([])
  const rows = await look<{ chat: string; text: string; name: string; phone: string }>(
    `select a.chat_id as chat, m.text, p.name, p.phone from app.messages m
       join app.conversations c on c.id = m.conversation_id join app.customers p on p.id = c.customer_id
       join app.customer_chats a on a.customer_id = p.id
      where m.by = 'customer' and m.text like 'I am 2782556%'`,
  )
  expect(rows).toHaveLength(2 * CUSTOMERS)
  const mixed = rows.filter(({ chat, text, name, phone }) => {
    const [number = ''] = chat.split('@')
    return (
      !text.startsWith(`I am ${number},`) || name !== `Customer ${number}` || phone !== `+${number}`
    )
  })
  expect(mixed).toEqual([])
}, 60_000)
