import { createMishaps } from './mishap.ts'
import { createPhone } from './phone.ts'
import { createApi, healthOf } from './whapi-api.ts'
import { createPeople } from './whapi-people.ts'
import {
  type Channel,
  type Faults,
  type NewChannel,
  type WhapiMessage,
  newChannel,
  newMessageId,
  noFaults,
} from './whapi-state.ts'
import { type Deliver, createWebhooks } from './whapi-webhooks.ts'

/** After a send: when its echo and its states follow, each counted from the one before. */
export type Timing = { echoMs: number; sentMs: number; deliveredMs: number; readMs: number }
export type Whapi = ReturnType<typeof createWhapi>
/** What Whapi accepted from us. */
export type SentRecord = { id: string; channelId: string; chatId: string; text: string; at: string }

type Options = {
  now: () => Date
  /** Where webhooks go; the network if absent. */
  deliver?: Deliver
  timing?: Partial<Timing>
  /** In 0…1, for losses and order. */
  random?: () => number
}
/** Awaited around the moment a send takes effect: fault experiments kill the worker here. */
type SendHooks = {
  beforeSend?: (chatId: string) => unknown
  afterSend?: (chatId: string) => unknown
}

const STATES = [
  { status: 'sent', code: 2, wait: 'sentMs' },
  { status: 'delivered', code: 3, wait: 'deliveredMs' },
  { status: 'read', code: 4, wait: 'readMs' },
] as const

/** Whapi on this machine: its API under /whapi, a customer's phone under /phone, and webhooks that behave, or misbehave, like the real ones. */
export const createWhapi = ({ now, deliver = fetch, random = Math.random, ...given }: Options) => {
  const timing = { echoMs: 30, sentMs: 100, deliveredMs: 300, readMs: 900, ...given.timing }
  const channels = new Map<string, Channel>()
  const sent: SentRecord[] = []
  const faults: Faults = { ...noFaults }
  const hooks: SendHooks = {}
  const mishaps = createMishaps()
  const webhooks = createWebhooks({ deliver, faults, random })
  const people = createPeople({ now, webhooks })

  const echo = (channel: Channel, message: WhapiMessage) =>
    webhooks.emit(channel, { type: 'messages', method: 'post' }, { messages: [{ ...message }] })

  const followUp = async (channel: Channel, message: WhapiMessage): Promise<void> => {
    if (!faults.echoFirst && (await webhooks.pause(timing.echoMs))) await echo(channel, message)
    for (const { status, code, wait } of STATES) {
      if (!(await webhooks.pause(timing[wait]))) return
      message.status = status
      const timestamp = String(Math.floor(now().getTime() / 1000))
      const statuses = [{ id: message.id, code, status, recipient_id: message.chat_id, timestamp }]
      await webhooks.emit(channel, { type: 'statuses', method: 'post' }, { statuses })
    }
  }

  const accept = async (channel: Channel, to: string, body: string): Promise<WhapiMessage> => {
    const chatId = to.includes('@') ? to : `${to}@s.whatsapp.net`
    await hooks.beforeSend?.(chatId)
    const at = now()
    const message: WhapiMessage = {
      id: newMessageId(),
      type: 'text',
      chat_id: chatId,
      from_me: true,
      timestamp: Math.floor(at.getTime() / 1000),
      source: 'api',
      device_id: 3,
      status: 'pending',
      from: channel.phone?.slice(1) ?? '',
      text: { body },
    }
    const answer = { ...message }
    channel.lines.push({ message, storedAtMs: Date.now() })
    channel.typingUntilMs.delete(chatId)
    sent.push({ id: message.id, channelId: channel.id, chatId, text: body, at: at.toISOString() })
    if (faults.echoFirst) await echo(channel, answer)
    void webhooks.tracked(followUp(channel, message))
    await webhooks.pause(faults.answerDelayMs)
    await hooks.afterSend?.(chatId)
    return answer
  }

  const setHealth = async (channel: Channel, text: string): Promise<void> => {
    channel.health = text
    const health = healthOf(channel, now())
    await webhooks.emit(channel, { type: 'channel', method: 'post' }, { health })
  }
  const user = ({ phone }: Channel) => ({ id: phone?.slice(1) ?? '', name: 'Stand-in' })
  const link = async (channel: Channel): Promise<void> => {
    channel.pairingCode = null
    const event = { type: 'users', method: 'post' }
    await webhooks.emit(channel, event, { user: user(channel) })
    await setHealth(channel, 'AUTH')
  }
  const unlink = async (channel: Channel): Promise<void> => {
    const event = { type: 'users', method: 'delete' }
    await webhooks.emit(channel, event, { user: user(channel) })
    await setHealth(channel, 'QR')
  }

  const api = createApi({
    now,
    accept,
    unlink,
    webhooks,
    mishaps,
    faults,
    findChannel: (token) => channels.get(token),
  })
  const phone = createPhone({ channels: () => [...channels.values()], people, link, unlink })
  return {
    ...people,
    faults,
    hooks,
    setHealth,
    link,
    unlink,
    fetch: async (request: Request): Promise<Response> =>
      new URL(request.url).pathname.startsWith('/phone')
        ? phone.fetch(request)
        : api.fetch(request),
    addChannel: (wanted: NewChannel): Channel => {
      const channel = newChannel(wanted)
      channels.set(channel.token, channel)
      return channel
    },
    channels: (): Channel[] => [...channels.values()],
    sent: (): SentRecord[] => [...sent],
    /** The next sends fail or hang up as told. */
    arrange: mishaps.arrange,
    /** A webhook, or what follows a send, is under way. */
    busy: webhooks.busy,
    stop: webhooks.stop,
  }
}
