import { type Channel, type WhapiMessage, findLine, newMessageId } from './whapi-state.ts'
import type { Webhooks } from './whapi-webhooks.ts'

export type Said = {
  chatId: string
  name?: string
  /** Either a text, or a message's other fields: `{ type: 'voice', voice: {…} }`. */
  text?: string
  message?: { type: string; [content: string]: unknown }
  /** Unix seconds, where it was written earlier than it is delivered. */
  timestamp?: number
}
type World = { now: () => Date; webhooks: Webhooks }

/** What people do on their phones, and what Whapi delivers of it. */
export const createPeople = ({ now, webhooks }: World) => {
  const posted = { type: 'messages', method: 'post' }
  const seconds = (): number => Math.floor(now().getTime() / 1000)

  const say = async (channel: Channel, message: WhapiMessage): Promise<WhapiMessage> => {
    if (message.type !== 'action') channel.lines.push({ message, storedAtMs: Date.now() })
    await webhooks.emit(channel, posted, { messages: [message] })
    return message
  }
  const messageFrom = (said: Said, writer: Partial<WhapiMessage>): WhapiMessage => ({
    id: newMessageId(),
    from_me: false,
    ...(said.message ?? { type: 'text', text: { body: said.text ?? '' } }),
    chat_id: said.chatId,
    timestamp: said.timestamp ?? seconds(),
    source: 'mobile',
    ...writer,
  })

  return {
    /** One delivery with all of them, as after the customer's phone was offline. */
    customerSaysAll: async (channel: Channel, all: Said[]): Promise<WhapiMessage[]> => {
      const messages = all.map((said) => messageFrom(said, customer(said)))
      channel.lines.push(...messages.map((message) => ({ message, storedAtMs: Date.now() })))
      await webhooks.emit(channel, posted, { messages })
      return messages
    },
    customerSays: (channel: Channel, said: Said): Promise<WhapiMessage> =>
      say(channel, messageFrom(said, customer(said))),
    ownerSays: (channel: Channel, said: Said): Promise<WhapiMessage> =>
      say(channel, messageFrom(said, { from_me: true, from: channel.phone?.slice(1) ?? '' })),
    /** On the message `id`; an empty emoji takes it away. */
    react: (channel: Channel, given: { chatId: string; id: string; emoji: string }) => {
      const action = { type: 'reaction', target: given.id, emoji: given.emoji }
      const message = { type: 'action', action }
      return say(channel, messageFrom({ ...given, message }, customer(given)))
    },
    edit: async (channel: Channel, id: string, body: string): Promise<void> => {
      const message = findLine(channel, id)
      if (!message) return
      const before_update = { ...message }
      message.text = { body }
      const update = { id, before_update, after_update: message, changes: ['text'] }
      await webhooks.emit(
        channel,
        { type: 'messages', method: 'patch' },
        { messages_updates: [update] },
      )
    },
    remove: async (channel: Channel, id: string): Promise<void> => {
      channel.lines = channel.lines.filter(({ message }) => message.id !== id)
      await webhooks.emit(
        channel,
        { type: 'messages', method: 'delete' },
        { messages_removed: [id] },
      )
    },
    call: async (channel: Channel, chatId: string, status = 'missed'): Promise<void> => {
      const call = {
        id: newMessageId(),
        from: chatId,
        chat_id: chatId,
        status,
        timestamp: now().getTime(),
      }
      await webhooks.emit(channel, { type: 'calls', method: 'post' }, { calls: [call] })
    },
  }
}

const customer = ({ chatId, name }: Said): Partial<WhapiMessage> => ({
  from: chatId.split('@')[0] ?? chatId,
  ...(name !== undefined && { from_name: name, chat_name: name }),
})
