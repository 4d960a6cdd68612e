import { describe, expect, it } from 'vitest'

import { BURST_CAP_SECONDS, quietSeconds } from './quiet.ts'

const text = (words: string) => quietSeconds({ kind: 'text', text: words })

describe('how long to wait for the next line', () => {
  it.each([
    'How much is a cut?',
    'what time do you close',
    'hoeveel kos dit om my hare te kleur',
    'malini ama braids',
    'I need a plumber today please',
    'STOP',
    'my friend cannot breathe',
    '2',
    'yes please',
    'dankie',
  ])('"%s" is answered at once', (words) => {
    expect(text(words)).toBe(0)
  })

  it.each([
    'hi',
    'Good morning',
    'Hello, how are you?',
    'sawubona',
    'My geyser and',
    'I was thinking…',
    'So,',
    'parking',
    'Saturday at 10...',
  ])('"%s" waits six seconds for the rest', (words) => {
    expect(text(words)).toBe(6)
  })

  it('waits a little after a statement, since the question may follow', () => {
    expect(text('My daughter gets married next month')).toBe(3)
  })

  it('waits for the words that follow a picture, and not after a tapped button', () => {
    expect(quietSeconds({ kind: 'image', text: null })).toBe(6)
    expect(quietSeconds({ kind: 'voice', text: ' ' })).toBe(6)
    expect(quietSeconds({ kind: 'button_reply', text: 'Yes' })).toBe(0)
  })

  it('no line waits longer than the whole burst may', () => {
    for (const words of ['hi', 'and', '', 'a long story without an end,'])
      expect(text(words)).toBeLessThanOrEqual(BURST_CAP_SECONDS)
  })
})
