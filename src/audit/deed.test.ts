import { describe, expect, test } from 'vitest'

import { changesOf, deedOf, doerOf, type Action, type Mark } from './deed.ts'

const mark = (given: Partial<Mark>): Mark => ({
  tableName: 'services',
  action: 'update',
  before: null,
  after: null,
  ...given,
})

test.each([
  ['member:018f0000-0000-7000-8000-000000000001', 'team'],
  ['receptionist', 'ai'],
  ['channel:018f0000-0000-7000-8000-000000000001', 'whatsapp'],
  ['signup', 'signup'],
  ['invited', 'invited'],
  ['person:018f0000-0000-7000-8000-000000000001', 'person'],
  ['stage', 'frontdesk'],
  ['payfast', 'payfast'],
  ['api_key:018f', 'frontdesk'],
  ['', 'frontdesk'],
  ['members', 'frontdesk'],
])('"%s" in the log is %s', (actor, doer) => {
  expect(doerOf(actor)).toBe(doer)
})

describe('what was done', () => {
  test.each([
    ['conversations', { state: 'ai' }, { state: 'human' }, 'chat_taken'],
    ['conversations', { state: 'human' }, { state: 'ai' }, 'chat_given_to_ai'],
    ['conversations', { state: 'closed' }, { state: 'ai' }, 'chat_reopened'],
    ['conversations', { state: 'closed' }, { state: 'human' }, 'chat_taken'],
    ['conversations', { state: 'ai' }, { state: 'needs_human' }, 'chat_needs_person'],
    ['conversations', { state: 'human' }, { state: 'closed' }, 'chat_closed'],
    ['conversations', { state: 'ai' }, { state: 'blocked' }, 'chat_blocked'],
    ['conversations', { state: 'ai' }, { state: 'a new one' }, 'update'],
    [
      'conversations',
      { state: 'ai' },
      { state: 'needs_human', attention: 'changed' },
      'chat_needs_person',
    ],
    ['conversations', null, { attention: 'changed' }, 'chat_flagged'],
    ['conversations', { attention: 'changed' }, null, 'chat_flag_cleared'],
    ['conversations', null, { human_until: '2026-11-24T12:00:00+00:00' }, 'update'],
    ['channels', { health: 'linking' }, { health: 'working' }, 'number_linked'],
    ['channels', { health: 'working' }, { health: 'down' }, 'number_lost'],
    ['channels', { health: 'down' }, { health: 'linking' }, 'number_linking'],
    ['channels', { health: 'down' }, { health: 'starting' }, 'number_starting'],
    ['channels', { token_sealed: 'changed' }, { token_sealed: 'changed' }, 'token_changed'],
    ['channels', { hook_generation: 1 }, { hook_generation: 2 }, 'secret_renewed'],
    ['channels', { marks_read: false }, { marks_read: true }, 'update'],
    ['customers', null, { opted_out_at: '2026-11-24T12:00:00+00:00' }, 'customer_opted_out'],
    ['customers', { opted_out_at: '2026-11-24T12:00:00+00:00' }, null, 'customer_opted_in'],
    ['customers', { name: 'changed' }, { name: 'changed' }, 'update'],
    ['members', { role: 'staff' }, { role: 'manager' }, 'role_changed'],
    ['members', { custom_role_id: '018f' }, { custom_role_id: '0190' }, 'role_changed'],
    ['members', { state: 'pending' }, { state: 'active' }, 'member_approved'],
    ['invitations', { role: 'staff' }, { role: 'viewer' }, 'invitation_renewed'],
    ['custom_roles', { name: 'Till' }, { name: 'Counter' }, 'update'],
    ['members', { name: 'Sipho' }, { name: 'Sipho N' }, 'update'],
    ['services', { price_cents: 100 }, { price_cents: 200 }, 'update'],
    ['a table of tomorrow', { state: 'ai' }, { state: 'human' }, 'update'],
  ] as const)('%s from %j to %j is %s', (tableName, before, after, deed) => {
    expect(deedOf(mark({ tableName, before, after }))).toBe(deed)
  })

  test.each([
    ['insert', 'conversations', 'chat_came'],
    ['insert', 'customers', 'customer_came'],
    ['insert', 'orgs', 'business_opened'],
    ['insert', 'services', 'insert'],
    ['delete', 'services', 'delete'],
    ['delete', 'conversations', 'delete'],
    ['insert', 'invitations', 'member_invited'],
    ['delete', 'invitations', 'invitation_ended'],
    ['insert', 'custom_roles', 'role_made'],
    ['delete', 'members', 'delete'],
  ] satisfies [Action, string, string][])(
    'a row that is an %s of %s is %s',
    (action, table, deed) => {
      const state = { state: 'human' }
      expect(deedOf(mark({ action, tableName: table, before: state, after: state }))).toBe(deed)
    },
  )
})

test.each([
  ['insert', 'member_accepted'],
  ['delete', 'member_declined'],
] as const)('a member who waits for approval, %s, is %s', (action, deed) => {
  const row = { state: 'pending', name: 'Sipho' }
  const rows = action === 'insert' ? { after: row } : { before: row }
  expect(deedOf(mark({ action, tableName: 'members', ...rows }))).toBe(deed)
})

describe('which values became which', () => {
  test('each changed column stands with both its values, also where one is missing', () => {
    const changes = changesOf(
      mark({
        before: { price_cents: 100, description: 'Short' },
        after: { price_cents: 200, name: 'Cut' },
      }),
    )
    expect(changes).toEqual([
      { column: 'price_cents', before: 100, after: 200, personal: false },
      { column: 'description', before: 'Short', after: null, personal: false },
      { column: 'name', before: null, after: 'Cut', personal: false },
    ])
  })

  test.each([
    [{ name: 'changed' }, { name: 'changed' }],
    [null, { name: 'changed' }],
    [{ name: 'changed' }, null],
  ])('a personal column from %j to %j says only that it changed', (before, after) => {
    const personal = { column: 'name', before: null, after: null, personal: true }
    expect(changesOf(mark({ tableName: 'customers', before, after }))).toEqual([personal])
  })

  test('a customer who came or went leaves no word of a name', () => {
    const values = { name: 'changed', phone: 'changed' }
    expect(changesOf(mark({ action: 'insert', after: values }))).toEqual([])
    expect(changesOf(mark({ action: 'delete', before: values }))).toEqual([])
  })
})
