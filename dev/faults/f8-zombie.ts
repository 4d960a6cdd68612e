/** F8: two Workers, four loops of wake-ups and overlapping sweeps on the same conversations; one Worker sleeps through its leases and wakes up. */
import type { Trip } from '../neon.ts'
import { readDue } from './final-state.ts'
import { lineOf, say } from './load.ts'
import { createRandom } from './random.ts'
import { experiment, type Given, type Result } from './result.ts'
import { createTrap } from './trap.ts'
import { isClaim, isReply } from './trips.ts'
import { wake } from './wake.ts'
import {
  inParallel,
  moveClock,
  openWorld,
  PAST_LEASE_SECONDS,
  sweep,
  untilQuiet,
  workerOf,
  type World,
} from './world.ts'

type Size = { conversations: number; asleep: number }
export const FULL: Size = { conversations: 500, asleep: 20 }
export const SHORT: Size = { conversations: 120, asleep: 10 }

const CHATS_PER_BUSINESS = 100
const SENDERS = 20
const LOOPS = 4
const BATCH = 10
/** The loops end by themselves even if something stays due. */
const MOST_TURNS = 400
const SLEEPER = 0
const AWAKE = 1

export const zombie = (given: Given<Size>): Promise<Result> =>
  experiment(
    given,
    () =>
      openWorld({
        name: given.name,
        businesses: Math.ceil(given.size.conversations / CHATS_PER_BUSINESS),
        workers: 2,
        queue: false,
      }),
    async (world) => {
      const { conversations, asleep } = given.size
      const write = (round: number, chats: ReadonlySet<string> | null) =>
        writeAgain(world, { conversations, round, chats })
      await write(0, null)
      const first = await fallAsleep(world, { asleep, at: isClaim })
      // They write once more, so that the sleeper's answer would be one too many.
      await write(1, first.chats)
      await liveOn(world, { ...first, seed: given.seed })
      const refusals = world.history.count('refusal')
      await write(2, first.chats)
      const second = await fallAsleep(world, { asleep, at: isReply })
      await liveOn(world, { ...second, seed: given.seed })
      await untilQuiet(world)
      return {
        load: `${conversations} due at once, ${LOOPS} loops, 2 Workers`,
        note: `${asleep} turns slept through their lease before they wrote (${refusals} writes refused), ${asleep} before they sent`,
        findings: [
          Math.min(first.caught, second.caught) < asleep && 'the Worker fell asleep too early',
          refusals < asleep && `only ${refusals} of ${asleep} stale writes were refused`,
        ],
      }
    },
  )

type Round = { conversations: number; round: number; chats: ReadonlySet<string> | null }

/** Each of these chats gets its next line. */
const writeAgain = async (world: World, { conversations, round, chats }: Round): Promise<void> => {
  const numbers = Array.from({ length: conversations }, (_, n) => round * conversations + n)
  const lines = numbers.map((n) => lineOf(world, n, conversations))
  await inParallel(
    SENDERS,
    lines
      .filter((line) => chats?.has(placeOf(line)) ?? true)
      .map((line) => () => say(world, line, AWAKE)),
  )
}

type Sleep = { chats: ReadonlySet<string>; wakeUp: () => Promise<void>; seed: number }

/** The leases run out, the other Worker does the sleeper's work, then the sleeper goes on where it was. */
const liveOn = async (world: World, { chats, wakeUp, seed }: Sleep): Promise<void> => {
  moveClock(world, 2 * PAST_LEASE_SECONDS)
  await drain(world, { seed, workers: [AWAKE], chats })
  await Promise.all([wakeUp(), drain(world, { seed, workers: [AWAKE, SLEEPER], chats: null })])
}

const placeOf = ({ orgId, chat }: { orgId: string; chat: string }): string => `${orgId} ${chat}`

/** Wakes the first Worker for some conversations and freezes it before it hears that this trip is done; answers with the way to go on. */
const fallAsleep = async (
  world: World,
  { asleep, at }: { asleep: number; at: (trip: Trip) => boolean },
) => {
  const { stage, owner, orgIds, history } = world
  const sleeper = workerOf(world, SLEEPER)
  const due = (await readDue(owner, orgIds)).slice(0, asleep)
  const { promise: awake, resolve: tell } = Promise.withResolvers<void>()
  const trap = createTrap(due.length, () => {
    sleeper.freeze()
    history.note({ what: 'freeze' })
  })
  const { after } = stage.neon.intercept
  stage.neon.intercept.after = async (trip, answer) => {
    await after?.(trip, answer)
    if (at(trip) && (await trap.holds())) await awake
  }
  const turns = Promise.all(due.map((one) => wake(world, [one], SLEEPER)))
  await trap.sprung
  Object.assign(stage.neon.intercept, { after })
  const wakeUp = async () => {
    sleeper.thaw()
    history.note({ what: 'thaw' })
    // Its clock has run on while it slept: the stage's reaches it with the next event.
    await fetch(`${sleeper.url}/healthz`).then((response) => response.text())
    tell()
    await turns
  }
  return { chats: new Set(due.map(placeOf)), wakeUp, caught: trap.caught() }
}

type Work = { seed: number; workers: readonly number[]; chats: ReadonlySet<string> | null }

/** Four loops that wake and two that sweep, none knowing of the others, until nothing of `chats` (null: of anybody) is due. */
const drain = async (world: World, { seed, workers, chats }: Work): Promise<void> => {
  const random = createRandom(seed)
  const { owner, orgIds } = world
  const loop = async (act: (due: Due) => Promise<void>): Promise<void> => {
    for (let turn = 0; turn < MOST_TURNS; turn++) {
      const due = await readDue(owner, orgIds)
      const mine = due.filter((one) => chats?.has(placeOf(one)) ?? true)
      if (mine.length === 0) return
      await act(mine)
    }
  }
  const workerFor = (n: number) => workers[n % workers.length] ?? AWAKE
  await Promise.all([
    ...Array.from({ length: LOOPS }, (_, n) =>
      loop((due) => wake(world, random.shuffled(due).slice(0, BATCH), workerFor(n))),
    ),
    ...workers.map((worker) => loop(() => sweep(world, worker))),
  ])
}
type Due = Awaited<ReturnType<typeof readDue>>
