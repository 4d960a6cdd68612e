import { expect, test } from 'vitest'

import { payToken, readPayToken } from './pay-link.ts'

const keyOf = (id: string, seed: number) => ({ id, key: new Uint8Array(32).fill(seed) })
const [older, newer] = [keyOf('old', 1), keyOf('new', 2)]
const id = '7f7cbec5-1234-4abc-8def-00112233aabb'

test('a link names its request, and the same one each time', async () => {
  const token = await payToken([newer], id)
  expect(token).toMatch(/^[\w-]{64}$/)
  expect(await readPayToken([newer], token)).toBe(id)
  expect(await payToken([newer], id)).toBe(token)
})

test('a link made before the key was changed still works, and one of a key that is gone does not', async () => {
  const token = await payToken([older], id)
  expect(await readPayToken([newer, older], token)).toBe(id)
  expect(await readPayToken([newer], token)).toBeNull()
})

test('no other text is a link, whichever character of it is changed', async () => {
  const token = await payToken([newer], id)
  for (let at = 0; at < token.length; at += 1) {
    const other = token[at] === 'A' ? 'B' : 'A'
    const changed = token.slice(0, at) + other + token.slice(at + 1)
    expect([at, await readPayToken([newer], changed)]).toEqual([at, null])
  }
  for (const text of [
    '',
    'x',
    `${token}A`,
    token.slice(1),
    `${token.slice(0, -1)}=`,
    'é'.repeat(64),
  ])
    expect([text, await readPayToken([newer], text)]).toEqual([text, null])
})
