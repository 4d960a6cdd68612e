/** How what a channel tells us is stored: each item once, a whole delivery in one call. */
import { sql } from 'drizzle-orm'

import { quietSeconds } from '../conversation/quiet.ts'
import type { Inbound, InboundMessage } from '../inbound.ts'
import type { Db } from '../scope.ts'

/** Older lines come from a history sync or a long outage: stored, never answered. A 20-minute outage is answered. */
const TOO_OLD_MINUTES = 60

const answerable: readonly InboundMessage['kind'][] = [
  'text',
  'button_reply',
  'list_reply',
  'image',
  'video',
  'voice',
  'audio',
  'document',
  'location',
  'contact',
]

/** Stores a whole delivery, each item once; answers with the threads in which a reply became due. */
export const recordInbound = (
  db: Db,
  delivery: { channelId: string; items: readonly Inbound[]; receivedAt: Date },
) =>
  db
    .select({
      conversationId: sql<string>`conversation_id`,
      pauseSeconds: sql<number>`pause_seconds`,
    })
    .from(
      sql`app.ingest(${delivery.channelId}::uuid, ${JSON.stringify(delivery.items.map((item) => toLine(item, delivery.receivedAt)))}::jsonb)`,
    )

/** An item as `app.ingest` reads it. `pause` is absent where nobody is to answer, and `why` says so. */
const toLine = (item: Inbound, receivedAt: Date) => {
  const common = { key: item.key, type: item.type, at: item.at.toISOString(), raw: item.raw }
  switch (item.type) {
    case 'message':
      return { ...common, ...messageLine(item, receivedAt) }
    case 'status':
      return { ...common, target: item.target, value: item.state }
    case 'edit':
      return { ...common, target: item.target, value: item.text }
    case 'removal':
      return { ...common, target: item.target }
    case 'reaction':
      return { ...common, target: item.target, value: item.emoji }
    case 'health':
      return { ...common, value: item.health, text: item.text }
    case 'other':
    default:
      return { ...common, type: `other:${item.kind}` }
  }
}

const messageLine = (item: InboundMessage, receivedAt: Date) => {
  const why = whyUnanswered(item, receivedAt)
  return {
    chat: item.chatId,
    provider_id: item.providerId,
    from_me: item.fromMe,
    source: item.source,
    kind: item.kind,
    text: item.text,
    name: item.fromMe ? null : item.name,
    phone: item.phone,
    quotes: item.quotes,
    details: item.details,
    ...(why ? { why } : { pause: quietSeconds(item) }),
  }
}

const whyUnanswered = (item: InboundMessage, receivedAt: Date): 'old' | 'unsupported' | null => {
  if (receivedAt.getTime() - item.at.getTime() > TOO_OLD_MINUTES * 60_000) return 'old'
  return answerable.includes(item.kind) ? null : 'unsupported'
}
