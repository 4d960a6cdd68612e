import * as z from 'zod'

import type { ChannelHealth } from '../inbound.ts'
import { toE164 } from '../phone.ts'
import { healthFrom } from './whapi-event.ts'
import { SECRET_HEADER } from './whapi-hook.ts'
import type { Request } from './whapi-request.ts'

const QR_SECONDS = 20

export type ChannelCalls = {
  health: () => Promise<Health>
  /** Has Whapi deliver to `url` with `secret` in a header; our earlier address goes, other people's stay. */
  configureHook: (hook: { url: string; secret: string }) => Promise<void>
  /** To be typed on the phone: WhatsApp, Linked devices, Link with phone number. */
  pairingCode: (phone: string) => Promise<string>
  loginQr: () => Promise<LoginQr>
}
export type Health = {
  health: ChannelHealth
  /** Whapi's own word. */
  text: string
  providerChannelId: string | null
  phone: string | null
}
/** `image` is a data URI; null while there is none yet. */
export type LoginQr = { image: string | null; expiresInSeconds: number }

export const channelCalls = (request: Request): ChannelCalls => ({
  health: async () => {
    const answer = await request(healthShape, { name: 'health', path: '/health?wakeup=false' })
    const { text } = answer.status
    const phone = answer.user ? toE164(`+${answer.user.id}`) : null
    return { health: healthFrom(text), text, phone, providerChannelId: answer.channel_id ?? null }
  },
  configureHook: async ({ url, secret }) => {
    const { webhooks } = await request(settingsShape, { name: 'readSettings', path: '/settings' })
    const ours = url.slice(0, url.lastIndexOf('/') + 1)
    const others = webhooks.filter((hook) => !hook.url.startsWith(ours))
    const body = { ...channelSettings, webhooks: [...others, webhookFor(url, secret)] }
    await request(z.unknown(), { name: 'configureHook', method: 'PATCH', path: '/settings', body })
  },
  pairingCode: async (phone) => {
    const path = `/users/login/${phone.replace('+', '')}`
    const { code } = await request(codeShape, { name: 'pairingCode', path })
    return code
  },
  loginQr: async () => {
    const answer = await request(qrShape, { name: 'loginQr', path: '/users/login' })
    const image = answer.status === 'OK' && answer.base64 ? dataUri(answer.base64) : null
    return { image, expiresInSeconds: answer.expire ?? QR_SECONDS }
  },
})

const healthShape = z.object({
  status: z.object({ text: z.string() }),
  channel_id: z.string().optional(),
  user: z.object({ id: z.string() }).optional().catch(undefined),
})
const settingsShape = z.object({
  webhooks: z.array(z.looseObject({ url: z.string() })).default([]),
})
const codeShape = z.object({ code: z.string().min(1) })
const qrShape = z.object({
  status: z.string(),
  base64: z.string().optional(),
  expire: z.number().optional(),
})

const dataUri = (base64: string): string =>
  base64.startsWith('data:') ? base64 : `data:image/png;base64,${base64}`

/** What could not be delivered is kept and repeated; without offline_mode the owner's own phone goes quiet. */
const channelSettings = {
  callback_persist: true,
  callback_backoff_delay_ms: 3000,
  max_callback_backoff_delay_ms: 900_000,
  offline_mode: true,
  media: { auto_download: ['image', 'audio', 'voice', 'document'] },
}

const subscribed = {
  messages: ['post', 'put', 'patch', 'delete'],
  statuses: ['post', 'put'],
  channel: ['post', 'patch'],
  users: ['post', 'delete'],
  calls: ['post'],
}

const webhookFor = (url: string, secret: string) => ({
  url,
  mode: 'body',
  headers: { [SECRET_HEADER]: secret },
  events: Object.entries(subscribed).flatMap(([type, methods]) =>
    methods.map((method) => ({ type, method })),
  ),
})
