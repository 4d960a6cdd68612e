/** The yardstick: the statements of a webhook's batch, as the Worker builds them, sent by pgbench. */
import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'

import { connect } from '../../db/client.ts'
import { doorsOf } from '../../db/doors.ts'
import { recordInbound } from '../../src/message/inbound.ts'
import { readHook } from '../../src/vendors/whapi-hook.ts'
import { parseWhapiWebhook } from '../../src/vendors/whapi-webhook.ts'
import { median, percentile } from '../percentile.ts'
import { bodyOf, chatNumber, CHATS, messageId, type Target } from './deliveries.ts'

const INSTALL = 'pgbench is missing: apt-get install postgresql-contrib (or postgresql-15)'
const FIRST_COUNT = 1_000_000_000

export type Protocol = 'extended' | 'prepared'
export type Settings = {
  databaseUrl: string
  folder: string
  targets: readonly Target[]
  clients: number
  seconds: number
}
export type Transactions = { requests: number; seconds: number; p50: number; p95: number }

export const findPgbench = (): string => {
  const inPath = (process.env['PATH'] ?? '').split(path.delimiter)
  const packaged = existsSync('/usr/lib/postgresql')
    ? readdirSync('/usr/lib/postgresql').map((version) => `/usr/lib/postgresql/${version}/bin`)
    : []
  const folder = [...inPath, ...packaged].find((name) => existsSync(path.join(name, 'pgbench')))
  if (folder === undefined) throw new Error(INSTALL)
  return path.join(folder, 'pgbench')
}

type Statement = { sql: string; params: unknown[] }

/** The two statements behind BEGIN that a delivery of `id` from `chat` makes. */
export const statementsOf = (target: Target, message: { id: string; chat: string; at: Date }) => {
  const db = connect('postgresql://nobody@127.0.0.1/none') // it builds the statements and sends none
  const { at } = message
  const hook = readHook(target.hook)
  const delivery = parseWhapiWebhook({ body: bodyOf(target, [message]), receivedAt: at })
  if (!hook || !delivery) throw new Error('the delivery cannot be read')
  const door = doorsOf(db).enterChannel({
    ...hook,
    mode: 'static_header',
    providerChannelId: delivery.channelId,
    at,
    requestId: crypto.randomUUID(),
  })
  const { channelId } = target
  const ingest = recordInbound(db, { channelId, items: delivery.items, receivedAt: at })
  return [(door as unknown as { toSQL: () => Statement }).toSQL(), ingest.toSQL()]
}

type Script = { text: string; variables: Record<string, string> }

/** Every parameter becomes a variable of pgbench, which sends it as a parameter again; the new id and the chat are put into the line. */
export const scriptOf = (target: Target, phase: number, name: string): Script => {
  const chat = chatNumber(0)
  const id = messageId({ phase, client: 0, n: 0 })
  const variables: Record<string, string> = {}
  const statements = statementsOf(target, { id, chat, at: new Date() }).map(({ sql, params }, s) =>
    sql.replaceAll(/\$(\d+)/g, (_, n) => {
      const value = String(params[Number(n) - 1])
      const variable = `${name}_${s}_${n}`
      const varies = value.includes(id)
      const line = value.replaceAll('%', '%%').replaceAll(chat, '%3$s')
      variables[variable] = varies ? line.replaceAll(id, `Bench-${phase}-%1$s-%2$s`) : value
      return varies ? `format(:${variable}::text, :c::text, :n::text, :chat::text)` : `:${variable}`
    }),
  )
  const set = [
    '\\set c :client_id + 10',
    '\\set n :n + 1',
    `\\set chat random(${chat}, ${chatNumber(CHATS - 1)})`,
  ]
  const lines = [...set, 'begin;', ...statements.map((sql) => `${sql};`), 'commit;']
  return { text: lines.join('\n'), variables }
}

export const runPgbench = async (
  settings: Settings,
  protocol: Protocol,
  phase: number,
): Promise<Transactions> => {
  const folder = await mkdtemp(path.join(settings.folder, 'pgbench-'))
  try {
    const scripts = settings.targets.map((target, i) => scriptOf(target, phase, `t${i}`))
    const files = await Promise.all(
      scripts.map(async ({ text }, i) => {
        const file = path.join(folder, `${i}.sql`)
        await writeFile(file, text)
        return file
      }),
    )
    const variables = Object.assign({ n: String(FIRST_COUNT) }, ...scripts.map((s) => s.variables))
    await send({ settings, protocol, folder, files, variables })
    return await readLog(folder, settings.seconds)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const send = async (run: {
  settings: Settings
  protocol: Protocol
  folder: string
  files: string[]
  variables: Record<string, string>
}): Promise<void> => {
  const { clients, seconds, databaseUrl } = run.settings
  const url = new URL(databaseUrl)
  const options = [
    ['--no-vacuum', '--log', `--log-prefix=${path.join(run.folder, 'log')}`],
    [`--protocol=${run.protocol}`, `--client=${clients}`, '--jobs=2', `--time=${seconds}`],
    [`--host=${url.hostname}`, `--port=${url.port}`, `--username=${url.username}`],
    Object.entries(run.variables).flatMap(([name, value]) => ['-D', `${name}=${value}`]),
    run.files.flatMap((file) => ['-f', file]),
    [url.pathname.slice(1)],
  ]
  const PGPASSWORD = decodeURIComponent(url.password)
  await promisify(execFile)(findPgbench(), options.flat(), { env: { ...process.env, PGPASSWORD } })
}

/** One line a transaction; its third word is how long it took, in microseconds. */
const readLog = async (folder: string, seconds: number): Promise<Transactions> => {
  const logs = (await readdir(folder)).filter((name) => name.startsWith('log'))
  const texts = await Promise.all(logs.map((name) => readFile(path.join(folder, name), 'utf8')))
  const lines = texts.flatMap((text) => text.trim().split('\n'))
  const latencies = lines.map((line) => Number(line.split(' ')[2]) / 1000)
  return {
    requests: latencies.length,
    seconds,
    p50: median(latencies),
    p95: percentile(latencies, 0.95),
  }
}
