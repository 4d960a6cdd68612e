const FIRST_RETRY_SECONDS = 2
const LONGEST_RETRY_SECONDS = 3600

/** Seconds until the next try after so many failed ones: full jitter over 2 s × 3^n, at most an hour. */
export const backoffSeconds = (failures: number): number => {
  const longest = Math.min(LONGEST_RETRY_SECONDS, FIRST_RETRY_SECONDS * 3 ** failures)
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1))
  return Math.max(1, Math.ceil((random / 2 ** 32) * longest))
}
