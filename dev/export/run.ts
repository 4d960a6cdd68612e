/** `npm run export`: a million messages as a file, beside `psql \copy` of the same rows, while webhooks come in. */
import { mkdtemp, rm } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'

import { stopOnSignals } from '../stage.ts'
import { contentOf } from './content.ts'
import { copyOut, type Form } from './copy.ts'
import { download } from './download.ts'
import { openHouse, type House } from './house.ts'
import { withMemory } from './memory.ts'
import { reportOf, type Compared, type Round } from './report.ts'
import { withWebhooks } from './webhooks.ts'

const QUIET_MS = 15_000
/** Until V8 has settled: the first minutes of a Worker say nothing of what it holds in service. */
const WARM_UP_MS = 30_000
const WARM_UP_PER_SECOND = 150

/** What a form of the file says, and what psql says. */
const compare = async (house: House, form: Form): Promise<Compared> => {
  const folder = await mkdtemp(path.join(house.stage.folder, 'files-'))
  try {
    const [ours, copy] = [path.join(folder, 'ours.csv'), path.join(folder, 'copy.csv')]
    await download(house, { form, file: ours })
    await copyOut(house, { form, file: copy })
    return {
      form,
      ours: await contentOf(ours, { hasHead: true }),
      kept: await contentOf(copy, { hasHead: false }),
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const runRound = async (house: House): Promise<Round> => {
  const quiet = await withMemory(house, () => withWebhooks(house, () => sleep(QUIET_MS)))
  const copySeconds = await copyOut(house, { form: 'spreadsheet' })
  const plainCopySeconds = await copyOut(house, { form: 'software' })
  const alone = await withMemory(house, () => download(house, { form: 'spreadsheet' }))
  const beside = await withMemory(house, () =>
    withWebhooks(house, () => download(house, { form: 'spreadsheet' })),
  )
  return {
    copySeconds,
    plainCopySeconds,
    alone: alone.result,
    beside: beside.result.result,
    grewMb: Math.max(alone.mostMb, beside.mostMb) - quiet.mostMb,
    quiet: quiet.result.accepted,
    during: beside.result.accepted,
  }
}

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '3' },
      messages: { type: 'string', default: '1000000' },
    },
  })
  const messages = Number(values.messages)
  const house = await openHouse(messages)
  stopOnSignals(house.stop)
  try {
    await withWebhooks(house, () => sleep(WARM_UP_MS), WARM_UP_PER_SECOND)
    const compared = [await compare(house, 'software'), await compare(house, 'spreadsheet')]
    const rounds: Round[] = []
    for (let n = 1; n <= Number(values.rounds); n += 1) {
      console.log(`round ${n} of ${values.rounds}`)
      rounds.push(await runRound(house))
    }
    const { text, isHeld } = reportOf({ messages, compared, rounds })
    console.log(`\n${text}`)
    if (!isHeld) process.exitCode = 1
  } finally {
    await house.stop()
  }
}

await main()
