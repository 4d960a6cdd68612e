import { vi } from 'vitest'

import { createWhapi } from '../../dev/whapi.ts'
import type { Inbound } from '../inbound.ts'
import { parseWhapiWebhook } from './whapi-webhook.ts'
import { createWhatsapp } from './whapi.ts'

/** Whapi for tests: deliveries as whapi.cloud documents them, and our client before its stand-in. */

export const receivedAt = new Date('2026-11-24T08:00:05Z')
export const sentAt = new Date('2026-11-24T08:00:00Z')
export const SECONDS = sentAt.getTime() / 1000
export const CHANNEL = 'MANTIS-M72HC'
export const CHAT = '27825550100@s.whatsapp.net'
export const ID = 'PsqXn5ucOXdsjDxEYw-gBcVaJ0'

export const parse = (payload: unknown, event: unknown = { type: 'messages', event: 'post' }) =>
  parseWhapiWebhook({
    body: JSON.stringify({ ...(payload as object), event, channel_id: CHANNEL }),
    receivedAt,
  })?.items ?? []

export const inbound = (message: object): object => ({
  id: ID,
  from_me: false,
  chat_id: CHAT,
  timestamp: SECONDS,
  source: 'mobile',
  from: '27825550100',
  from_name: 'Lerato',
  chat_name: 'Lerato',
  ...message,
})
export const text = (body: string, more: object = {}) =>
  inbound({ type: 'text', text: { body }, ...more })
export const only = (items: Inbound[]): Inbound => {
  const [item, ...more] = items
  if (item === undefined || more.length > 0) throw new Error(`${items.length} items, not one`)
  return item
}
export const read = (message: object) => only(parse({ messages: [message] }))

export const TOKEN = 'a-channel-token-that-nobody-may-see'

/** Waits for what the stand-in does by itself, on a busy machine too. */
export const soon = (check: () => void) => vi.waitFor(check, { timeout: 5000 })

type Answer = (request: Request) => Response | Promise<Response>

/** Our client in front of Whapi's stand-in with one linked number, or in front of another `answer`. */
export const openWhapi = (given: { linked?: boolean; answer?: Answer } = {}) => {
  const deliveries: { url: string; headers: Headers; body: string }[] = []
  const whapi = createWhapi({
    now: () => new Date(),
    deliver: async (url, init) => {
      deliveries.push({
        url,
        headers: new Headers(init.headers),
        body: await new Response(init.body).text(),
      })
      return new Response()
    },
    timing: { echoMs: 1, sentMs: 1, deliveredMs: 1, readMs: 1 },
  })
  const channel = whapi.addChannel({
    token: TOKEN,
    providerChannelId: CHANNEL,
    phone: '+27825550199',
    linked: given.linked ?? true,
  })
  const answer = given.answer ?? whapi.fetch
  const connectAs = (token: string) =>
    createWhatsapp({
      baseUrl: 'http://stand-in/whapi',
      token,
      fetch: async (url, init) => answer(new Request(url, init)),
    })
  return { whapi, channel, deliveries, connectAs, whatsapp: connectAs(TOKEN) }
}
