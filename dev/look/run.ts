/** `npm run look`: the owner's pages in a real browser, against the real Worker on a throw-away stage. */
import assert from 'node:assert/strict'
import { mkdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

import type { Browser } from 'playwright-core'

import { openBusiness } from '../business.ts'
import { openStage, stopOnSignals, type Stage } from '../stage.ts'
import { playBehaviour } from './behaviour.ts'
import { openBrowser } from './browser.ts'
import { createChecks } from './checks.ts'
import { playColleague } from './colleague.ts'
import { playConnect } from './connect.ts'
import { playWithoutScript } from './no-script.ts'
import { playShields } from './shields.ts'
import { playViews } from './views.ts'
import { playWayIn } from './way-in.ts'

/** What the plays bring about on purpose: a refused form, a send that fails, no network, a download that breaks off. */
const ARRANGED = /status of (400|503)|ERR_INTERNET_DISCONNECTED|ERR_INCOMPLETE_CHUNKED_ENCODING/
const NO_BROWSER = 2

const play = async (browser: Browser, stage: Stage): Promise<boolean> => {
  const { check, counts } = createChecks()
  const said: string[] = []
  const world = { stage, browser, check, said }
  const demo = await readDemo()
  const thandi = await stage.businesses.load(demo)
  const busy = await stage.businesses.load(another(demo, 'Zanele’s Nails'))
  const sipho = await openBusiness(stage.ownerUrl, another(demo, 'Sipho’s Barbers'))
  await playWayIn(world, thandi)
  await playColleague(world)
  await playBehaviour(world, thandi)
  await playWithoutScript(world, thandi)
  await playConnect(world, sipho)
  await playShields(world)
  const shots = await shotsFolder()
  await playViews(world, { business: busy, never: thandi, shots })
  await check('the consoles stayed empty, reports of the content policy included', async () => {
    const complaints = said.filter((words) => !ARRANGED.test(words))
    assert.deepEqual(complaints, [])
  })
  const { passed, failed } = counts()
  const seconds = Math.round(performance.now() / 1000)
  console.log(`\n${passed} passed, ${failed} failed in ${seconds} s; pictures in ${shots}`)
  return failed === 0
}

const readDemo = async (): Promise<Record<string, unknown>> =>
  JSON.parse(await readFile(path.join(import.meta.dirname, '../demo.json'), 'utf8'))

/** The demo's business under another name, with an owner and a number of its own. */
const another = (demo: Record<string, unknown>, name: string): Record<string, unknown> => {
  const [first = ''] = name.split('’')
  const owner = { name: first, email: `${first.toLowerCase()}@example.com` }
  return { ...demo, name, owner, phone: '+27825550150', channel: {} }
}

const shotsFolder = async (): Promise<string> => {
  const folder = process.env['SHOTS'] ?? path.join(tmpdir(), 'frontdesk-look')
  await mkdir(folder, { recursive: true })
  return folder
}

const browser = await openBrowser()
if (!browser) {
  console.error('No Chromium here: apt-get install chromium, or name a browser in CHROMIUM.')
  process.exit(NO_BROWSER)
}
const stage = await openStage({ name: 'look', durable: false, port: 0, appPort: 0 })
const stop = async () => {
  await browser.close()
  await stage.stop()
}
stopOnSignals(stop)
try {
  process.exitCode = (await play(browser, stage)) ? 0 : 1
} finally {
  await stop()
}
