import { readFile } from 'node:fs/promises'
import path from 'node:path'

import { Hono } from 'hono'
import * as z from 'zod'

import { readJson } from './http.ts'
import type { createPeople, Said } from './whapi-people.ts'
import type { Channel } from './whapi-state.ts'

type World = {
  channels: () => Channel[]
  people: ReturnType<typeof createPeople>
  link: (channel: Channel) => Promise<void>
  unlink: (channel: Channel) => Promise<void>
}

const files: Record<string, string> = {
  'phone.html': 'text/html; charset=utf-8',
  'phone.js': 'text/javascript; charset=utf-8',
  'phone.css': 'text/css; charset=utf-8',
}
const CSP = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'"

const Chat = z.object({ channel: z.string(), chatId: z.string().min(1) })
const Act = z.discriminatedUnion('act', [
  Chat.extend({
    act: z.literal('say'),
    name: z.string(),
    texts: z.array(z.string().min(1)).min(1),
  }),
  Chat.extend({
    act: z.literal('send'),
    name: z.string(),
    kind: z.enum(['voice', 'image', 'location', 'contact']),
  }),
  Chat.extend({ act: z.literal('owner'), text: z.string().min(1) }),
  Chat.extend({ act: z.literal('edit'), id: z.string(), text: z.string().min(1) }),
  Chat.extend({ act: z.literal('remove'), id: z.string() }),
  Chat.extend({ act: z.literal('react'), id: z.string(), emoji: z.string() }),
  Chat.extend({ act: z.literal('call') }),
  z.object({ act: z.literal('link'), code: z.string() }),
  z.object({ act: z.literal('unlink'), channel: z.string() }),
])
type Act = z.infer<typeof Act>

/** A phone in the browser: write as a customer, see the answers come, link a number with its code. */
export const createPhone = (world: World) => {
  const app = new Hono().basePath('/phone')
  app.get('/', () => serveFile('phone.html'))
  app.get('/:file{phone\\.(js|css)}', (c) => serveFile(c.req.param('file')))
  app.get('/state', (c) => {
    const { channel = '', chat = '' } = c.req.query()
    c.header('Cache-Control', 'no-store')
    return c.json(stateOf(world, channel, chat))
  })
  app.post('/act', async (c) => {
    const refusal = await perform(world, await readJson(c.req.raw, Act))
    return refusal === null ? c.json({ done: true }) : c.json({ error: refusal }, 400)
  })
  app.onError((error) => {
    throw error // the stage's server words it
  })
  return app
}

const serveFile = async (name: string): Promise<Response> => {
  const content = await readFile(path.join(import.meta.dirname, name), 'utf8')
  const headers = {
    'Content-Type': files[name] ?? 'text/plain',
    'Cache-Control': 'no-cache',
    'Content-Security-Policy': CSP,
    'X-Content-Type-Options': 'nosniff',
  }
  return new Response(content, { headers })
}

const stateOf = ({ channels }: World, channelId: string, chatId: string) => {
  const all = channels()
  const channel = all.find(({ id }) => id === channelId) ?? all[0] // the page has not chosen yet
  const lines = channel?.lines.map(({ message }) => message) ?? []
  return {
    channels: all.map(({ id, phone, health, pairingCode }) => ({
      id,
      phone,
      health,
      asksForCode: pairingCode !== null,
    })),
    typing: (channel?.typingUntilMs.get(chatId) ?? 0) > Date.now(),
    lines: lines.filter(({ chat_id }) => chat_id === chatId),
  }
}

/** Null when done, else why not. */
const perform = async (world: World, act: Act): Promise<string | null> => {
  const { people } = world
  if (act.act === 'link') return linkWith(world, act.code)
  const channel = world.channels().find(({ id }) => id === act.channel)
  if (!channel) return 'There is no such business number.'
  switch (act.act) {
    case 'say':
      for (const text of act.texts) await people.customerSays(channel, { ...act, text })
      break
    case 'send':
      await people.customerSays(channel, { ...act, message: samples[act.kind] })
      break
    case 'owner':
      await people.ownerSays(channel, act)
      break
    case 'edit':
      await people.edit(channel, act.id, act.text)
      break
    case 'remove':
      await people.remove(channel, act.id)
      break
    case 'react':
      await people.react(channel, act)
      break
    case 'call':
      await people.call(channel, act.chatId)
      break
    case 'unlink':
      await world.unlink(channel)
  }
  return null
}

const linkWith = async ({ channels, link }: World, code: string): Promise<string | null> => {
  const digits = code.replace(/\D/g, '')
  const channel = channels().find(({ pairingCode }) => pairingCode?.replace('-', '') === digits)
  if (!channel) return 'No number waits for this code.'
  await link(channel)
  return null
}

const samples: Record<'voice' | 'image' | 'location' | 'contact', NonNullable<Said['message']>> = {
  voice: {
    type: 'voice',
    voice: { id: 'ogg-sample', mime_type: 'audio/ogg; codecs=opus', file_size: 9000, seconds: 7 },
  },
  image: {
    type: 'image',
    image: { id: 'jpeg-sample', mime_type: 'image/jpeg', file_size: 50_000, caption: 'Like this' },
  },
  location: {
    type: 'location',
    location: { latitude: -33.9391, longitude: 18.4712, name: 'Observatory Station' },
  },
  contact: { type: 'contact', contact: { name: 'Sipho Dlamini', vcard: 'BEGIN:VCARD\nEND:VCARD' } },
}
