/** Which of a business's facts answers a question: a pure function over plain rows, well under a millisecond for two hundred facts. */
import { wordsOf } from '../words.ts'
import { bm25, type Bm25 } from './bm25.ts'
import { unitsOf, type Unit } from './concepts.ts'
import { isNearSpelling } from './spelling.ts'
import { isStopWord, stem } from './stems.ts'

/** `concepts`: what the fact is about though its words do not say so. */
export type Rankable = {
  id: string
  question: string
  variants: readonly string[]
  answer: string
  concepts?: readonly string[]
}

type Entry = {
  id: string
  words: string[]
  stems: Set<string>
  concepts: Set<string>
  answer: Set<string>
}
export type Index = {
  /** Every stem of a question or answer: what is known is not a typing mistake. */
  known: Set<string>
  entries: Entry[]
  words: Bm25
  grams: Bm25
  pairs: Bm25
  answers: Bm25
  concepts: Bm25
}

/** `confidence`: 0 to about 1.3, how far the fact explains the question and stands out from the next. */
export type Ranked = { id: string; score: number; confidence: number }
export type Band = 'answer' | 'offer' | 'message'

const WEIGHTS = { words: 1, grams: 1, pairs: 0.3, answers: 0.3, concepts: 0.4 } as const
const GRAM = 4
const BEST = 5
const ANSWER_FROM = 0.55
const OFFER_FROM = 0.4
const MARGIN_WEIGHT = 0.3
const UNKNOWN_WEIGHT = 1.3
/** How much of a word is explained by a shared concept, a near spelling, or the answer's text alone. */
const BY_CONCEPT = 0.85
const BY_SPELLING = 0.8
const BY_ANSWER = 0.6

const gramsOf = (words: readonly string[]): string[] => {
  const text = ` ${words.join(' ')} `
  return Array.from({ length: Math.max(0, text.length - GRAM + 1) }, (_, start) =>
    text.slice(start, start + GRAM),
  )
}

const pairsOf = (stems: readonly string[]): string[] =>
  stems.slice(1).map((word, index) => `${stems[index] ?? ''} ${word}`)

const contentStems = (words: readonly string[]): string[] =>
  words.filter((word) => !isStopWord(word)).map(stem)

const conceptsIn = (units: readonly Unit[]): string[] => units.flatMap(({ concepts }) => concepts)

type Read = Entry & { answerStems: string[] }

const read = (fact: Rankable): Read => {
  const phrasings = [fact.question, ...fact.variants].map(wordsOf)
  const words = phrasings.flat()
  const answerStems = contentStems(wordsOf(fact.answer))
  const units = phrasings.flatMap(unitsOf)
  return {
    id: fact.id,
    words,
    stems: new Set([...words.map(stem), ...units.map((unit) => unit.stem)]),
    concepts: new Set([...conceptsIn(units), ...(fact.concepts ?? [])]),
    answer: new Set(answerStems),
    answerStems,
  }
}

/** Worth keeping for as long as the facts do not change. */
export const buildIndex = (facts: readonly Rankable[]): Index => {
  const all = facts.map(read)
  return {
    entries: all,
    known: new Set(all.flatMap(({ stems, answerStems }) => [...stems, ...answerStems])),
    words: bm25(all.map(({ words }) => contentStems(words))),
    grams: bm25(all.map(({ words }) => gramsOf(words))),
    pairs: bm25(all.map(({ words }) => pairsOf(words.map(stem)))),
    answers: bm25(all.map(({ answerStems }) => answerStems)),
    concepts: bm25(all.map(({ concepts }) => [...concepts])),
  }
}

