import { createHash, randomBytes } from 'node:crypto'
import { existsSync, rmSync } from 'node:fs'
import { link, lstat, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** This clone's folder under the system's temporary folder: two clones, or two users, never meet. */
export const cloneFolder = async (): Promise<string> => {
  const clone = path.resolve(import.meta.dirname, '..')
  const hash = createHash('sha256').update(clone).digest('hex').slice(0, 8)
  const uid = process.getuid?.() ?? 'user'
  const folder = path.join(tmpdir(), `frontdesk-${hash}-${uid}`)
  await mkdir(folder, { recursive: true, mode: 0o711 })
  const found = await lstat(folder)
  if (!found.isDirectory() || (typeof uid === 'number' && found.uid !== uid))
    throw new Error(`${folder} is not ours: remove it, or set TMPDIR to a folder of your own`)
  return folder
}

/** Where a stage keeps what is not in the database: its bundle, logs, secrets and the businesses it loaded. */
export const stageFolder = async (name: string): Promise<string> => {
  const folder = path.join(await cloneFolder(), `${name}.stage`)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  return folder
}

/** The stage of this name that runs now, or null. */
export const findRunningStage = async (
  folder: string,
): Promise<{ pid: number; url: string } | null> => {
  const lock = await readJsonFile<{ pid: number; url: string } | null>(lockFile(folder), null)
  if (!lock || lock.pid === process.pid || !isAlive(lock.pid)) return null
  if (!lock.url) return lock // it is just starting
  const answers = await fetch(`${lock.url}/clock`).then(
    (response) => response.ok,
    () => false,
  )
  return answers ? lock : null // otherwise the number belongs to another program by now
}

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Refuses a second stage of the same name: both would write to one database. */
export const lockStage = async (folder: string) => {
  const running = await findRunningStage(folder)
  if (running) throw new Error(`this stage already runs at ${running.url} (process ${running.pid})`)
  const file = lockFile(folder)
  const announce = (url: string) => writeFile(file, JSON.stringify({ pid: process.pid, url }))
  await announce('')
  const release = () => rmSync(file, { force: true })
  process.on('exit', release)
  return { announce, release }
}

const lockFile = (folder: string): string => path.join(folder, 'stage.json')

/** Made once for each clone, kept beside its data: without them what is sealed there could not be read again. */
export type Secrets = {
  ownerPassword: string
  runtimePassword: string
  hookKeys: string
  sealKeys: string
  pepperKeys: string
}

export const readSecrets = async (): Promise<Secrets> => {
  const file = path.join(await cloneFolder(), 'secrets.json')
  if (!existsSync(file)) {
    const mine = `${file}.${process.pid}`
    await writeFile(mine, JSON.stringify(newSecrets()), { mode: 0o600 })
    await link(mine, file).catch(() => {}) // another stage was first: its secrets count
    await rm(mine)
  }
  const kept = JSON.parse(await readFile(file, 'utf8')) as Secrets
  const all = { ...newSecrets(), ...kept }
  if (Object.keys(all).length > Object.keys(kept).length) {
    await writeFile(file, JSON.stringify(all), { mode: 0o600 }) // a clone older than one of its secrets
  }
  return all
}

const newSecrets = (): Secrets => ({
  ownerPassword: randomBytes(24).toString('hex'),
  runtimePassword: randomBytes(24).toString('hex'),
  hookKeys: newKey(),
  sealKeys: newKey(),
  pepperKeys: newKey(),
})
const newKey = (): string => `test1:${randomBytes(32).toString('base64url')}`

export const readJsonFile = async <T>(file: string, otherwise: T): Promise<T> =>
  existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as T) : otherwise

/** Removes everything a stage of this name has kept. */
export const emptyStage = async (name: string): Promise<void> => {
  const home = await cloneFolder()
  for (const entry of [name, `${name}.stage`])
    await rm(path.join(home, entry), { recursive: true, force: true })
}
