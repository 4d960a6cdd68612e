/** `npm start`: plain JavaScript, because a fresh machine's own Node may be too old for the rest. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'

const root = path.resolve(
  import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname),
  '..',
)
const windows = process.platform === 'win32'

if (!existsSync(path.join(root, 'node_modules'))) {
  console.log('Installing packages (once) …')
  const { status } = spawnSync('npm', ['ci'], { cwd: root, stdio: 'inherit', shell: windows })
  if (status !== 0) process.exit(status ?? 1)
}

const bundled = path.join(root, 'node_modules/.bin/node')
const [major, minor] = process.versions.node.split('.').map(Number)
const isNewEnough = major > 22 || (major === 22 && minor >= 18) // runs TypeScript as it stands
if (!existsSync(bundled) && !isNewEnough) {
  console.error(
    `This is Node ${process.versions.node}, and npm has no newer one for this system. Install Node 24 (or 22.18 and later) from nodejs.org, then run npm start again.`,
  )
  process.exit(1)
}

const child = spawn(
  existsSync(bundled) ? bundled : process.execPath,
  ['--disable-warning=ExperimentalWarning', path.join(root, 'dev/start.ts')],
  { cwd: root, stdio: 'inherit' },
)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code) => process.exit(code ?? 1))
