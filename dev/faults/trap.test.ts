import { expect, test } from 'vitest'

import { createRandom } from './random.ts'
import { createTrap } from './trap.ts'

test('a trap holds all until the last one is there, springs once, and lets latecomers pass', async () => {
  let springs = 0
  const trap = createTrap(2, () => void (springs += 1))
  const first = trap.holds()
  expect(springs).toBe(0)
  await expect(Promise.all([first, trap.holds()])).resolves.toStrictEqual([true, true])
  await expect(trap.holds()).resolves.toBe(false)
  expect([springs, trap.caught()]).toStrictEqual([1, 2])
})

test('the same seed makes the same run', () => {
  const draw = (seed: number) => {
    const random = createRandom(seed)
    return [random.next(), random.below(100), ...random.shuffled([1, 2, 3, 4, 5])]
  }
  expect(draw(7)).toStrictEqual(draw(7))
  expect(draw(7)).not.toStrictEqual(draw(8))
})
