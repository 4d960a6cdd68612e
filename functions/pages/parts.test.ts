import { expect, test } from 'vitest'

import { showSouthAfrican } from '../../src/phone.ts'
import { initialsOf, nameOf } from './parts.tsx'

test.each([
  ['Pieter van Wyk', 'PW'],
  ['Thandi', 'T'],
  ['thandi ka Mbeki', 'TM'],
  ['  Élodie   du Plessis ', 'ÉP'],
  ['🌸', ''],
  ['', ''],
  [null, ''],
])('the initials of %s are "%s"', (name, initials) => {
  expect(initialsOf(name)).toBe(initials)
})

test('a South African number is grouped, another country’s is left alone', () => {
  expect(showSouthAfrican('+27825550100')).toBe('+27 82 555 0100')
  expect(showSouthAfrican('+441632960000')).toBe('+441632960000')
})

test('a customer is called by name, else by number, else unknown', () => {
  expect(nameOf({ name: 'Lerato', phone: '+27825550100' }, true)).toBe('Lerato')
  expect(nameOf({ name: '  ', phone: '+27825550100' }, true)).toBe('+27 82 555 0100')
  expect(nameOf({ name: null, phone: null }, true)).toBe('Unknown number')
})

test('whoever may not see personal data reads one word for every customer [#24]', () => {
  expect(nameOf({ name: null, phone: null }, false)).toBe('Customer')
  expect(nameOf({ name: 'Lerato', phone: '+27825550100' }, false)).toBe('Customer')
})
