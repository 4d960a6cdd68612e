/**
 * Who may deliver a WhatsApp webhook. Whapi.cloud signs nothing but sends the headers we configure, so each channel has its own
 * secret in one (`static_header`); a signing provider uses the same secret as its HMAC key over the body (`hmac_sha256_body_hex`).
 * The secret is derived from the address, never stored: a forged delivery is refused without asking the database.
 */
import { fromBase64url, fromHex, toBase64url, type Keys } from '../sealed.ts'

/** The first key makes new secrets; the others are accepted while a master key is being replaced. */
export type HookKeys = Keys
export type HookMode = 'static_header' | 'hmac_sha256_body_hex'
export type Hook = { channelId: string; generation: number }
export type Proof = Hook & { mode: HookMode }
/** The exact bytes that arrived: JSON written again may differ and no longer match its signature. */
export type Delivery = { hook: string; headers: Headers; body: Uint8Array<ArrayBuffer> }

export const SECRET_HEADER = 'X-Webhook-Secret'
export const SIGNATURE_HEADER = 'X-Whapi-Signature'

const HMAC = { name: 'HMAC', hash: 'SHA-256' }
const HOOK = /^([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\.([1-9]\d{0,8})$/
/** 32 bytes in base64url; the last character carries four bits, so only these sixteen can end it. */
const SECRET = /^[\w-]{42}[AEIMQUYcgkosw048]$/
const SIGNATURE = /^(?:sha256=)?([\da-f]{64})$/i

export const hookName = ({ channelId, generation }: Hook): string => `${channelId}.${generation}`

export const readHook = (name: string): Hook | null => {
  const [, channelId, generation] = HOOK.exec(name) ?? []
  if (channelId === undefined || generation === undefined) return null
  return { channelId, generation: Number(generation) }
}

/** What the provider is told to send or to sign with: 43 characters. */
export const hookSecret = async (key: Uint8Array, hook: Hook): Promise<string> =>
  derive(await importKey(key), hook)

/** Answers who delivered, or null. The database still decides whether that channel, mode and generation are in force. */
export const createProver = (keys: HookKeys): ((delivery: Delivery) => Promise<Proof | null>) => {
  const imported = Promise.all(keys.map(({ key }) => importKey(key)))
  return async (delivery) => {
    const hook = readHook(delivery.hook)
    const claim = hook && claimOf(delivery, hook)
    if (!claim) return null
    for (const master of await imported) {
      if (await claim.holds(master)) return { ...hook, mode: claim.mode }
    }
    return null
  }
}

type Claim = { mode: HookMode; holds: (master: CryptoKey) => Promise<boolean> }

/** A repeated header arrives joined by a comma and so matches neither pattern; with both headers nobody knows which was meant. */
const claimOf = ({ headers, body }: Delivery, hook: Hook): Claim | null => {
  const secret = headers.get(SECRET_HEADER)
  const signature = headers.get(SIGNATURE_HEADER)
  if (secret !== null && signature !== null) return null
  if (secret !== null && SECRET.test(secret)) {
    const mac = fromBase64url(secret)
    const holds = (master: CryptoKey) => crypto.subtle.verify('HMAC', master, mac, textOf(hook))
    return { mode: 'static_header', holds }
  }
  const hex = SIGNATURE.exec(signature ?? '')?.[1]
  if (hex === undefined) return null
  const holds = async (master: CryptoKey) => {
    const key = await importKey(new TextEncoder().encode(await derive(master, hook)))
    return crypto.subtle.verify('HMAC', key, fromHex(hex), body)
  }
  return { mode: 'hmac_sha256_body_hex', holds }
}

const derive = async (master: CryptoKey, hook: Hook): Promise<string> =>
  toBase64url(new Uint8Array(await crypto.subtle.sign('HMAC', master, textOf(hook))))

const textOf = ({ channelId, generation }: Hook) =>
  new TextEncoder().encode(`whapi-hook|${channelId}|${generation}`)

const importKey = (key: Uint8Array): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', new Uint8Array(key), HMAC, false, ['sign', 'verify'])
