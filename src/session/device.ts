/**
 * A browser that somebody once logged in with: strangers who use up an account's tries cannot lock it out (OWASP device cookies).
 * It opens nothing; it only has tries of its own, for this one account.
 */
import type { Keys } from '../sealed.ts'
import { newToken } from './token.ts'

/** "nonce.signature", for a cookie. */
export const newDevice = async (keys: Keys, email: string): Promise<string> => {
  const [current] = keys
  if (!current) throw new Error('no key')
  const nonce = newToken()
  const mac = await crypto.subtle.sign('HMAC', await importKey(current.key), said(email, nonce))
  return `${nonce}.${toHex(mac)}`
}

/** The nonce of a cookie that was signed for this account; null for any other cookie. */
export const deviceOf = async (
  keys: Keys,
  email: string,
  cookie: string,
): Promise<string | null> => {
  const [, nonce, hex] = /^([\w-]{43})\.([0-9a-f]{64})$/.exec(cookie) ?? []
  if (!nonce || !hex) return null
  const mac = fromHex(hex)
  for (const { key } of keys) {
    if (await crypto.subtle.verify('HMAC', await importKey(key), mac, said(email, nonce)))
      return nonce
  }
  return null
}

const said = (email: string, nonce: string) => new TextEncoder().encode(`device|${nonce}|${email}`)

const importKey = (key: Uint8Array) =>
  crypto.subtle.importKey('raw', new Uint8Array(key), { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
    'verify',
  ])

const toHex = (bytes: ArrayBuffer): string =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')

const fromHex = (hex: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
