/** F1: the Worker is killed at random while customers write. */
import { percentile } from '../percentile.ts'
import { lineOf, say } from './load.ts'
import { createRandom } from './random.ts'
import { experiment, type Given, type Result } from './result.ts'
import { kill, openWorld, pause, untilQuiet, workerOf, type World } from './world.ts'

type Size = { messages: number; kills: number; chats: number }
export const FULL: Size = { messages: 1200, kills: 60, chats: 240 }
export const SHORT: Size = { messages: 300, kills: 15, chats: 60 }

const PER_SECOND = 20
const MEAN_GAP_MS = 1000
const LEAST_GAP_MS = 200
const MOST_GAP_MS = 3000
/** A goal, not a promise: a busy machine may miss it. */
const RECOVERY_GOAL_MS = 1000

export const storm = (given: Given<Size>): Promise<Result> =>
  experiment(
    given,
    () => openWorld({ name: given.name, businesses: 3 }),
    async (world) => {
      const { messages, chats } = given.size
      const kills: Kill[] = []
      const storming = killAtRandom(world, given, kills)
      await sendEvenly(world, { messages, chats, kills })
      await storming
      await untilQuiet(world)
      const recovered = kills.flatMap(({ recoveredMs }) => recoveredMs ?? [])
      const [median, p95] = [0.5, 0.95].map((share) => Math.round(percentile(recovered, share)))
      return {
        load: `${messages} at ${PER_SECOND}/s`,
        note: `first 2xx after a kill: median ${median} ms, p95 ${p95} ms (goal ${RECOVERY_GOAL_MS} ms)`,
        findings: [],
      }
    },
  )

type Kill = { atMs: number; recoveredMs?: number }

const killAtRandom = async (
  world: World,
  { seed, size }: Given<Size>,
  kills: Kill[],
): Promise<void> => {
  const random = createRandom(seed)
  for (let n = 0; n < size.kills; n++) {
    await pause(Math.min(MOST_GAP_MS, Math.max(LEAST_GAP_MS, random.gap(MEAN_GAP_MS))))
    await kill(world, 'at random')
    kills.push({ atMs: performance.now() })
    await workerOf(world).restart()
  }
}

/** An open load: it does not wait for answers, and goes on while the Worker is away. */
const sendEvenly = async (
  world: World,
  { messages, chats, kills }: { messages: number; chats: number; kills: Kill[] },
): Promise<void> => {
  const send = async (n: number): Promise<void> => {
    const stored = await say(world, lineOf(world, n, chats))
    const now = performance.now()
    for (const died of kills)
      if (stored && died.atMs <= stored.beganMs) died.recoveredMs ??= now - died.atMs
  }
  const started = performance.now()
  const senders: Promise<void>[] = []
  for (let n = 0; n < messages; n++) {
    await pause(Math.max(0, started + (n * 1000) / PER_SECOND - performance.now()))
    senders.push(send(n))
  }
  await Promise.all(senders)
}
