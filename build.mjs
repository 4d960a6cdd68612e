/** The one script for the browser: functions/client/app.ts → public/app.js. */
import { readFile, writeFile } from 'node:fs/promises'

import { build } from 'esbuild'

const PLACE = 'public/app.js'
const { outputFiles } = await build({
  entryPoints: ['functions/client/app.ts'],
  write: false,
  bundle: true,
  format: 'esm',
  minify: true,
  target: 'es2022',
  tsconfig: 'tsconfig.client.json',
})
// Each stage builds it: one that is just being read is not written over with the same.
const made = outputFiles[0].text
const there = await readFile(PLACE, 'utf8').catch(() => '')
if (there !== made) await writeFile(PLACE, made)
