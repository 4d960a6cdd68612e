import { describe, expect, it } from 'vitest'

import { compose } from './compose.ts'
import {
  answer,
  at,
  briefing,
  composed,
  line,
  noon,
  ours,
  plumber,
  salon,
  sayTo,
  spoken,
} from './testing.ts'

describe('when it is not clear', () => {
  it('offers topics by number, and answers the number', () => {
    const offer = composed(salon, 'do you have any specials this month')
    expect(offer).toMatchObject({ act: 'reply', intent: 'offer' })
    const text = offer.act === 'reply' ? offer.text : ''
    expect(text).toContain('1. ')
    expect(text.match(/\?/g) ?? []).toHaveLength(0)
    const history = [ours(text, { intent: 'offer' })]
    expect(sayTo(salon, '1', { history })).toContain('Students and pensioners')
    expect(sayTo(salon, '9', { history })).not.toContain('Students and pensioners')
  })

  it('does not take a number for a choice after a person has written', () => {
    const history = [
      ours('Reply:\n1. Is there parking', { intent: 'offer' }),
      line('Two or three?', { by: 'phone' }),
    ]
    expect(sayTo(salon, '1', { history })).not.toContain('parking')
  })

  it('takes a message when no fact answers, and says when somebody is back', () => {
    const reply = composed(salon, 'do you sell pizza', { at: at('2026-11-24T22:00') })
    expect(reply).toMatchObject({
      intent: 'message',
      attention: 'Left a message: do you sell pizza',
    })
    expect(answer(salon, 'do you sell pizza', { at: at('2026-11-24T22:00') })).toContain(
      'open again tomorrow at 09:00',
    )
  })

  it('gives up to a person after two messages in a row', () => {
    const history = [ours('a', { intent: 'message' }), ours('b', { intent: 'message' })]
    expect(composed(salon, 'do you sell pizza', { history })).toMatchObject({ act: 'handover' })
  })

  it('is honest that it cannot book, says so when the day is closed, and tells the owner', () => {
    const reply = composed(salon, 'Can I book box braids for Sunday at 10?')
    expect(reply).toMatchObject({
      intent: 'booking',
      attention: expect.stringContaining('Booking request'),
    })
    const text = answer(salon, 'Can I book box braids for Sunday at 10?')
    expect(text).toContain('I cannot make or change bookings')
    expect(text).toContain('On Sunday 29 November we are closed.')
    expect(text).not.toMatch(/confirmed|booked/)
  })

  it.each([
    'any space tomorrow',
    'please reschedule my appointment',
    'ek wil n afspraak maak',
    'ngifuna ukubhuka',
    'are you available friday',
  ])('takes "%s" for a booking request', (text) => {
    expect(composed(salon, text)).toMatchObject({ intent: 'booking' })
  })

  it('does not take "do I need to book?" for one', () => {
    expect(answer(salon, 'do I need to book?')).toContain('Walk-ins are welcome')
  })
})

describe('people first', () => {
  it.each([
    'can I speak to a human',
    'I want to talk to Thandi please',
    'human',
    'please call me',
    'kan ek met iemand praat, praat met iemand',
    'I want my money back',
    'you charged me twice',
    'this is unacceptable',
    'my lawyer will hear of this',
    'your product burned my scalp and I got an infection',
  ])('hands "%s" over', (text) => {
    expect(composed(salon, text)).toMatchObject({ act: 'handover', intent: 'handover' })
  })

  it.each([
    'are you human?',
    'what if I am not happy with my hair',
    'do you have a refund policy',
    'is Station Road near',
  ])('does not hand "%s" over', (text) => {
    expect(composed(salon, text).act).toBe('reply')
  })

  it('hands an emergency over before anything else, with no number of its own', () => {
    const reply = compose(briefing(salon, ['how much is a cut?', 'help, she cannot breathe']))
    expect(reply).toMatchObject({ act: 'handover', intent: 'emergency' })
    expect(reply.act === 'handover' && reply.text).not.toMatch(/\d/)
  })

  it('does not obey a hand-over that is over', () => {
    const history = [
      ours('I am handing you over to Thandi, who will answer you here.', { intent: 'handover' }),
      line('All sorted, see you Friday', { by: 'member', at: new Date(noon.getTime() - 60_000) }),
    ]
    expect(sayTo(salon, 'do you take card', { history })).toBe(
      'You can pay by card, cash, SnapScan or instant EFT.',
    )
  })
})

