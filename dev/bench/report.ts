/** The figures of all rounds as markdown. Ratios only count: how fast a machine is says nothing about the design. */
import { availableParallelism } from 'node:os'

import { median } from '../percentile.ts'

export type Figures = { requests: number; seconds: number; p50: number; p95: number }
/** CPU milliseconds over a phase; `machine` is all that the cores did, for anybody. */
export type Cpu = {
  workerd: number
  stage: number
  postgres: number
  generator: number
  machine: number
}
export type Phase = Figures & { cpu: Cpu }
export type Round = { webhook: Phase; extended: Phase; prepared: Phase; bare: Phase }

const GOAL = 0.5
/** Above this share of CPU that went to other programs the ratio of requests says nothing. */
const DISTURBED_SHARE = 0.3

export const reportOf = (rounds: readonly Round[]): string =>
  [ratios(rounds), cpuTable(rounds), verdict(rounds)].join('\n\n')

const rate = ({ requests, seconds }: Figures): number => requests / seconds

const ratios = (rounds: readonly Round[]): string => {
  const row = (name: string, of: (round: Round) => number) =>
    `| ${name} | **${median(rounds.map(of)).toFixed(2)}** | ${rounds.map((round) => of(round).toFixed(2)).join(' · ')} |`
  return [
    `${availableParallelism()} cores, ${rounds.length} rounds`,
    '',
    '| ratio | median | rounds |',
    '| --- | --- | --- |',
    row('requests: webhook ÷ pgbench extended', (r) => rate(r.webhook) / rate(r.extended)),
    row('requests: webhook ÷ pgbench prepared', (r) => rate(r.webhook) / rate(r.prepared)),
    row('requests: webhook ÷ bare route', (r) => rate(r.webhook) / rate(r.bare)),
    row('latency p50: webhook ÷ pgbench extended', (r) => r.webhook.p50 / r.extended.p50),
    row('latency p95: webhook ÷ pgbench extended', (r) => r.webhook.p95 / r.extended.p95),
    row('CPU: pgbench extended ÷ webhook', (r) => ours(r.extended) / ours(r.webhook)),
  ].join('\n')
}

const parts = ['workerd', 'stage', 'postgres', 'generator'] as const
type Part = (typeof parts)[number]
const titles = {
  webhook: 'webhook',
  extended: 'pgbench extended',
  prepared: 'pgbench prepared',
  bare: 'bare route',
} as const
const phases = ['webhook', 'extended', 'prepared', 'bare'] as const

/** CPU of all parts for one request. */
const ours = ({ cpu, requests }: Phase): number =>
  parts.reduce((sum, part) => sum + cpu[part], 0) / requests

/** What the machine did besides: kernel threads, and whoever else uses it. */
const rest = (phase: Phase): number => Math.max(0, phase.cpu.machine / phase.requests - ours(phase))

/** In units of Postgres' CPU for one transaction of pgbench extended. */
const cpuTable = (rounds: readonly Round[]): string => {
  const cell = (of: (round: Round) => number) =>
    median(rounds.map((r) => of(r) / (r.extended.cpu.postgres / r.extended.requests))).toFixed(2)
  const line = (phase: keyof Round) => [
    ...parts.map((part) => cell((r) => r[phase].cpu[part] / r[phase].requests)),
    cell((r) => rest(r[phase])),
  ]
  return [
    'CPU a request (1 = Postgres for one transaction of pgbench extended)',
    '',
    `| | ${parts.join(' | ')} | rest of the machine |`,
    `| --- |${' --- |'.repeat(parts.length + 1)}`,
    ...phases.map((phase) => `| ${titles[phase]} | ${line(phase).join(' | ')} |`),
  ].join('\n')
}

const verdict = (rounds: readonly Round[]): string => {
  const webhook = rounds.map((round) => round.webhook)
  const of = (value: (phase: Phase) => number) => median(webhook.map(value))
  const cost = (part: Part) => of(({ cpu, requests }) => cpu[part] / requests)
  const [first] = [...parts].sort((a, b) => cost(b) - cost(a))
  const busy = of(({ cpu, seconds }) => cpu.machine / (seconds * 1000 * availableParallelism()))
  const strange = of((phase) => (rest(phase) * phase.requests) / phase.cpu.machine)
  const ratio = median(rounds.map((r) => rate(r.webhook) / rate(r.extended)))
  return [
    `- Goal, at least ${GOAL} of pgbench extended: **${judge(ratio, strange)}**.`,
    `- First bottleneck of the webhook: ${first} (${cost(first ?? 'workerd').toFixed(2)} ms of CPU a request). The cores were ${percent(busy)} busy, ${percent(strange)} of it with something else.`,
    `- For scale: ${Math.round(of(rate))} webhooks a second, p50 ${of(({ p50 }) => p50).toFixed(1)} ms, p95 ${of(({ p95 }) => p95).toFixed(1)} ms.`,
  ].join('\n')
}

const judge = (ratio: number, strange: number): string => {
  if (strange > DISTURBED_SHARE) return 'cannot be judged, the machine was busy with something else'
  return ratio >= GOAL ? 'reached' : 'not reached'
}

const percent = (share: number): string => `${Math.round(share * 100)} %`
