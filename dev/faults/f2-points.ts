/** F2: the Worker is killed at nine exact points of a message's way, each pulled by the stand-in it is talking to. */
import { connectionDropped } from '../mishap.ts'
import type { Trip } from '../neon.ts'
import { readDue } from './final-state.ts'
import { lineOf, say } from './load.ts'
import { experiment, type Given, type Result } from './result.ts'
import { createTrap, type Trap } from './trap.ts'
import { isClaim, isMark, isReply, isWebhook } from './trips.ts'
import { wake } from './wake.ts'
import { kill, openWorld, untilQuiet, untilTold, workerOf, type World } from './world.ts'

type Size = { perPoint: number; points: readonly Point[] }
type Point = {
  name: string
  /** What is on its way when the Worker dies. */
  during: 'webhook' | 'turn'
  /** How the trap is laid; answers with the way to take it away. */
  lay: (world: World, trap: Trap) => () => void
}

/** So many reach the point together, are held there, and lose their Worker in one kill. */
const AT_ONCE = 5
const CHATS = 300
const REST_ROUNDS = 1

/** The request never takes effect. */
const beforeTrip =
  (matches: (trip: Trip) => boolean): Point['lay'] =>
  ({ stage: { neon } }, trap) => {
    neon.intercept.before = async (trip) => {
      if (matches(trip) && (await trap.holds())) throw connectionDropped
    }
    return () => delete neon.intercept.before
  }

/** It took effect, and its answer reaches nobody. */
const afterTrip =
  (matches: (trip: Trip) => boolean): Point['lay'] =>
  ({ stage: { neon } }, trap) => {
    const { after } = neon.intercept
    neon.intercept.after = async (trip, answer) => {
      await after?.(trip, answer)
      if (matches(trip)) await trap.holds()
    }
    return () => Object.assign(neon.intercept, { after })
  }

/** Whapi has the request, and acts on it after its sender's death. */
const whileSending: Point['lay'] = ({ stage: { whapi } }, trap) => {
  whapi.hooks.beforeSend = () => trap.holds()
  return () => delete whapi.hooks.beforeSend
}

export const POINTS: readonly Point[] = [
  { name: 'before the webhook commits', during: 'webhook', lay: beforeTrip(isWebhook) },
  { name: 'committed, before the 200', during: 'webhook', lay: afterTrip(isWebhook) },
  { name: 'before the claim commits', during: 'turn', lay: beforeTrip(isClaim) },
  { name: 'claim answered', during: 'turn', lay: afterTrip(isClaim) },
  { name: 'before the reply commits', during: 'turn', lay: beforeTrip(isReply) },
  { name: 'reply committed, before the send', during: 'turn', lay: afterTrip(isReply) },
  { name: 'send received, not answered', during: 'turn', lay: whileSending },
  { name: 'send answered, before the mark', during: 'turn', lay: beforeTrip(isMark) },
  { name: 'mark committed, before its answer', during: 'turn', lay: afterTrip(isMark) },
]
export const FULL: Size = { perPoint: 30, points: POINTS }
export const SHORT: Size = { perPoint: 8, points: POINTS }

export const crashPoints = (given: Given<Size>): Promise<Result> =>
  experiment(
    given,
    () => openWorld({ name: given.name, businesses: 3, queue: false }),
    async (world) => {
      const { perPoint, points } = given.size
      const missed: string[] = []
      let slow = 0
      let echoless = 0
      for (const [place, point] of points.entries())
        for (let done = 0; done < perPoint; done += AT_ONCE) {
          const first = place * perPoint + done
          const count = Math.min(AT_ONCE, perPoint - done)
          // By turns: the echo comes before the next try and tells what was sent, or it is lost and only a look at Whapi tells.
          const hasEcho = (place + done / AT_ONCE) % 2 === 0
          world.stage.whapi.faults.losePercent = hasEcho ? 0 : 100
          if (!hasEcho) echoless += count
          const caught = await crash(world, point, { first, count })
          if (hasEcho) await untilTold(world)
          if (caught < count) missed.push(`${point.name}: ${caught} of ${count}`)
          if ((await untilQuiet(world)) > REST_ROUNDS) slow += 1
        }
      return {
        load: `${perPoint} at each of ${points.length} points`,
        note: `the echo of ${echoless} replies was lost`,
        findings: [
          missed.length > 0 && `the point was not reached: ${missed.join('; ')}`,
          slow > 0 && `not settled one lease after the kill: ${slow} times`,
        ],
      }
    },
  )

/** Brings `count` messages to the point and kills the Worker there; answers with how many were caught. */
const crash = async (
  world: World,
  point: Point,
  { first, count }: { first: number; count: number },
): Promise<number> => {
  const lines = Array.from({ length: count }, (_, n) => lineOf(world, first + n, CHATS))
  const trap = createTrap(count, () => kill(world, point.name))
  if (point.during === 'webhook') {
    const lift = point.lay(world, trap)
    const said = Promise.all(lines.map((line) => say(world, line)))
    await trap.sprung
    lift()
    await workerOf(world).restart()
    await said
  } else {
    for (const line of lines) await say(world, line)
    const lift = point.lay(world, trap)
    const due = await readDue(world.owner, world.orgIds)
    // Each in an invocation of its own, so that the turns run at the same time.
    const turns = Promise.all(due.map((one) => wake(world, [one])))
    await trap.sprung
    lift()
    await turns
    await workerOf(world).restart()
  }
  return trap.caught()
}
