import { HMAC, sha256 } from 'oslo/crypto'
import { base64url, decodeHex, encodeHex } from 'oslo/encoding'

const TOKEN_BYTES = 32

/** 256 random bits, as text for a cookie or a link. */
export const newToken = (): string =>
  base64url.encode(crypto.getRandomValues(new Uint8Array(TOKEN_BYTES)), { includePadding: false })

/** What is stored of a token: its SHA-256, in hex. */
export const hashToken = async (token: string): Promise<string> =>
  encodeHex(await sha256(new TextEncoder().encode(token)))

const hmac = new HMAC('SHA-256')

/** HMAC-SHA-256 of a text, in hex. */
export const signText = async (key: Uint8Array, text: string): Promise<string> =>
  encodeHex(await hmac.sign(key, new TextEncoder().encode(text)))

/** Whether `signature`, in hex, was made with this key; compared in constant time. */
export const isSigned = (key: Uint8Array, signature: string, text: string): Promise<boolean> =>
  hmac.verify(key, decodeHex(signature), new TextEncoder().encode(text))
