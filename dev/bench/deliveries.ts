/** What is delivered: one new text message in Whapi's shape, from one of a hundred known customers of one of twenty businesses. */
/** +27 82 555 0100 to 0199. */
const FIRST_CHAT = 27_825_550_100
export const CHATS = 100

export type Target = { channelId: string; providerChannelId: string; hook: string; secret: string }
export type Message = { id: string; chat: string; at: Date }

export const chatNumber = (n: number): string => String(FIRST_CHAT + n)

/** Always as long as any other, so that it can be written over the one before. */
export const messageId = (part: { phase: number; client: number; n: number }): string =>
  `Bench-${pad(part.phase, 3)}-${pad(part.client, 2)}-${pad(part.n, 10)}`

export const bodyOf = ({ providerChannelId }: Target, messages: readonly Message[]): string =>
  JSON.stringify({
    messages: messages.map(({ id, chat, at }) => ({
      id,
      from_me: false,
      type: 'text',
      chat_id: `${chat}@s.whatsapp.net`,
      timestamp: Math.floor(at.getTime() / 1000),
      source: 'mobile',
      text: { body: 'Hi, are you open on Saturday, and what does a wash and blow dry cost?' },
      from: chat,
      from_name: 'Lerato',
      chat_name: 'Lerato',
    })),
    event: { type: 'messages', event: 'post' },
    channel_id: providerChannelId,
  })

export const requestOf = ({ hook, secret }: Target, host: string, body: string): string =>
  [
    `POST /webhooks/whapi/${hook} HTTP/1.1`,
    `Host: ${host}`,
    'Content-Type: application/json',
    `X-Webhook-Secret: ${secret}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n')

const pad = (n: number, digits: number): string => String(n).padStart(digits, '0')
