/** The figures of all rounds, held against what was promised. */
import { availableParallelism } from 'node:os'

import { median, percentile } from '../percentile.ts'
import type { Content } from './content.ts'
import type { Form } from './copy.ts'
import type { Download } from './download.ts'
import type { Accepted } from './webhooks.ts'

export type Compared = { form: Form; ours: Content; kept: Content }
export type Round = {
  /** `psql \copy` of what stands in the file for a spreadsheet, and of the values as they are kept. */
  copySeconds: number
  plainCopySeconds: number
  /** With nothing beside it, and with webhooks. */
  alone: Download
  beside: Download
  grewMb: number
  quiet: Accepted
  during: Accepted
}
type Measured = {
  messages: number
  compared: readonly Compared[]
  rounds: readonly Round[]
}

const FIRST_BYTE_SECONDS = 1
const GROWTH_MB = 40
const COPY_SHARE = 0.25
const SLOWER_TIMES = 2

const p95 = ({ latencies }: Accepted): number => percentile(latencies, 0.95)

type Line = [name: string, of: (round: Round) => number, holds?: (figure: number) => boolean]
const lines: Line[] = [
  ['first byte, s', (r) => r.beside.firstByteSeconds, (s) => s < FIRST_BYTE_SECONDS],
  [
    'rate, with webhooks ÷ `\\copy`',
    (r) => r.copySeconds / r.beside.seconds,
    (share) => share >= COPY_SHARE,
  ],
  ['rate, alone ÷ `\\copy`', (r) => r.copySeconds / r.alone.seconds],
  ['rate, with webhooks ÷ `\\copy` of plain values', (r) => r.plainCopySeconds / r.beside.seconds],
  ['rate, alone ÷ `\\copy` of plain values', (r) => r.plainCopySeconds / r.alone.seconds],
  ['workerd grows by at most, MB', (r) => r.grewMb, (mb) => mb < GROWTH_MB],
  [
    'p95 of webhooks, during ÷ before',
    (r) => p95(r.during) / p95(r.quiet),
    (times) => times <= SLOWER_TIMES,
  ],
  ['for scale: file with webhooks, s', (r) => r.beside.seconds],
  ['for scale: file, MB', (r) => r.beside.bytes / 1e6],
  ['for scale: p95 of webhooks before, ms', (r) => p95(r.quiet)],
  ['for scale: webhooks accepted during', (r) => r.during.latencies.length],
]

export const reportOf = ({ messages, compared, rounds }: Measured) => {
  const contents = compared.map(({ form, ours, kept }) => {
    const isSame = ours.rows === kept.rows && ours.checksum === kept.checksum
    const says = isSame ? 'checksum equal to the database’s' : '**not what the database says**'
    return {
      isHeld: isSame && ours.rows >= messages,
      text: `for ${form}: ${ours.rows} rows, ${says}`,
    }
  })
  const refused = rounds.reduce((sum, { quiet, during }) => sum + quiet.refused + during.refused, 0)
  const table = lines.map((line) => rowOf(line, rounds))
  return {
    isHeld: refused === 0 && [...contents, ...table].every(({ isHeld }) => isHeld),
    text: [
      `${messages} messages, ${availableParallelism()} cores; ${contents.map(({ text }) => text).join('; ')}; ${refused} webhooks refused`,
      '',
      '| | median | rounds | promise |',
      '| --- | --- | --- | --- |',
      ...table.map(({ text }) => text),
    ].join('\n'),
  }
}

const rowOf = ([name, of, holds]: Line, rounds: readonly Round[]) => {
  const figures = rounds.map(of)
  const isHeld = holds?.(median(figures)) ?? true
  const verdict = !holds ? '' : isHeld ? 'held' : '**not held**'
  const all = figures.map((figure) => figure.toFixed(2)).join(' · ')
  return { isHeld, text: `| ${name} | **${median(figures).toFixed(2)}** | ${all} | ${verdict} |` }
}
