/**
 * Signing in by a link in a mail. The link is bound to the browser that asked; from any other one the eight digits shown on the asking
 * screen are the way in. The code is derived from the browser's own token, so that screen can be shown again and nothing is stored.
 */
import type { Keys } from '../sealed.ts'
import { hashToken, newToken, signText } from './token.ts'

export type LinkPurpose = 'login' | 'signup' | 'reset'
/** ASVS 6.5.5 allows ten minutes for what signs in; a new password may wait for a slow mailbox. */
export const linkMinutes: Record<LinkPurpose, number> = { login: 10, signup: 10, reset: 60 }
const CODE_DIGITS = 8

/** What the mail, the browser and the database each get: the database only hashes. */
export const newLink = async (keys: Keys) => {
  const token = newToken()
  const browser = newToken()
  const code = await codeOf(keys, browser)
  return {
    token,
    browser,
    stored: {
      token: await hashToken(token),
      browser: await hashToken(browser),
      code: await hashCode(keys, code),
    },
  }
}

/** The digits for the screen of the browser that asked. */
export const codeOf = async (keys: Keys, browser: string): Promise<string> => {
  const mac = await macOf(keys, `login-code|${browser}`)
  const number = Number.parseInt(mac.slice(0, 12), 16) % 10 ** CODE_DIGITS
  return String(number).padStart(CODE_DIGITS, '0')
}

/** Keyed: eight digits could be found from a plain hash. */
export const hashCode = (keys: Keys, code: string): Promise<string> =>
  macOf(keys, `login-code-hash|${code}`)

/** What a limit counts, unreadable in the database: an address or a network. */
export const limitKey = (keys: Keys, what: string): Promise<string> => macOf(keys, `limit|${what}`)

const macOf = async (keys: Keys, text: string): Promise<string> => {
  const [current] = keys
  if (!current) throw new Error('no key')
  return signText(current.key, text)
}
