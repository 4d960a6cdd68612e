/** Chat text made comparable: no accents, no capitals, no apostrophes, single spaces. */
export const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/['’‘`]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()

/** The words of a text in order, without punctuation or emoji. */
export const wordsOf = (text: string): string[] => plain(text).match(/[\p{L}\p{N}]+/gu) ?? []
