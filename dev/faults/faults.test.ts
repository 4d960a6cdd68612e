import { expect, test } from 'vitest'

import { crashPoints, POINTS } from './f2-points.ts'
import { zombie } from './f8-zombie.ts'

const KEPT = { lost: 0, doubled: 0, mixed: 0, outOfOrder: 0, findings: [] }

test('a message is stored once and answered once, wherever on its way the Worker is killed [#41]', async () => {
  const size = { perPoint: 2, points: POINTS }
  const { kills, verdict } = await crashPoints({ name: 'test-F2', seed: 1, size })
  expect(kills).toBe(POINTS.length)
  expect(verdict).toMatchObject({ ...KEPT, acknowledged: 18, stored: 18, settled: 18 })
}, 120_000)

test('several sweeps and two Workers at once answer each conversation once, and a Worker that slept too long is refused [#42]', async () => {
  const size = { conversations: 30, asleep: 5 }
  const { verdict } = await zombie({ name: 'test-F8', seed: 1, size })
  expect(verdict).toMatchObject({ ...KEPT, acknowledged: 40, stored: 40, settled: 40 })
}, 120_000)
