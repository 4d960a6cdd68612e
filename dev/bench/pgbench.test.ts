import { expect, test } from 'vitest'

import { chatNumber, messageId } from './deliveries.ts'
import { scriptOf } from './pgbench.ts'

const target = {
  channelId: '0b0e8d4e-8a53-4c0b-9a53-5a2b7a3f3c11',
  providerChannelId: 'MANTIS-M72HC',
  hook: '0b0e8d4e-8a53-4c0b-9a53-5a2b7a3f3c11.1',
  secret: 'not needed here',
}
const { text, variables } = scriptOf(target, 7, 't0')

test('the door and the ingest stand in one transaction, every value a parameter', () => {
  const lines = text.split('\n').filter((line) => !line.startsWith('\\'))
  expect(lines).toEqual([
    'begin;',
    expect.stringMatching(/^select .* from app\.enter_channel\(:t0_0_1::uuid, .*;$/),
    expect.stringMatching(/^select .* from app\.ingest\(:t0_1_1::uuid, format\(.*\)::jsonb\);$/),
    'commit;',
  ])
  expect(text).not.toContain('$')
  expect(variables['t0_0_1']).toBe(target.channelId)
})

test('no two transactions deliver the same message, and the customers take turns', () => {
  const line = variables['t0_1_2'] ?? ''
  expect(line).toContain('"provider_id":"Bench-7-%1$s-%2$s"')
  expect(line).toContain('"chat":"%3$s@s.whatsapp.net"')
  expect(line).not.toContain(messageId({ phase: 7, client: 0, n: 0 }))
  expect(line).not.toContain(chatNumber(0))
})
