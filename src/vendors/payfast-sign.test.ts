import { describe, expect, test } from 'vitest'

import { centsOf, amountOf } from './payfast-amount.ts'
import {
  apiSignature,
  checkoutSignature,
  type Field,
  noticeSignature,
  phpTrim,
  phpUrlencode,
} from './payfast-sign.ts'

/** What `php -r 'echo urlencode(chr($byte));'` printed for each byte, PHP 8.2. */
const PHP_BYTES = `
%00 %01 %02 %03 %04 %05 %06 %07 %08 %09 %0A %0B %0C %0D %0E %0F %10 %11 %12 %13 %14 %15 %16 %17 %18 %19 %1A %1B %1C %1D %1E %1F
+ %21 %22 %23 %24 %25 %26 %27 %28 %29 %2A %2B %2C - . %2F 0 1 2 3 4 5 6 7 8 9 %3A %3B %3C %3D %3E %3F
%40 A B C D E F G H I J K L M N O P Q R S T U V W X Y Z %5B %5C %5D %5E _
%60 a b c d e f g h i j k l m n o p q r s t u v w x y z %7B %7C %7D %7E %7F
%80 %81 %82 %83 %84 %85 %86 %87 %88 %89 %8A %8B %8C %8D %8E %8F %90 %91 %92 %93 %94 %95 %96 %97 %98 %99 %9A %9B %9C %9D %9E %9F
%A0 %A1 %A2 %A3 %A4 %A5 %A6 %A7 %A8 %A9 %AA %AB %AC %AD %AE %AF %B0 %B1 %B2 %B3 %B4 %B5 %B6 %B7 %B8 %B9 %BA %BB %BC %BD %BE %BF
%C0 %C1 %C2 %C3 %C4 %C5 %C6 %C7 %C8 %C9 %CA %CB %CC %CD %CE %CF %D0 %D1 %D2 %D3 %D4 %D5 %D6 %D7 %D8 %D9 %DA %DB %DC %DD %DE %DF
%E0 %E1 %E2 %E3 %E4 %E5 %E6 %E7 %E8 %E9 %EA %EB %EC %ED %EE %EF %F0 %F1 %F2 %F3 %F4 %F5 %F6 %F7 %F8 %F9 %FA %FB %FC %FD %FE %FF
`
  .trim()
  .split(/\s/)

const bytesOf = (text: string) => [...new TextEncoder().encode(text)]

describe('the encoding', () => {
  test('is PHP’s for every byte', () => {
    const seen = new Set<number>()
    for (let point = 0; point <= 0x10ffff; point += point < 0x3000 ? 1 : 0x101) {
      if (point >= 0xd800 && point <= 0xdfff) continue
      const text = String.fromCodePoint(point)
      const bytes = bytesOf(text)
      for (const byte of bytes) seen.add(byte)
      if (phpUrlencode(text) !== bytes.map((byte) => PHP_BYTES[byte]).join(''))
        throw new Error(`differs at ${point}`)
    }
    expect(PHP_BYTES).toHaveLength(256)
    // In UTF-8 there are no C0, C1 and F5 to FF.
    expect(seen.size).toBe(256 - 13)
  })

  test('never throws: half of a surrogate pair is the replacement sign', () => {
    expect(phpUrlencode('a\uD83D')).toBe('a%EF%BF%BD')
  })

  test.each([
    [' \t\n\r\0\v a b \v\0\r\n\t ', 'a b'],
    ['\u00A0a\u00A0', '\u00A0a\u00A0'],
    ['\f', '\f'],
    [' \n ', ''],
  ])('trims %j as PHP does', (text, trimmed) => {
    expect(phpTrim(text)).toBe(trimmed)
  })
})

const PASSPHRASE = 'stage-Pass_2026'
const notice = (itemName: string): Field[] => [
  ['m_payment_id', 'pay-1'],
  ['pf_payment_id', '1089250'],
  ['payment_status', 'COMPLETE'],
  ['item_name', itemName],
  ['item_description', ''],
  ['amount_gross', '799.00'],
  ['amount_fee', '-18.37'],
  ['amount_net', '780.63'],
  ['custom_str1', 'org-1'],
  ['name_first', ''],
  ['merchant_id', '10026561'],
]
const checkout = (itemName: string): Field[] => [
  ['merchant_id', '10026561'],
  ['merchant_key', 'abc123def456g'],
  ['notify_url', 'https://desk.example/webhooks/payfast'],
  ['m_payment_id', 'pay-1'],
  ['amount', '799.00'],
  ['item_name', itemName],
  ['custom_str1', 'org-1'],
  ['subscription_type', '1'],
  ['cycles', '0'],
]
const api = (itemName: string) => ({
  'merchant-id': '10026561',
  version: 'v1',
  timestamp: '2026-11-24T10:00:05+02:00',
  item_name: itemName,
  amount: 110_000,
})

