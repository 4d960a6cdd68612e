/** A spreadsheet's text file: every field quoted, lines end in CRLF, and no text of somebody's is taken for a formula. */

/** Stands first in the file: Excel reads UTF-8 only with it. */
export const BYTE_ORDER_MARK = '\uFEFF'

/** Also behind invisible characters, full width, and with apostrophes in front: so that an apostrophe more can always be told from one that was typed. */
const startsFormula = /^'*(?:[\0\t\r\n]|[\p{C}\p{Z}]*[=+\-@＝＋－＠﹦﹢﹣﹫])/u

/** Only text can do harm; a number comes from us. Whoever reads the file back takes one apostrophe away where one was put. */
const disarm = (text: string): string => (startsFormula.test(text) ? `'${text}` : text)

const field = (cell: string | number | null): string =>
  `"${(typeof cell === 'string' ? disarm(cell) : String(cell ?? '')).replaceAll('"', '""')}"`

export const csvLine = (cells: readonly (string | number | null)[]): string =>
  `${cells.map(field).join(',')}\r\n`
