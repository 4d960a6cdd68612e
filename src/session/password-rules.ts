/** Which passwords are refused when one is set: too short, too long, or guessed first. No rule about kinds of characters (ASVS 6.2.5). */
import { commonPasswords } from './common-passwords.ts'

export const SHORTEST_CHARACTERS = 8
/** 64 characters of four bytes. */
export const LONGEST_BYTES = 256

export type PasswordFault = 'short' | 'long' | 'common' | 'pattern' | 'date' | 'named'

const PRODUCT = 'Frontdesk'
/** A name and this little more is the name: a year, an exclamation mark. */
const TAIL_CHARACTERS = 4
const SHORTEST_NAME = 3

/** What is wrong with a password; null: nothing. `names`: of the business, of its people and their addresses. */
export const faultOf = (password: string, names: readonly string[]): PasswordFault | null => {
  if (Array.from(password).length < SHORTEST_CHARACTERS) return 'short'
  if (new TextEncoder().encode(password).length > LONGEST_BYTES) return 'long'
  if (isPattern(password.toLowerCase())) return 'pattern'
  if (isDate(password)) return 'date'
  if (isCommon(password.toLowerCase())) return 'common'
  return isNamed(password.toLowerCase(), [PRODUCT, ...names]) ? 'named' : null
}

const isCommon = (typed: string): boolean => {
  const common = commonPasswords()
  const word = typed.replace(new RegExp(`[^a-z]{1,${TAIL_CHARACTERS}}$`), '')
  return [typed, word, plain(typed), plain(word)].some((form) => common.has(form))
}

const lookalikes: Record<string, string> = {
  0: 'o',
  1: 'i',
  3: 'e',
  4: 'a',
  5: 's',
  '@': 'a',
  $: 's',
}

/** "p@ssw0rd" as "password". */
const plain = (typed: string): string =>
  typed.replaceAll(/[01345@$]/g, (sign) => lookalikes[sign] ?? sign)

const dates = [
  /^(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])(19|20)\d\d$/,
  /^(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(19|20)\d\d$/,
  /^(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/,
]

/** A birthday, in whichever order: two in five of the commonest passwords that are long enough. */
const isDate = (typed: string): boolean =>
  dates.some((date) => date.test(typed.replaceAll(/[./ -]/g, '')))

const rows = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
  '1q2w3e4r5t6y7u8i9o0p',
]
const runs = rows.flatMap((row) => [row, Array.from(row).toReversed().join('')])
const LONGEST_PIECE = 4
const SHORTEST_RUN = 3

/** A piece over and over ("abcabcabc"), or nothing but keys in a row ("qwerty123456"). */
const isPattern = (typed: string): boolean =>
  new RegExp(`^(.{1,${LONGEST_PIECE}}?)\\1+$`, 's').test(typed) || isMadeOfRuns(typed)

const isMadeOfRuns = (typed: string): boolean => {
  let rest = typed
  while (rest.length > 0) {
    const length = longestRun(rest)
    if (length < SHORTEST_RUN) return false
    rest = rest.slice(length)
  }
  return true
}

const longestRun = (typed: string): number => {
  let length = 0
  while (length < typed.length && runs.some((run) => run.includes(typed.slice(0, length + 1)))) {
    length += 1
  }
  return length
}

/** What is left without the names is next to nothing. */
const isNamed = (typed: string, names: readonly string[]): boolean => {
  const letters = squash(typed)
  const words = names
    .flatMap((name) => [squash(name), ...name.split(/[^\p{L}\p{N}]+/u).map(squash)])
    .filter((word) => word.length >= SHORTEST_NAME)
    .toSorted((a, b) => b.length - a.length)
  const rest = words.reduce((left, word) => left.replaceAll(word, ''), letters)
  return rest.length < letters.length && rest.length <= TAIL_CHARACTERS
}

const squash = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
