import { describe, expect, it } from 'vitest'

import { inbound, read, text } from './testing.ts'

describe('each kind of message', () => {
  const file = {
    id: 'jpeg-id',
    mime_type: 'image/jpeg',
    file_size: 1200,
    sha256: 'x',
    preview: 'data:image/jpeg;base64,AAAA',
  }
  const fileDetails = { mediaId: 'jpeg-id', mimeType: 'image/jpeg', fileSize: 1200 }

  it.each<[string, object, object]>([
    [
      'link_preview',
      { body: 'See https://example.org', url: 'https://example.org', title: 'Example' },
      {
        kind: 'text',
        text: 'See https://example.org',
        details: { url: 'https://example.org', title: 'Example' },
      },
    ],
    [
      'image',
      { ...file, caption: 'My hair now' },
      { kind: 'image', text: 'My hair now', details: fileDetails },
    ],
    ['image', file, { kind: 'image', text: null, details: fileDetails }],
    [
      'video',
      { ...file, seconds: 7 },
      { kind: 'video', text: null, details: { ...fileDetails, seconds: 7 } },
    ],
    ['gif', file, { kind: 'video', text: null, details: fileDetails }],
    ['short', file, { kind: 'video', text: null, details: fileDetails }],
    [
      'voice',
      { id: 'ogg-id', mime_type: 'audio/ogg; codecs=opus', seconds: 4 },
      {
        kind: 'voice',
        text: null,
        details: { mediaId: 'ogg-id', mimeType: 'audio/ogg; codecs=opus', seconds: 4 },
      },
    ],
    [
      'audio',
      { id: 'mp3-id', seconds: 60 },
      { kind: 'audio', text: null, details: { mediaId: 'mp3-id', seconds: 60 } },
    ],
    [
      'document',
      { id: 'pdf-id', file_name: 'quote.pdf', filename: 'quote.pdf', caption: '' },
      { kind: 'document', text: null, details: { mediaId: 'pdf-id', fileName: 'quote.pdf' } },
    ],
    [
      'documentWithCaption',
      { id: 'pdf-id', filename: 'quote.pdf', caption: 'The quote' },
      {
        kind: 'document',
        text: 'The quote',
        details: { mediaId: 'pdf-id', fileName: 'quote.pdf' },
      },
    ],
    [
      'sticker',
      { id: 'webp-id', animated: false },
      { kind: 'sticker', text: null, details: { mediaId: 'webp-id' } },
    ],
    [
      'location',
      { latitude: -26.2, longitude: 28.04, name: 'Thandi’s Salon', address: '12 Vilakazi Street' },
      {
        kind: 'location',
        text: 'Thandi’s Salon, 12 Vilakazi Street',
        details: { latitude: -26.2, longitude: 28.04 },
      },
    ],
    [
      'location',
      { latitude: -26.2, longitude: 28.04 },
      { kind: 'location', text: 'Location', details: { latitude: -26.2, longitude: 28.04 } },
    ],
    [
      'live_location',
      { latitude: 1, longitude: 2, caption: 'On my way' },
      { kind: 'location', text: 'On my way', details: { latitude: 1, longitude: 2 } },
    ],
    [
      'contact',
      { name: 'Sipho', vcard: 'BEGIN:VCARD' },
      { kind: 'contact', text: 'Sipho', details: {} },
    ],
    [
      'contact_list',
      {
        list: [
          { name: 'Sipho', vcard: '' },
          { name: 'Anna', vcard: '' },
        ],
      },
      { kind: 'contact', text: 'Sipho, Anna', details: { contacts: 2 } },
    ],
    [
      'reply',
      { type: 'buttons_reply', buttons_reply: { id: 'ButtonsV3:book', title: 'Book' } },
      { kind: 'button_reply', text: 'Book', details: { id: 'book' } },
    ],
    [
      'reply',
      { type: 'list_reply', list_reply: { id: 'ListV3:book', title: 'Book', description: 'x' } },
      { kind: 'list_reply', text: 'Book', details: { id: 'book' } },
    ],
    [
      'reply',
      { type: 'buttons_reply', buttons_reply: { id: 'Other:book', title: 'Book' } },
      { kind: 'button_reply', text: 'Book', details: { id: 'Other:book' } },
    ],
    [
      'poll',
      { title: 'Which day?', options: ['Mon', 'Tue'], total: 0 },
      { kind: 'poll', text: 'Which day?' },
    ],
    ['poll_update', { results: [] }, { kind: 'poll_vote', text: null }],
    ['order', { title: 'Two shampoos' }, { kind: 'order', text: 'Two shampoos' }],
    ['product', { title: 'Shampoo' }, { kind: 'order', text: 'Shampoo' }],
    ['catalog', {}, { kind: 'order', text: null }],
    ['system', { body: 'encryption changed' }, { kind: 'system', text: null }],
    ['unknown', {}, { kind: 'unsupported', text: null }],
    ['hsm', { body: 'x' }, { kind: 'unsupported', text: null }],
    ['interactive', {}, { kind: 'unsupported', text: null }],
    ['buttons', {}, { kind: 'unsupported', text: null }],
    ['list', {}, { kind: 'unsupported', text: null }],
    ['group_invite', {}, { kind: 'unsupported', text: null }],
    ['newsletter_invite', {}, { kind: 'unsupported', text: null }],
    ['admin_invite', {}, { kind: 'unsupported', text: null }],
    ['story', {}, { kind: 'unsupported', text: null }],
    ['event', {}, { kind: 'unsupported', text: null }],
    ['call', {}, { kind: 'unsupported', text: null }],
    ['pin', {}, { kind: 'unsupported', text: null }],
    ['carousel', {}, { kind: 'unsupported', text: null }],
    ['constructor', {}, { kind: 'unsupported', text: null }],
    ['a type of next year', {}, { kind: 'unsupported', text: null }],
  ])('%s %o is understood', (type, content, expected) => {
    const item = read(inbound({ type, [type]: content }))
    expect(item).toMatchObject({ type: 'message', ...expected })
    expect(item.raw).not.toBeNull()
  })

  it('a caption’s document is found under its own name too', () => {
    const item = read(
      inbound({ type: 'documentWithCaption', document: { id: 'pdf-id', caption: 'The quote' } }),
    )
    expect(item).toMatchObject({ kind: 'document', text: 'The quote' })
  })

  it('WhatsApp’s own notice is never taken for a customer’s words', () => {
    const notice = inbound({ type: 'unknown', source: 'system' })
    expect(read(notice)).toMatchObject({ type: 'message', kind: 'system', source: 'system' })
    expect(read(text('sounds like a customer', { source: 'system' }))).toMatchObject({
      kind: 'system',
      text: null,
    })
  })

  it('a type without its promised content is kept as unsupported', () => {
    expect(read(inbound({ type: 'text' }))).toMatchObject({ kind: 'unsupported', text: null })
    expect(read(inbound({ type: 'text', text: 'not an object' }))).toMatchObject({
      kind: 'unsupported',
    })
    expect(read(inbound({ type: 'reply', reply: {} }))).toMatchObject({ kind: 'unsupported' })
    expect(read(inbound({ type: 'link_preview', link_preview: {} }))).toMatchObject({
      kind: 'unsupported',
    })
    expect(read(inbound({ type: 'contact_list', contact_list: {} }))).toMatchObject({
      kind: 'unsupported',
    })
  })

  it('an inline picture is kept only as its length', () => {
    const preview = `data:image/jpeg;base64,${'A'.repeat(50_000)}`
    const raw = read(inbound({ type: 'image', image: { ...file, preview } })).raw
    expect(raw).toContain(`"preview":"[${preview.length} characters]"`)
    expect(raw).not.toContain('AAAA')
  })

  it('what was kept is at most 64 kB', () => {
    const raw = read(inbound({ type: 'event', event: { name: 'x'.repeat(100_000) } })).raw
    expect(raw).toHaveLength(65_536)
  })
})
