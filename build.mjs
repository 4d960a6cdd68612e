/** The one script for the browser: functions/client/app.ts → public/app.js. */
import { build } from 'esbuild'

await build({
  entryPoints: ['functions/client/app.ts'],
  outfile: 'public/app.js',
  bundle: true,
  format: 'esm',
  minify: true,
  target: 'es2022',
  tsconfig: 'tsconfig.client.json',
})
