/** Rand as PayFast writes them, "799.00", as whole cents. No floating point touches money. */

const AMOUNT = /^(0|[1-9]\d{0,8})(?:\.(\d{1,2}))?$/

/** Null for anything else: "7.99e2", "799,00", "-1.00", "1.005", "0799". */
export const centsOf = (text: string): number | null => {
  const match = AMOUNT.exec(text)
  if (!match) return null
  const [, rand = '', decimals = ''] = match
  return Number(rand) * 100 + Number(decimals.padEnd(2, '0'))
}

export const amountOf = (cents: number): string => {
  if (!Number.isSafeInteger(cents) || cents < 0) throw new RangeError('no amount of whole cents')
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`
}
