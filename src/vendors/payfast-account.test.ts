import { describe, expect, test } from 'vitest'

import {
  type Account,
  accountProblems,
  cardUpdateUrl,
  checkoutTargets,
  checkoutUrl,
} from './payfast-account.ts'
import { isListedSource } from './payfast-source.ts'

const account: Account = {
  merchantId: '10026561',
  merchantKey: 'q1cd2rdny4a53',
  passphrase: 'Our-own_phrase-2026',
  mode: 'live',
}
const PUBLIC = {
  merchantId: '10000100',
  merchantKey: '46f0cd694581a',
  passphrase: 'jt7NOE43FZPn',
}

describe('an account', () => {
  test('of a merchant may be used, and PayFast’s public one where no money moves', () => {
    expect(accountProblems(account)).toEqual({})
    expect(accountProblems({ ...PUBLIC, mode: 'sandbox' })).toEqual({})
  })

  test.each<[string, Partial<Account>, keyof Account, string]>([
    ['without a passphrase', { passphrase: '' }, 'passphrase', 'Set a passphrase'],
    ['with a blank in its passphrase', { passphrase: 'a b' }, 'passphrase', 'letters, digits'],
    ['with a / in its passphrase', { passphrase: 'a/b' }, 'passphrase', 'letters, digits'],
    ['with the public passphrase', PUBLIC, 'passphrase', 'public test passphrase'],
    ['with the public merchant', PUBLIC, 'merchantId', 'public test account'],
    ['with a merchant that is no number', { merchantId: '1002656x' }, 'merchantId', 'eight digits'],
    ['without a key', { merchantKey: '' }, 'merchantKey', 'letters and digits'],
  ])('%s is refused, and the setting is named but not told', (_about, wrong, setting, words) => {
    const problems: Record<string, string> = accountProblems({ ...account, ...wrong })
    expect(problems[setting]).toContain(words)
    for (const value of Object.values(PUBLIC))
      expect(Object.values(problems).join(' ')).not.toContain(value)
  })

  test('is at PayFast’s own address for its mode, and elsewhere only where it says so', () => {
    expect(checkoutUrl(account)).toBe('https://www.payfast.co.za/eng/process')
    expect(checkoutUrl({ mode: 'sandbox' })).toBe('https://sandbox.payfast.co.za/eng/process')
    expect(checkoutTargets(account)).toEqual(['https://*.payfast.co.za', 'https://*.payfast.io'])
    const hosts = { site: 'http://127.0.0.1:8788/payfast', api: 'http://127.0.0.1:8788/payfast' }
    expect(checkoutUrl({ ...account, hosts })).toBe('http://127.0.0.1:8788/payfast/eng/process')
    expect(checkoutTargets({ hosts })).toEqual(['http://127.0.0.1:8788'])
    expect(cardUpdateUrl(account, 'a/b', 'https://desk.example/subscription?a=1')).toBe(
      'https://www.payfast.co.za/eng/recurring/update/a%2Fb?return=https%3A%2F%2Fdesk.example%2Fsubscription%3Fa%3D1',
    )
  })
})

describe('the address a notice comes from', () => {
  test.each([
    ['197.97.145.144', true],
    ['197.97.145.159', true],
    ['197.97.145.160', false],
    ['197.97.145.143', false],
    ['41.74.179.192', true],
    ['41.74.179.223', true],
    ['41.74.179.224', false],
    ['102.216.36.15', true],
    ['102.216.36.16', false],
    ['102.216.36.143', true],
    ['144.126.193.139', true],
    ['144.126.193.138', false],
    ['13.245.74.88', true],
    ['127.0.0.1', false],
    ['', false],
    ['::ffff:197.97.145.144', false],
    ['197.97.145.144, 1.1.1.1', false],
    ['197.97.145.400', false],
  ])('%s is listed: %s', (address, listed) => {
    expect(isListedSource(address)).toBe(listed)
  })

  test('is measured by the list of the configuration', () => {
    expect(isListedSource('10.1.2.3', ['10.1.0.0/16'])).toBe(true)
    expect(isListedSource('13.245.74.88', [])).toBe(false)
  })

  test('counts all 81 published addresses and the unpublished one', () => {
    const blocks = ['197.97.145.', '41.74.179.', '102.216.36.', '144.126.193.', '13.245.74.']
    const all = blocks.flatMap((start) => Array.from({ length: 256 }, (_, n) => `${start}${n}`))
    expect(all.filter((address) => isListedSource(address))).toHaveLength(82)
  })
})
