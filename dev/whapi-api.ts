import { Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import * as z from 'zod'

import type { Mishaps } from './mishap.ts'
import { type Channel, type Faults, type WhapiMessage, findLine } from './whapi-state.ts'
import type { Webhooks } from './whapi-webhooks.ts'

const TO = /^[\d-]{9,31}(@[\w.]{1,})?$/
const QR_SECONDS = 20
/** One transparent pixel: nobody scans the stand-in's code. */
const QR_IMAGE =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='

type World = {
  now: () => Date
  findChannel: (token: string) => Channel | undefined
  /** Stores the message, tells the webhooks of it, and resolves when the answer may leave. */
  accept: (channel: Channel, to: string, body: string) => Promise<WhapiMessage>
  unlink: (channel: Channel) => Promise<void>
  webhooks: Webhooks
  mishaps: Mishaps
  faults: Faults
}
type Env = { Variables: { channel: Channel } }

/** The calls of gate.whapi.cloud that Frontdesk uses, under /whapi, with Whapi's own answers and refusals. */
export const createApi = (world: World) => {
  const app = new Hono<Env>().basePath('/whapi')
  app.onError((error) => {
    throw error // the server in front decides: a dropped connection has no answer
  })
  app.notFound(() => refuse(404, 'Not found'))
  app.use(async (c, next) => {
    const token = c.req.header('authorization')?.replace(/^Bearer /, '') ?? ''
    const channel = world.findChannel(token)
    if (!channel) return refuse(404, 'Channel not found')
    c.set('channel', channel)
    return next()
  })
  addChannelCalls(app, world)
  for (const path of ['/messages/*', '/presences/*'])
    app.use(path, async (c, next) => {
      const { health } = c.get('channel')
      if (health === 'SYNC_ERROR' && c.req.method === 'GET') return refuse(500, 'Sync error')
      if (health === 'AUTH' || health === 'SYNC_ERROR') return next()
      return refuse(401, 'Need channel authorization for using this method')
    })
  addChatCalls(app, world)
  return app
}

const refuse = (code: number, message: string, details?: string): Response =>
  Response.json({ error: { code, message, ...(details && { details }) } }, { status: code })

const Patch = z.looseObject({
  webhooks: z
    .array(
      z.object({
        url: z.url(),
        mode: z.enum(['body', 'path', 'method']).optional(),
        headers: z
          .record(z.string(), z.string())
          .refine((headers) => Object.keys(headers).length <= 5, 'at most 5 headers')
          .optional(),
        events: z.array(z.object({ type: z.string(), method: z.string() })).optional(),
      }),
    )
    .optional(),
  callback_persist: z.boolean().optional(),
  callback_backoff_delay_ms: z.int().min(3000).max(15_000).optional(),
  max_callback_backoff_delay_ms: z.int().min(600_000).max(3_600_000).optional(),
})

const addChannelCalls = (app: Hono<Env>, { now, unlink, webhooks }: World): void => {
  app.get('/settings', (c) => c.json(c.get('channel').settings))
  app.patch('/settings', async (c) => {
    const read = Patch.safeParse(await c.req.json().catch(() => null))
    if (!read.success) return refuse(400, 'Wrong request parameters', z.prettifyError(read.error))
    Object.assign(c.get('channel').settings, read.data)
    return c.json(c.get('channel').settings)
  })
  app.get('/settings/events', (c) =>
    c.json({
      messages: ['post', 'put', 'patch', 'delete'],
      statuses: ['post', 'put'],
      channel: ['post', 'patch'],
      users: ['post', 'delete'],
      calls: ['post'],
    }),
  )
  app.post('/settings/webhook_test', async (c) => {
    const event = { type: 'messages', method: 'post' }
    await webhooks.emit(c.get('channel'), event, { test: true })
    return c.json({ success: true })
  })
  app.get('/limits', (c) => c.body(null, 204))
  app.get('/health', (c) => c.json(healthOf(c.get('channel'), now())))
  app.get('/users/login', (c) => {
    if (c.get('channel').health === 'AUTH') return refuse(409, 'Channel already authenticated')
    return c.json({ status: 'OK', base64: QR_IMAGE, rowdata: 'stand-in', expire: QR_SECONDS })
  })
  app.get('/users/login/:phone', (c) => {
    const channel = c.get('channel')
    if (channel.health === 'AUTH') return refuse(409, 'Channel already authenticated')
    const phone = c.req.param('phone')
    if (!/^[1-9]\d{7,14}$/.test(phone)) return refuse(400, 'Wrong phone number')
    const digits = crypto.getRandomValues(new Uint8Array(6)).map((byte) => byte % 10)
    channel.phone = `+${phone}`
    channel.pairingCode = digits.join('').replace(/^(...)/, '$1-')
    return c.json({ code: channel.pairingCode })
  })
  app.post('/users/logout', async (c) => {
    await unlink(c.get('channel'))
    return c.json({ success: true })
  })
}

const HEALTH_CODES: Record<string, number> = { INIT: 1, LAUNCH: 2, QR: 3, AUTH: 4, ERROR: 5 }

export const healthOf = ({ id, health, phone }: Channel, at: Date) => ({
  start_at: Math.floor(at.getTime() / 1000),
  uptime: 60,
  status: { code: HEALTH_CODES[health] ?? 0, text: health },
  version: 'stand-in',
  channel_id: id,
  ...(health === 'AUTH' && phone && { user: { id: phone.slice(1), name: 'Stand-in' } }),
})

const Text = z.object({ to: z.string().regex(TO), body: z.string().min(1) })
const Presence = z.object({
  presence: z.enum(['typing', 'recording', 'pause']),
  delay: z.number().min(0).max(60).default(0),
})
const List = z.object({
  count: z.coerce.number().min(1).max(500).default(100),
  offset: z.coerce.number().min(0).default(0),
  time_from: z.coerce.number().default(0),
  time_to: z.coerce.number().default(Infinity),
  from_me: z.enum(['true', 'false']).optional(),
  sort: z.enum(['asc', 'desc']).default('desc'),
})

const addChatCalls = (app: Hono<Env>, { accept, mishaps, faults }: World): void => {
  app.post('/messages/text', async (c) => {
    const read = Text.safeParse(await c.req.json().catch(() => null))
    if (!read.success) return refuse(400, 'Wrong request parameters', z.prettifyError(read.error))
    const { to, body } = read.data
    return mishaps.around(
      async () => c.json({ sent: true, message: await accept(c.get('channel'), to, body) }),
      (status) => refuse(status as ContentfulStatusCode, 'arranged by the stage'),
    )
  })
  app.get('/messages/list/:chat', (c) => {
    const read = List.safeParse(c.req.query())
    if (!read.success) return refuse(400, 'Wrong request parameters', z.prettifyError(read.error))
    const lines = listLines(c.get('channel'), c.req.param('chat'), read.data, faults.listLagMs)
    const messages = lines.slice(read.data.offset, read.data.offset + read.data.count)
    return c.json({
      messages,
      count: messages.length,
      total: lines.length,
      offset: read.data.offset,
    })
  })
  app.get('/messages/:id', (c) => {
    const message = findLine(c.get('channel'), c.req.param('id'))
    return message ? c.json(message) : refuse(404, 'Specified message not found')
  })
  app.put('/messages/:id', (c) => {
    const message = findLine(c.get('channel'), c.req.param('id'))
    if (!message) return refuse(404, 'Specified message not found')
    message.status = 'read'
    return c.json({ success: true })
  })
  app.put('/presences/:chat', async (c) => {
    const read = Presence.safeParse(await c.req.json().catch(() => null))
    if (!read.success) return refuse(400, 'Wrong request parameters', z.prettifyError(read.error))
    const { presence, delay } = read.data
    const until = presence === 'pause' ? 0 : Date.now() + delay * 1000
    c.get('channel').typingUntilMs.set(c.req.param('chat'), until)
    return c.json({ success: true })
  })
}

const listLines = (
  channel: Channel,
  chatId: string,
  asked: z.infer<typeof List>,
  lagMs: number,
): WhapiMessage[] => {
  const visible = channel.lines
    .filter(({ message, storedAtMs }) => !message.from_me || Date.now() - storedAtMs >= lagMs)
    .map(({ message }) => message)
    .filter((message) => message.chat_id === chatId)
    .filter(({ from_me }) => asked.from_me === undefined || String(from_me) === asked.from_me)
    .filter(({ timestamp }) => timestamp >= asked.time_from && timestamp <= asked.time_to)
  const newestFirst = (a: WhapiMessage, b: WhapiMessage) => b.timestamp - a.timestamp
  return asked.sort === 'desc' ? visible.sort(newestFirst) : visible
}
