/** Nothing that opens anything stands in a file of the repository, or in what goes to Cloudflare and to browsers. */
import { globSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'

import { build } from 'esbuild'
import { expect, test } from 'vitest'

const root = path.resolve(import.meta.dirname, '..')
const SKIPPED = /^(node_modules|\.git|\.wrangler|\.stage|dist)(\/|$)|^\.dev\.vars$|\.log$/

/** What a key looks like, by who hands it out. Words and dots in its place are no key. */
const shapes: Record<string, RegExp> = {
  'a master key of ours': /\blive\d+:[\w-]{43}/,
  'a private key': /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/,
  'a password of Neon': /\bnpg_\w{10,}/,
  'a key of Resend': /\bre_[A-Za-z0-9]{8,}_[A-Za-z0-9]{12,}/,
  'a key of Anthropic': /\bsk-ant-[\w-]{20,}/,
  'a key of OpenAI': /\bsk-(?:proj-)?[A-Za-z0-9]{32,}/,
  'a token of GitHub': /\bgh[pousr]_[A-Za-z0-9]{30,}/,
  'a key of AWS': /\bAKIA[0-9A-Z]{16}\b/,
  'an account in an address': /\bpostgres(?:ql)?:\/\/[\w.-]+:[\w%.~-]{12,}@[\w.-]+\.[a-z]{2,}/,
}
const keysIn = (text: string): string[] =>
  Object.entries(shapes).flatMap(([kind, shape]) => (shape.test(text) ? [kind] : []))

const files = globSync(['**/*', '.*', '.*/**'], {
  cwd: root,
  exclude: (name) => SKIPPED.test(name),
}).filter((file) => !SKIPPED.test(file) && statSync(path.join(root, file)).isFile())

test('no file of the repository holds a key [#40]', () => {
  const found = files.flatMap((file) =>
    keysIn(readFileSync(path.join(root, file), 'utf8')).map((kind) => `${file}: ${kind}`),
  )
  expect(found).toEqual([])
  expect(files.length).toBeGreaterThan(300)
  expect(files).toEqual(expect.arrayContaining(['.dev.vars.example', 'functions/env.ts']))
})

test('no file names a folder of somebody’s machine, or a registry', () => {
  const own = path.relative(root, import.meta.filename)
  const places = /\/(?:home|Users)\/[a-z][\w-]*\/|\/root\/|registry\.[a-z]+\.(?:org|com|io)/
  const found = files.filter(
    (file) => file !== own && places.test(readFileSync(path.join(root, file), 'utf8')),
  )
  expect(found).toEqual([])
})

test('what goes to Cloudflare and to browsers holds no key, and nothing of the stage [#40]', async () => {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['functions/worker.ts', 'functions/client/app.ts'],
    outdir: 'nowhere',
    write: false,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['node:*', 'cloudflare:*'],
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    target: 'es2024',
    minify: true,
  })
  expect(outputFiles).toHaveLength(2)
  for (const { path: file, text } of outputFiles) {
    expect([file, keysIn(text)]).toEqual([file, []])
    for (const word of ['thandi@example.com', '/control/', 'OWNER_PASSWORD', 'test1:', root])
      expect([file, text.includes(word)]).toEqual([file, false])
  }
})

/** Written in pieces, so that this file itself holds none. */
test.each([
  ['live1', `:${'k'.repeat(43)}`],
  ['-----BEGIN ', 'PRIVATE KEY-----'],
  ['-----BEGIN RSA ', 'PRIVATE KEY-----'],
  ['npg', '_abcdefghij12'],
  ['re', '_abcdefgh_abcdefghijkl'],
  ['sk-ant', '-api03-abcdefghijklmnopqrst'],
  ['ghp', `_${'a'.repeat(36)}`],
  ['postgresql://app_runtime', ':abcdefghijkl@ep-one.neon.tech/frontdesk'],
])('the search knows %s…', (one, rest) => {
  expect(keysIn(`key = "${one}${rest}"`)).toHaveLength(1)
  expect(keysIn(`${one}…`)).toEqual([])
})
