import { constantTimeEqual, HMAC, sha256 } from 'oslo/crypto'
import { base32, base64url, decodeHex, encodeHex } from 'oslo/encoding'
import { createTOTPKeyURI, generateHOTP } from 'oslo/otp'

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

/** Whether two secrets are the same, in a time that does not tell where they differ; of other lengths they are not. */
export const sameSecret = (one: string, other: string): boolean =>
  constantTimeEqual(new TextEncoder().encode(one), new TextEncoder().encode(other))

/** So many random bytes as RFC 4648 base32 text, without padding. */
export const newBase32 = (bytes: number): string =>
  base32.encode(crypto.getRandomValues(new Uint8Array(bytes)), { includePadding: false })

/** RFC 4226, six digits. `secret` is base32. */
export const hotp = (secret: string, counter: number): Promise<string> =>
  generateHOTP(fromBase32(secret), counter)

/** The address that an authenticator app reads from a QR code: "otpauth://totp/…". */
export const totpUri = (secret: string, { issuer, account }: { issuer: string; account: string }) =>
  createTOTPKeyURI(issuer, account, fromBase32(secret))

const fromBase32 = (text: string) => base32.decode(text, { strict: false })
