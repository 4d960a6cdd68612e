const MIN_TYPO_LENGTH = 4

/** One letter wrong, missing, added or swapped with its neighbour, in a word long enough to tell. */
export const isNearSpelling = (one: string, other: string): boolean => {
  if (Math.min(one.length, other.length) < MIN_TYPO_LENGTH) return false
  if (Math.abs(one.length - other.length) > 1) return false
  let start = 0
  while (start < one.length && one[start] === other[start]) start += 1
  const rest = one.slice(start)
  const otherRest = other.slice(start)
  const swapped = `${rest[1] ?? ''}${rest[0] ?? ''}${rest.slice(2)}`
  return (
    rest.slice(1) === otherRest.slice(1) ||
    rest.slice(1) === otherRest ||
    rest === otherRest.slice(1) ||
    swapped === otherRest
  )
}
