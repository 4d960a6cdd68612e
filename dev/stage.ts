import path from 'node:path'

import { prepareDatabase } from '../db/migrate.ts'
import { readConversation } from './business.ts'
import { openBusinesses, type Businesses } from './businesses.ts'
import { createClock } from './clock.ts'
import { createControl } from './control.ts'
import { startCron } from './cron.ts'
import { lockStage, readSecrets, stageFolder, type Secrets } from './folder.ts'
import { serve, type Fetch } from './http.ts'
import { createIndex } from './index-page.ts'
import { createMailbox } from './mailbox.ts'
import { createModel } from './model.ts'
import { createNeon, type Neon } from './neon.ts'
import { houseMerchant } from './payfast-state.ts'
import { createPayfast } from './payfast.ts'
import { freePort } from './port.ts'
import { startPostgres } from './postgres.ts'
import { createQueue } from './queue.ts'
import { databaseName } from './stage-name.ts'
import { createStatic } from './static.ts'
import { createWhapi } from './whapi.ts'
import { buildClient, bundleWorker, endOrphans, startWorkerd, type Workerd } from './workerd.ts'

const STAGE_PORT = 8788
const APP_PORT = 8787
const TICK_MS = 1000
const ROOT = path.resolve(import.meta.dirname, '..')

export type StageOptions = {
  /** Two stages of one clone need two names. */
  name: string
  /** Keeps its data between starts. */
  durable: boolean
  /** How many workerd processes share the database. */
  workers?: number
  queue?: boolean
  /** The sweep, once a minute in real time. */
  cron?: boolean
  /** Preferred ports; where one is taken, a free one is used. */
  port?: number
  appPort?: number
  /** More of the Worker's settings, or others: `{ CLOCK: 'real' }` for benchmarks. */
  bindings?: Record<string, string>
  /** What a Worker's JavaScript may hold at most. */
  heapMb?: number
}
export type Stage = Awaited<ReturnType<typeof openStage>>

/** The whole loopback world: Postgres, Neon's endpoint, Whapi, PayFast, the model, the mailbox, the queue, the clock, and our Worker in workerd. */
export const openStage = async (options: StageOptions) => {
  const folder = await stageFolder(options.name)
  const lock = await lockStage(folder)
  await endOrphans(folder)
  const secrets = await readSecrets()
  const [database] = await Promise.all([
    openDatabase(options, secrets),
    bundleWorker(path.join(ROOT, 'dev/worker.ts'), folder),
    buildClient(ROOT),
  ])
  const preferred = options.port ?? STAGE_PORT
  let rooms: Fetch = () => Promise.resolve(new Response(null, { status: 503 }))
  const server = await serve({
    port: preferred,
    sql: database.neon.answer,
    fetch: (request) => rooms(request),
  })
  // Whoever got the preferred stage port has the preferred app port too.
  const appPort = await freePort(server.port === preferred ? (options.appPort ?? APP_PORT) : 0)
  const url = `http://127.0.0.1:${server.port}`
  const appOrigin = `http://localhost:${appPort}`
  const workers: Workerd[] = []
  const standIns = createStandIns(workers, database.neon)
  standIns.queue.turn(options.queue ?? true)
  const businesses = await openBusinesses({
    folder,
    appOrigin,
    ownerUrl: database.ownerUrl,
    keys: secrets,
    now: standIns.clock.now,
    whapi: standIns.whapi,
    mailbox: standIns.mailbox,
  })
  const world = { ...standIns, ...database, businesses, appOrigin, workers }
  rooms = createRooms(world)
  const bindings = {
    DATABASE_URL: database.runtimeUrl,
    MODE: 'test',
    HOOK_KEYS: secrets.hookKeys,
    SEAL_KEYS: secrets.sealKeys,
    PEPPER_KEYS: secrets.pepperKeys,
    APP_ORIGIN: appOrigin,
    WHAPI_URL: `${url}/whapi`,
    MAIL_URL: `${url}/mail`,
    MAIL_KEY: 'stage',
    MAIL_FROM: 'Frontdesk <hello@frontdesk.example>',
    STAGE: url,
    ...payfastBindings(url),
    STATIC_PATHS: JSON.stringify(standIns.assets.paths),
    ...options.bindings,
  }
  for (let n = 0; n < (options.workers ?? 1); n++) {
    const workerPort = n === 0 ? appPort : await freePort()
    workers.push(await startWorkerd({ folder, port: workerPort, bindings, heapMb: options.heapMb }))
  }
  // What PayFast does by itself, it does as the stage's clock goes on.
  const ticking = setInterval(() => void standIns.payfast.tick(), TICK_MS).unref()
  const stopCron = options.cron ? startCron(() => urlsOf(workers)) : () => {}
  await lock.announce(url)
  const stop = async () => {
    stopCron()
    clearInterval(ticking)
    standIns.queue.stop()
    standIns.whapi.stop()
    await Promise.all(workers.map((worker) => worker.stop()))
    await server.stop()
    await database.stop()
    lock.release()
  }
  return { ...world, url, folder, bindings, stop }
}

