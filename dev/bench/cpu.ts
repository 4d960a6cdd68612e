/** CPU time of processes, from Linux's /proc; null elsewhere. */
import { readdir, readFile } from 'node:fs/promises'
import { cpus } from 'node:os'

import { Client } from 'pg'

const TICK_MS = 10 // USER_HZ is 100 on every Linux that Node runs on

type Stat = { parent: number; ownMs: number; endedChildrenMs: number }

/** `man 5 proc`: after the name in brackets come state, parent, …, utime (14), stime (15), cutime (16), cstime (17). */
const readStat = async (pid: number): Promise<Stat | null> => {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
  if (text === null) return null
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const field = (n: number) => Number(fields[n - 3])
  return {
    parent: field(4),
    ownMs: (field(14) + field(15)) * TICK_MS,
    endedChildrenMs: (field(16) + field(17)) * TICK_MS,
  }
}

/** The process itself. */
export const cpuOf = async (pid: number | undefined): Promise<number> =>
  (pid === undefined ? null : await readStat(pid))?.ownMs ?? 0

/** The children of this process that have ended: the load generators. */
export const cpuOfEnded = async (): Promise<number> =>
  (await readStat(process.pid))?.endedChildrenMs ?? 0

/** The process with its children, those that have ended included. */
export const cpuOfFamily = async (pid: number): Promise<number> => {
  const head = await readStat(pid)
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
  const stats = await Promise.all(pids.map((name) => readStat(Number(name))))
  const children = stats.filter((stat) => stat?.parent === pid)
  return children.reduce(
    (sum, stat) => sum + (stat?.ownMs ?? 0),
    (head?.ownMs ?? 0) + (head?.endedChildrenMs ?? 0),
  )
}

/** The process above all of Postgres' backends; 0 where it does not run on this machine. */
export const findPostmaster = async (adminUrl: string): Promise<number> => {
  const client = new Client({ connectionString: adminUrl })
  await client.connect()
  try {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    return (await readStat(rows[0]?.pid ?? 0))?.parent ?? 0
  } finally {
    await client.end()
  }
}

/** Milliseconds all cores have worked since the machine started, whoever they worked for. */
export const busyMs = (): number =>
  cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0)
