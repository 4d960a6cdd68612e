import { describe, expect, it } from 'vitest'

import {
  isAwayMessage,
  loopVerdict,
  REPLIES_PER_DAY,
  REPLIES_PER_HOUR,
  saysTheSame,
} from './loops.ts'

const at = new Date('2026-11-24T10:00:00Z')
const ago = (seconds: number) => new Date(at.getTime() - seconds * 1_000)
const said = (text: string, seconds: number) =>
  ({ by: 'customer', kind: 'text', text, at: ago(seconds) }) as const
const ours = (text: string, seconds: number) =>
  ({ by: 'receptionist', kind: 'text', text, at: ago(seconds) }) as const
const verdict = (history: Parameters<typeof loopVerdict>[0]['history'], text: string) =>
  loopVerdict({ burst: [said(text, 0)], history, at })

describe('the loop breaker', () => {
  it('lets an ordinary chat be', () => {
    expect(verdict([said('hi', 90), ours('Hello', 80)], 'how much is a cut?')).toBeNull()
  })

  it.each([
    [REPLIES_PER_HOUR, 60],
    [REPLIES_PER_DAY, 1_200],
  ])('stops after %i replies, one every %i seconds [#52]', (count, gap) => {
    const history = Array.from({ length: count }, (_, index) =>
      ours(`${index}`, gap * (count - index)),
    )
    expect(verdict(history, 'and now?')?.reason).toMatch(/replies/)
    expect(verdict(history.slice(1), 'and now?')).toBeNull()
  })

  it('stops at the same message three times, whatever the number in it [#52]', () => {
    const history = [
      said('Ticket 1 received', 60),
      ours('a', 50),
      said('Ticket 2 received', 40),
      ours('b', 30),
    ]
    expect(verdict(history, 'Ticket 3 received')?.reason).toMatch(/same message/)
    expect(verdict(history, 'Ticket lost')).toBeNull()
  })

  it('does not take choices by number, nor one greeting a day, for a machine', () => {
    expect(verdict([said('1', 60), ours('a', 50), said('2', 40), ours('b', 30)], '1')).toBeNull()
    const daily = [said('hi', 172_800), ours('a', 172_790), said('hi', 86_400), ours('b', 86_390)]
    expect(verdict(daily, 'hi')).toBeNull()
  })

  it('stops when four answers in a row come within three seconds of ours [#52]', () => {
    const replies: Record<number, string> = { 40: 'Welcome', 30: 'Press one', 20: 'Press two' }
    const history = [40, 30, 20].flatMap((seconds) => [
      ours(`o${seconds}`, seconds),
      said(replies[seconds] ?? '', seconds - 1),
    ])
    expect(verdict([...history, ours('last', 1)], 'c0')?.reason).toMatch(/too fast/)
    expect(verdict([...history, ours('last', 9)], 'c0')).toBeNull()
  })

  it.each([
    'Thank you for contacting Mabena Motors. We are currently away.',
    'Thanks for your message! One of our consultants will be with you shortly.',
    'This is an automated reply.',
    "We're out of the office until Monday",
  ])('does not answer "%s" [#52]', (text) => {
    expect(isAwayMessage(text)).toBe(true)
    expect(verdict([], text)?.reason).toMatch(/automatic/i)
    expect(verdict([ours('Hello', 2)], text)?.reason).toMatch(/automatic/i)
  })

  it.each([
    'thanks for your help',
    'are you away in December?',
    'thank you, what time do you open?',
  ])('answers "%s"', (text) => {
    expect(isAwayMessage(text)).toBe(false)
    expect(verdict([], text)).toBeNull()
  })

  it('two receptionists talking to each other fall silent within four turns each [#52]', () => {
    let turns = 0
    const history: (ReturnType<typeof said> | ReturnType<typeof ours>)[] = []
    while (turns < 10) {
      const answer = said('I do not have an answer to that.', 100 - turns * 5)
      if (loopVerdict({ burst: [answer], history, at: answer.at })) break
      history.push(answer, ours(`As I said ${turns}: I do not know`, 100 - turns * 5 - 1))
      turns += 1
    }
    expect(turns).toBeLessThanOrEqual(4)
  })

  it('knows a text that was the last one said', () => {
    expect(saysTheSame('Hello ', [ours('hello', 60), said('x', 5)])).toBe(true)
    expect(saysTheSame('Hello', [ours('hello', 60), ours('Goodbye', 30)])).toBe(false)
    expect(saysTheSame('Hello', [])).toBe(false)
  })
})
