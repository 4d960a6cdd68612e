/**
 * Passwords at rest: "v2$<key id>$<bcrypt>", bcrypt over base64(HMAC-SHA-384(pepper, password)). bcrypt reads 72 bytes and stops at a NUL;
 * it gets 64 letters. Without the pepper, which is not in the database, a stolen table cannot be guessed at.
 */
import { compare, hash } from 'bcryptjs'

import { createGate } from '../gate.ts'
import type { Keys } from '../sealed.ts'

/** Each burns about 100 ms of a core; more at once would keep everybody else waiting. */
const HASHES_AT_ONCE = 2

const STORED = /^v2\$(\w{1,16})\$(\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53})$/

/** Salt and hash of no password that anybody knows. */
const NOBODYS = '8KrTrVgXUV.2.1p1ZKXnIeN5jwBjFDqSmlrGXfTDwAHB6CWBHHsWi'

export const hashPassword = async (keys: Keys, password: string, cost: number): Promise<string> => {
  const [current] = keys
  if (!current) throw new Error('no pepper')
  return `v2$${current.id}$${await hash(await peppered(current.key, password), cost)}`
}

/** False as well for a hash that cannot be read, or whose key is gone. */
export const passwordMatches = async (
  keys: Keys,
  password: string,
  stored: string,
): Promise<boolean> => {
  const found = read(keys, stored)
  return found !== null && compare(await peppered(found.pepper, password), found.bcrypt)
}

const read = (keys: Keys, stored: string) => {
  const [, keyId, bcrypt] = STORED.exec(stored) ?? []
  const known = keys.find(({ id }) => id === keyId)
  return known && bcrypt ? { pepper: known.key, bcrypt } : null
}

/** Made with an older key, or cheaper than today's. */
export const needsRehash = (keys: Keys, stored: string, cost: number): boolean => {
  const [, keyId, , madeAt] = STORED.exec(stored) ?? []
  return keyId !== keys[0]?.id || Number(madeAt) < cost
}

/** Compared with where there is no hash, so that the answer takes as long. A malformed one returns at once and gives it away. */
export const dummyHash = (keys: Keys, cost: number): string =>
  `v2$${keys[0]?.id}$$2b$${String(cost).padStart(2, '0')}$${NOBODYS}`

export type Passwords = ReturnType<typeof createPasswords>

/** Comparing and hashing for all requests of an isolate. Throws Busy while two are at it. */
export const createPasswords = ({ keys, cost }: { keys: Keys; cost: number }) => {
  const gate = createGate(HASHES_AT_ONCE)
  return {
    /** `stored` null, or of a key that is gone, takes as long and never matches. `renewed` replaces a hash of older making. */
    check: (password: string, stored: string | null, at: Date) =>
      gate(at, async () => {
        const isReadable = stored !== null && read(keys, stored) !== null
        const against = isReadable ? stored : dummyHash(keys, cost)
        const matches = (await passwordMatches(keys, password, against)) && isReadable
        const isOld = matches && needsRehash(keys, against, cost)
        return { matches, renewed: isOld ? await hashPassword(keys, password, cost) : null }
      }),
    make: (password: string, at: Date) => gate(at, () => hashPassword(keys, password, cost)),
  }
}

const peppered = async (pepper: Uint8Array, password: string): Promise<string> => {
  const hmac = { name: 'HMAC', hash: 'SHA-384' }
  const key = await crypto.subtle.importKey('raw', new Uint8Array(pepper), hmac, false, ['sign'])
  const mac = await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(password))
  return btoa(String.fromCharCode(...new Uint8Array(mac)))
}
