/** BM25 over short documents (Robertson and Zaragoza 2009), with the usual constants. */

export type Bm25 = {
  /** How rare a token is among the documents; a token in none is the rarest of all. */
  rarity: (token: string) => number
  /** One score for each document. */
  score: (query: readonly string[]) => number[]
}

const SATURATION = 1.2
const LENGTH_SHARE = 0.75

type Posting = { document: number; count: number }

const postingsOf = (documents: readonly (readonly string[])[]): Map<string, Posting[]> => {
  const postings = new Map<string, Posting[]>()
  documents.forEach((tokens, document) => {
    for (const token of tokens) {
      const list = postings.get(token) ?? []
      const last = list.at(-1)
      if (last?.document === document) last.count += 1
      else list.push({ document, count: 1 })
      postings.set(token, list)
    }
  })
  return postings
}

export const bm25 = (documents: readonly (readonly string[])[]): Bm25 => {
  const postings = postingsOf(documents)
  const total = documents.reduce((sum, { length }) => sum + length, 0)
  const meanLength = total / documents.length || 1
  const lengths = documents.map(
    ({ length }) => SATURATION * (1 - LENGTH_SHARE + (LENGTH_SHARE * length) / meanLength),
  )
  const rarity = (token: string): number => {
    const found = postings.get(token)?.length ?? 0
    return Math.log(1 + (documents.length - found + 0.5) / (found + 0.5))
  }
  const score = (query: readonly string[]): number[] => {
    const scores = documents.map(() => 0)
    for (const token of new Set(query)) {
      const weight = rarity(token)
      for (const { document, count } of postings.get(token) ?? []) {
        const share = (count * (SATURATION + 1)) / (count + (lengths[document] ?? 0))
        scores[document] = (scores[document] ?? 0) + weight * share
      }
    }
    return scores
  }
  return { rarity, score }
}
