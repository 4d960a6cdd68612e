/** Takes a burst apart into its questions, so that each gets an answer. */
import { withoutGreeting } from '../conversation/signals.ts'

const starters =
  'what|whats|when|where|wheres|which|who|why|how|do|does|can|could|are|is|will|would|may|must|hoe|hoeveel|wat|waar|wanneer|kan|het|malini|nini|kuphi'
const joints = new RegExp(
  `(?:,| and| n| en| plus| but| &)+ (?=(?:and |also |en |ook )?(?:${starters})\\b)`,
  'i',
)
/** The mark stays with its sentence: it says that an answer is expected. */
const sentenceEnds = /(?<=[?!;…\n])|\.(?=\s|$)/

/** The sentences of a text that say more than hello, each question on its own. */
export const questionsIn = (texts: readonly string[]): string[] =>
  texts
    .flatMap((text) => text.split(sentenceEnds))
    .flatMap((sentence) => sentence.split(joints))
    .map((sentence) => sentence.trim())
    .filter((sentence) => withoutGreeting(sentence) !== '')

const asks = new RegExp(
  `^(?:and |so |but |also |en )?(?:${starters})\\b|\\b(?:what|when|where|which|how|hoeveel|waar|wanneer|malini|much|price|prices|cost|need|want|like to|book|booking|appointment|available|looking for|please|pls|asb|asseblief|ngicela|ndicela|ngifuna|ndifuna|soek|wil)\\b`,
)

/** A sentence that expects something back; a mere statement beside a question needs no answer of its own. */
export const expectsAnswer = (sentence: string): boolean =>
  sentence.includes('?') || asks.test(withoutGreeting(sentence))
