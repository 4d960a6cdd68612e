import { describe, expect, it } from 'vitest'

import { SECONDS, read, receivedAt, sentAt, text } from './testing.ts'

/** NUL, and half of a surrogate pair. */
const NUL = '\0'
const HALF = '\ud83d'

describe('times', () => {
  it.each<[string, unknown, Date]>([
    ['seconds', SECONDS, sentAt],
    ['milliseconds', sentAt.getTime(), sentAt],
    ['a string of seconds', `${SECONDS}`, sentAt],
    ['a string of milliseconds', `${sentAt.getTime()}`, sentAt],
    ['missing', undefined, receivedAt],
    ['null', null, receivedAt],
    ['zero', 0, receivedAt],
    ['an empty string', '', receivedAt],
    ['words', 'yesterday', receivedAt],
    ['before WhatsApp', 1_000_000_000, receivedAt],
    ['after this century', 4_200_000_000, receivedAt],
    ['far too large', 1e300, receivedAt],
    ['negative', -SECONDS, receivedAt],
  ])('%s', (_, timestamp, at) => {
    expect(read(text('Hi', { timestamp })).at).toEqual(at)
  })
})

describe('what Postgres and pages cannot hold', () => {
  it('NUL and half pairs are replaced wherever they are kept', () => {
    const item = read(text(`a${NUL}b${HALF}c 👋🏽`, { from_name: `Le${HALF}rato`, chat_name: NUL }))
    expect(item).toMatchObject({ text: 'a\uFFFDb\uFFFDc 👋🏽', name: 'Le\uFFFDrato' })
    expect(item.raw).not.toMatch(/\\u0000|\\ud83d/)
    expect(item.raw).not.toMatch(/\p{Surrogate}/u)
    expect(JSON.parse(item.raw ?? '')).toMatchObject({
      text: { body: 'a\uFFFDb\uFFFDc 👋🏽' },
      chat_name: '\uFFFD',
    })
  })

  it('a customer who writes about escapes is kept word for word', () => {
    const words = String.raw`C:\u0000 and \\u0000 and \\ud83d`
    expect(JSON.parse(read(text(words)).raw ?? '')).toMatchObject({ text: { body: words } })
    expect(JSON.parse(read(text(`\\${NUL}`)).raw ?? '')).toMatchObject({
      text: { body: '\\\uFFFD' },
    })
  })

  it.each([
    ['\u202EotareL', 'otareL'],
    ['  Lerato\n\t ', 'Lerato'],
    ['Le\u0007rato\u200B', 'Lerato'],
    ['👩‍👧 Family', '👩‍👧 Family'],
    ['Ünal Şahin', 'Ünal Şahin'],
    ['x'.repeat(200), 'x'.repeat(80)],
    ['\u200F \u2066', null],
    ['', null],
    [undefined, null],
    [42, null],
  ])('the name %j becomes %j', (from_name, name) => {
    expect(read(text('Hi', { from_name }))).toMatchObject({ name })
  })
})
