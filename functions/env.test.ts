import { describe, expect, test } from 'vitest'

import { readEnv, sellerOf } from './env.ts'

const key = (id: string) => `${id}:${'A'.repeat(43)}`
const live = {
  MODE: 'live',
  DATABASE_URL: 'postgresql://app_runtime:secret@ep-example.neon.tech/frontdesk?sslmode=require',
  HOOK_KEYS: key('live1'),
  SEAL_KEYS: key('live1'),
  PEPPER_KEYS: key('live1'),
  APP_ORIGIN: 'https://desk.example.com',
  WHAPI_URL: 'https://gate.whapi.cloud',
  MAIL_URL: 'https://api.resend.com/emails',
  MAIL_KEY: 're_example',
  MAIL_FROM: 'Frontdesk <hello@frontdesk.example>',
  PAYFAST_MERCHANT_ID: '10012345',
  PAYFAST_MERCHANT_KEY: 'q1cd2rdny4a53',
  PAYFAST_PASSPHRASE: 'Our-own_phrase-2026',
  PAYFAST_MODE: 'live',
}
const trial = {
  MODE: 'test',
  DATABASE_URL: 'postgresql://app_runtime:secret@127.0.0.1:5432/frontdesk',
  HOOK_KEYS: key('test1'),
  SEAL_KEYS: key('test1'),
  PEPPER_KEYS: key('test1'),
  APP_ORIGIN: 'http://localhost:8787',
  WHAPI_URL: 'http://127.0.0.1:8788/whapi',
  MAIL_URL: 'http://127.0.0.1:8788/mail',
  MAIL_KEY: 'stage',
  MAIL_FROM: 'Frontdesk <hello@frontdesk.example>',
  // In PayFast's documentation, for everybody's tests.
  PAYFAST_MERCHANT_ID: '10000100',
  PAYFAST_MERCHANT_KEY: '46f0cd694581a',
  PAYFAST_PASSPHRASE: 'jt7NOE43FZPn',
  PAYFAST_MODE: 'sandbox',
}
const refusal = (env: Record<string, unknown>): string => {
  try {
    readEnv(env)
    return ''
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

test('the Worker starts with the settings of production and with those of a test', () => {
  expect(readEnv(live).HOOK_KEYS).toMatchObject([{ id: 'live1' }])
  expect(readEnv(trial).MODE).toBe('test')
})

test('every missing or malformed setting is named, and no value is printed', () => {
  const says = refusal({
    ...live,
    DATABASE_URL: 'mysql://hunter2',
    HOOK_KEYS: 'live1:hunter2',
    WHAPI_URL: undefined,
  })
  for (const name of ['DATABASE_URL', 'HOOK_KEYS', 'WHAPI_URL']) expect(says).toContain(name)
  expect(says).not.toContain('APP_ORIGIN')
  expect(says).not.toContain('hunter2')
})

test('a remote database without TLS is refused, one on this machine is not [#136]', () => {
  const plain = live.DATABASE_URL.replace('?sslmode=require', '')
  expect(refusal({ ...live, DATABASE_URL: plain })).toMatch(/DATABASE_URL.*sslmode/)
  expect(refusal({ ...live, DATABASE_URL: `${plain}?sslmode=disable` })).toMatch(/DATABASE_URL/)
  expect(refusal({ ...live, DATABASE_URL: `${plain}?sslmode=verify-full` })).toBe('')
  expect(refusal(trial)).toBe('')
})

test.each([
  'hello',
  'Frontdesk <hello>',
  'a@example.com\r\nBcc: b@example.com',
  'a@b.example, c@d.example',
])('a sender of mails that is no single address is refused: %j [#61]', (from) => {
  expect(refusal({ ...live, MAIL_FROM: from })).toContain('MAIL_FROM')
  expect(refusal({ ...live, MAIL_FROM: 'hello@frontdesk.example' })).toBe('')
})

test('passwords cost what OWASP asks in production, and may be cheap in a test [#2]', () => {
  expect(readEnv(live).PASSWORD_COST).toBe(10)
  expect(readEnv({ ...live, PASSWORD_COST: '11' }).PASSWORD_COST).toBe(11)
  expect(readEnv({ ...trial, PASSWORD_COST: '4' }).PASSWORD_COST).toBe(4)
  for (const cost of ['9', '4', '0', '10.5', '31', 'much'])
    expect(refusal({ ...live, PASSWORD_COST: cost })).toContain('PASSWORD_COST')
})

describe('production and tests never meet [#32]', () => {
  const mixed: [string, Record<string, unknown>, string][] = [
    ['a production webhook key in a test', { ...trial, HOOK_KEYS: live.HOOK_KEYS }, 'HOOK_KEYS'],
    ['a production sealing key in a test', { ...trial, SEAL_KEYS: live.SEAL_KEYS }, 'SEAL_KEYS'],
    ['a production pepper in a test', { ...trial, PEPPER_KEYS: live.PEPPER_KEYS }, 'PEPPER_KEYS'],
    ['a test key in production', { ...live, HOOK_KEYS: trial.HOOK_KEYS }, 'HOOK_KEYS'],
    [
      'a test key behind a production key',
      { ...live, SEAL_KEYS: `${key('live2')},${key('test1')}` },
      'SEAL_KEYS',
    ],
    [
      'a database of this machine in production',
      { ...live, DATABASE_URL: trial.DATABASE_URL },
      'DATABASE_URL',
    ],
    [
      'an address without https in production',
      { ...live, APP_ORIGIN: trial.APP_ORIGIN },
      'APP_ORIGIN',
    ],
    ['a stand-in for Whapi in production', { ...live, WHAPI_URL: trial.WHAPI_URL }, 'WHAPI_URL'],
    ['a stand-in for the mailer in production', { ...live, MAIL_URL: trial.MAIL_URL }, 'MAIL_URL'],
    [
      'PayFast’s public passphrase in production',
      { ...live, PAYFAST_PASSPHRASE: trial.PAYFAST_PASSPHRASE },
      'PAYFAST_PASSPHRASE',
    ],
    [
      'PayFast’s public merchant in production',
      { ...live, PAYFAST_MERCHANT_ID: trial.PAYFAST_MERCHANT_ID },
      'PAYFAST_MERCHANT_ID',
    ],
    ['PayFast’s playground in production', { ...live, PAYFAST_MODE: 'sandbox' }, 'PAYFAST_MODE'],
    [
      'a stand-in for PayFast in production',
      { ...live, PAYFAST_SITE: 'https://x.example/p', PAYFAST_API: 'https://x.example/a' },
      'PAYFAST_SITE',
    ],
    ['real money in a test', { ...trial, PAYFAST_MODE: 'live' }, 'PAYFAST_MODE'],
    ['no mode at all', { ...live, MODE: undefined }, 'MODE'],
  ]
  test.each(mixed)('%s is refused by name', (_, env, name) => {
    expect(refusal(env)).toContain(name)
  })
})

test.each([
  ['no passphrase', { PAYFAST_PASSPHRASE: '' }, 'PAYFAST_PASSPHRASE'],
  ['a passphrase with other signs', { PAYFAST_PASSPHRASE: 'hunter 2' }, 'PAYFAST_PASSPHRASE'],
  ['a merchant that is no number', { PAYFAST_MERCHANT_ID: 'hunter2' }, 'PAYFAST_MERCHANT_ID'],
  ['no merchant key', { PAYFAST_MERCHANT_KEY: '' }, 'PAYFAST_MERCHANT_KEY'],
  ['half a stand-in', { PAYFAST_SITE: 'http://127.0.0.1:8788/payfast' }, 'PAYFAST_SITE'],
  ['sources that are no addresses', { PAYFAST_SOURCES: 'hunter2' }, 'PAYFAST_SOURCES'],
])(
  'a PayFast account with %s is refused by name, and no value is printed [#44]',
  (_, wrong, name) => {
    for (const env of [live, trial]) {
      const says = refusal({ ...env, ...wrong })
      expect(says).toContain(name)
      for (const value of ['hunter', trial.PAYFAST_PASSPHRASE, live.PAYFAST_PASSPHRASE])
        expect(says).not.toContain(value)
    }
  },
)

test('we are registered for VAT with a number, a name and an address, or not at all', () => {
  const seller = {
    SELLER_VAT_NUMBER: '4987654321',
    SELLER_NAME: 'Frontdesk (Pty) Ltd',
    SELLER_ADDRESS: '1 Long Street, Cape Town, 8001',
  }
  expect(sellerOf(readEnv(live))).toBeNull()
  expect(sellerOf(readEnv({ ...live, ...seller }))).toMatchObject({ vatNumber: '4987654321' })
  for (const name of Object.keys(seller))
    expect(refusal({ ...live, ...seller, [name]: undefined })).toContain('all three or none')
  for (const SELLER_VAT_NUMBER of ['498765432', '1987654321', '4987 654 321', ''])
    expect(refusal({ ...live, ...seller, SELLER_VAT_NUMBER })).toContain('SELLER_VAT_NUMBER')
})
