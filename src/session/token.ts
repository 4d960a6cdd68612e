import { sha256 } from 'oslo/crypto'
import { base64url, encodeHex } from 'oslo/encoding'

const TOKEN_BYTES = 32

/** 256 random bits, as text for a cookie or a link. */
export const newToken = (): string =>
  base64url.encode(crypto.getRandomValues(new Uint8Array(TOKEN_BYTES)), { includePadding: false })

/** What is stored of a token: its SHA-256, in hex. */
export const hashToken = async (token: string): Promise<string> =>
  encodeHex(await sha256(new TextEncoder().encode(token)))
