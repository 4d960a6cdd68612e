/**
 * The link by which a customer pays. It is derived from the request, so nothing of it is stored, it can be sent again, and one that was made up
 * is refused without asking the database.
 */
import { fromBase64url, fromHex, type Keys, toBase64url } from '../sealed.ts'
import { isSigned, signText } from '../session/token.ts'

const HEX_DIGITS = 64
/** The 16 bytes of a request's id and the 32 of its signature. */
const TOKEN = /^[\w-]{64}$/

/** The newest key signs; every listed one is accepted, so links outlive a change of keys. */
export const payToken = async (keys: Keys, requestId: string): Promise<string> => {
  const [current] = keys
  if (!current) throw new Error('no key to sign with')
  const signature = await signText(current.key, signed(requestId))
  return toBase64url(fromHex(requestId.replaceAll('-', '') + signature))
}

/** The request that a link names; null where it is no link of ours. */
export const readPayToken = async (keys: Keys, token: string): Promise<string | null> => {
  if (!TOKEN.test(token)) return null
  const hex = toHex(fromBase64url(token))
  const requestId = asUuid(hex.slice(0, -HEX_DIGITS))
  for (const { key } of keys)
    if (await isSigned(key, hex.slice(-HEX_DIGITS), signed(requestId))) return requestId
  return null
}

const signed = (requestId: string): string => `pay|${requestId}`

const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
const asUuid = (hex: string): string =>
  hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
