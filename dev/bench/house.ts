/** What the benchmark runs against: a durable stage (fsync on), our Worker beside it, every customer known. */
import path from 'node:path'

import { Client } from 'pg'

import { loadBusiness } from '../business.ts'
import { emptyStage } from '../folder.ts'
import { freePort } from '../port.ts'
import { openStage } from '../stage.ts'
import { bundleWorker, startWorkerd } from '../workerd.ts'
import { findPostmaster } from './cpu.ts'
import { bodyOf, chatNumber, CHATS, messageId, type Target } from './deliveries.ts'

const NAME = 'bench'
const STAGE_PORT = 8890
const APP_PORT = 8891
const BUSINESSES = 20

export type House = Awaited<ReturnType<typeof openHouse>>

export const openHouse = async () => {
  const stage = await openStage({ name: NAME, durable: true, workers: 0, port: STAGE_PORT })
  await runAs(stage.ownerUrl, 'truncate app.orgs, app.users cascade') // left by a run that was ended
  const { bindings, ownerUrl } = stage
  const keys = { hookKeys: bindings.HOOK_KEYS, sealKeys: bindings.SEAL_KEYS }
  const targets = await loadTargets(ownerUrl, keys)
  const folder = path.join(stage.folder, NAME)
  await bundleWorker(path.join(import.meta.dirname, 'worker.ts'), folder)
  const port = await freePort(APP_PORT)
  const worker = await startWorkerd({ folder, port, bindings })
  for (const target of targets) await introduce(target, worker.url)
  const postmaster = await findPostmaster(stage.adminUrl)
  const stop = async () => {
    await worker.stop()
    await stage.stop()
    await emptyStage(NAME)
  }
  return { stage, worker, port, targets, postmaster, phase: 1, stop }
}

const loadTargets = async (
  ownerUrl: string,
  keys: { hookKeys: string; sealKeys: string },
): Promise<Target[]> => {
  const targets: Target[] = []
  for (let n = 0; n < BUSINESSES; n++) {
    const owner = { name: 'Thandi', email: `owner-${n}@example.com` }
    targets.push(await loadBusiness(ownerUrl, { name: `Bench ${n}`, owner }, keys))
  }
  return targets
}

export const runAs = async (url: string, text: string): Promise<void> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(text)
  } finally {
    await client.end()
  }
}

/** One delivery with a first message of every customer. */
const introduce = async (target: Target, url: string): Promise<void> => {
  const messages = Array.from({ length: CHATS }, (_, n) => ({
    id: messageId({ phase: 0, client: 0, n }),
    chat: chatNumber(n),
    at: new Date(),
  }))
  const { status } = await fetch(`${url}/webhooks/whapi/${target.hook}`, {
    method: 'POST',
    headers: { 'X-Webhook-Secret': target.secret },
    body: bodyOf(target, messages),
  })
  if (status !== 200) throw new Error(`the first delivery was answered ${status}`)
}
