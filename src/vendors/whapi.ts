import * as z from 'zod'

import type { InboundMessage } from '../inbound.ts'
import { type ChannelCalls, channelCalls } from './whapi-channel.ts'
import { messageOf } from './whapi-message.ts'
import { type Fetch, type Request, createRequest } from './whapi-request.ts'

/** Longer texts are the caller's to split. */
export const MAX_TEXT = 4000
const SEND_TIMEOUT_MS = 15_000
const LIST_COUNT = 100
/** Where no delivery dates a message, one without a time is as old as can be. */
const NO_TIME = new Date(0)

/** The calls for one linked number. All refuse with Upstream; none is repeated here. */
export type Whatsapp = ChatCalls & ChannelCalls

type ChatCalls = {
  /** Whapi knows no idempotency key: after `reached: 'unknown'` look with recentSends before sending again. */
  sendText: (chatId: string, text: string) => Promise<{ providerId: string }>
  typing: (chatId: string, seconds: number) => Promise<void>
  markRead: (providerId: string) => Promise<void>
  /** Asked of Whapi itself, so proof that a delivery told the truth. Null where it knows no such message. */
  readMessage: (providerId: string) => Promise<ReadMessage | null>
  /** Lines from our number, whoever typed them; newest first, at most 100. */
  recentSends: (chatId: string, since: Date) => Promise<Sent[]>
}
export type ReadMessage = Pick<InboundMessage, 'chatId' | 'fromMe' | 'text' | 'at'>
export type Sent = Pick<InboundMessage, 'providerId' | 'text' | 'at'>

export const createWhatsapp = (options: {
  baseUrl: string
  token: string
  fetch: Fetch
}): Whatsapp => {
  const request = createRequest(options)
  return { ...chatCalls(request), ...channelCalls(request) }
}

const sentShape = z.object({ message: z.object({ id: z.string().min(1) }) })
const listShape = z.object({ messages: z.array(z.unknown()) })

const chatCalls = (request: Request): ChatCalls => ({
  sendText: async (to, body) => {
    const { message } = await request(sentShape, {
      name: 'sendText',
      method: 'POST',
      path: '/messages/text',
      body: { to, body },
      timeoutMs: SEND_TIMEOUT_MS,
    })
    return { providerId: message.id }
  },
  typing: async (chatId, seconds) => {
    const path = `/presences/${encodeURIComponent(chatId)}`
    const body = { presence: 'typing', delay: seconds }
    await request(z.unknown(), { name: 'typing', method: 'PUT', path, body })
  },
  markRead: async (id) => {
    const path = `/messages/${encodeURIComponent(id)}`
    await request(z.unknown(), { name: 'markRead', method: 'PUT', path })
  },
  readMessage: async (id) => {
    const path = `/messages/${encodeURIComponent(id)}`
    const item = await request(z.unknown(), { name: 'readMessage', path, mayBeAbsent: true })
    const message = messageOf(item, NO_TIME)
    return message.type === 'message' ? message : null
  },
  recentSends: async (chatId, since) => {
    const from = Math.floor(since.getTime() / 1000)
    const query = `from_me=true&time_from=${from}&count=${LIST_COUNT}&sort=desc`
    const path = `/messages/list/${encodeURIComponent(chatId)}?${query}`
    const { messages } = await request(listShape, { name: 'recentSends', path })
    return messages
      .map((item) => messageOf(item, NO_TIME))
      .filter((item) => item.type === 'message')
      .filter(({ fromMe, at }) => fromMe && at.getTime() >= from * 1000)
      .sort((a, b) => b.at.getTime() - a.at.getTime())
  },
})
