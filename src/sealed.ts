/** Secrets at rest: AES-256-GCM, the key's id in the value, the place it stands in as additional data, so that two rows' values cannot be swapped. */

/** The first key seals; every listed key opens, so a key can be replaced while its values are still about. */
export type Keys = readonly { id: string; key: Uint8Array }[]
/** Where a sealed value stands. */
export type Place = { table: string; column: string; rowId: string }

const VERSION = 'v1'
const IV_BYTES = 12
const KEY_BYTES = 32

/** Reads "id:base64url,id:base64url"; throws when a key is not 32 bytes. */
export const parseKeys = (text: string): Keys => {
  const keys = text.split(',').map((part) => {
    const [id = '', encoded = ''] = part.trim().split(':')
    return { id, key: fromBase64url(encoded) }
  })
  if (keys.some(({ id, key }) => !/^\w{1,16}$/.test(id) || key.length !== KEY_BYTES)) {
    throw new Error('keys are written "id:base64url of 32 bytes", separated by commas')
  }
  return keys
}

export const seal = async (keys: Keys, place: Place, plain: string): Promise<string> => {
  const [current] = keys
  if (!current) throw new Error('no key to seal with')
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES))
  const sealed = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv, additionalData: bind(place) },
    await importKey(current.key),
    new TextEncoder().encode(plain),
  )
  return [VERSION, current.id, toBase64url(iv), toBase64url(new Uint8Array(sealed))].join('.')
}

/** Throws when the key is gone, the value was changed, or it stands in another place than it was sealed for. */
export const unseal = async (keys: Keys, place: Place, value: string): Promise<string> => {
  const [version, keyId, iv, sealed] = value.split('.')
  const known = keys.find(({ id }) => id === keyId)
  if (version !== VERSION || !known || !iv || !sealed)
    throw new Error('a sealed value cannot be read')
  const plain = await crypto.subtle.decrypt(
    { name: 'AES-GCM', iv: fromBase64url(iv), additionalData: bind(place) },
    await importKey(known.key),
    fromBase64url(sealed),
  )
  return new TextDecoder().decode(plain)
}

const bind = ({ table, column, rowId }: Place) =>
  new TextEncoder().encode(`${table}|${column}|${rowId}`)

const importKey = (key: Uint8Array) =>
  crypto.subtle.importKey('raw', new Uint8Array(key), 'AES-GCM', false, ['encrypt', 'decrypt'])

export const toBase64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

export const fromBase64url = (text: string): Uint8Array<ArrayBuffer> => {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, (char) => char.charCodeAt(0))
}

export const fromHex = (hex: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
