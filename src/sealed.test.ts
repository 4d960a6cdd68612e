import { expect, test } from 'vitest'

import { parseKeys, seal, unseal } from './sealed.ts'

const KEY = `${'A'.repeat(42)}A`
const OTHER = `${'_'.repeat(42)}8`
const keys = parseKeys(`s1:${KEY}`)
const place = { table: 'channels', column: 'token_sealed', rowId: 'row-1' }
const SECRET = 'a token with ümlauts and 👍'

test('what was sealed is read again in its own place', async () => {
  expect(await unseal(keys, place, await seal(keys, place, SECRET))).toBe(SECRET)
})

test('a sealed value holds nothing of the secret, and is never the same twice [#19]', async () => {
  const [first, second] = [await seal(keys, place, SECRET), await seal(keys, place, SECRET)]
  expect(first).not.toBe(second)
  expect(first).toMatch(/^v1\.s1\.[\w-]{16}\.[\w-]+$/)
  expect(first).not.toContain('token')
})

test.each([
  ['another row', { rowId: 'row-2' }],
  ['another column', { column: 'phone' }],
  ['another table', { table: 'orgs' }],
])('a value that was moved to %s is not read [#19]', async (_, moved) => {
  const sealed = await seal(keys, place, SECRET)
  await expect(unseal(keys, { ...place, ...moved }, sealed)).rejects.toThrow()
})

test('a value under a key of the same name with other bytes is not read [#19]', async () => {
  const sealed = await seal(keys, place, SECRET)
  await expect(unseal(parseKeys(`s1:${OTHER}`), place, sealed)).rejects.toThrow()
})

test('every single changed character of a value is noticed', async () => {
  const sealed = await seal(keys, place, 'short')
  const start = 'v1.s1.'.length
  // The last character of each base64url part may hold unused bits.
  const [, , iv = ''] = sealed.split('.')
  const places = Array.from({ length: sealed.length - start - 1 }, (_, n) => n + start).filter(
    (n) => sealed[n] !== '.' && n !== start + iv.length - 1,
  )
  for (const n of places) {
    const changed = `${sealed.slice(0, n)}${sealed[n] === 'A' ? 'B' : 'A'}${sealed.slice(n + 1)}`
    await expect(unseal(keys, place, changed), `character ${n}`).rejects.toThrow()
  }
})

test('the first key seals, and every listed key still opens: a key is replaced without a stop', async () => {
  const old = await seal(keys, place, SECRET)
  const both = parseKeys(`s2:${OTHER}, s1:${KEY}`)
  expect(await unseal(both, place, old)).toBe(SECRET)
  const renewed = await seal(both, place, SECRET)
  expect(renewed).toMatch(/^v1\.s2\./)
  expect(await unseal(parseKeys(`s2:${OTHER}`), place, renewed)).toBe(SECRET)
  await expect(unseal(parseKeys(`s2:${OTHER}`), place, old)).rejects.toThrow('cannot be read')
})

test.each(['', 'v1', 'v2.s1.AAAA.AAAA', 'v1.unknown.AAAA.AAAA', 'v1.s1..AAAA', 'v1.s1.AAAA.'])(
  'the value "%s" is refused',
  async (value) => {
    await expect(unseal(keys, place, value)).rejects.toThrow('cannot be read')
  },
)

test.each([
  ['nothing', ''],
  ['no name', KEY],
  ['an empty name', `:${KEY}`],
  ['a name with a dot', `s.1:${KEY}`],
  ['16 bytes', 's1:AAAAAAAAAAAAAAAAAAAAAA'],
  ['33 bytes', `s1:${'A'.repeat(44)}`],
  ['a good and a bad one', `s1:${KEY},s2:short`],
])('keys with %s are refused at the start', (_, text) => {
  expect(() => parseKeys(text)).toThrow()
})

test('without a key nothing is sealed', async () => {
  await expect(seal([], place, SECRET)).rejects.toThrow('no key')
})
