/** Voice notes, pictures and whatever else she cannot open: she says so, and the owner is told. */
import type { MessageKind } from '../inbound.ts'
import type { Answer, Desk } from './desk.ts'

const names: Partial<Record<MessageKind, { cannot: string; sent: string }>> = {
  voice: { cannot: 'listen to voice notes', sent: 'a voice note' },
  audio: { cannot: 'listen to recordings', sent: 'a recording' },
  image: { cannot: 'see pictures', sent: 'a picture' },
  video: { cannot: 'watch videos', sent: 'a video' },
  document: { cannot: 'open documents', sent: 'a document' },
  location: { cannot: 'read locations', sent: 'a location' },
  contact: { cannot: 'read contact cards', sent: 'a contact card' },
}

/** One answer for all of them, however many came; null when there is none. */
export const answerAttachments = ({ briefing, business }: Desk): Answer | null => {
  const found = [...new Set(briefing.burst.map(({ kind }) => kind))].flatMap(
    (kind) => names[kind] ?? [],
  )
  if (found.length === 0) return null
  const cannot = found.map((one) => one.cannot).join(' or ')
  const sent = found.map((one) => one.sent).join(' and ')
  return {
    text: `I cannot ${cannot} yet, so I have told ${business.ownerName} about it. If you write it as a message, I will try to help.`,
    intent: 'attachment',
    evidence: [],
    attention: `Sent ${sent}`,
  }
}
