import { describe, expect, it } from 'vitest'

import { phoneOfChat, showSouthAfrican, toE164 } from './phone.ts'

describe('toE164', () => {
  it.each([
    ['082 555 0100', '+27825550100'],
    ['0825550100', '+27825550100'],
    ['(082) 555-0100', '+27825550100'],
    ['082.555.0100', '+27825550100'],
    ['27825550100', '+27825550100'],
    ['+27 82 555 0100', '+27825550100'],
    ['+27 (0)82 555 0100', '+27825550100'],
    ['+27 082 555 0100', '+27825550100'],
    ['0027 82 555 0100', '+27825550100'],
    ['\u00a0082\u00a0555\u00a00100 ', '+27825550100'],
    ['011 555 0100', '+27115550100'],
    ['0860 555 010', '+27860555010'],
    ['+44 7700 900123', '+447700900123'],
    ['+44 (0)7700 900123', '+447700900123'],
    ['00264 81 555 0100', '+264815550100'],
  ])('reads %s as %s [#66]', (text, e164) => {
    expect(toE164(text)).toBe(e164)
  })

  it.each([
    ['an empty field', ''],
    ['an emergency number', '10111'],
    ['a short code', '30303'],
    ['a USSD code', '*120*3279#'],
    ['a number one digit short', '082 555 010'],
    ['a number one digit long', '082 555 01000'],
    ['a South African number with a foreign length', '+27 82 555 01'],
    ['an area code that does not exist', '092 555 0100'],
    ['sixteen digits', '+1234567890123456'],
    ['seven digits', '+1234567'],
    ['a country code that begins with 0', '+0825550100'],
    ['a foreign number without its plus', '447700900123'],
    ['letters', '082 555 CALL'],
    ['two numbers', '082 555 0100, 082 555 0101'],
    ['a plus inside', '082+5550100'],
    ['digits of another script', '٠٨٢٥٥٥٠١٠٠'],
  ])('refuses %s [#66]', (_, text) => {
    expect(toE164(text)).toBeNull()
  })
})

describe('showSouthAfrican', () => {
  it.each([
    ['+27825550100', '+27 82 555 0100'],
    ['+27115550100', '+27 11 555 0100'],
    ['+447700900123', '+447700900123'],
  ])('shows %s as %s', (e164, shown) => {
    expect(showSouthAfrican(e164)).toBe(shown)
  })
})

describe('phoneOfChat', () => {
  it('reads the number of a chat with one person', () => {
    expect(phoneOfChat('27825550100@s.whatsapp.net')).toBe('+27825550100')
  })
  it.each([
    '12345678901234@lid',
    '120363025550100@g.us',
    '120363025550100@newsletter',
    'status@broadcast',
    '27825550100',
    '@s.whatsapp.net',
    '',
  ])('finds none in %s', (chatId) => {
    expect(phoneOfChat(chatId)).toBeNull()
  })
})
