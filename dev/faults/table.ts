import type { Result } from './result.ts'

type Row = readonly string[]

const HEAD: Row = [
  'experiment',
  'load',
  'kills',
  'ack’d',
  'stored',
  'settled',
  'lost',
  'doubled',
  'mixed',
  'disorder',
  'seconds',
  'seed',
]

export const tableOf = (results: readonly Result[]): string => {
  const rows = [HEAD, ...results.map(rowOf)]
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) => lineOf(row, widths)).join('\n')
}

const rowOf = ({ name, load, kills, verdict: v, seconds, seed }: Result): Row => [
  name,
  load,
  ...[kills, v.acknowledged, v.stored, v.settled, v.lost, v.doubled, v.mixed, v.outOfOrder].map(
    String,
  ),
  seconds.toFixed(1),
  String(seed),
]

/** Words to the left, numbers to the right. */
const lineOf = (row: Row, widths: readonly number[]): string =>
  row
    .map((cell, n) => (n < 2 ? cell.padEnd(widths[n] ?? 0) : cell.padStart(widths[n] ?? 0)))
    .join('  ')
