import { expect, test } from 'vitest'

import { Busy } from './errors.ts'
import { createGate } from './gate.ts'

const at = new Date('2026-11-24T08:00:00Z')
const later = (seconds: number) => new Date(at.getTime() + seconds * 1000)
const held = () => {
  const { promise, resolve } = Promise.withResolvers<string>()
  return { task: () => promise, end: () => resolve('done') }
}

test('two run at once, the third is refused and told when to come again', async () => {
  const gate = createGate(2)
  const [first, second] = [held(), held()]
  const running = [gate(at, first.task), gate(at, second.task)]
  const refusal = gate(at, () => Promise.resolve('never'))
  await expect(refusal).rejects.toBeInstanceOf(Busy)
  await expect(refusal).rejects.toMatchObject({ retrySeconds: 2 })
  first.end()
  second.end()
  expect(await Promise.all(running)).toEqual(['done', 'done'])
  expect(await gate(at, () => Promise.resolve('next'))).toBe('next')
})

test('a task that fails gives its place back', async () => {
  const gate = createGate(1)
  await expect(gate(at, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  expect(await gate(at, () => Promise.resolve('next'))).toBe('next')
})

test('a task whose request was cancelled and never ends holds its place for five seconds only', async () => {
  const gate = createGate(1)
  void gate(at, held().task)
  await expect(gate(later(4.9), () => Promise.resolve(''))).rejects.toBeInstanceOf(Busy)
  expect(await gate(later(5), () => Promise.resolve('next'))).toBe('next')
})
