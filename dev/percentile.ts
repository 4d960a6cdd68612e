/** The smallest of the values that at least `share` of them (0 to 1) do not exceed; NaN where there is none. */
export const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length * share) - 1)] ?? Number.NaN

/** Of an even number the lower of the two in the middle. */
export const median = (values: readonly number[]): number => percentile(values, 0.5)
