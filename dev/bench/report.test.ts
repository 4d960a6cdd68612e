import { expect, test } from 'vitest'

import { reportOf, type Phase, type Round } from './report.ts'

const phase = (requests: number, cpu: Partial<Phase['cpu']>): Phase => ({
  requests,
  seconds: 1,
  p50: 1000 / requests,
  p95: 2000 / requests,
  cpu: { workerd: 0, stage: 0, postgres: 0, generator: 0, machine: 1000, ...cpu },
})
const round = (webhooks: number, cpu: Partial<Phase['cpu']> = { postgres: 900 }): Round => ({
  webhook: phase(webhooks, cpu),
  extended: phase(1000, { postgres: 1000 }),
  prepared: phase(2000, { postgres: 1000 }),
  bare: phase(10_000, { workerd: 1000 }),
})

test('the middle round counts, not the best one', () => {
  const report = reportOf([round(900), round(400), round(450)])
  expect(report).toContain('webhook ÷ pgbench extended | **0.45** | 0.90 · 0.40 · 0.45 |')
})

test('half of pgbench is the goal, a little less is not', () => {
  expect(reportOf([round(500)])).toContain('**reached**')
  expect(reportOf([round(499)])).toContain('**not reached**')
})

test('the part that takes the most CPU is named as the first bottleneck', () => {
  expect(reportOf([round(500, { workerd: 400, postgres: 300 })])).toContain(
    'webhook: workerd (0.80 ms',
  )
  expect(reportOf([round(500, { workerd: 200, postgres: 300 })])).toContain(
    'webhook: postgres (0.60 ms',
  )
})

test('on a machine that is busy with other work nothing is claimed', () => {
  expect(reportOf([round(900, { postgres: 600 })])).toContain('**cannot be judged')
})
