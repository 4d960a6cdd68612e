import { compare } from 'bcryptjs'
import { describe, expect, test, vi } from 'vitest'

import { Busy } from '../errors.ts'
import type { Keys } from '../sealed.ts'
import {
  createPasswords,
  dummyHash,
  hashPassword,
  needsRehash,
  passwordMatches,
} from './password.ts'

vi.mock('bcryptjs', { spy: true })

const COST = 4
const pepper = (id: string, fill: number) => ({ id, key: new Uint8Array(32).fill(fill) })
const keys: Keys = [pepper('test1', 1)]
const at = new Date('2026-11-24T08:00:00Z')
const GOOD = 'seven quiet hadedas'

describe('a password at rest', () => {
  test('of two people is two different hashes, and neither holds the password [#2]', async () => {
    const hashes = await Promise.all([1, 2].map(() => hashPassword(keys, GOOD, COST)))
    expect(new Set(hashes).size).toBe(2)
    for (const stored of hashes) {
      expect(stored).toMatch(/^v2\$test1\$\$2b\$04\$[./A-Za-z0-9]{53}$/)
      expect(stored).not.toContain('hadedas')
      expect(await passwordMatches(keys, GOOD, stored)).toBe(true)
    }
  })

  test.each([
    ['its 73rd byte', `${'a'.repeat(72)}X`, 'a'.repeat(72)],
    ['another 73rd byte', `${'a'.repeat(72)}X`, `${'a'.repeat(72)}Y`],
    ['a space at its end', `${GOOD} `, GOOD],
    ['its case', 'Seven quiet hadedas', GOOD],
    ['what follows a NUL', 'seven\0one', 'seven\0two'],
    ['the last of 64 signs of four bytes', '🦩'.repeat(64), `${'🦩'.repeat(63)}🦢`],
    ['how an accent is written', 'caf\u00e9 au lait', 'cafe\u0301 au lait'],
  ])('is told apart by %s [#2]', async (_, password, other) => {
    const stored = await hashPassword(keys, password, COST)
    expect(await passwordMatches(keys, password, stored)).toBe(true)
    expect(await passwordMatches(keys, other, stored)).toBe(false)
  })

  test('cannot be guessed at without the pepper, even by who has the table [#2]', async () => {
    const stored = await hashPassword(keys, GOOD, COST)
    expect(await passwordMatches([pepper('test1', 9)], GOOD, stored)).toBe(false)
    expect(await passwordMatches([pepper('test2', 1)], GOOD, stored)).toBe(false)
  })

  test('that cannot be read matches nothing', async () => {
    for (const stored of ['', GOOD, 'v1$test1$x', 'v2$test1$', 'v2$test1$$2b$04$short'])
      expect([stored, await passwordMatches(keys, GOOD, stored)]).toEqual([stored, false])
  })

  test('is due for renewal when its key is no longer the first or its cost is below the setting [#2]', async () => {
    const stored = await hashPassword(keys, GOOD, COST)
    expect(needsRehash(keys, stored, COST)).toBe(false)
    expect(needsRehash(keys, stored, COST + 1)).toBe(true)
    expect(needsRehash([pepper('test2', 2), ...keys], stored, COST)).toBe(true)
    expect(needsRehash(keys, await hashPassword(keys, GOOD, COST + 1), COST)).toBe(false)
  })
})

describe('comparing', () => {
  const { check, make } = createPasswords({ keys, cost: COST })

  test('renews a hash of an older key or a lower cost, and only for who knows the password [#2]', async () => {
    const stored = await make(GOOD, at)
    expect(await check(GOOD, stored, at)).toEqual({ matches: true, renewed: null })
    const rotated: Keys = [pepper('test2', 2), ...keys]
    const now = createPasswords({ keys: rotated, cost: COST + 1 })
    expect(await now.check('another password', stored, at)).toEqual({
      matches: false,
      renewed: null,
    })
    const { matches, renewed } = await now.check(GOOD, stored, at)
    expect([matches, renewed]).toEqual([true, expect.stringMatching(/^v2\$test2\$\$2b\$05\$/)])
    expect(await now.check(GOOD, renewed, at)).toEqual({ matches: true, renewed: null })
  })

  test('the stand-in for a missing hash is a whole bcrypt of the same cost [#1]', () => {
    for (const cost of [4, 10]) {
      const [, , , bcrypt = ''] = /^(v2)\$(test1)\$(.*)$/.exec(dummyHash(keys, cost)) ?? []
      expect(bcrypt).toMatch(/^\$2b\$(04|10)\$[./A-Za-z0-9]{53}$/)
      expect(needsRehash(keys, dummyHash(keys, cost), cost)).toBe(false)
    }
  })

  test('compares once with a hash of the usual cost, also where there is none or its key is gone [#1]', async () => {
    const usual = createPasswords({ keys, cost: COST })
    const gone = await hashPassword([pepper('test0', 0)], GOOD, COST)
    const real = await hashPassword(keys, 'another password', COST)
    for (const stored of [real, null, gone]) {
      vi.mocked(compare).mockClear()
      expect(await usual.check(GOOD, stored, at)).toEqual({ matches: false, renewed: null })
      expect(vi.mocked(compare).mock.calls).toEqual([
        [expect.any(String), expect.stringMatching(/^\$2b\$04\$[./A-Za-z0-9]{53}$/)],
      ])
    }
  })

  test('more than two at once is refused instead of slowing everybody down [#53]', async () => {
    const tries = await Promise.allSettled(Array.from({ length: 50 }, () => check(GOOD, null, at)))
    const refused = tries.filter(({ status }) => status === 'rejected')
    expect(refused).toHaveLength(48)
    for (const { reason } of refused as PromiseRejectedResult[]) expect(reason).toBeInstanceOf(Busy)
    expect((await check(GOOD, null, at)).matches).toBe(false)
  })
})
