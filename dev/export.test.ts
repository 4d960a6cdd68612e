/** A file through the real Worker over HTTP, whose database goes away in the middle of it. */
import { readFile } from 'node:fs/promises'

import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { addPastChat, logIn } from './business.ts'
import type { Business } from './businesses.ts'
import { openStage, type Stage } from './stage.ts'

const ROWS = 20_000

let stage: Stage
let shop: Business

beforeAll(async () => {
  stage = await openStage({ name: 'export-breaks', durable: false, port: 0, appPort: 0 })
  const demo = await readFile(`${import.meta.dirname}/demo.json`, 'utf8')
  shop = await stage.businesses.load(JSON.parse(demo))
  await addPastChat(stage.ownerUrl, shop, { lines: ROWS, from: '2026-11-24' })
}, 60_000)
afterAll(() => stage.stop())

/** Nobody is let in any more, and whoever is in is put out. */
const takeAway = async (isAway: boolean) => {
  const name = new URL(stage.ownerUrl).pathname.slice(1)
  const client = new Client({ connectionString: stage.adminUrl })
  await client.connect()
  await client.query(`alter database "${name}" allow_connections ${!isAway}`)
  if (isAway)
    await client.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1',
      [name],
    )
  await client.end()
}

/** What came, and whether it came to its end. */
const read = async (response: Response) => {
  const decoder = new TextDecoder()
  let text = ''
  try {
    for await (const part of response.body ?? []) text += decoder.decode(part, { stream: true })
    return { text, ended: true }
  } catch {
    return { text, ended: false }
  }
}
const linesOf = (text: string) => [...text.matchAll(/"(line \d+)",[^\n]*"([\da-f-]{36})"\r\n/g)]

test('a database that goes away at row 5,000 of 20,000 breaks the download, which goes on behind its last whole line when it is back [#115]', async () => {
  const cookie = await logIn(stage.ownerUrl, shop.email)
  const file = `${stage.appOrigin}/export/messages.csv`
  stage.neon.reset()
  stage.neon.intercept.before = ({ n }) => (n === 6 ? takeAway(true) : undefined)
  const response = await fetch(file, { headers: { cookie } })
  expect([response.status, response.headers.get('x-export-rows')]).toEqual([200, String(ROWS)])
  const broken = await read(response)
  expect(broken.ended).toBe(false)
  const came = linesOf(broken.text)
  expect(came.length).toBeGreaterThan(0)
  expect(came.length).toBeLessThanOrEqual(5000)

  stage.neon.intercept.before = () => {}
  await takeAway(false)
  const rest = new URLSearchParams({
    export: response.headers.get('x-export') ?? '',
    after: came.at(-1)?.[2] ?? '',
  })
  const gone = await read(await fetch(`${file}?${rest}`, { headers: { cookie } }))
  expect(gone.ended).toBe(true)
  const all = [...came, ...linesOf(gone.text)].map(([, words]) => words)
  expect(all).toEqual(Array.from({ length: ROWS }, (_, n) => `line ${n + 1}`))
})
