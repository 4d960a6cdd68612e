import { describe, expect, it } from 'vitest'

import { compose } from './compose.ts'
import {
  answer,
  at,
  briefing,
  composed,
  guesthouse,
  line,
  noon,
  ours,
  plumber,
  salon,
  sayTo,
  spoken,
  trades,
  type Trade,
} from './testing.ts'

describe('prices and services', () => {
  it.each<[Trade, string, string]>([
    ['salon', 'how much r box braids', 'Box braids: from R650, about 4 hours.'],
    ['salon', 'hoeveel kos vlegsels', 'Box braids: from R650'],
    ['salon', 'malini ukugunda', 'Gents cut: R180'],
    ['salon', 'hw long does a relaxer take', 'Relaxer: from R450, about 1 hour 30 minutes.'],
    ['salon', 'how much is braid removal', 'R150'],
    ['salon', 'what is the deposit', 'R200'],
    ['salon', 'price for highlights pls', 'Highlights: from R1 100'],
    [
      'plumber',
      'what is your call out fee',
      'Call-out: R650, about 1 hour. Includes the first hour.',
    ],
    ['plumber', 'hoeveel vir n nuwe geyser, new geyser', 'Geyser replacement: from R12 500'],
    ['plumber', 'my drain is blocked how much to fix', 'Blocked drain: from R950'],
    ['guesthouse', 'how much for a double room', 'Double room: R1 150'],
    ['guesthouse', 'price of the family room', 'Family room: from R1 699.50'],
    ['guesthouse', 'how much for my dog', 'R150 a night'],
  ])('the %s answers "%s" with "%s"', (trade, question, part) => {
    expect(answer(trades[trade], question)).toContain(part)
  })

  it('names every service the words may mean, and no other', () => {
    const said = answer(salon, 'how much is a haircut')
    expect(said).toMatch(/Ladies cut[\s\S]*Gents cut[\s\S]*Kids cut/)
    expect(said).not.toMatch(/braids|Relaxer/)
    expect(answer(salon, 'price of a gents cut')).not.toContain('Ladies')
  })

  it('lists what it does when asked in general, within one message', () => {
    const said = answer(salon, 'What services do you offer?')
    expect(said).toContain('Highlights: from R1 100')
    expect(said.length).toBeLessThanOrEqual(600)
  })

  it('reads "how much is it" by what was asked before', () => {
    const history = [
      line('do you do cornrows?', { at: new Date(noon.getTime() - 200_000) }),
      ours('Yes.'),
    ]
    expect(sayTo(salon, 'and how much is it', { history })).toContain('Cornrows: from R250')
  })

  it('says when a service has no set price, and tells the owner', () => {
    const reply = composed(plumber, 'how much is leak detection')
    expect(reply).toMatchObject({
      act: 'reply',
      attention: expect.stringContaining('Leak detection'),
    })
    expect(answer(plumber, 'how much is leak detection')).not.toMatch(/R\d/)
  })

  it.each(['how much is a massage', 'hoeveel kos n tattoo', 'price for teeth whitening'])(
    'names no price for what it does not offer: "%s"',
    (question) => {
      expect(answer(salon, question)).not.toMatch(/R ?\d/)
    },
  )
})

