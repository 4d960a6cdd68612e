import * as z from 'zod'

import type { InboundMessage, MessageKind } from '../inbound.ts'
import { TEXT_MAX_CHARS, cut, optional, optionalNumber } from './whapi-item.ts'

/** What a message of each Whapi type says. The types are an open list: what is not here is `unsupported`. */

const DETAIL_MAX_CHARS = 2000

export type Content = Pick<InboundMessage, 'kind' | 'text' | 'details'>

/** `type` names the field that holds the content. Null where it does not hold what its type promises. */
export const contentOf = (type: string, item: Record<string, unknown>): Content | null => {
  const held = item[type] ?? (type === 'documentWithCaption' ? item['document'] : undefined)
  const content = readers.get(type)?.(held) ?? null
  if (!content?.text || content.text.length <= TEXT_MAX_CHARS) return content
  const details = { ...content.details, cut: true }
  return { ...content, text: cut(content.text, TEXT_MAX_CHARS), details }
}

type Reader = (content: unknown) => Content | null

const reader =
  <T>(schema: z.ZodType<T>, toContent: (content: T) => Content | null): Reader =>
  (content) => {
    const parsed = schema.safeParse(content)
    return parsed.success ? toContent(parsed.data) : null
  }

/** Details without the fields that are missing, and none of them long. */
const present = (fields: Record<string, string | number | undefined>): Content['details'] => {
  const details: Content['details'] = {}
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue
    details[name] = typeof value === 'string' ? cut(value, DETAIL_MAX_CHARS) : value
  }
  return details
}

const text = reader(z.object({ body: optional }), ({ body }) =>
  body === undefined ? null : { kind: 'text', text: body, details: {} },
)

const link = reader(
  z.object({ body: optional, url: optional, title: optional }),
  ({ body, url, title }) =>
    body === undefined && url === undefined
      ? null
      : { kind: 'text', text: body ?? url ?? null, details: present({ url, title }) },
)

const mediaShape = z.object({
  id: optional,
  mime_type: optional,
  file_size: optionalNumber,
  file_name: optional,
  filename: optional,
  seconds: optionalNumber,
  caption: optional,
})

const media = (kind: MessageKind) =>
  reader(mediaShape, (file) => ({
    kind,
    text: file.caption || null,
    details: present({
      mediaId: file.id,
      mimeType: file.mime_type,
      fileSize: file.file_size,
      fileName: file.file_name ?? file.filename,
      seconds: file.seconds,
    }),
  }))

const locationShape = z.object({
  latitude: optionalNumber,
  longitude: optionalNumber,
  name: optional,
  address: optional,
  caption: optional,
})

const location = reader(locationShape, ({ latitude, longitude, name, address, caption }) => ({
  kind: 'location',
  text: [name, address].filter(Boolean).join(', ') || caption || 'Location',
  details: present({ latitude, longitude }),
}))

const contactShape = z.object({ name: optional })

const contact = reader(contactShape, ({ name }) => ({
  kind: 'contact',
  text: name || null,
  details: {},
}))

const contactList = reader(z.object({ list: z.array(contactShape) }), ({ list }) => ({
  kind: 'contact',
  text: list.flatMap(({ name }) => name || []).join(', ') || null,
  details: { contacts: list.length },
}))

const choice = z.object({ id: optional, title: optional }).optional().catch(undefined)

const reply = reader(z.object({ buttons_reply: choice, list_reply: choice }), (given) => {
  const chosen = given.buttons_reply ?? given.list_reply
  if (chosen?.title === undefined) return null
  return {
    kind: given.buttons_reply ? 'button_reply' : 'list_reply',
    text: chosen.title,
    details: present({ id: chosen.id?.replace(/^(ButtonsV3|ListV3):/, '') }),
  }
})

const titleShape = z.object({ title: optional, text: optional })

const titled = (kind: MessageKind) =>
  reader(titleShape, (item) => ({ kind, text: item.title || item.text || null, details: {} }))

const empty =
  (kind: MessageKind): Reader =>
  () => ({ kind, text: null, details: {} })

const readers = new Map<string, Reader>([
  ['text', text],
  ['link_preview', link],
  ['image', media('image')],
  ['video', media('video')],
  ['gif', media('video')],
  ['short', media('video')],
  ['voice', media('voice')],
  ['audio', media('audio')],
  ['document', media('document')],
  ['documentWithCaption', media('document')],
  ['sticker', media('sticker')],
  ['location', location],
  ['live_location', location],
  ['contact', contact],
  ['contact_list', contactList],
  ['reply', reply],
  ['poll', titled('poll')],
  ['poll_update', empty('poll_vote')],
  ['order', titled('order')],
  ['product', titled('order')],
  ['catalog', titled('order')],
  ['system', empty('system')],
])
