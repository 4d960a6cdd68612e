/** What Whapi's stand-in knows: numbers, what each was told to do, and the lines of their chats. */

export type WhapiMessage = {
  id: string
  type: string
  chat_id: string
  from_me: boolean
  /** Unix seconds. */
  timestamp: number
  source: string
  status?: string
  from?: string
  from_name?: string
  text?: { body: string }
  /** Other content, under the message's type. */
  [content: string]: unknown
}
export type Webhook = {
  url: string
  headers?: Record<string, string>
  events?: { type: string; method: string }[]
}
export type Settings = {
  webhooks: Webhook[]
  callback_persist: boolean
  callback_backoff_delay_ms: number
  max_callback_backoff_delay_ms: number
  [other: string]: unknown
}
export type Channel = {
  token: string
  /** Whapi's id, like MANTIS-M72HC. */
  id: string
  /** E.164; null until a phone is linked. */
  phone: string | null
  /** Whapi's word: AUTH, QR, INIT … */
  health: string
  /** Plays a provider that signs bodies: the secret then serves as HMAC key and is not sent. */
  signs: boolean
  settings: Settings
  /** `storedAtMs` is real time: the list may lag behind it. */
  lines: { message: WhapiMessage; storedAtMs: number }[]
  /** When the typing notice of each chat ends, in real milliseconds. */
  typingUntilMs: Map<string, number>
  pairingCode: string | null
}
export type NewChannel = {
  token: string
  providerChannelId: string
  phone?: string
  linked?: boolean
  signs?: boolean
}

export type Faults = {
  /** How often each webhook is delivered. */
  copies: number
  /** Webhooks leave after a random while, in any order. */
  shuffle: boolean
  delayMs: number
  /** So many of a hundred webhooks are lost for good. */
  losePercent: number
  /** The echo of a send arrives before its HTTP answer. */
  echoFirst: boolean
  /** A send has its effect at once and is answered so much later. */
  answerDelayMs: number
  /** GET /messages/list shows our own lines so much later. */
  listLagMs: number
}
export const noFaults: Faults = {
  copies: 1,
  shuffle: false,
  delayMs: 0,
  losePercent: 0,
  echoFirst: false,
  answerDelayMs: 0,
  listLagMs: 0,
}

export const newChannel = ({ token, providerChannelId, ...given }: NewChannel): Channel => ({
  token,
  id: providerChannelId,
  phone: given.phone ?? null,
  health: (given.linked ?? true) ? 'AUTH' : 'QR',
  signs: given.signs ?? false,
  settings: {
    webhooks: [],
    callback_persist: false,
    callback_backoff_delay_ms: 3000,
    max_callback_backoff_delay_ms: 900_000,
  },
  lines: [],
  typingUntilMs: new Map(),
  pairingCode: null,
})

/** Of the form Whapi documents: 'PsqXn5ucOXdsjDxEYw-gBcVaJ0'. */
export const newMessageId = (): string => {
  const random = crypto.randomUUID().replaceAll('-', '')
  return `${random.slice(0, 18)}-${random.slice(18, 25)}`
}

export const findLine = (channel: Channel, id: string | undefined): WhapiMessage | undefined =>
  channel.lines.find(({ message }) => message.id === id)?.message