describe('manners', () => {
  const name = "Hello, I am the AI receptionist of Thandi's Hair Studio."

  it('introduces herself once in a session, and not after a person has written', () => {
    expect(sayTo(salon, 'Hi')).toBe(`${name} How can I help you?`)
    expect(sayTo(salon, 'do you take card')).toContain(name)
    expect(answer(salon, 'do you take card')).not.toContain('Hello')
    for (const by of ['member', 'phone'] as const)
      expect(sayTo(salon, 'is there wifi', { history: [line('Hi love', { by })] })).not.toContain(
        name,
      )
  })

  it('introduces herself again the next day', () => {
    const history = [ours('Goodbye', { at: new Date(noon.getTime() - 86_400_000) })]
    expect(sayTo(salon, 'Hi', { history })).toContain(name)
  })

  it.each(['are you a bot?', 'am I talking to a real person', 'is this AI'])(
    'is honest when asked "%s"',
    (text) => {
      expect(answer(salon, text)).toContain('I am an AI receptionist, not a person.')
    },
  )

  it('thanks back once, then lets the chat end', () => {
    expect(answer(salon, 'thanks so much')).toBe('You are welcome.')
    const history = [ours('You are welcome.', { intent: 'small_talk' })]
    expect(composed(salon, 'thank you', { history }).act).toBe('silence')
    expect(composed(salon, 'ok cool').act).toBe('silence')
    expect(composed(salon, '👍').act).toBe('silence')
  })

  it('never says the same text twice in a row', () => {
    const first = answer(salon, 'do you take card')
    expect(sayTo(salon, 'card?', { history: [ours(first)] })).toBe(`As I said: ${first}`)
  })

  it('says once that she cannot hear or see, however many came, and tells the owner', () => {
    const burst = [
      line(null, { kind: 'voice' }),
      line(null, { kind: 'voice' }),
      line(null, { kind: 'image' }),
    ]
    const reply = compose(briefing(salon, [], { ...spoken, burst }))
    expect(reply).toMatchObject({ act: 'reply', attention: 'Sent a voice note and a picture' })
    expect(reply.act === 'reply' && reply.text.match(/cannot/g)).toHaveLength(1)
  })

  it('answers the words under a picture, and does not pretend to have seen it', () => {
    const burst = [line('how much for box braids', { kind: 'image' })]
    const reply = compose(briefing(salon, [], { ...spoken, burst }))
    const text = reply.act === 'reply' ? reply.text : ''
    expect(text).toContain('Box braids')
    expect(text).toContain('I cannot see pictures')
  })

  it('is silent on stickers and on what cannot be read', () => {
    for (const kind of ['sticker', 'system', 'unsupported'] as const)
      expect(compose(briefing(salon, [], { burst: [line(null, { kind })] })).act).toBe('silence')
  })
})

describe('what people really write', () => {
  it('marks what is pressing', () => {
    expect(composed(plumber, 'my geyser burst please help urgent')).toMatchObject({
      intent: 'urgent',
      attention: 'Urgent: my geyser burst please help urgent',
    })
  })

  it('takes a wish with a day for a booking request', () => {
    for (const text of ['I need someone to do my hair today', 'kan ek more inkom vir n sny'])
      expect(composed(salon, text)).toMatchObject({ intent: 'booking' })
  })

  it('does not answer the small talk beside a question', () => {
    const said = answer(salon, 'I saw your page on instagram. How much are cornrows?')
    expect(said).toContain('Cornrows: from R250')
    expect(said).not.toContain('@thandishair')
  })

  it('passes on what is no question, and thanks for praise', () => {
    expect(composed(salon, 'i left my umbrella at your salon')).toMatchObject({
      intent: 'noted',
      attention: 'Wrote: i left my umbrella at your salon',
    })
    expect(answer(salon, 'you guys are the best')).toBe('You are welcome.')
  })

  it('says hello in other words when it has just said it', () => {
    const history = [ours('How can I help you?', { intent: 'greeting' })]
    expect(sayTo(salon, 'hello', { history })).toBe('I am here. What would you like to know?')
  })

  it.each([
    'what time should I come',
    'can u fix my broken heart',
    'how far are you from Cape Town',
  ])('does not guess at "%s"', (text) => {
    expect(composed(salon, text)).toMatchObject({ intent: 'message' })
  })
})

describe('STOP and START', () => {
  it('stops at STOP, also among other lines, and says how to come back', () => {
    const reply = compose(briefing(salon, ['how much is a cut', 'STOP']))
    expect(reply).toMatchObject({ act: 'reply', intent: 'stop', optOut: true })
  })
  it('takes it back at START', () => {
    const customer = { name: null, optedOut: true }
    expect(composed(salon, 'start', { customer })).toMatchObject({ intent: 'start', optOut: false })
    expect(composed(salon, 'stop', { customer }).act).toBe('silence')
  })
  it('still answers a question of somebody who said STOP, and does not chat', () => {
    const customer = { name: null, optedOut: true }
    expect(answer(salon, 'how much is a relaxer', { customer })).toContain('R450')
    expect(composed(salon, 'hi', { customer }).act).toBe('silence')
  })
  it('does not take a stop on the road for STOP', () => {
    expect(answer(salon, 'where does the taxi stop')).toContain('corner of Station Road')
  })
})

describe('machines', () => {
  it('still obeys STOP and sees an emergency when the loop breaker has stopped her [#52]', () => {
    const history = Array.from({ length: 20 }, (_, index) => ours(`${index}`))
    expect(composed(salon, 'is there wifi', { history }).act).toBe('silence')
    expect(composed(salon, 'STOP', { history })).toMatchObject({ optOut: true })
    expect(composed(salon, 'she cannot breathe', { history })).toMatchObject({
      intent: 'emergency',
    })
  })

  it('does not answer an automatic message [#52]', () => {
    expect(
      compose(briefing(salon, ['Thank you for contacting us. We are currently away.'])).act,
    ).toBe('silence')
  })
})
