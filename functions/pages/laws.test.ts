/** Laws over the pages and what they load. */
import { readdir, readFile } from 'node:fs/promises'
import { brotliCompressSync } from 'node:zlib'

import { build } from 'esbuild'
import { expect, test } from 'vitest'

import { InboxPage } from './inbox.tsx'
import { fullInbox, inboxRow, render } from './testing.ts'

const KB = 1000
const weigh = (text: string): number => brotliCompressSync(text).length
const source = (name: string) => readFile(new URL(name, import.meta.url), 'utf8')

const script = async (): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: ['functions/client/app.ts'],
    bundle: true,
    format: 'esm',
    minify: true,
    target: 'es2022',
    tsconfig: 'tsconfig.client.json',
    write: false,
  })
  return outputFiles[0]?.text ?? ''
}

/** Names and messages that do not repeat, so that they do not compress away. */
const busyRow = (index: number) => {
  const id = crypto.randomUUID()
  return inboxRow({
    id,
    name: id.slice(0, 13),
    lastText: `${id} ${crypto.randomUUID()}`,
    unread: index % 3,
  })
}

test('the script weighs at most 6 kB', async () => {
  const text = await script()
  expect(text).toContain('trustedTypes')
  expect(weigh(text)).toBeLessThan(6 * KB)
})

test('the first load of an inbox with 50 chats weighs at most 30 kB', async () => {
  const page = await render(
    InboxPage,
    fullInbox({ rows: Array.from({ length: 50 }, (_, index) => busyRow(index)) }),
  )
  const files = await Promise.all(
    ['app.css', 'icons.svg', 'favicon.svg'].map((name) => source(`../../public/${name}`)),
  )
  const weights = [page, await script(), ...files].map(weigh)
  expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeLessThan(30 * KB)
})

test('every icon the pages name is in the sprite, and no other', async () => {
  const named = [...(await source('parts.tsx')).matchAll(/^ {2}\| '([a-z-]+)'$/gm)].map(
    ([, name]) => name,
  )
  const sprite = await source('../../public/icons.svg')
  const drawn = [...sprite.matchAll(/<symbol id="([a-z-]+)"/g)].map(([, name]) => name)
  expect(named.length).toBeGreaterThan(20)
  expect(new Set(drawn)).toEqual(new Set(named))
})

test('a class alone is styled in one place: what stands further down would change it on every other page', async () => {
  const css = await source('../../public/app.css')
  const names = [...css.matchAll(/^(\.[\w-]+) \{/gm)].map(([, name]) => name)
  expect(names.length).toBeGreaterThan(50)
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})

test('markup is made from a string in one place of the script', async () => {
  const client = new URL('../client/', import.meta.url)
  const names = (await readdir(client)).filter((name) => !name.endsWith('.test.ts'))
  const all = (await Promise.all(names.map((name) => source(`../client/${name}`)))).join('\n')
  expect(all.match(/innerHTML|outerHTML|insertAdjacentHTML|document\.write/g)).toEqual([
    'innerHTML',
  ])
})
