import { expect, test } from 'vitest'

import { deviceName } from './device.ts'
import { hostileTexts } from './testing.ts'

const ios = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15'
const android = 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)'
const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)'

test.each([
  { agent: `${android} Chrome/131.0.0.0 Mobile Safari/537.36`, name: 'Chrome on Android' },
  { agent: `${ios} Version/18.1 Mobile/15E148 Safari/604.1`, name: 'Safari on iPhone' },
  { agent: `${ios} CriOS/131.0.6778.73 Mobile/15E148 Safari/604.1`, name: 'Chrome on iPhone' },
  {
    agent: `${android} SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36`,
    name: 'Samsung Internet on Android',
  },
  {
    agent: `${android} Chrome/131.0.0.0 Mobile Safari/537.36 OPR/86.0.0.0`,
    name: 'Opera on Android',
  },
  {
    agent: `${windows} AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0`,
    name: 'Edge on Windows',
  },
  {
    agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0',
    name: 'Firefox on Linux',
  },
  {
    agent:
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15',
    name: 'Safari on Mac',
  },
  { agent: `${ios} Mobile/15E148`, name: 'A browser on iPhone' },
  { agent: 'Firefox/132.0', name: 'Firefox' },
  { agent: 'curl/8.5.0', name: 'A browser' },
  { agent: '', name: 'A browser' },
  { agent: null, name: 'A browser' },
])('a browser is called by the name its owner knows: $name', ({ agent, name }) => {
  expect(deviceName(agent)).toBe(name)
})

test.each(hostileTexts)('%s as a user agent is a browser and nothing more [#58]', (said) => {
  expect(deviceName(said)).toBe('A browser')
})
