import * as z from 'zod'

import type { ChannelHealth, DeliveryState, Inbound } from '../inbound.ts'
import { deliveryStates } from '../inbound.ts'
import { phoneOfChat } from '../phone.ts'
import {
  fingerprint,
  foreignChat,
  identifier,
  optionalIdentifier,
  rawOf,
  timeOf,
} from './whapi-item.ts'
import { malformed } from './whapi-message.ts'

/** What Whapi tells besides messages: removals, delivery states, calls, and how the channel itself is. */

export const removalOf = (item: unknown, receivedAt: Date): Inbound => {
  const id = identifier.safeParse(item)
  if (!id.success) return malformed(item, receivedAt)
  return {
    type: 'removal',
    target: id.data,
    key: `removed:${id.data}`,
    at: receivedAt,
    raw: rawOf(item),
  }
}

const statusShape = z.object({
  id: identifier,
  status: identifier,
  recipient_id: optionalIdentifier,
  viewer_id: optionalIdentifier,
  timestamp: z.unknown().optional(),
})

export const statusOf = (item: unknown, receivedAt: Date): Inbound => {
  const parsed = statusShape.safeParse(item)
  if (!parsed.success) return malformed(item, receivedAt)
  const { id, status, recipient_id = '', viewer_id = '', timestamp } = parsed.data
  const common = {
    key: `status:${id}:${status}:${recipient_id}:${viewer_id}`,
    at: timeOf(timestamp, receivedAt),
    raw: rawOf(item),
  }
  const state = deliveryStates.find((known): known is DeliveryState => known === status)
  if (state === undefined) return { ...common, type: 'other', kind: 'status' }
  return { ...common, type: 'status', target: id, state }
}

const callShape = z.object({
  id: identifier,
  status: identifier,
  from: optionalIdentifier,
  chat_id: optionalIdentifier,
  timestamp: z.unknown().optional(),
  video_call: z.boolean().optional().catch(undefined),
})

/** A call nobody took is a line that can be answered; ringing and answered ones are only noted. */
export const callOf = (item: unknown, receivedAt: Date): Inbound => {
  const parsed = callShape.safeParse(item)
  if (!parsed.success) return malformed(item, receivedAt)
  const { id, status, timestamp } = parsed.data
  const chatId = parsed.data.chat_id ?? parsed.data.from ?? ''
  const common = {
    key: `call:${id}:${status}`,
    at: timeOf(timestamp, receivedAt),
    raw: rawOf(item),
  }
  const foreign = foreignChat(chatId)
  if (foreign !== null) return { ...common, type: 'other', kind: foreign, raw: null }
  if (status !== 'missed' && status !== 'canceled')
    return { ...common, type: 'other', kind: 'call' }
  return {
    ...common,
    type: 'message',
    providerId: `call:${id}`,
    chatId,
    fromMe: false,
    source: 'unknown',
    kind: 'call',
    text: parsed.data.video_call === true ? 'Missed video call' : 'Missed voice call',
    name: null,
    phone: phoneOfChat(chatId),
    quotes: null,
    details: {},
  }
}

const healthShape = z.object({
  uptime: z.unknown().optional(),
  status: z.object({ text: identifier }),
})

export const healthOf = (value: unknown, receivedAt: Date): Inbound => {
  const parsed = healthShape.safeParse(value)
  if (!parsed.success) return malformed(value, receivedAt)
  const { status, uptime } = parsed.data
  const { text } = status
  // Only its uptime tells a state from the same state an hour ago.
  const moment = uptime === undefined ? receivedAt.getTime() : fingerprint(value)
  const key = `health:${text}:${moment}`
  return { type: 'health', health: healthFrom(text), text, key, at: receivedAt, raw: rawOf(value) }
}

/** Whapi's word for a channel's state in ours. SYNC_ERROR can still send, but reads fail until a person links it again. */
export const healthFrom = (text: string): ChannelHealth => {
  switch (text) {
    case 'AUTH':
      return 'working'
    case 'QR':
      return 'linking'
    case 'SYNC_ERROR':
    case 'STOP':
    case 'ERROR':
      return 'down'
    default:
      return 'starting'
  }
}

/** users.post: a phone was linked; users.delete: it was unlinked. Neither carries a time, so each delivery counts. */
export const linkOf = (user: unknown, method: string | null, receivedAt: Date): Inbound => {
  const common = { key: `user:${method}:${receivedAt.getTime()}`, at: receivedAt, raw: rawOf(user) }
  if (method === 'post') return { ...common, type: 'health', health: 'working', text: 'linked' }
  if (method === 'delete') return { ...common, type: 'health', health: 'down', text: 'unlinked' }
  return { ...common, type: 'other', kind: 'user' }
}
