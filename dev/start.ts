import { readFile } from 'node:fs/promises'
import path from 'node:path'

import { DURABLE_STAGE } from './stage-name.ts'
import { openStage, stopOnSignals, type Stage } from './stage.ts'

const start = async (): Promise<void> => {
  let open: Stage | null = null
  stopOnSignals(async () => open?.stop())
  const stage = await openStage({ name: DURABLE_STAGE, durable: true, cron: true })
  open = stage
  if (stage.businesses.list().length === 0) {
    const demo = await readFile(path.join(import.meta.dirname, 'demo.json'), 'utf8')
    await stage.businesses.load(JSON.parse(demo))
  }
  const [business] = stage.businesses.list()
  const link = business ? await stage.businesses.signIn(business.email) : stage.appOrigin
  const stageUrl = stage.url.replace('127.0.0.1', 'localhost')
  const seconds = (performance.now() / 1000).toFixed(1)
  console.log(`
Frontdesk is ready after ${seconds} s.

  The owner's app   ${link}
  Phone simulator   ${stageUrl}/phone
  Mailbox           ${stageUrl}/mailbox
  Control API       ${stageUrl}/control
  All of these      ${stageUrl}/

The first link signs in once; ${stageUrl}/ gives another. Ctrl-C stops everything and keeps the data; npm run reset empties it.
`)
}

try {
  await start()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
