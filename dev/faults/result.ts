import { check, type Verdict } from './checker.ts'
import { readFinalState } from './final-state.ts'
import { untilTold, type World } from './world.ts'

/** What an experiment is given. `plant` hides a bug in its world, from outside the product. */
export type Given<Size> = {
  name: string
  seed: number
  size: Size
  plant?: (world: World) => Promise<void>
}
export type Result = {
  name: string
  load: string
  kills: number
  verdict: Verdict
  seconds: number
  seed: number
  /** What else was measured, in words. */
  note: string
  history: string
}
export type Findings = readonly (string | false)[]

/** Opens a world, runs the experiment in it, and holds what happened against what is in the database. */
export const experiment = async <Size>(
  given: Given<Size>,
  open: () => Promise<World>,
  run: (world: World) => Promise<{ load: string; note: string; findings: Findings }>,
): Promise<Result> => {
  const started = performance.now()
  const world = await open()
  try {
    await given.plant?.(world)
    const { load, note, findings } = await run(world)
    await untilTold(world)
    world.noteAccepted()
    const verdict = check(world.history.entries, await readFinalState(world.owner, world.orgIds))
    verdict.findings.push(...findings.filter((says) => says !== false))
    return {
      name: given.name,
      load,
      kills: world.history.count('kill'),
      verdict,
      seconds: (performance.now() - started) / 1000,
      seed: given.seed,
      note,
      history: world.history.file,
    }
  } finally {
    await world.stop()
  }
}
