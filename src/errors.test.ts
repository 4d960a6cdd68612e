import { expect, test } from 'vitest'

import {
  Conflict,
  Forbidden,
  fromDatabase,
  Invalid,
  LimitReached,
  NotFound,
  NotProven,
  one,
  Problem,
  Unavailable,
  Upstream,
} from './errors.ts'

const refusedWith = (code: string) => Object.assign(new Error('refused'), { code })

test.each([
  ['UA401', NotProven],
  ['UA403', Forbidden],
  ['UA409', Conflict],
  ['UA429', LimitReached],
  ['23505', Conflict],
  ['23P01', Conflict],
  ['23503', NotFound],
  ['22P02', NotFound],
  ['40P01', Unavailable],
  ['40001', Unavailable],
  ['55P03', Unavailable],
  ['57014', Unavailable],
  ['57P01', Unavailable],
  ['57P03', Unavailable],
  ['53300', Unavailable],
])('the code %s of the database becomes a problem of ours', (code, kind) => {
  expect(fromDatabase(refusedWith(code))).toBeInstanceOf(kind)
})

test('a code is found however deep the driver wraps it', () => {
  const wrapped = new Error('Failed query', {
    cause: new Error('in a batch', { cause: refusedWith('UA409') }),
  })
  expect(fromDatabase(wrapped)).toBeInstanceOf(Conflict)
})

test.each([
  'Error connecting to database: TypeError: fetch failed',
  'fetch failed',
  'Network connection lost.',
  'Server error (HTTP status 503): down',
])('"%s" means that the database is away', (message) => {
  expect(fromDatabase(new Error(message))).toBeInstanceOf(Unavailable)
  expect(fromDatabase(new Error('Failed query', { cause: new Error(message) }))).toBeInstanceOf(
    Unavailable,
  )
})

test.each([
  ['a fence that would not hold', refusedWith('UA500')],
  ['a broken rule of a table', refusedWith('23514')],
  ['an error of our own making', new TypeError('x is undefined')],
  ['a problem that is ours already', new Invalid('no')],
  ['something that is no error', 'oh'],
])('%s comes back as it was, to be loud', (_, error) => {
  expect(fromDatabase(error)).toBe(error)
})

test('the one row is handed over; none is the refusal that was named', () => {
  expect(one([{ id: 'a' }])).toEqual({ id: 'a' })
  expect(() => one([])).toThrow(NotFound)
  const gone = new Conflict('gone')
  expect(() => one([], gone)).toThrow(gone)
})

test('a failure outside says what to do and whether it may have had its effect', () => {
  expect(new Upstream('no', 'retry')).toMatchObject({ verdict: 'retry', reached: 'no' })
  expect(new Upstream('no', 'never', 'unknown')).toMatchObject({
    name: 'Upstream',
    reached: 'unknown',
  })
})

test('what is wrong with a form is said for each field', () => {
  expect(new Invalid('no', { phone: 'a number is written 082 555 0100' })).toMatchObject({
    name: 'Invalid',
    fields: { phone: 'a number is written 082 555 0100' },
  })
  expect(new Invalid('no').fields).toEqual({})
})

test('every kind of problem is a Problem under its own name', () => {
  for (const Kind of [NotProven, NotFound, Forbidden, Conflict, LimitReached, Unavailable]) {
    const problem = new Kind('no')
    expect(problem).toBeInstanceOf(Problem)
    expect(problem.name).toBe(Kind.name)
  }
})