/** Each measure as a share of its own best, so that none drowns the others. */
const blend = (index: Index, words: readonly string[], units: readonly Unit[]): number[] => {
  const stems = contentStems(words)
  const measures: (readonly [weight: number, scores: number[]])[] = [
    [WEIGHTS.words, index.words.score(stems)],
    [WEIGHTS.grams, index.grams.score(gramsOf(words))],
    [WEIGHTS.pairs, index.pairs.score(pairsOf(words.map(stem)))],
    [WEIGHTS.answers, index.answers.score(stems)],
    [WEIGHTS.concepts, index.concepts.score(conceptsIn(units))],
  ]
  const sums = index.entries.map(() => 0)
  for (const [weight, scores] of measures) {
    const best = Math.max(0, ...scores)
    if (best === 0) continue
    scores.forEach((score, entry) => {
      sums[entry] = (sums[entry] ?? 0) + (weight * score) / best
    })
  }
  return sums
}

/** Concepts that only ask: they fit many facts, so a shared one says nothing by itself. */
const asking = new Set(['price', 'duration', 'when', 'where'])

const onlyAsks = ({ concepts }: Unit): boolean =>
  concepts.length > 0 && concepts.every((concept) => asking.has(concept))

/** A word that the facts or the lexicon know is no typing mistake for another. */
const isMistyped = (unit: Unit, entry: Entry, known: ReadonlySet<string>): boolean =>
  !known.has(unit.stem) &&
  unit.concepts.length === 0 &&
  entry.words.some((word) => !isStopWord(word) && isNearSpelling(unit.word, word))

const explainedShare = (unit: Unit, entry: Entry, known: ReadonlySet<string>): number => {
  if (entry.stems.has(unit.stem)) return 1
  if (unit.concepts.some((concept) => entry.concepts.has(concept))) return BY_CONCEPT
  if (entry.answer.has(unit.stem)) return BY_ANSWER
  return isMistyped(unit, entry, known) ? BY_SPELLING : 0
}

/** A word that no fact knows, nor its concept, weighs most; any other weighs as the commoner of the two. */
const weightOf = (index: Index, unit: Unit): number => {
  const byConcept = unit.concepts.map((concept) => index.concepts.rarity(concept))
  const weight = Math.min(index.words.rarity(unit.stem), ...byConcept)
  return weight < index.words.rarity('') ? weight : weight * UNKNOWN_WEIGHT
}

/** The share of the question's content that the entry explains, rare words counting more. */
const explained = (index: Index, units: readonly Unit[], entry: Entry): number => {
  const shares = units.map((unit) => ({
    unit,
    weight: weightOf(index, unit),
    share: explainedShare(unit, entry, index.known),
  }))
  const isMeant = shares.some(({ unit, share }) => share === 1 || (share > 0 && !onlyAsks(unit)))
  const total = shares.reduce((sum, { weight }) => sum + weight, 0)
  const found = shares.reduce((sum, { weight, share }) => sum + weight * share, 0)
  return isMeant && total > 0 ? found / total : 0
}

/** A number, a time or an amount is no topic. */
const isTopical = ({ word }: Unit): boolean => !isStopWord(word) && !/^r?\d/.test(word)

/** The best five, best first; empty when no word of the question means anything here. */
export const rankFacts = (index: Index, query: string): Ranked[] => {
  const words = wordsOf(query)
  const units = unitsOf(words).filter(isTopical)
  if (units.length === 0 || index.entries.length === 0) return []
  const best = blend(index, words, units)
    .map((score, position) => ({ score, entry: index.entries[position] }))
    .filter(({ score }) => score > 0)
    .toSorted((one, other) => other.score - one.score)
    .slice(0, BEST)
    .flatMap(({ score, entry }) =>
      entry ? [{ id: entry.id, score, share: explained(index, units, entry) }] : [],
    )
    .filter(({ share }) => share > 0)
  const top = best[0]?.score ?? 1
  best.sort((one, other) => other.score / top + other.share - one.score / top - one.share)
  return best.map(({ id, score, share }, place) => {
    const margin = place === 0 ? Math.max(0, score - (best[1]?.score ?? 0)) / top : 0
    return { id, score, confidence: share * (1 + MARGIN_WEIGHT * margin) }
  })
}

/** What a confidence allows: to answer, to offer the topics as choices, or only to take a message. */
export const bandOf = (confidence: number): Band => {
  if (confidence >= ANSWER_FROM) return 'answer'
  return confidence >= OFFER_FROM ? 'offer' : 'message'
}
