/** Rand, kept in whole cents. */

const CENTS_PER_RAND = 100
/** Between the groups of digits and never at a line's end. */
const NO_BREAK_SPACE = '\u00A0'

/** "R1 100" or "R1 100.50", with no-break spaces. */
export const showRand = (cents: number): string => {
  const size = Math.abs(cents)
  const rand = String(Math.floor(size / CENTS_PER_RAND)).replaceAll(
    /\B(?=(\d{3})+$)/g,
    NO_BREAK_SPACE,
  )
  const rest = size % CENTS_PER_RAND
  const decimals = rest === 0 ? '' : `.${String(rest).padStart(2, '0')}`
  return `${cents < 0 ? '-' : ''}R${rand}${decimals}`
}

/** At most nine digits before the cents, grouped or not. */
const AMOUNT = /^r?(\d{1,3}(?:[ ,]\d{3}){1,2}|\d{1,9})(?:[.,](\d{1,2}))?$/

/** Cents of "1100", "1 100", "R1,100.00" or "R1 100,5"; null for anything that is not one amount of rand. */
export const parseRand = (text: string): number | null => {
  const match = AMOUNT.exec(text.trim().toLowerCase().replaceAll(/\s/g, ' ').replace(/^r /, 'r'))
  if (!match) return null
  const [, whole = '', decimals = ''] = match
  return Number(whole.replaceAll(/\D/g, '')) * CENTS_PER_RAND + Number(decimals.padEnd(2, '0') || 0)
}
