import * as z from 'zod'

import type { Businesses } from './businesses.ts'
import type { Clock } from './clock.ts'
import { call, type Call } from './control-call.ts'
import { deliver, Delivery } from './deliver.ts'
import { readJson, WrongInput, type Fetch } from './http.ts'
import type { Mailbox } from './mailbox.ts'
import type { Mishap } from './mishap.ts'
import { ScriptedAnswer, type Model } from './model.ts'
import type { Neon } from './neon.ts'
import { payfastCalls } from './payfast-control.ts'
import type { Payfast } from './payfast.ts'
import { untilIdle, type Queue } from './queue.ts'
import { noFaults, type Faults } from './whapi-state.ts'
import type { Workerd } from './workerd.ts'

/** What the control API can reach. */
export type World = {
  clock: Clock
  neon: Pick<Neon, 'counts' | 'reset' | 'mishaps'>
  queue: Pick<Queue, 'turn' | 'counts'>
  model: Pick<Model, 'script' | 'mishaps'>
  mailbox: Pick<Mailbox, 'mails' | 'mishaps'>
  businesses: Pick<Businesses, 'secretOf' | 'load' | 'signIn'>
  workers: readonly Workerd[]
  payfast: Payfast
  whapi: {
    sent: () => readonly { chatId: string }[]
    arrange: (mishap: Mishap | null) => void
    faults: Faults
    busy: () => boolean
  }
  readConversation: (wanted: { orgId?: string; chatId: string }) => Promise<unknown>
}

const Nothing = z.object({})
const worker = z.coerce.number().int().min(0)

/** The stage's control API: JSON over loopback, for tests, experiments and curious people. */
export const createControl = (world: World): { fetch: Fetch } => {
  const calls: Record<string, Call> = {
    ...timeCalls(world),
    ...businessCalls(world),
    ...deliveryCalls(world),
    ...lookCalls(world),
    ...payfastCalls(world.payfast),
    ...troubleCalls(world),
  }
  const list = Object.entries(calls).map(([name, { about }]) => ({ call: name, about }))
  return {
    fetch: async (request) => {
      const { pathname, searchParams } = new URL(request.url)
      if (pathname === '/control') return Response.json(list)
      const found = calls[`${request.method} ${pathname}`]
      if (!found) return Response.json({ error: 'no such call', calls: list }, { status: 404 })
      const input =
        request.method === 'GET'
          ? readQuery(searchParams, found.schema)
          : await readJson(request, found.schema)
      return Response.json((await found.run(input as never)) ?? { ok: true })
    },
  }
}

const readQuery = (query: URLSearchParams, schema: z.ZodType): unknown => {
  const read = schema.safeParse(Object.fromEntries(query))
  if (!read.success) throw WrongInput.from(read.error)
  return read.data
}

const timeCalls = ({ clock, payfast }: World): Record<string, Call> => {
  const shown = () => ({ now: clock.now().toISOString() })
  const Move = z.union([
    z.strictObject({ at: z.iso.datetime({ offset: true }) }),
    z.strictObject({ advanceSeconds: z.number() }),
    z.strictObject({ real: z.literal(true) }),
  ])
  return {
    'GET /control/clock': call('the time on the stage', Nothing, shown),
    'POST /control/clock': call(
      '{ at } or { advanceSeconds } or { real: true }',
      Move,
      async (move) => {
        if ('at' in move) clock.moveTo(new Date(move.at))
        else if ('advanceSeconds' in move) clock.advance(move.advanceSeconds)
        else clock.real()
        await payfast.tick()
        return shown()
      },
    ),
  }
}

const businessCalls = (world: World): Record<string, Call> => ({
  'POST /control/business': call(
    'loads a business (the shape of dev/demo.json) and links its WhatsApp channel',
    z.record(z.string(), z.unknown()),
    (business) => world.businesses.load(business),
  ),
  'POST /control/signin': call(
    '{ email }: a sign-in link that works once',
    z.object({ email: z.email() }),
    async ({ email }) => ({ link: await world.businesses.signIn(email) }),
  ),
})