/** Judged by PHP 8.2: the documented sample of each rule, run over an item's name. */
const judged: [about: string, itemName: string, checkout: string, notice: string, api: string][] = [
  [
    'plain',
    'Haircut',
    '7e86d098bb218d95e4c680ddd3a8cb83',
    '46509b61bf4f1c0c43b3d11cb55900c5',
    'a34a3bc6bedac94c9da4e233193e1ecd',
  ],
  [
    'unicode',
    'Café Zoë – 💇 ỹ',
    'f440acb1bb3b46319a3520eb057063e3',
    'caa44015e19aa9aa2c2f73aa807dac7d',
    '72eb534ea5128e01cb3f9f8a37da6e3d',
  ],
  [
    'ampersand',
    'Cut & colour',
    '420c9cc364b16e8e8ac3748f5c9beb48',
    '37aa83a17f2e26915af028a7f60ee114',
    'b1855b2ce9879843f2c0d763682c88f1',
  ],
  [
    'plus',
    '1+1=2',
    'd8dfc7a38904d5a3280f910102a9a3e0',
    '6e1b94e2c1a0719b37fa9273c5006940',
    '194af670451370c86502485d6c2ad21b',
  ],
  [
    'tilde',
    '~50 min',
    'f6dd36642f33b47cc0b311c87be8c324',
    '568cb2257f4fc3a8c2a1cd3ea74b239f',
    '618bfac29a3f97babc126ed2c13c5c42',
  ],
  [
    'star',
    '5* salon',
    'f1bc1ce3160a745e5e353daa34473dec',
    '4bef65ac8c18e01b69eebf3423f45673',
    '2817f6c0e1f44a5203ce73a2fe5dc562',
  ],
  [
    'quotes',
    'O\'Brien "Bee"',
    '9f220d66c4a081d5ad6a634223621b8c',
    'd89f4bf362cf8599bae486f328efe309',
    '9d87eaf1f2c1b4f1662325c736c7473f',
  ],
  [
    'newlines',
    'line one\nline two\r\n',
    'd7118d260393843719ced962d652c410',
    '57a39548510d5553c13db8149c44a561',
    '6d51aea0dc9898e6457096f7e0b17ef3',
  ],
  [
    'blank',
    '',
    'fe567c8390924a2c0e93d7ec5d41f259',
    'dd418505e4de521d456e11dfe81bf37a',
    'e15e65331f2bcd93d9a0c06cc5590a0d',
  ],
  [
    'spaces around',
    '  padded  ',
    '3cde78f89db83923b26964aa2d151cf1',
    '2aa2a9727b3b5734bbe5b0d1a662aa7b',
    'a72ae30bd3059c1c549669c82bc844fb',
  ],
  [
    'nbsp',
    '\u00A0kept\u00A0',
    '001663d6e9554db7e848be8d40d7dd66',
    '018840558362112913ab2f9fedc788b0',
    'bbe89b6f377e45cd15044bf5a64723dc',
  ],
  [
    'percent',
    '100% %41',
    '7eaa7307e58ee9a9cbf0f95193cc70fe',
    '7ce0127b7c1fddfe38623fe017a5e243',
    'ab32bd9fbe831790c6677838a9490912',
  ],
  [
    'parens',
    '(a) [b] {c} <d> !?',
    '973394a2574ee3d0f56aad0b9628e426',
    'aefd3e468323c530582d5a7f4a5ef845',
    'c1e733d7f091db320c05915c44d7e797',
  ],
  [
    'zero',
    '0',
    '156d996eb759bfac80d0f8e81ebe55b3',
    '7f7e1f6bd150fa4cd2004e85eea67390',
    'df56a67c58519e393d856f8f687e528f',
  ],
  [
    'backslash',
    'a\\b',
    '83a7e40e8e7d4a3d9c017b60f1c620ac',
    'bbac500138ad857cb1080297931e6e1f',
    'c90ee0443b0486d44f5556abe60819e9',
  ],
]

