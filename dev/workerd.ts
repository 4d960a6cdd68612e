import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

import { build } from 'esbuild'

const COMPATIBILITY_DATE = '2026-08-01'
const READY_SECONDS = 10
const STOP_SECONDS = 2
const BUNDLE = 'worker.js'

export type Workerd = {
  url: string
  pid: () => number | undefined
  /** As a crash: no chance to finish anything. */
  kill9: () => Promise<void>
  freeze: () => void
  thaw: () => void
  restart: () => Promise<void>
  stop: () => Promise<void>
}

/** Bundles an entry as wrangler would, into the stage's folder. */
export const bundleWorker = async (entry: string, folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await build({
    entryPoints: [entry],
    outfile: path.join(folder, BUNDLE),
    bundle: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['node:*', 'cloudflare:*'],
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    target: 'es2024',
    minify: true,
    logLevel: 'warning',
  })
}

/** Builds the script of the owner's browser into public/. */
export const buildClient = async (root: string): Promise<void> => {
  await promisify(execFile)(process.execPath, ['build.mjs'], { cwd: root })
}

type Settings = {
  folder: string
  port: number
  /** Handed over through the environment, so that no secret is written to the configuration. */
  bindings: Record<string, string>
  /** What JavaScript may hold at most; absent: as much as V8 likes. */
  heapMb?: number | undefined
}

/** Runs the bundle in the real workerd: not the wrapper on the PATH, which would survive its own child's death. */
export const startWorkerd = async (settings: Settings): Promise<Workerd> => {
  const { folder, port, bindings } = settings
  const config = path.join(folder, `workerd-${port}.capnp`)
  await writeFile(config, configuration(settings), { mode: 0o600 })
  const url = `http://127.0.0.1:${port}`
  let child: ChildProcess | null = null

  const signal = (name: NodeJS.Signals) => child?.kill(name)
  const killAtExit = () => signal('SIGKILL')
  process.on('exit', killAtExit)

  const start = async () => {
    const log = openSync(path.join(folder, `workerd-${port}.log`), 'a', 0o600)
    child = spawn(binary(), ['serve', config], {
      stdio: ['ignore', log, log],
      env: { ...bindings, TZ: 'UTC' },
      detached: true, // Ctrl-C reaches the stage, which stops us in its order
    })
    closeSync(log)
    child.unref()
    await writeFile(path.join(folder, `workerd-${port}.pid`), String(child.pid))
    await untilReady(child, url, folder)
  }
  const end = async (name: NodeJS.Signals) => {
    signal('SIGCONT') // a frozen one could not end
    signal(name)
    for (let waited = 0; isRunning(child) && waited < STOP_SECONDS * 1000; waited += 10)
      await sleep(10)
    signal('SIGKILL')
    while (isRunning(child)) await sleep(5)
  }
  await start()
  return {
    url,
    pid: () => (isRunning(child) ? child?.pid : undefined),
    kill9: () => end('SIGKILL'),
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    restart: async () => {
      await end('SIGTERM')
      await start()
    },
    stop: async () => {
      process.off('exit', killAtExit)
      await end('SIGTERM')
    },
  }
}

/** Ends the workerds of a stage that was killed without a chance to end them itself. */
export const endOrphans = async (folder: string): Promise<void> => {
  for (const name of (await readdir(folder)).filter((file) => file.endsWith('.pid'))) {
    const file = path.join(folder, name)
    const pid = Number(await readFile(file, 'utf8'))
    // The number may belong to another program by now: only a process that names this folder is ours.
    if ((await commandOf(pid)).includes(folder)) process.kill(pid, 'SIGKILL')
    await rm(file)
  }
}

const commandOf = (pid: number): Promise<string> =>
  readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() =>
    promisify(execFile)('ps', ['-o', 'command=', '-p', String(pid)]).then(
      ({ stdout }) => stdout,
      () => '',
    ),
  )

const isRunning = (child: ChildProcess | null): boolean =>
  child !== null && child.exitCode === null && child.signalCode === null

const untilReady = async (child: ChildProcess, url: string, folder: string): Promise<void> => {
  const deadline = performance.now() + READY_SECONDS * 1000
  while (performance.now() < deadline && isRunning(child)) {
    const response = await fetch(`${url}/healthz`).catch(() => null)
    await response?.body?.cancel()
    if (response && response.status < 500) return
    await sleep(10)
  }
  child.kill('SIGKILL')
  throw new Error(`the Worker did not start; its log is in ${folder}`)
}

const binary = (): string => {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const cpu = process.arch === 'arm64' ? 'arm64' : '64'
  const exe = process.platform === 'win32' ? '.exe' : ''
  const require = createRequire(import.meta.url)
  return require.resolve(`@cloudflare/workerd-${system}-${cpu}/bin/workerd${exe}`)
}

const configuration = ({
  port,
  bindings,
  heapMb,
}: Settings): string => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (${heapMb ? `\n  v8Flags = ["--max-heap-size=${heapMb}"],` : ''}
  services = [
    (name = "main", worker = .main),
    (name = "internet", network = (allow = ["public", "private"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
const main :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "${BUNDLE}")],
  compatibilityDate = "${COMPATIBILITY_DATE}",
  compatibilityFlags = ["nodejs_compat"],
  bindings = [
${Object.keys(bindings)
  .map((name) => `    (name = "${name}", fromEnvironment = "${name}"),`)
  .join('\n')}
  ],
);
`
