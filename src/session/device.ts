/**
 * A browser that somebody once logged in with: strangers who use up an account's tries cannot lock it out (OWASP device cookies).
 * It opens nothing; it only has tries of its own, for this one account.
 */
import type { Keys } from '../sealed.ts'
import { isSigned, newToken, signText } from './token.ts'

/** "nonce.signature", for a cookie. */
export const newDevice = async (keys: Keys, email: string): Promise<string> => {
  const [current] = keys
  if (!current) throw new Error('no key')
  const nonce = newToken()
  return `${nonce}.${await signText(current.key, said(email, nonce))}`
}

/** The nonce of a cookie that was signed for this account; null for any other cookie. */
export const deviceOf = async (
  keys: Keys,
  email: string,
  cookie: string,
): Promise<string | null> => {
  const [, nonce, hex] = /^([\w-]{43})\.([0-9a-f]{64})$/.exec(cookie) ?? []
  if (!nonce || !hex) return null
  for (const { key } of keys) {
    if (await isSigned(key, hex, said(email, nonce))) return nonce
  }
  return null
}

const said = (email: string, nonce: string) => `device|${nonce}|${email}`
