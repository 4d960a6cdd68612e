/** `npm run headers`: every class of answer, scored by the Observatory's rules. Ends with 1 where one falls short. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'

import { withStage } from '../stage.ts'
import { seeAll, type Seen } from './classes.ts'
import { scoreOf } from './rules.ts'

/** A page, an error page included; and any other answer: A+. */
const PAGE_LEAST = 125
const OTHER_LEAST = 100

const rowOf = (seen: Seen) => {
  const { score, grade, findings } = scoreOf(seen)
  const least = seen.html === null ? OTHER_LEAST : PAGE_LEAST
  return {
    answer: seen.name,
    status: seen.status,
    is: seen.html === null ? 'other' : 'page',
    score,
    grade,
    isEnough: score >= least,
    lost: findings
      .filter(({ points }) => points < 0)
      .map(({ name, says, points }) => `${name} ${points}: ${says}`),
  }
}

const main = async (): Promise<void> => {
  await withStage({ name: 'headers' }, async (stage) => {
    const demo = await readFile(path.join(import.meta.dirname, '../demo.json'), 'utf8')
    const seen = await seeAll(stage, await stage.businesses.load(JSON.parse(demo)))
    const rows = seen.map(rowOf)
    console.table(rows, ['answer', 'status', 'is', 'score', 'grade'])
    const short = rows.filter(({ isEnough }) => !isEnough)
    for (const { answer, score, lost } of short)
      console.log(`FAIL  ${answer}: ${score}\n      ${lost.join('\n      ')}`)
    const scores = rows.map(({ score }) => score)
    console.log(
      `\n${rows.length} answers, ${short.length} too low; the lowest is ${Math.min(...scores)}, the highest ${Math.max(...scores)}`,
    )
    if (short.length > 0) process.exitCode = 1
  })
}

await main()
