import path from 'node:path'

import { expect, test } from 'vitest'

import { createStatic } from '../static.ts'
import { scoreOf } from './rules.ts'

const files = createStatic(path.join(import.meta.dirname, '../../public'))
const A_PLUS = 100

test('every file of public/ is served with the headers of a page [#68] [#69] [#70] [#71] [#72] [#73] [#74]', async () => {
  for (const file of files.paths) {
    const { headers } = await files.fetch(new Request(`http://stage/static${file}`))
    expect([file, Object.fromEntries(headers)]).toEqual([
      file,
      expect.objectContaining({
        'strict-transport-security': 'max-age=63072000; includeSubDomains; preload',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'x-frame-options': 'DENY',
        'x-content-type-options': 'nosniff',
        'x-xss-protection': '0',
        'referrer-policy': 'strict-origin',
        'permissions-policy': expect.stringContaining('camera=()'),
      }),
    ])
    expect(scoreOf({ headers, html: null }).score).toBeGreaterThanOrEqual(A_PLUS)
  }
  expect(files.paths.length).toBeGreaterThanOrEqual(5)
})
