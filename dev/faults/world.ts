import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { Pool } from 'pg'

import { cloneFolder, emptyStage } from '../folder.ts'
import { untilIdle } from '../queue.ts'
import { openStage } from '../stage.ts'
import { readDue } from './final-state.ts'
import { openHistory } from './history.ts'

const PORT = 8968
const APP_PORT = 8967
/** A lease is 60 s of the Worker's clock. */
export const PAST_LEASE_SECONDS = 61
const MOST_ROUNDS = 12
const IDLE_MS = 30_000

export type World = Awaited<ReturnType<typeof openWorld>>
type Options = {
  /** The stage's name: its own database, so that a planted bug stays in it. */
  name: string
  businesses: number
  workers?: number
  queue?: boolean
  /** Whether Whapi also tells how far our replies got: three more deliveries each. */
  statuses?: boolean
}

/** A stage with some businesses on it, and a history of what is sent, accepted and refused there. */
export const openWorld = async ({ name, businesses: wanted, ...options }: Options) => {
  const history = await openHistory(path.join(await cloneFolder(), 'faults', `${name}.jsonl`))
  const stage = await openStage({
    name: `faults-${name}`,
    durable: false,
    port: PORT,
    appPort: APP_PORT,
    ...options,
  })
  const owner = new Pool({ connectionString: stage.ownerUrl, max: 4 })
  const businesses = await loadBusinesses(stage, wanted)
  if (!options.statuses) muteStatuses(stage)

  let noted = 0
  const noteAccepted = (): void => {
    for (const { id, channelId, chatId, text } of stage.whapi.sent().slice(noted)) {
      noted += 1
      history.note({ what: 'accept', id, channelId, chat: chatId, text })
    }
  }
  stage.whapi.hooks.afterSend = noteAccepted
  stage.neon.intercept.after = (_trip, { body }) => {
    if (body.includes('"UA409"')) history.note({ what: 'refusal' })
  }

  return {
    stage,
    owner,
    history,
    businesses,
    orgIds: businesses.map(({ orgId }) => orgId),
    noteAccepted,
    stop: async (): Promise<void> => {
      noteAccepted()
      await owner.end()
      await stage.stop()
      await history.close()
      await emptyStage(`faults-${name}`)
    },
  }
}

type Stage = Awaited<ReturnType<typeof openStage>>

const loadBusinesses = async (stage: Stage, wanted: number) => {
  const demo = JSON.parse(await readFile(path.join(import.meta.dirname, '../demo.json'), 'utf8'))
  const loaded = []
  for (let n = 1; n <= wanted; n++)
    loaded.push(
      await stage.businesses.load({
        ...demo,
        name: `${demo.name} ${n}`,
        owner: { name: 'Thandi', email: `thandi-${n}@example.com` },
        phone: `+2782555020${n}`,
        channel: {},
      }),
    )
  return loaded
}

const muteStatuses = (stage: Stage): void => {
  for (const { settings } of stage.whapi.channels())
    settings.webhooks = settings.webhooks.map(({ events = [], ...hook }) => ({
      ...hook,
      events: events.filter(({ type }) => type !== 'statuses'),
    }))
}

/** The first Worker, or the one asked for. */
export const workerOf = ({ stage }: World, index = 0) => {
  const worker = stage.workers[index]
  if (!worker) throw new Error(`there is no worker ${index}`)
  return worker
}

export const kill = async (world: World, point: string): Promise<void> => {
  await workerOf(world).kill9()
  world.history.note({ what: 'kill', point })
}

export const moveClock = (world: World, seconds: number): void => {
  world.stage.clock.advance(seconds)
  world.history.note({ what: 'clock', seconds })
}

/** Waits until no wake-up is under way: only then may the clock move, for a turn asks for it once, at its start. */
const untilNoTurn = async ({ stage }: World): Promise<void> => {
  const busy = () => {
    const { waiting, underWay } = stage.queue.counts()
    return waiting + underWay > 0
  }
  if (!(await untilIdle(busy, IDLE_MS))) throw new Error('the queue does not come to rest')
}

/** Waits until Whapi has told everything it has to tell. */
export const untilTold = async ({ stage }: World): Promise<void> => {
  if (!(await untilIdle(stage.whapi.busy, IDLE_MS))) throw new Error('Whapi does not come to rest')
}

export const sweep = async (world: World, index = 0): Promise<void> => {
  const { url } = workerOf(world, index)
  const response = await fetch(`${url}/__stage/sweep`, { method: 'POST' }).catch(() => null)
  await response?.arrayBuffer()
}

/** Sweeps until a sweep changes nothing. */
const sweepAll = async (world: World): Promise<number> => {
  const { owner, orgIds } = world
  for (let before = Infinity; ;) {
    const { length } = await readDue(owner, orgIds)
    if (length === 0 || length >= before) return length
    before = length
    await sweep(world)
    await untilNoTurn(world)
  }
}

/** Leases run out and the cron comes, until nothing is due: answers with the rounds that took. */
export const untilQuiet = async (world: World): Promise<number> => {
  await untilNoTurn(world)
  for (let round = 0; round < MOST_ROUNDS; round++) {
    if ((await readDue(world.owner, world.orgIds)).length === 0) return round
    moveClock(world, PAST_LEASE_SECONDS)
    await sweepAll(world)
  }
  return MOST_ROUNDS
}

/** Runs `tasks` with at most `limit` under way. */
export const inParallel = async (
  limit: number,
  tasks: readonly (() => Promise<unknown>)[],
): Promise<void> => {
  const waiting = tasks.values()
  const work = async () => {
    for (const task of waiting) await task()
  }
  await Promise.all(Array.from({ length: limit }, work))
}

export const pause = (ms: number): Promise<void> => sleep(ms)
