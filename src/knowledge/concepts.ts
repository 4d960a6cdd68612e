/** Finds the concepts of the lexicon in a list of words. */
import { concepts } from './lexicon.ts'
import { stem } from './stems.ts'

/** `word` is the word as written, or the words of a phrase; a phrase stands for all its words at once. */
export type Unit = { word: string; stem: string; concepts: string[] }

const addTo = (map: Map<string, string[]>, key: string, concept: string): void => {
  map.set(key, [...(map.get(key) ?? []), concept])
}

const byStem = new Map<string, string[]>()
const byPhrase = new Map<string, string[]>()
const insideWord: { part: string; concept: string }[] = []

for (const [concept, list] of Object.entries(concepts)) {
  for (const entry of list.split(', ')) {
    if (entry.includes(' ')) addTo(byPhrase, entry.replace('~', ''), concept)
    else if (entry.startsWith('~')) insideWord.push({ part: entry.slice(1), concept })
    else addTo(byStem, stem(entry), concept)
  }
}

const LONGEST_PHRASE = 4
const firstWords = new Set([...byPhrase.keys()].map((phrase) => phrase.split(' ')[0]))
/** English plurals and past tenses aside, a Nguni stem hides in a word longer than itself. */
const MIN_NGUNI_WORD = 4

/** Kept because the same words come in every fact and every question. */
const conceptsOfWord = new Map<string, string[]>()
const CACHE_WORDS = 5_000

const conceptsOf = (word: string): string[] => {
  const kept = conceptsOfWord.get(word)
  if (kept) return kept
  const inside =
    word.length >= MIN_NGUNI_WORD ? insideWord.filter(({ part }) => word.includes(part)) : []
  const found = [
    ...new Set([...(byStem.get(stem(word)) ?? []), ...inside.map(({ concept }) => concept)]),
  ]
  if (conceptsOfWord.size < CACHE_WORDS) conceptsOfWord.set(word, found)
  return found
}

const phraseAt = (words: readonly string[], start: number): Unit | null => {
  if (!firstWords.has(words[start])) return null
  for (let length = LONGEST_PHRASE; length > 1; length -= 1) {
    const phrase = words.slice(start, start + length).join(' ')
    const found = byPhrase.get(phrase)
    if (found && start + length <= words.length)
      return { word: phrase, stem: phrase, concepts: found }
  }
  return null
}

/** The words in order, each with its concepts; a phrase of the lexicon ("how much") is one unit. */
export const unitsOf = (words: readonly string[]): Unit[] => {
  const units: Unit[] = []
  for (let index = 0; index < words.length;) {
    const phrase = phraseAt(words, index)
    const word = words[index] ?? ''
    units.push(phrase ?? { word, stem: stem(word), concepts: conceptsOf(word) })
    index += phrase ? phrase.word.split(' ').length : 1
  }
  return units
}
