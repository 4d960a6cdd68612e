import { describe, expect, it } from 'vitest'

import { isEmergency, isGreeting, isStart, isStop } from './signals.ts'

describe('what a whole message says', () => {
  it.each(['STOP', 'stop.', 'Unsubscribe', 'opt-out', 'Please stop messaging me', 'hou op'])(
    '"%s" is a STOP',
    (words) => {
      expect(isStop(words)).toBe(true)
    },
  )
  it.each(['Where does the taxi stop?', 'can I stop by tomorrow', 'non-stop', 'stop by at 3', ''])(
    '"%s" is no STOP',
    (words) => {
      expect(isStop(words)).toBe(false)
    },
  )
  it('START takes it back, "what time do you start" does not', () => {
    expect(isStart('Start')).toBe(true)
    expect(isStart('what time do you start')).toBe(false)
  })
  it.each([
    'EMERGENCY',
    'Help, my husband is having a heart attack',
    'there is a gas leak',
    'I want to die',
    'send an ambulance',
  ])('"%s" is an emergency', (words) => {
    expect(isEmergency(words)).toBe(true)
  })
  it.each([
    'do you do emergency call outs',
    'what is the fee for an emergency visit',
    'this is not an emergency',
    'that price gave me a heart attack',
    'do you do photo shoots',
  ])('"%s" is none', (words) => {
    expect(isEmergency(words)).toBe(false)
  })
  it.each(['Hi', 'hello there', 'Goeie môre', 'Hey, how are you?', 'Molo', 'good evening sir'])(
    '"%s" only greets',
    (words) => {
      expect(isGreeting(words)).toBe(true)
    },
  )
  it.each(['hi are you open', 'good price', 'one more', '👍', 'hello kitty nails'])(
    '"%s" does not',
    (words) => {
      expect(isGreeting(words)).toBe(false)
    },
  )
})
