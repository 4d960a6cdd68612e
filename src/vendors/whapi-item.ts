import * as z from 'zod'

/** What all items of a Whapi webhook share: clean text, a time, the item kept as it came, and a key to know it again by. */

export const TEXT_MAX_CHARS = 8000
const NAME_MAX_CHARS = 80
const ID_MAX_CHARS = 200 // real ones have up to 60; an index row holds 2,700 bytes
const RAW_MAX_CHARS = 65_536
const MS_FROM = 1e11 // above it a number is milliseconds, below it seconds
const EARLIEST = Date.UTC(2009, 0) // WhatsApp's first year
const LATEST = Date.UTC(2100, 0)

/** Postgres holds neither NUL nor half a surrogate pair. */
const clean = (text: string): string => text.replaceAll('\0', '\uFFFD').toWellFormed()

export const identifier = z.string().min(1).max(ID_MAX_CHARS).transform(clean)
export const optionalIdentifier = identifier.optional().catch(undefined)
/** A field that may be missing or of a surprising type, which must not cost us the message. */
export const optional = z.string().transform(clean).optional().catch(undefined)
export const optionalNumber = z.number().optional().catch(undefined)

/** Cut by characters, never inside a pair. */
export const cut = (text: string, chars: number): string =>
  text.length <= chars ? text : text.slice(0, chars).replace(/[\uD800-\uDBFF]$/, '')

/** A name as it may stand in a page's line: without line breaks, control characters and characters that turn the direction. */
export const nameOf = (text: string | undefined): string | null => {
  const printable = text?.replace(
    /[\p{Cc}\u061C\u200B\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/gu,
    '',
  )
  return cut(printable?.trim() ?? '', NAME_MAX_CHARS) || null
}

/** Whapi writes seconds, milliseconds (calls) and strings of seconds (statuses). Missing or absurd: when it reached us. */
export const timeOf = (value: unknown, receivedAt: Date): Date => {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value
  if (typeof number !== 'number') return receivedAt
  const ms = number > MS_FROM ? number : number * 1000
  return ms >= EARLIEST && ms < LATEST ? new Date(ms) : receivedAt
}

/** The item as JSON text; pictures inside it are replaced by their length. */
export const rawOf = (item: unknown): string => {
  try {
    const json = JSON.stringify(item, withoutPreview) ?? 'null'
    return cut(json.replace(UNSTORABLE, '$1\uFFFD'), RAW_MAX_CHARS)
  } catch {
    return '"[nested too deeply]"' // JSON.stringify recurses where JSON.parse does not
  }
}

/** JSON.stringify writes NUL and half pairs as escapes; an even number of backslashes before one belongs to the text. */
const UNSTORABLE = /(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][\da-f]{2})/g

const withoutPreview = (key: string, value: unknown): unknown =>
  key === 'preview' && typeof value === 'string' ? `[${value.length} characters]` : value

/** Tells items without an id of their own apart (two rounds of FNV-1a); no secret depends on it. */
export const fingerprint = (item: unknown): string => {
  const text = rawOf(item)
  return [0x811c9dc5, 0x1b873593].map((seed) => fnv1a(text, seed)).join('')
}

const fnv1a = (text: string, seed: number): string => {
  let hash = seed
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return (hash >>> 0).toString(16).padStart(8, '0')
}

/** Chats whose content must not be kept; null for a chat with one person, and where no chat is named. */
export const foreignChat = (chatId: string | null): string | null => {
  if (chatId === null || /@(s\.whatsapp\.net|lid)$/.test(chatId)) return null
  const suffix = /@(g\.us|newsletter|broadcast)$/.exec(chatId)?.[1]
  if (suffix === undefined) return 'unknown_chat'
  return suffix === 'g.us' ? 'group' : suffix
}
