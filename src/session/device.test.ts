import { expect, test } from 'vitest'

import type { Keys } from '../sealed.ts'
import { deviceOf, newDevice } from './device.ts'

const keys: Keys = [{ id: 'test1', key: new Uint8Array(32).fill(1) }]
const EMAIL = 'thandi@example.com'

test('a browser is known again for its own account, also after the key was followed by another [#8]', async () => {
  const cookie = await newDevice(keys, EMAIL)
  const nonce = cookie.split('.')[0]
  expect(await deviceOf(keys, EMAIL, cookie)).toBe(nonce)
  const rotated = [{ id: 'test2', key: new Uint8Array(32).fill(2) }, ...keys]
  expect(await deviceOf(rotated, EMAIL, cookie)).toBe(nonce)
  expect(await newDevice(keys, EMAIL)).not.toBe(cookie)
})

test('a cookie of another account, of another key or by another hand is no known browser [#8]', async () => {
  const cookie = await newDevice(keys, EMAIL)
  const [nonce = '', mac = ''] = cookie.split('.')
  const other = (await newDevice(keys, EMAIL)).split('.')[0]
  expect(await deviceOf(keys, 'sipho@example.com', cookie)).toBeNull()
  expect(
    await deviceOf([{ id: 'test1', key: new Uint8Array(32).fill(9) }], EMAIL, cookie),
  ).toBeNull()
  const forged = ['', nonce, `${nonce}.`, `${other}.${mac}`, `${nonce}.${'0'.repeat(64)}`]
  for (const value of [...forged, `${cookie}0`, mac])
    expect([value, await deviceOf(keys, EMAIL, value)]).toEqual([value, null])
})
