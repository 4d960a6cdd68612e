import { dictionary } from '@zxcvbn-ts/language-common'
import { expect, test } from 'vitest'

import { commonPasswords } from './common-passwords.ts'
import { faultOf } from './password-rules.ts'

/** 64 characters of four bytes each. */
const ANIMALS = String.fromCodePoint(...Array.from({ length: 64 }, (_, i) => 0x1f980 + i))

const names = ['Thandi’s Hair Studio', 'Thandi Nkosi', 'thandi@example.com']

test.each([
  'seven quiet hadedas',
  'x7#kQ!2v',
  'thandi loves her hair',
  'aloe-karoo-91',
  '99121987',
  ANIMALS,
  'a1'.repeat(3) + ' is my code',
  '        leading spaces count',
])('%j is accepted, whatever kinds of characters it has', (password) => {
  expect(faultOf(password, names)).toBeNull()
})

test.each([
  ['seven7!', 'short'],
  ['🦩'.repeat(7), 'short'],
  ['', 'short'],
  [`${ANIMALS}a`, 'long'],
  ['quiet '.repeat(43), 'long'],
  ['aaaaaaaa', 'pattern'],
  ['abcabcabc', 'pattern'],
  ['qwertyuiop', 'pattern'],
  ['QWERTY123456', 'pattern'],
  ['87654321', 'pattern'],
  ['1qaz2wsx', 'pattern'],
  ['24121987', 'date'],
  ['12-24-1987', 'date'],
  ['1987/12/24', 'date'],
  ['password', 'common'],
  ['Password1!', 'common'],
  ['p@ssw0rd', 'common'],
  ['P@$$w0rd2026', 'common'],
  ['sunshine', 'common'],
  ['Dragon2026', 'common'],
  ['frontdesk', 'named'],
  ['Frontdesk2026', 'named'],
  ['thandi2026', 'named'],
  ['ThandisHairStudio', 'named'],
  ['Nkosi-Thandi', 'named'],
])('%j is refused: %s', (password, fault) => {
  expect(faultOf(password, names)).toBe(fault)
})

test('every word of the list is refused in any case, and so is every short one with a year', () => {
  const words = [...commonPasswords()]
  expect(words.length).toBeGreaterThan(2500)
  const asUsed = words.map((word) => (word.length < 8 ? `${word}2026` : word))
  expect(asUsed.filter((word) => faultOf(word, []) === null)).toEqual([])
  expect(asUsed.filter((word) => faultOf(word.toUpperCase(), []) === null)).toEqual([])
})

test('each of the 10,000 commonest passwords of a list that is not ours is refused, in any case [#11]', () => {
  const commonest = dictionary['passwords-common'].slice(0, 10_000)
  expect(commonest.slice(0, 4)).toEqual(['123456', 'password', '12345678', 'qwerty'])
  expect(new Set(commonest).size).toBe(10_000)
  expect(commonest.filter((password) => faultOf(password, []) === null)).toEqual([])
  expect(commonest.filter((password) => faultOf(password.toUpperCase(), []) === null)).toEqual([])
})

test('a business without a name, or with one of two letters, refuses nothing for it', () => {
  expect(faultOf('to the beach we go', ['', 'To', '—'])).toBeNull()
})
