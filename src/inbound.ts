/** What a chat channel can tell us, in our words. A vendor's parser makes these; nothing behind it knows the vendor's shapes. */

/** The kinds of a line in a chat. `unsupported` is stored and never answered. */
export const messageKinds = [
  'text', // also a link preview: its body is a text
  'button_reply',
  'list_reply',
  'image',
  'video',
  'voice',
  'audio',
  'document',
  'sticker',
  'location',
  'contact',
  'poll',
  'poll_vote',
  'order',
  'call',
  'system',
  'unsupported',
] as const
export type MessageKind = (typeof messageKinds)[number]
export const isMessageKind = (kind: string): kind is MessageKind =>
  messageKinds.some((known) => known === kind)

/** How far a message of ours got. Only ever forwards, in this order; `failed` and `deleted` end it. */
export const deliveryStates = [
  'pending',
  'sent',
  'delivered',
  'read',
  'played',
  'failed',
  'deleted',
] as const
export type DeliveryState = (typeof deliveryStates)[number]

/** Who typed a line that carries our own number: our API call, the owner's phone, or the owner's WhatsApp Web. */
export type Source = 'api' | 'mobile' | 'web' | 'system' | 'unknown'

type Common = {
  /** Unique within the channel: the same event delivered again has the same key. */
  key: string
  /** When it happened, by the provider's clock. */
  at: Date
  /** The item as it came (JSON text), or null where content must not be kept (groups, newsletters, broadcasts, QR codes). */
  raw: string | null
}

export type InboundMessage = Common & {
  type: 'message'
  providerId: string
  chatId: string
  fromMe: boolean
  source: Source
  kind: MessageKind
  /** What a person would read: text, caption, button title, place name. Null where there is none. */
  text: string | null
  /** The writer's own name on WhatsApp, where given. */
  name: string | null
  /** E.164 where the chat id is a phone number; a LID has none. */
  phone: string | null
  /** The provider id of the message this one quotes. */
  quotes: string | null
  /** What else is understood: media id, mime type, seconds, latitude …; small, no content of files. */
  details: Record<string, string | number | boolean | null>
}
export type InboundStatus = Common & { type: 'status'; target: string; state: DeliveryState }
export type InboundEdit = Common & { type: 'edit'; target: string; text: string }
export type InboundRemoval = Common & { type: 'removal'; target: string }
/** An empty emoji takes the reaction away. */
export type InboundReaction = Common & {
  type: 'reaction'
  target: string
  emoji: string
  fromMe: boolean
}
/** `working`: linked and answering. `linking`: waits for a code. `starting`: may pass by itself. `down`: needs a person. */
export type ChannelHealth = 'working' | 'linking' | 'starting' | 'down'
export type InboundHealth = Common & { type: 'health'; health: ChannelHealth; text: string }
/** Stored by key and kind only: group, newsletter, broadcast, presence, an event we do not know. */
export type InboundOther = Common & { type: 'other'; kind: string }

export type Inbound =
  | InboundMessage
  | InboundStatus
  | InboundEdit
  | InboundRemoval
  | InboundReaction
  | InboundHealth
  | InboundOther
