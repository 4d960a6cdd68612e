const SHORTEST_E164 = 8
const LONGEST_E164 = 15
/** South Africa: nine digits after the trunk 0 or the 27; none begins with 0 or 9 (ICASA numbering plan). */
const ZA_NATIONAL = /^[1-8]\d{8}$/

/** A number as people write it, in E.164; null where it is none. Without a country code it is South African. */
export const toE164 = (text: string): string | null => {
  const compact = text.replace(/\(0\)/, '').replace(/[\s().\-/]/g, '')
  if (!/^\+?\d+$/.test(compact)) return null
  const digits = compact.replace(/^(\+|00)/, '')
  if (digits !== compact) return international(digits)
  if (compact.startsWith('0')) return southAfrican(compact.slice(1))
  return compact.startsWith('27') ? southAfrican(compact.slice(2)) : null
}

const international = (digits: string): string | null => {
  if (digits.startsWith('27')) return southAfrican(digits.slice(2).replace(/^0/, ''))
  const fits = digits.length >= SHORTEST_E164 && digits.length <= LONGEST_E164
  return fits && !digits.startsWith('0') ? `+${digits}` : null
}

const southAfrican = (national: string): string | null =>
  ZA_NATIONAL.test(national) ? `+27${national}` : null

/** "+27825550100" as "+27 82 555 0100"; numbers of other countries stay as they are. */
export const showSouthAfrican = (e164: string): string =>
  e164.replace(/^\+27(\d{2})(\d{3})(\d{4})$/, '+27 $1 $2 $3')

/** The number behind a WhatsApp chat with one person; null for a LID, a group and everything else. */
export const phoneOfChat = (chatId: string): string | null => {
  const digits = /^([1-9]\d{7,14})@s\.whatsapp\.net$/.exec(chatId)?.[1]
  return digits === undefined ? null : `+${digits}`
}