/** A throw-away stage for as long as `work` goes on, on free ports. */
export const withStage = async (
  options: Omit<StageOptions, 'durable' | 'port' | 'appPort'>,
  work: (stage: Stage) => Promise<void>,
): Promise<void> => {
  const stage = await openStage({ ...options, durable: false, port: 0, appPort: 0 })
  stopOnSignals(stage.stop)
  try {
    await work(stage)
  } finally {
    await stage.stop()
  }
}

/** Runs `stop` when this process is told to end, once: Ctrl-C reaches us from the terminal and from `npm start` as well. */
export const stopOnSignals = (stop: () => Promise<void>): void => {
  let stopping = false
  const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }
  for (const [signal, code] of Object.entries(signals))
    process.on(signal, () => {
      if (stopping) return
      stopping = true
      void stop().finally(() => process.exit(code))
    })
}

/** Postgres, our schema in it, and Neon's endpoint in front. */
const openDatabase = async (options: StageOptions, secrets: Secrets) => {
  const postgres = await startPostgres(options)
  // The roles' passwords reach the migration through the environment, as in production.
  process.env['OWNER_PASSWORD'] ??= secrets.ownerPassword
  process.env['RUNTIME_PASSWORD'] ??= secrets.runtimePassword
  const { adminUrl } = postgres
  const urls = await prepareDatabase(adminUrl, await databaseName(options.name))
  const neon = createNeon({ adminUrl, ...urls })
  const stop = async () => {
    await neon.stop()
    await postgres.stop()
  }
  return { adminUrl, ...urls, neon, stop }
}

/** A live account, as real ones behave, at the stand-in. */
const payfastBindings = (url: string) => ({
  PAYFAST_MERCHANT_ID: houseMerchant.merchantId,
  PAYFAST_MERCHANT_KEY: houseMerchant.merchantKey,
  PAYFAST_PASSPHRASE: houseMerchant.passphrase,
  PAYFAST_MODE: houseMerchant.mode,
  PAYFAST_SITE: `${url}/payfast`,
  PAYFAST_API: `${url}/payfast/api`,
})

const createStandIns = (workers: readonly Workerd[], neon: Neon) => {
  const clock = createClock()
  return {
    clock,
    neon,
    queue: createQueue(() => urlsOf(workers)),
    model: createModel(),
    mailbox: createMailbox(clock.now),
    whapi: createWhapi({ now: clock.now }),
    payfast: createPayfast({ now: clock.now }),
    assets: createStatic(path.join(ROOT, 'public')),
  }
}

const urlsOf = (workers: readonly Workerd[]): string[] => workers.map(({ url }) => url)

type Rooms = ReturnType<typeof createStandIns> & {
  businesses: Businesses
  ownerUrl: string
  appOrigin: string
  workers: readonly Workerd[]
}

/** Who answers which first part of a path. */
const createRooms = (world: Rooms): Fetch => {
  const { clock, neon, queue, model, mailbox, whapi, payfast, assets, ownerUrl } = world
  const control = createControl({
    ...world,
    readConversation: (wanted) => readConversation(ownerUrl, wanted),
  })
  const rooms: Record<string, Fetch> = {
    '': createIndex(world),
    clock: async () => Response.json({ offsetMs: clock.offsetMs(), queueOn: queue.counts().on }),
    control: control.fetch,
    databases: neon.fetch,
    mail: mailbox.fetch,
    mailbox: mailbox.fetch,
    model: model.fetch,
    payfast: payfast.fetch,
    phone: whapi.fetch,
    queue: queue.fetch,
    static: assets.fetch,
    whapi: whapi.fetch,
  }
  return async (request) => {
    const [, first = ''] = new URL(request.url).pathname.split('/')
    const room = Object.hasOwn(rooms, first) ? rooms[first] : undefined
    return room ? room(request) : new Response('not found\n', { status: 404 })
  }
}
