/** VAT in South Africa: only who is registered for it may charge it, and then says so on each tax invoice. Pure. */

/** We, where we are registered. */
export type Seller = { name: string; address: string; vatNumber: string }

export const VAT_PERCENT = 15
export const VAT_NUMBER = /^4\d{9}$/

/** The VAT inside an amount, to the nearest cent. */
export const vatIn = (cents: number): number =>
  Math.round((cents * VAT_PERCENT) / (100 + VAT_PERCENT))
