import { parseArgs } from 'node:util'

import { stopOnSignals } from '../stage.ts'
import { FULL as F1, SHORT as F1_SHORT, storm } from './f1-storm.ts'
import { crashPoints, FULL as F2, SHORT as F2_SHORT } from './f2-points.ts'
import { duplicates, FULL as F7, SHORT as F7_SHORT } from './f7-duplicates.ts'
import { FULL as F8, SHORT as F8_SHORT, zombie } from './f8-zombie.ts'
import { PLANTED } from './planted.ts'
import type { Result } from './result.ts'
import { tableOf } from './table.ts'

const USAGE = 'usage: node dev/faults/run.ts [F1] [F2] [F7] [F8] [planted] [--seed n] [--short]'

type Experiment = (given: { seed: number; short: boolean }) => Promise<Result>

const EXPERIMENTS: Record<string, Experiment> = {
  F1: ({ seed, short }) => storm({ name: 'F1', seed, size: short ? F1_SHORT : F1 }),
  F2: ({ seed, short }) => crashPoints({ name: 'F2', seed, size: short ? F2_SHORT : F2 }),
  F7: ({ seed, short }) => duplicates({ name: 'F7', seed, size: short ? F7_SHORT : F7 }),
  F8: ({ seed, short }) => zombie({ name: 'F8', seed, size: short ? F8_SHORT : F8 }),
}

const readArguments = () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { seed: { type: 'string' }, short: { type: 'boolean', default: false } },
  })
  const seed = Number(values.seed ?? Date.now() % 1_000_000)
  const known = [...Object.keys(EXPERIMENTS), 'planted']
  const unknown = positionals.find((name) => !known.includes(name))
  if (unknown !== undefined || !Number.isInteger(seed)) throw new Error(USAGE)
  return { seed, short: values.short, wanted: positionals.length > 0 ? positionals : known }
}

/** Answers with the broken promises. */
const runExperiments = async ({ seed, short, wanted }: ReturnType<typeof readArguments>) => {
  const results: Result[] = []
  for (const [name, run] of Object.entries(EXPERIMENTS)) {
    if (!wanted.includes(name)) continue
    console.log(`${name} …`)
    results.push(await run({ seed, short }))
  }
  if (results.length > 0) console.log(`\n${tableOf(results)}\n`)
  for (const { name, note } of results) console.log(`${name}  ${note}`)
  return results.flatMap(({ name, verdict, history }) =>
    verdict.findings.map((says) => `${name}  ${says}  (history: ${history})`),
  )
}

/** Answers with the planted bugs that went unnoticed. */
const runPlanted = async (seed: number): Promise<string[]> => {
  const missed: string[] = []
  console.log('\nplanted bugs …')
  for (const { name, run, isCaught } of PLANTED) {
    const { verdict, seconds, history } = await run(seed)
    const caught = isCaught(verdict)
    const { lost, doubled } = verdict
    const shown = caught ? `caught: lost ${lost}, doubled ${doubled}` : 'NOT CAUGHT'
    console.log(`  ${name.padEnd(32)}${shown}  (${seconds.toFixed(1)} s)`)
    if (!caught) missed.push(`planted: ${name}: not caught  (history: ${history})`)
  }
  return missed
}

const main = async (): Promise<void> => {
  const given = readArguments()
  // Workers and Postgres are ended as this process exits.
  stopOnSignals(async () => {})
  console.log(`seed ${given.seed}`)
  const started = performance.now()
  const broken = await runExperiments(given)
  if (given.wanted.includes('planted')) broken.push(...(await runPlanted(given.seed)))
  const seconds = Math.round((performance.now() - started) / 1000)
  console.log(`\n${seconds} s in all`)
  if (broken.length === 0) {
    console.log(`Held: ${given.wanted.join(', ')}.`)
    return
  }
  console.log(`\nBROKEN\n${broken.join('\n')}\nRun again with --seed ${given.seed}`)
  process.exitCode = 1
}

try {
  await main()
} catch (error) {
  console.error(error instanceof Error && error.message === USAGE ? USAGE : error)
  process.exit(1)
}
