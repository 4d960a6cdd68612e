import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { Client } from 'pg'

import { isAlive } from './folder.ts'
import { dataFolder } from './postgres-engine.ts'

/** The server of this cluster that outlived its stage, if it answers; a stale lock file is removed. */
export const findRunning = async (
  cluster: string,
): Promise<{ pid: number; adminUrl: string } | null> => {
  const lock = path.join(dataFolder(cluster), 'postmaster.pid')
  for (let attempt = 0; attempt < 20 && existsSync(lock); attempt++) {
    const [pid, , , port] = readFileSync(lock, 'utf8').split('\n').map(Number)
    if (!pid || !isAlive(pid)) break
    const adminUrl = urlOf(cluster, port ?? 0)
    const answer = await query(adminUrl, 'show data_directory').catch((error: unknown) => error)
    if (Array.isArray(answer) && answer[0]?.data_directory === dataFolder(cluster))
      return { pid, adminUrl }
    if (attempt > 2 && isRefused(answer)) break // the number now belongs to another program
    await sleep(200) // it is starting or shutting down
  }
  await rm(lock, { force: true })
  return null
}

const isRefused = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED'

/** Ends and removes the throw-away clusters whose process is gone. */
export const removeOrphans = async (home: string, name: string): Promise<void> => {
  for (const entry of readdirSync(home)) {
    const owner = Number(entry.startsWith(`${name}-`) ? entry.slice(name.length + 1) : Number.NaN)
    if (!Number.isInteger(owner) || isAlive(owner)) continue
    const cluster = path.join(home, entry)
    const running = await findRunning(cluster).catch(() => null)
    if (running) await endProcess(running.pid)
    await rm(cluster, { recursive: true, force: true })
  }
}

/** Fast shutdown first; after five seconds the server is made to go. */
export const endProcess = async (pid: number): Promise<void> => {
  for (const [signal, seconds] of [
    ['SIGINT', 5],
    ['SIGQUIT', 5],
    ['SIGKILL', 1],
  ] as const) {
    if (!isAlive(pid)) return
    process.kill(pid, signal)
    for (let waited = 0; waited < seconds * 1000 && isAlive(pid); waited += 20) await sleep(20)
  }
}

export const urlOf = (cluster: string, port: number): string => {
  const password = readFileSync(path.join(cluster, 'password'), 'utf8')
  return `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`
}

export const query = async (url: string, text: string): Promise<Record<string, unknown>[]> => {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2000 })
  client.on('error', () => {}) // the server may end while we hang up
  await client.connect()
  try {
    const { rows } = await client.query<Record<string, unknown>>(text)
    return rows
  } finally {
    await client.end()
  }
}
