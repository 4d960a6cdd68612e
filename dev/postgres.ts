import { spawn, type ChildProcess } from 'node:child_process'
import { openSync, rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { cloneFolder } from './folder.ts'
import { freePort } from './port.ts'
import { asOwner, copyEngine, dataFolder, initialise, programOf } from './postgres-engine.ts'
import { endProcess, findRunning, query, removeOrphans, urlOf } from './postgres-leftovers.ts'

export { freePort }

const OLDEST_SERVER = 150_000 // server_version_num of Postgres 15
const START_SECONDS = 15

export type Postgres = { adminUrl: string; stop: () => Promise<void> }

/**
 * A real Postgres on loopback, from npm. `durable` keeps its data under this name between starts, with fsync on; otherwise it is a
 * throw-away cluster, gone after `stop`. DATABASE_ADMIN_URL names a server (15 or newer) to use instead.
 */
export const startPostgres = async (options: {
  name: string
  durable: boolean
}): Promise<Postgres> => {
  const given = process.env['DATABASE_ADMIN_URL']
  if (given) return useServer(given)
  const home = await cloneFolder()
  const engine = await copyEngine(home)
  const cluster = path.join(home, options.durable ? options.name : `${options.name}-${process.pid}`)
  if (!options.durable) await removeOrphans(home, options.name)
  await initialise(engine, cluster)
  const running = await findRunning(cluster)
  if (running) return { adminUrl: running.adminUrl, stop: () => endProcess(running.pid) }
  return start(engine, cluster, options.durable)
}

const useServer = async (adminUrl: string): Promise<Postgres> => {
  const [row] = await query(adminUrl, 'show server_version_num')
  if (Number(row?.['server_version_num']) < OLDEST_SERVER)
    throw new Error('DATABASE_ADMIN_URL names a server older than Postgres 15')
  return { adminUrl, stop: async () => {} }
}

const THROW_AWAY = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
}

const start = async (engine: string, cluster: string, durable: boolean): Promise<Postgres> => {
  const port = await freePort()
  const settings = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(!durable && THROW_AWAY),
  }
  const log = openSync(path.join(cluster, 'log'), 'a', 0o600)
  const child = spawn(
    programOf(engine, 'postgres'),
    ['-D', dataFolder(cluster), ...asArguments(settings)],
    // Its own process group: Ctrl-C in the terminal reaches us first, and we stop it when its users are done.
    asOwner({ stdio: ['ignore', log, log], cwd: cluster, detached: true }),
  )
  const killAtExit = () => {
    child.kill('SIGINT')
    if (!durable) rmSync(cluster, { recursive: true, force: true })
  }
  process.on('exit', killAtExit)
  const adminUrl = urlOf(cluster, port)
  await untilReady(child, cluster, adminUrl)
  child.unref()
  const stop = async () => {
    process.off('exit', killAtExit)
    if (child.pid !== undefined) await endProcess(child.pid)
    if (!durable) await rm(cluster, { recursive: true, force: true })
  }
  return { adminUrl, stop }
}

const asArguments = (settings: Record<string, string>): string[] =>
  Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])

const untilReady = async (child: ChildProcess, cluster: string, adminUrl: string) => {
  const deadline = performance.now() + START_SECONDS * 1000
  while (performance.now() < deadline && child.exitCode === null) {
    if (
      await query(adminUrl, 'select 1').then(
        () => true,
        () => false,
      )
    )
      return
    await sleep(20)
  }
  throw new Error(`Postgres did not start; its log is ${path.join(cluster, 'log')}`)
}
