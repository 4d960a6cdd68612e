export type Random = ReturnType<typeof createRandom>

/** A small repeatable generator (mulberry32): one seed, one run of numbers. */
export const createRandom = (seed: number) => {
  let state = seed >>> 0
  /** In 0…1, without 1. */
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    next,
    /** A whole number in 0…`limit`, without `limit`. */
    below: (limit: number): number => Math.floor(next() * limit),
    /** A gap between events that come at random, on average so long. */
    gap: (mean: number): number => -Math.log(1 - next()) * mean,
    shuffled: <T>(items: readonly T[]): T[] =>
      items
        .map((item) => ({ item, place: next() }))
        .sort((a, b) => a.place - b.place)
        .map(({ item }) => item),
  }
}