describe('the three signatures agree with PHP [#44] [#45]', () => {
  test.each(judged)('over a name with %s', (_about, itemName, ofCheckout, ofNotice, ofApi) => {
    expect({
      checkout: checkoutSignature(checkout(itemName), PASSPHRASE),
      notice: noticeSignature(notice(itemName), PASSPHRASE),
      api: apiSignature(api(itemName), PASSPHRASE),
    }).toEqual({ checkout: ofCheckout, notice: ofNotice, api: ofApi })
  })
})

describe('where the three rules differ', () => {
  const fields = checkout('Haircut')
  const signed = checkoutSignature(fields, PASSPHRASE)

  test('a checkout is signed in the documented order, whatever order it is given in', () => {
    expect(checkoutSignature(fields.toReversed(), PASSPHRASE)).toBe(signed)
  })

  test('a checkout leaves blanks and what PayFast does not sign out, and signs cycles of 0', () => {
    const more: Field[] = [
      ...fields,
      ['item_description', ' '],
      ['setup', '{"split_payment":{}}'],
      ['signature', 'f'.repeat(32)],
    ]
    expect(checkoutSignature(more, PASSPHRASE)).toBe(signed)
    const withoutCycles = fields.filter(([name]) => name !== 'cycles')
    expect(checkoutSignature(withoutCycles, PASSPHRASE)).not.toBe(signed)
  })

  test('a checkout is trimmed, its passphrase too', () => {
    expect(checkoutSignature(checkout(' Haircut\n'), ` ${PASSPHRASE} `)).toBe(signed)
  })

  test('a notice is signed in the order in which it arrived, with its blanks and its spaces', () => {
    const arrived = notice('Haircut')
    const is = noticeSignature(arrived, PASSPHRASE)
    const others = [
      arrived.toReversed(),
      arrived.filter(([, value]) => value !== ''),
      notice('Haircut '),
    ]
    for (const other of others) expect(noticeSignature(other, PASSPHRASE)).not.toBe(is)
  })

  test('an API call is signed in the order of its names, without blanks, `testing` and itself', () => {
    const values = api('Haircut')
    const turned = Object.fromEntries(Object.entries(values).toReversed())
    const more = { ...turned, testing: 'true', signature: 'x', cycles: '' }
    expect(apiSignature(more, PASSPHRASE)).toBe(apiSignature(values, PASSPHRASE))
  })

  test('all three change with the passphrase', () => {
    expect(checkoutSignature(fields, 'other')).not.toBe(signed)
    expect(noticeSignature(fields, 'other')).not.toBe(noticeSignature(fields, PASSPHRASE))
    expect(apiSignature(api(''), 'other')).not.toBe(apiSignature(api(''), PASSPHRASE))
  })
})

describe('amounts', () => {
  test.each([
    ['799.00', 79_900],
    ['799', 79_900],
    ['799.5', 79_950],
    ['0.00', 0],
    ['0.01', 1],
    ['0.29', 29],
    ['1100.00', 110_000],
    ['999999999.99', 99_999_999_999],
  ])('%s is %i cents', (text, cents) => {
    expect(centsOf(text)).toBe(cents)
  })

  test.each([
    '',
    '7.99e2',
    '799,00',
    '-799.00',
    '+799.00',
    '799.001',
    '799.',
    '.99',
    '0799.00',
    ' 799.00',
    '799.00\n',
    '1 100.00',
    '1,100.00',
    '0x31f',
    'NaN',
    'Infinity',
    '٧٩٩.٠٠',
    '1e3',
    '9999999999.00',
  ])('%j is no amount', (text) => {
    expect(centsOf(text)).toBeNull()
  })

  test('every amount written is read back to the cent', () => {
    for (let cents = 0; cents < 300_000; cents += 7) expect(centsOf(amountOf(cents))).toBe(cents)
    expect(amountOf(110_005)).toBe('1100.05')
  })

  test.each([-1, 0.5, Number.NaN, Infinity])('%s cents are never written', (cents) => {
    expect(() => amountOf(cents)).toThrow(RangeError)
  })
})
