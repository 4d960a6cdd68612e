import type { Entry, SentLine } from './history.ts'

/** What Whapi took from us. */
export type Accepted = { id: string; channelId: string; chat: string; text: string; ms: number }
/** The history, sorted for the checker. */
export type Book = {
  sends: SentLine[]
  acked: Set<string>
  /** What each message says at last: a customer may have edited it. */
  words: Map<string, string>
  accepted: Accepted[]
  /** How many replies left when nothing more was to be answered. */
  afterSilence: number
}

export const readBook = (history: readonly Entry[]): Book => {
  const sends = history.filter((entry) => entry.what === 'send')
  const accepted = history.filter((entry) => entry.what === 'accept')
  const silence = history.findIndex(({ what }) => what === 'silence')
  const words = history.filter((entry) => entry.what === 'send' || entry.what === 'edit')
  return {
    sends,
    acked: new Set(history.flatMap((entry) => (entry.what === 'ack' ? [entry.id] : []))),
    words: new Map(words.map(({ id, text }) => [id, text])),
    accepted,
    afterSilence:
      silence < 0 ? 0 : history.slice(silence).filter(({ what }) => what === 'accept').length,
  }
}
