/** A busy business: fifty chats and one long thread, brought in by the real webhooks. */
import type { Stage } from '../stage.ts'
import type { Channel } from '../whapi-state.ts'

const CHATS = 50
const FIRST_NUMBER = 27825550130
const MINUTE = 60
const DAY = 86_400
const PAST_LINES = 60
const LONG_CHAT = {
  chatId: '27825550110@s.whatsapp.net',
  name: 'Christiaan van der Westhuizen-Labuschagne',
}

const names = [
  'Nomvula Dube',
  'Johan van der Merwe',
  'Priya Naidoo',
  'محمد العربي',
  'Zanele 💇🏾‍♀️ Khumalo',
  'Bartholomew Featherstonehaugh-Cholmondeley the Third',
  '<b>Thabo</b> & "Sons"',
]
const questions = [
  'How much is a ladies cut?',
  'Can I speak to a person please?',
  'Are you open on Saturday?',
  'I want to talk to somebody, this is urgent',
  'Goeie dag, hoeveel kos box braids? Ek het baie lang hare en wil graag weet hoe lank dit vat.',
  'Please call me back',
]

export const seedChats = async (stage: Stage, channel: Channel): Promise<void> => {
  const now = Math.floor(Date.now() / 1000)
  const said = Array.from({ length: CHATS }, (_, n) => ({
    chatId: `${FIRST_NUMBER + n}@s.whatsapp.net`,
    ...(n % 9 === 8 ? {} : { name: names[n % names.length] ?? '' }),
    text: questions[n % questions.length] ?? '',
    timestamp: now - n,
  }))
  await stage.whapi.customerSaysAll(channel, said)
  await idle(stage)
}

/** A thread with everything that can stand in one. */
export const seedThread = async (stage: Stage, channel: Channel): Promise<void> => {
  const { whapi } = stage
  const now = Math.floor(Date.now() / 1000)
  const past = Array.from({ length: PAST_LINES }, (_, n) => ({
    ...LONG_CHAT,
    text: n % 3 === 0 ? 'Is it far from the station?' : 'Thank you, that is good to know.',
    timestamp: now - 2 * DAY + n * MINUTE,
  }))
  for (const [n, line] of past.entries())
    await (n % 4 === 3 ? whapi.ownerSays(channel, line) : whapi.customerSays(channel, line))
  await ask(stage, channel, 'How much is a ladies cut, and are you open on Saturday?')
  const voice = { type: 'voice', voice: { id: 'v', mime_type: 'audio/ogg', seconds: 72 } }
  const image = { type: 'image', image: { id: 'i', mime_type: 'image/jpeg', caption: 'Like this' } }
  const place = { latitude: -33.93, longitude: 18.47, name: 'Observatory Station' }
  await whapi.customerSays(channel, { ...LONG_CHAT, message: voice })
  await whapi.customerSays(channel, { ...LONG_CHAT, message: image })
  await whapi.customerSays(channel, {
    ...LONG_CHAT,
    message: { type: 'location', location: place },
  })
  await whapi.customerSays(channel, { ...LONG_CHAT, message: { type: 'hologram' } })
  await idle(stage)
  const changed = await whapi.customerSays(channel, { ...LONG_CHAT, text: 'At nine' })
  await whapi.edit(channel, changed.id, 'At ten')
  const removed = await whapi.customerSays(channel, { ...LONG_CHAT, text: 'Sorry, wrong chat' })
  await whapi.remove(channel, removed.id)
  await idle(stage)
  const answered = channel.lines.findLast(({ message }) => message.source === 'api')
  if (answered) await whapi.react(channel, { ...LONG_CHAT, id: answered.message.id, emoji: '👍' })
  await ask(
    stage,
    channel,
    'May I please speak to Thandi herself? https://example.com/a/very/long/link/that/never/breaks/anywhere',
  )
}

const ask = async (stage: Stage, channel: Channel, text: string): Promise<void> => {
  await stage.whapi.customerSays(channel, { ...LONG_CHAT, text })
  await idle(stage)
}

/** Waits until every wake-up and delivery is done. */
const idle = async ({ url }: Stage): Promise<void> => {
  const response = await fetch(`${url}/control/idle`, { method: 'POST', body: '{}' })
  const { idle: quiet }: { idle: boolean } = await response.json()
  if (!quiet) throw new Error('the stage does not come to rest')
}