describe('opening hours', () => {
  it.each<[Trade, string, string]>([
    ['salon', 'are you open now', 'We are open now, until 17:30.'],
    [
      'salon',
      'r u guys open 2moro',
      'Tomorrow, Wednesday 25 November, we are open from 09:00 to 17:30.',
    ],
    ['salon', 'is julle môre oop', 'Tomorrow, Wednesday 25 November, we are open'],
    ['salon', 'niyavula kusasa', 'Tomorrow, Wednesday 25 November, we are open'],
    [
      'salon',
      'till what time on thursday',
      'On Thursday 26 November we are open from 09:00 to 19:00.',
    ],
    ['salon', 'do you work on sundays', 'On Sundays we are closed.'],
    [
      'salon',
      'are you open 16 dec',
      'On Wednesday 16 December we are closed (Day of Reconciliation).',
    ],
    ['salon', 'open on christmas?', 'On Friday 25 December we are closed (our summer break).'],
    [
      'salon',
      'what about Christmas eve',
      'On Thursday 24 December we are open from 08:00 to 12:00 (Christmas Eve).',
    ],
    ['salon', 'are you open on public holidays', 'We are closed on public holidays.'],
    ['plumber', 'are you open on public holidays', 'On public holidays we keep our usual hours.'],
    [
      'plumber',
      'what are your hours',
      'Monday to Friday from 08:00 to 12:30 and from 13:30 to 17:00',
    ],
    ['guesthouse', 'are you open now', 'We are open now.'],
    [
      'tavern',
      'what time do you close on saturdays',
      'On Saturdays we are open from 18:00 to 02:00.',
    ],
  ])('the %s answers "%s" with "%s"', (trade, question, part) => {
    expect(answer(trades[trade], question)).toContain(part)
  })

  it.each<[Trade, string, string]>([
    ['salon', '2026-11-24T03:00', 'We are closed now and open again today at 09:00.'],
    ['salon', '2026-11-28T16:00', 'We are closed now and open again Tuesday 1 December at 09:00.'],
    [
      'salon',
      '2026-12-16T10:00',
      'We are closed now (Day of Reconciliation) and open again tomorrow at 09:00.',
    ],
    ['plumber', '2026-11-24T13:00', 'We are closed now and open again today at 13:30.'],
    ['plumber', '2026-11-24T12:29', 'We are open now, until 12:30.'],
    ['tavern', '2026-11-28T01:30', 'We are open now, until 02:00.'],
    ['tavern', '2026-11-27T23:30', 'We are open now, until tomorrow 02:00.'],
    [
      'tavern',
      '2026-11-29T02:00',
      'We are closed now and open again Thursday 3 December at 18:00.',
    ],
  ])('the %s at %s: "%s"', (trade, local, said) => {
    expect(answer(trades[trade], 'are you open?', { at: at(local) })).toBe(said)
  })

  it('answers a question at three in the morning as well as at noon [#91]', () => {
    const night = { at: at('2026-11-24T03:00') }
    expect(sayTo(salon, 'How much are cornrows?', night)).toContain('Cornrows: from R250')
    expect(sayTo(guesthouse, 'is breakfast included', night)).toContain('Breakfast is included')
  })

  it('does not say closed when the owner has given no hours', () => {
    expect(answer({ ...salon, hours: [], closures: [] }, 'are you open now?')).not.toMatch(
      /open now|closed/,
    )
  })

  it('leaves the hours of the pool to the facts', () => {
    expect(answer(guesthouse, 'is the pool open at night')).toContain('the pool is open from 08:00')
  })
})

describe('facts and profile', () => {
  it.each<[Trade, string, string]>([
    ['salon', 'where r u', '112 Lower Main Road'],
    ['salon', 'waar is julle', '112 Lower Main Road'],
    ['salon', 'where can i park', 'free street parking'],
    ['salon', 'do u take card', 'card, cash, SnapScan'],
    ['salon', 'can I bring my toddler', 'children are welcome'],
    ['salon', 'is there wifi', 'free Wi-Fi'],
    ['salon', 'do you do gel nails', 'No, we only do hair.'],
    ['salon', 'kan ek met kaart betaal', 'card, cash, SnapScan'],
    ['salon', 'can I get your phone number', '+27 82 555 0100'],
    ['plumber', 'do you come to lenasia', 'Lenasia'],
    ['plumber', 'do you give a warranty', '12 months'],
    ['plumber', 'are u guys pirb registered', 'PIRB'],
    ['guesthouse', 'mag my hond saamkom', 'dogs are welcome'],
    ['guesthouse', 'what time must we check out', 'until 10:00'],
    ['guesthouse', 'whats your email address', 'stay@rooibos.example.com'],
  ])('the %s answers "%s" with "%s"', (trade, question, part) => {
    expect(answer(trades[trade], question)).toContain(part)
  })

  it('rests every answer on the rows it used', () => {
    expect(composed(salon, 'do you take card')).toMatchObject({ evidence: [{ ref: 'fact:f6' }] })
    expect(composed(salon, 'how much is a relaxer')).toMatchObject({
      evidence: [{ ref: 'service:s8' }],
    })
    expect(composed(salon, 'where are you')).toMatchObject({
      evidence: [{ ref: 'profile:address' }],
    })
    expect(composed(salon, 'open on 16 december?')).toMatchObject({
      evidence: [{ ref: 'calendar:2026-12-16' }],
    })
  })

  it('answers all questions of a burst in one reply', () => {
    const reply = compose(
      briefing(
        salon,
        ['Hi there', 'how much is a relaxer and do you take card?', 'open saturday?'],
        spoken,
      ),
    )
    expect(reply).toMatchObject({ act: 'reply', attention: null })
    const text = reply.act === 'reply' ? reply.text : ''
    expect(text).toContain('Relaxer: from R450')
    expect(text).toContain('SnapScan')
    expect(text).toContain('Saturday 28 November')
  })

  it('answers what it knows and passes on the rest', () => {
    const reply = composed(salon, 'how much is a relaxer? do you sell pizza?')
    expect(reply).toMatchObject({ act: 'reply', attention: expect.stringContaining('pizza') })
    expect(answer(salon, 'how much is a relaxer? do you sell pizza?')).toContain(
      'The rest I do not know',
    )
  })
})
