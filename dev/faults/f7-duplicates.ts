/** F7: every delivery comes five times, at once and in any order; states and edits come before what they are about; some come again an hour later. */
import type { SentLine } from './history.ts'
import { deliverUntilStored, deliveryOf, lineOf } from './load.ts'
import { createRandom, type Random } from './random.ts'
import { experiment, type Given, type Result } from './result.ts'
import {
  inParallel,
  moveClock,
  openWorld,
  pause,
  untilQuiet,
  untilTold,
  type World,
} from './world.ts'

type Size = { messages: number; chats: number; overSeconds: number }
export const FULL: Size = { messages: 300, chats: 100, overSeconds: 10 }
export const SHORT: Size = { messages: 80, chats: 27, overSeconds: 4 }

const COPIES = 5
const AT_ONCE = 50
/** Every so many messages one is edited, and its edit arrives first. */
const EDITED_EACH = 10
/** Every so many messages one says word for word what the chat's last one said: two messages all the same. */
const REPEATED_EACH = 7
const REPLAYED_SHARE = 0.02
const HOUR_SECONDS = 3600
/** How far a reply gets when no state is lost and none goes backwards. */
const FURTHEST = 'read'

export const duplicates = (given: Given<Size>): Promise<Result> =>
  experiment(
    given,
    () => openWorld({ name: given.name, businesses: 3, statuses: true }),
    async (world) => {
      const { size, seed } = given
      const random = createRandom(seed)
      // What Whapi tells of our replies comes twice too, in any order, and before the answer to the send itself.
      Object.assign(world.stage.whapi.faults, { copies: 2, shuffle: true, answerDelayMs: 250 })
      const lines = linesOf(world, size)
      const bodies = new Map(lines.map((line) => [line.id, deliveryOf(world, line)]))
      await deliverAll(world, { lines, bodies, random, ...size })
      await untilQuiet(world)
      await untilTold(world)
      const replayed = random.shuffled(lines).slice(0, Math.ceil(lines.length * REPLAYED_SHARE))
      await replay(world, replayed, bodies)
      const stuck = await countNotRead(world)
      return {
        load: `${lines.length} messages, ${lines.length * COPIES} deliveries`,
        note: `${replayed.length} replayed an hour later`,
        findings: [stuck > 0 && `a delivery state was lost or went backwards: ${stuck} replies`],
      }
    },
  )

const linesOf = (world: World, { messages, chats }: Size): SentLine[] => {
  const lines: SentLine[] = []
  for (let n = 0; n < messages; n++) {
    const line = lineOf(world, n, chats)
    const before = lines[n - chats]
    lines.push(before && n % REPEATED_EACH === 0 ? { ...line, text: before.text } : line)
  }
  return lines
}

type Plan = Size & {
  lines: readonly SentLine[]
  bodies: ReadonlyMap<string, string>
  random: Random
}

/** At most 50 deliveries under way, each at its own random moment. */
const deliverAll = async (world: World, plan: Plan): Promise<void> => {
  const { lines, bodies, random, overSeconds } = plan
  const span = overSeconds * 1000
  const timed = lines.flatMap((line, n) => {
    const isEdited = n % EDITED_EACH === 0
    const { id, channelId } = line
    world.history.note({ what: 'send', ...line })
    const copies = Array.from({ length: COPIES }, () => ({
      atMs: (isEdited ? 0.2 + 0.8 * random.next() : random.next()) * span,
      run: () => deliverUntilStored(world, { id, channelId, body: bodies.get(id) ?? '' }),
    }))
    return isEdited
      ? [editOf(world, line, { atMs: random.next() * 0.2 * span }), ...copies]
      : copies
  })
  const began = performance.now()
  await inParallel(
    AT_ONCE,
    timed
      .toSorted((a, b) => a.atMs - b.atMs)
      .map(({ atMs, run }) => async () => {
        await pause(Math.max(0, began + atMs - performance.now()))
        await run()
      }),
  )
}

/** The customer changed the line; the news of it arrives before the line. */
const editOf = (world: World, line: SentLine, { atMs }: { atMs: number }) => {
  const { id, channelId, chat } = line
  const text = `${line.text} Sorry, I mean today.`
  world.history.note({ what: 'edit', id, text })
  const body = JSON.stringify({
    channel_id: channelId,
    event: { type: 'messages', event: 'patch' },
    messages_updates: [
      {
        id,
        before_update: { type: 'text', chat_id: chat, text: { body: line.text } },
        after_update: { id, type: 'text', chat_id: chat, text: { body: text } },
      },
    ],
  })
  const run = () => deliverUntilStored(world, { id: null, channelId, body })
  return { atMs, run }
}

/** The same bodies an hour later: nobody may be answered a second time. */
const replay = async (
  world: World,
  lines: readonly SentLine[],
  bodies: ReadonlyMap<string, string>,
): Promise<void> => {
  world.noteAccepted()
  world.history.note({ what: 'silence' })
  moveClock(world, HOUR_SECONDS)
  for (const { id, channelId } of lines)
    await deliverUntilStored(world, { id, channelId, body: bodies.get(id) ?? '' })
  await untilQuiet(world)
  await untilTold(world)
}

const countNotRead = async ({ owner, orgIds }: World): Promise<number> => {
  const { rows } = await owner.query<{ count: string }>(
    `select count(*) from app.messages where org_id = any ($1) and by = 'receptionist' and not note and state <> $2`,
    [orgIds, FURTHEST],
  )
  return Number(rows[0]?.count)
}
