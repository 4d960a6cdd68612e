/** What the product stands on: no package below its floor, each as it was when it was locked, none that we said we would not use. */
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'

import { expect, test } from 'vitest'

const root = path.resolve(import.meta.dirname, '..')
const readJson = (file: string) => JSON.parse(readFileSync(path.join(root, file), 'utf8'))

type Locked = { version: string; integrity?: string; resolved?: string; link?: boolean }
type Manifest = Record<
  'dependencies' | 'devDependencies' | 'optionalDependencies',
  Record<string, string>
>
const lock: { packages: Record<string, Locked> } = readJson('package-lock.json')
const manifest: Manifest = readJson('package.json')
const floors: Record<string, { least: string; why: string }> = readJson('dev/floors.json')

const MOST_RUNTIME_PACKAGES = 7

const locked = Object.entries(lock.packages)
  .filter(([place]) => place !== '')
  .map(([place, entry]) => ({ name: place.split('node_modules/').at(-1) ?? '', ...entry }))

/** Whether a version is not older than another; a release is newer than its own previews. */
const isAtLeast = (version: string, least: string): boolean => {
  const [one, other] = [version, least].map((text) => (text.split('-')[0] ?? '').split('.'))
  for (const place of [0, 1, 2]) {
    const difference = Number(one?.[place]) - Number(other?.[place])
    if (difference !== 0) return difference > 0
  }
  return !version.includes('-') || least.includes('-')
}

test.each([
  ['4.13.7', '4.13.7', true],
  ['4.13.19', '4.13.7', true],
  ['4.9.9', '4.13.7', false],
  ['5.0.0', '4.13.7', true],
  ['4.13.7-rc.1', '4.13.7', false],
])('%s against the floor %s: %s', (version, least, isRight) => {
  expect(isAtLeast(version, least)).toBe(isRight)
})

test('no locked package is below its floor, and each package of the product has one [#142]', () => {
  const low = locked.filter(({ name, version }) => {
    const floor = floors[name]
    return floor !== undefined && !isAtLeast(version, floor.least)
  })
  expect(low.map(({ name, version }) => `${name} ${version}`)).toEqual([])
  expect(Object.keys(floors)).toEqual(expect.arrayContaining(Object.keys(manifest.dependencies)))
  const known = new Set(locked.map(({ name }) => name))
  expect(Object.keys(floors).filter((name) => !known.has(name))).toEqual([])
})

test('the product stands on seven packages, each named with one version [#142]', () => {
  expect(Object.keys(manifest.dependencies)).toHaveLength(MOST_RUNTIME_PACKAGES)
  const all = Object.values({
    ...manifest.dependencies,
    ...manifest.devDependencies,
    ...manifest.optionalDependencies,
  })
  expect(all.filter((version) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([])
})

test('every locked package is known by its hash, and none comes from an address of its own [#142]', () => {
  const unknown = locked.filter(({ integrity }) => !integrity?.startsWith('sha512-'))
  expect(unknown.map(({ name }) => name)).toEqual([])
  expect(locked.filter(({ resolved, link }) => resolved !== undefined || link)).toEqual([])
})

/** Parts of hono that had the most holes, or that leak between requests, and for which we have no use. */
const UNUSED =
  /hono\/(cache|serve-static|ip-restriction|method-override|jwt|jwk|basic-auth|bearer-auth|cors|cloudflare-workers)'|\b(parseBody|createContext|memo|cx|dangerouslySetInnerHTML)\b/

test('no source uses the parts of hono that we do without', () => {
  const sources = globSync('{functions,src,db}/**/*.{ts,tsx}', { cwd: root })
  expect(sources.length).toBeGreaterThan(100)
  const users = sources.filter((file) => UNUSED.test(readFileSync(path.join(root, file), 'utf8')))
  expect(users).toEqual([])
})