const deliveryCalls = (world: World): Record<string, Call> => {
  let underWay = 0
  let turn = 0
  const pick = (index?: number): Workerd => {
    const { workers } = world
    const picked = workers[index ?? turn++ % workers.length]
    if (!picked) throw new WrongInput({ worker: `only ${workers.length} run` })
    return picked
  }
  const isBusy = () => {
    const { waiting, underWay: waking } = world.queue.counts()
    return waiting + waking + underWay > 0 || world.whapi.busy() || world.payfast.busy()
  }
  const Wait = z.object({ timeoutMs: z.number().min(0).max(600_000).default(30_000) })
  return {
    'POST /control/deliver': call(
      '{ hook, body, headers?, secret?, times?, parallel?, worker? }: a webhook, as Whapi sends it',
      Delivery,
      async (delivery) => {
        const secret = delivery.secret ? world.businesses.secretOf(delivery.hook) : undefined
        if (delivery.secret && secret === undefined)
          throw new WrongInput({ hook: 'no business here has it; send "secret": false to forge' })
        const urlOf = () => `${pick(delivery.worker).url}/webhooks/whapi/${delivery.hook}`
        underWay += 1
        const statuses = await deliver(delivery, urlOf, secret).finally(() => (underWay -= 1))
        return { statuses }
      },
    ),
    'POST /control/sweep': call(
      '{ worker? }: runs the cron now and waits for it',
      z.object({ worker: worker.optional() }),
      async (input) => {
        const response = await fetch(`${pick(input.worker).url}/__stage/sweep`, { method: 'POST' })
        return { status: response.status }
      },
    ),
    'POST /control/queue': call(
      '{ on }: off loses every wake-up',
      z.object({ on: z.boolean() }),
      ({ on }) => {
        world.queue.turn(on)
        return world.queue.counts()
      },
    ),
    'POST /control/idle': call(
      '{ timeoutMs? }: waits until no wake-up is pending and no delivery is under way',
      Wait,
      async ({ timeoutMs }) => ({
        idle: await untilIdle(isBusy, timeoutMs),
        ...world.queue.counts(),
      }),
    ),
  }
}

const lookCalls = (world: World): Record<string, Call> => ({
  'GET /control/sent': call(
    '?chatId=: what Whapi accepted from us, in order',
    z.object({ chatId: z.string().optional() }),
    ({ chatId }) =>
      world.whapi.sent().filter((message) => chatId === undefined || message.chatId === chatId),
  ),
  'GET /control/mail': call('every mail, oldest first', Nothing, () => world.mailbox.mails()),
  'GET /control/conversation': call(
    '?chatId=&orgId=: a conversation with its messages',
    z.object({ chatId: z.string().min(1), orgId: z.uuid().optional() }),
    ({ chatId, orgId }) => world.readConversation({ chatId, ...(orgId && { orgId }) }),
  ),
  'GET /control/trips': call('requests to the database and the last of them', Nothing, () =>
    world.neon.counts(),
  ),
  'POST /control/trips/reset': call('counts from nought again', Nothing, () => world.neon.reset()),
  'GET /control/queue': call('wake-ups waiting, under way and dead', Nothing, () =>
    world.queue.counts(),
  ),
})

const Failure = z.object({
  standIn: z.enum(['whapi', 'neon', 'model', 'mail', 'payfast']),
  none: z.literal(true).optional(),
  times: z.int().min(1).default(1),
  delayMs: z.number().min(0).default(0),
  status: z.int().min(400).max(599).optional(),
  afterAccept: z.boolean().default(false),
})

const milliseconds = z.number().min(0).max(600_000).optional()
const WhapiFaults = z.strictObject({
  copies: z.int().min(1).max(100).optional(),
  shuffle: z.boolean().optional(),
  delayMs: milliseconds,
  losePercent: z.number().min(0).max(100).optional(),
  echoFirst: z.boolean().optional(),
  answerDelayMs: milliseconds,
  listLagMs: milliseconds,
})

const troubleCalls = (world: World): Record<string, Call> => {
  const arrangers = {
    whapi: world.whapi.arrange,
    neon: world.neon.mishaps.arrange,
    model: world.model.mishaps.arrange,
    mail: world.mailbox.mishaps.arrange,
    payfast: world.payfast.mishaps.arrange,
  }
  const WorkerCall = z.union([
    z.strictObject({ kill: z.literal(true), worker: worker.default(0) }),
    z.strictObject({ freeze: z.number().min(0).max(600_000), worker: worker.default(0) }),
    z.strictObject({ restart: z.literal(true), worker: worker.default(0) }),
  ])
  return {
    'POST /control/model': call(
      '{ answers: [{ text } or { tool, input }] }: what the model says next',
      z.object({ answers: z.array(ScriptedAnswer) }),
      ({ answers }) => world.model.script(answers),
    ),
    'POST /control/fail': call(
      '{ standIn, status?, times?, delayMs?, afterAccept? } or { standIn, none: true }',
      Failure,
      ({ standIn, none, status, ...rest }) =>
        arrangers[standIn](none ? null : { ...rest, ...(status !== undefined && { status }) }),
    ),
    'POST /control/whapi': call(
      '{ copies?, shuffle?, delayMs?, losePercent?, echoFirst?, answerDelayMs?, listLagMs? }: its habits from now on; {} is well-behaved',
      WhapiFaults,
      (wanted) => Object.assign(world.whapi.faults, noFaults, wanted),
    ),
    'POST /control/worker': call(
      '{ kill: true } or { freeze: ms } or { restart: true }, worker? (the first is 0)',
      WorkerCall,
      async (input) => {
        const chosen = world.workers[input.worker]
        if (!chosen) throw new WrongInput({ worker: `only ${world.workers.length} run` })
        await disturb(chosen, input)
        return { pid: chosen.pid() ?? null }
      },
    ),
  }
}

const disturb = async (
  target: Workerd,
  input: { kill: true } | { freeze: number } | { restart: true },
): Promise<void> => {
  if ('kill' in input) return target.kill9()
  if ('restart' in input) return target.restart()
  target.freeze()
  setTimeout(target.thaw, input.freeze).unref()
}
