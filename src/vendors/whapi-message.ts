import * as z from 'zod'

import type { Inbound, InboundMessage, Source } from '../inbound.ts'
import { phoneOfChat } from '../phone.ts'
import { type Content, contentOf } from './whapi-content.ts'
import {
  cut,
  fingerprint,
  foreignChat,
  nameOf,
  identifier,
  optional,
  optionalIdentifier,
  rawOf,
  timeOf,
} from './whapi-item.ts'

const EMOJI_MAX_CHARS = 64 // a family of four with skin tones has 41

const shape = z.looseObject({
  id: identifier,
  type: identifier,
  chat_id: identifier,
  from_me: z.boolean(),
  from_name: optional,
  source: optional,
  context: z.object({ quoted_id: optionalIdentifier }).optional().catch(undefined),
})
type Message = z.infer<typeof shape>

/** One item of `messages[]`: a line, or an action upon one. Posted and put again it has the same key. */
export const messageOf = (item: unknown, receivedAt: Date): Inbound => {
  const parsed = shape.safeParse(item)
  if (!parsed.success) return malformed(item, receivedAt)
  const message = parsed.data
  const common = {
    key: `message:${message.id}`,
    at: timeOf(message['timestamp'], receivedAt),
    raw: rawOf(item),
  }
  const foreign = foreignChat(message.chat_id)
  if (foreign !== null) return { ...common, type: 'other', kind: foreign, raw: null }
  if (message.type === 'action') return actionOf(message, common)
  return lineOf(message, contentIn(message), common)
}

/** Kept to be looked at, unless it may come from a chat whose content we must not keep. */
export const malformed = (item: unknown, receivedAt: Date): Inbound => {
  const raw = rawOf(item)
  const foreign = /@(g\.us|newsletter|broadcast)\b/.test(raw)
  const key = `malformed:${fingerprint(item)}`
  return { type: 'other', kind: 'malformed', key, at: receivedAt, raw: foreign ? null : raw }
}

type Common = Pick<InboundMessage, 'key' | 'at' | 'raw'>

const lineOf = (message: Message, content: Content, common: Common): InboundMessage => ({
  ...common,
  ...content,
  type: 'message',
  providerId: message.id,
  chatId: message.chat_id,
  fromMe: message.from_me,
  source: sourceOf(message.source),
  name: message.from_me ? null : nameOf(message.from_name),
  phone: phoneOfChat(message.chat_id),
  quotes: message.context?.quoted_id ?? null,
})

/** WhatsApp's own notices come as `unknown` from `system`, looking like a customer's. */
const contentIn = (message: Message): Content => {
  if (message.source === 'system') return { kind: 'system', text: null, details: {} }
  return contentOf(message.type, message) ?? { kind: 'unsupported', text: null, details: {} }
}

const sources: readonly Source[] = ['api', 'mobile', 'web', 'system']

const sourceOf = (source: string | undefined): Source =>
  sources.find((known) => known === source) ?? 'unknown'

const actionShape = z.object({
  type: identifier,
  target: optionalIdentifier,
  emoji: optional,
  edited_type: optional,
  edited_content: z.unknown().optional(),
})

const actionOf = (message: Message, common: Common): Inbound => {
  const noted: Inbound = { ...common, type: 'other', kind: 'action' }
  const action = actionShape.safeParse(message['action']).data
  if (!action) return noted
  if (action.type !== 'vote') return onTarget(action, message.from_me, common) ?? noted
  return lineOf(message, { kind: 'poll_vote', text: null, details: {} }, common)
}

const onTarget = (
  { type, target, emoji = '', ...edit }: z.infer<typeof actionShape>,
  fromMe: boolean,
  common: Common,
): Inbound | null => {
  if (target === undefined) return null
  if (type === 'reaction')
    return { ...common, type, target, emoji: cut(emoji, EMOJI_MAX_CHARS), fromMe }
  if (type === 'delete') return { ...common, type: 'removal', target }
  if (type !== 'edit' && type !== 'edited') return null
  const text = editedText(edit.edited_type ?? 'text', edit.edited_content)
  return text === null ? null : { ...common, type: 'edit', target, text }
}

/** The new content is documented without its shape: the content itself, or a message that holds it under its type. */
const editedText = (type: string, content: unknown): string | null => {
  const given = typeof content === 'string' ? { body: content } : content
  const held = z.record(z.string(), z.unknown()).safeParse(given)
  if (!held.success) return null
  return contentOf(type, held.data)?.text ?? contentOf(type, { [type]: held.data })?.text ?? null
}

const version = z.looseObject({
  type: identifier.catch('text'),
  chat_id: identifier.nullable().catch(null),
})
const updateShape = z.object({
  id: identifier,
  before_update: version.catch({ type: 'text', chat_id: null }),
  after_update: version,
})

/** One item of `messages_updates[]`: a new text is an edit, a poll a vote; labels, reactions and the like are only noted. */
export const updateOf = (item: unknown, receivedAt: Date): Inbound => {
  const parsed = updateShape.safeParse(item)
  if (!parsed.success) return malformed(item, receivedAt)
  const { id, before_update: before, after_update: after } = parsed.data
  const common = { key: `update:${id}:${fingerprint(item)}`, at: receivedAt, raw: rawOf(item) }
  const foreign = foreignChat(after.chat_id ?? before.chat_id)
  if (foreign !== null) return { ...common, type: 'other', kind: foreign, raw: null }
  const content = contentOf(after.type, after)
  if (content?.kind === 'poll') return { ...common, type: 'other', kind: 'poll_vote' }
  const text = content && newText(content, before)
  return text
    ? { ...common, type: 'edit', target: id, text }
    : { ...common, type: 'other', kind: 'update' }
}

const newText = (content: Content, before: z.infer<typeof version>): string | null =>
  content.text === contentOf(before.type, before)?.text ? null : content.text

/** A whole message under the event of an update: its id is one we already have. */
export const patchedOf = (item: unknown, receivedAt: Date): Inbound => {
  const parsed = z.looseObject({ id: optionalIdentifier, type: optional }).safeParse(item)
  if (!parsed.success || parsed.data.type === 'action') return messageOf(item, receivedAt)
  return updateOf({ id: parsed.data.id, after_update: item }, receivedAt)
}
