import * as z from 'zod'

import type { Inbound } from '../inbound.ts'
import { callOf, healthOf, linkOf, removalOf, statusOf } from './whapi-event.ts'
import { fingerprint, optional } from './whapi-item.ts'
import { messageOf, patchedOf, updateOf } from './whapi-message.ts'

/** `channelId` is the provider's id of the number, to be compared with the one we know. */
export type WhapiWebhook = { channelId: string | null; items: Inbound[] }

const envelope = z.looseObject({
  channel_id: optional,
  // The settings say `method` where deliveries say `event`.
  event: z
    .object({ type: optional, event: optional, method: optional })
    .optional()
    .catch(undefined),
})

/**
 * Everything one delivery says, in its order; an item we cannot read becomes `malformed` and never costs its neighbours.
 * Null only where the body is no JSON object. `receivedAt` stands in where an item has no time of its own.
 */
export const parseWhapiWebhook = (given: {
  body: string
  receivedAt: Date
}): WhapiWebhook | null => {
  const parsed = envelope.safeParse(jsonOf(given.body))
  if (!parsed.success) return null
  const { channel_id: channelId = null, event, ...payload } = parsed.data
  const delivery = { method: event?.event ?? event?.method ?? null, receivedAt: given.receivedAt }
  const items = Object.entries(payload).flatMap(([name, value]) => fieldOf(name, value, delivery))
  return { channelId, items }
}

const jsonOf = (body: string): unknown => {
  try {
    return JSON.parse(body)
  } catch {
    return null // no JSON, or a RangeError for one nested too deeply
  }
}

type Delivery = { method: string | null; receivedAt: Date }
type Reader = (item: unknown, receivedAt: Date) => Inbound

const lists = new Map<string, Reader>([
  ['messages', messageOf],
  ['messages_updates', updateOf],
  ['messages_removed', removalOf],
  ['statuses', statusOf],
  ['calls', callOf],
])

const fieldOf = (name: string, value: unknown, { method, receivedAt }: Delivery): Inbound[] => {
  const read = name === 'messages' && method === 'patch' ? patchedOf : lists.get(name)
  if (read) return listOf(value).map((item) => read(item, receivedAt))
  if (value === null || value === undefined) return []
  switch (name) {
    case 'health':
      return [healthOf(value, receivedAt)]
    case 'user':
      return [linkOf(value, method, receivedAt)]
    case 'messages_removed_all':
      return [noted('chat_cleared', value, receivedAt)]
    default:
      return typeof value === 'object' ? [noted(name, value, receivedAt)] : []
  }
}

/** What should be a list and is not counts as one item, which its reader then refuses. */
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value])

/** QR codes, presences, chats, contacts, groups, and what we do not know: never their content. */
const noted = (name: string, value: unknown, at: Date): Inbound => {
  const kind = /^\w{1,40}$/.test(name) ? name : 'unknown'
  return {
    type: 'other',
    kind,
    key: `${kind}:${fingerprint(value)}:${at.getTime()}`,
    at,
    raw: null,
  }
}
