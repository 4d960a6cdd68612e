/** What the Worker's process holds, from Linux's /proc. */
import { readFile } from 'node:fs/promises'
import { setInterval } from 'node:timers/promises'

import type { House } from './house.ts'

const SAMPLE_MS = 50

/** The most it held while `work` went on, in megabytes: V8 lets garbage gather and then lets go of it all, so that only highest and highest can be compared. */
export const withMemory = async <T>(
  { stage }: House,
  work: () => Promise<T>,
): Promise<{ result: T; mostMb: number }> => {
  const pid = stage.workers[0]?.pid()
  const ended = new AbortController()
  let mostMb = 0
  const watching = (async () => {
    for await (const _ of setInterval(SAMPLE_MS, undefined, { signal: ended.signal }))
      mostMb = Math.max(mostMb, await residentMb(pid))
  })().catch(() => {})
  const result = await work().finally(() => ended.abort())
  await watching
  return { result, mostMb }
}

const residentMb = async (pid: number | undefined): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024
}
