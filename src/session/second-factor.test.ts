import { describe, expect, test } from 'vitest'

import { newCode, newRecoveryCodes, newTotpSecret, readCode, totpStepOf } from './second-factor.ts'
import { totpUri } from './token.ts'

/** "12345678901234567890", the secret of RFC 6238's examples, in base32. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const at = (seconds: number) => new Date(seconds * 1000)

describe('an authenticator’s code', () => {
  test.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('at second %i is that of RFC 6238 [#5]', async (seconds, code) => {
    const step = await totpStepOf(code, { secret: SECRET, at: at(seconds) })
    expect(step).toBe(Math.floor(seconds / 30))
  })

  test('is taken half a minute early or late, and says of which half minute it is [#5]', async () => {
    const steps = await Promise.all(
      [-31, -30, 0, 29, 59, 60].map((off) =>
        totpStepOf('005924', { secret: SECRET, at: at(1_234_567_890 + off) }),
      ),
    )
    expect(steps).toEqual([null, 41_152_263, 41_152_263, 41_152_263, 41_152_263, null])
  })

  test('comes from a secret of 160 bits, which the app reads from an address', () => {
    const secret = newTotpSecret()
    expect(secret).toMatch(/^[A-Z2-7]{32}$/)
    expect(newTotpSecret()).not.toBe(secret)
    expect(totpUri(SECRET, { issuer: 'Frontdesk', account: 'nomsa@example.com' })).toBe(
      `otpauth://totp/Frontdesk:nomsa%40example.com?secret=${SECRET}&issuer=Frontdesk`,
    )
  })
})

test('recovery codes are eight of fifty bits each, none twice [#5]', () => {
  const codes = Array.from({ length: 50 }, newRecoveryCodes).flat()
  expect(newRecoveryCodes()).toHaveLength(8)
  for (const code of codes) expect(code).toMatch(/^[a-z2-7]{5}-[a-z2-7]{5}$/)
  expect(new Set(codes).size).toBe(codes.length)
})

test('a code for a mail has eight digits, leading zeros included', () => {
  const codes = Array.from({ length: 500 }, newCode)
  for (const code of codes) expect(code).toMatch(/^\d{8}$/)
  expect(new Set(codes).size).toBeGreaterThan(495)
})

test.each([
  ['123 456', { kind: 'totp', code: '123456' }],
  [' 1234-5678 ', { kind: 'mailed', code: '12345678' }],
  ['K3VD7 Q2XMP', { kind: 'recovery', code: 'k3vd7q2xmp' }],
  ['k3vd7-q2xmp', { kind: 'recovery', code: 'k3vd7q2xmp' }],
  ['12345', null],
  ['1234567', null],
  ['k3vd7-q2xm1', null],
  ['', null],
])('%j is read for what it is', (typed, read) => {
  expect(readCode(typed)).toEqual(read)
})
