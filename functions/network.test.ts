import { Hono } from 'hono'
import { expect, test } from 'vitest'

import type { House } from './http.ts'
import { limitedNetwork, shownNetwork } from './network.ts'

const app = new Hono<House>().get('/', (c) => c.json([limitedNetwork(c), shownNetwork(c)]))
const from = async (headers: Record<string, string>) => (await app.request('/', { headers })).json()

test.each([
  ['192.0.2.77', '192.0.2.77', '192.0.2.0/24'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::9', '2001:db8:1:2::/64', '2001:db8:1:2::/64'],
  ['2001:0db8:0001:0002::9', '2001:db8:1:2::/64', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64', '0:0:0:0::/64'],
])('the address %s is limited as %s and kept as %s', async (ip, limited, shown) => {
  expect(await from({ 'CF-Connecting-IP': ip })).toEqual([limited, shown])
})

test('no header that a caller can set is believed', async () => {
  const forged = {
    'X-Forwarded-For': '203.0.113.1',
    'X-Real-IP': '203.0.113.1',
    'True-Client-IP': '203.0.113.1',
  }
  expect(await from(forged)).toEqual(['unknown', 'unknown'])
})
