import type { SentLine } from './history.ts'
import { pause, workerOf, type World } from './world.ts'

/** Each chat hears another question every time, so that nobody is taken for a machine. */
const QUESTIONS = [
  'How much are box braids?',
  'Is there Wi-Fi?',
  'How much is a gents cut?',
  'Do you do natural hair?',
  'Where are you?',
  'How long do braids last?',
  'How much is a relaxer?',
  'Do you take out old braids?',
  'Which products do you use?',
  'Do you do nails or make-up?',
]
/** +27 82 555 0100 to 0199: the same people write to every business. */
const CHATS_PER_BUSINESS = 100
const RETRY_MS = 25
const GIVE_UP_MS = 30_000

/** The `n`th message of an experiment over so many chats, turn by turn through the businesses. */
export const lineOf = (world: World, n: number, chats: number): SentLine => {
  const { businesses } = world
  const place = n % chats
  const business = businesses[place % businesses.length]
  const person = Math.floor(place / businesses.length)
  if (!business || person >= CHATS_PER_BUSINESS) throw new Error('more chats than people')
  const question = QUESTIONS[(Math.floor(n / chats) + place) % QUESTIONS.length]
  return {
    id: `line-${n}`,
    orgId: business.orgId,
    channelId: business.providerChannelId,
    chat: `278255501${String(person).padStart(2, '0')}@s.whatsapp.net`,
    text: `${question} (no. ${n})`,
  }
}

/** The webhook that brings it. */
export const deliveryOf = (world: World, line: SentLine): string =>
  JSON.stringify({
    channel_id: line.channelId,
    event: { type: 'messages', event: 'post' },
    messages: [
      {
        id: line.id,
        type: 'text',
        chat_id: line.chat,
        from: line.chat.split('@')[0],
        from_me: false,
        source: 'mobile',
        text: { body: line.text },
        timestamp: Math.floor(world.stage.clock.now().getTime() / 1000),
      },
    ],
  })

/** Posts one delivery as Whapi would; the status, or 0 where no answer came. */
export const post = async (
  world: World,
  { channelId, body, worker = 0 }: { channelId: string; body: string; worker?: number },
): Promise<number> => {
  const business = world.businesses.find((known) => known.providerChannelId === channelId)
  if (!business) throw new Error(`no business has the channel ${channelId}`)
  const response = await fetch(`${workerOf(world, worker).url}/webhooks/whapi/${business.hook}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-webhook-secret': business.secret },
    body,
  }).catch(() => null)
  await response?.arrayBuffer().catch(() => null)
  return response?.status ?? 0
}

/** `id`: the message it brings; null for news about one. */
type Delivery = { id: string | null; channelId: string; body: string; worker?: number }

/** Delivers again and again until it is answered 2xx, as Whapi does; says when the try that succeeded began. */
export const deliverUntilStored = async (
  world: World,
  delivery: Delivery,
): Promise<{ beganMs: number } | null> => {
  const deadline = performance.now() + GIVE_UP_MS
  while (performance.now() < deadline) {
    const beganMs = performance.now()
    const status = await post(world, delivery)
    if (status >= 200 && status < 300) {
      if (delivery.id !== null) world.history.note({ what: 'ack', id: delivery.id })
      return { beganMs }
    }
    await pause(RETRY_MS)
  }
  return null
}

/** A customer sends: noted, delivered, acknowledged. */
export const say = (world: World, line: SentLine, worker = 0) => {
  world.history.note({ what: 'send', ...line })
  const { id, channelId } = line
  return deliverUntilStored(world, { id, channelId, body: deliveryOf(world, line), worker })
}
