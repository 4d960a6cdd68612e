/** Hostile text in every field of every form and every query. In Node only: a law reads the sources. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

import { inspectRoutes } from 'hono/dev'
import { beforeAll, describe, expect, test } from 'vitest'

import { openHouse, type House } from '../testing.ts'
import { changedTables, corpus, ownRows, send, tableStates, takes } from './testing.ts'

let house: House
let here: (route: string) => string

beforeAll(async () => {
  house = await openHouse()
  here = await ownRows(house)
}, 60_000)

const routesOf = () =>
  inspectRoutes(house.app)
    .filter(({ isMiddleware }) => !isMiddleware)
    .map(({ method, path: at }) => `${method} ${at}`)

/** Which tables an accepted request of a route may write. A try at a way in is counted, whether it succeeds or not. */
const mayWrite: Record<string, readonly string[]> = {
  'POST /login': ['limits', 'login_tokens', 'outbox', 'security_events'],
  'POST /login/verify': ['login_tokens', 'limits', 'security_events'],
  'POST /login/reset': ['limits', 'login_tokens', 'outbox', 'security_events'],
  'POST /confirm/code': ['limits', 'login_tokens', 'outbox', 'security_events'],
  'POST /confirm': ['limits', 'security_events'],
  'POST /security/second-factor': ['users', 'sessions', 'outbox', 'security_events'],
  'POST /security/email': ['limits', 'login_tokens', 'outbox', 'security_events'],
  'POST /login/password': ['limits', 'security_events'],
  'POST /security/password': ['users', 'sessions', 'limits', 'security_events', 'outbox'],
  'POST /signup': ['limits', 'login_tokens', 'outbox', 'security_events'],
  'POST /conversations/:id/replies': ['messages', 'conversations', 'audit'],
  'POST /conversations/:id/payment': ['payment_requests', 'messages', 'conversations', 'audit'],
  'POST /team/invitations': ['invitations', 'outbox', 'limits', 'audit'],
  'POST /team/members/:id/role': ['members', 'sessions', 'audit'],
  'POST /team/roles': ['custom_roles', 'audit'],
  'POST /team/roles/:id': ['custom_roles', 'audit'],
  'POST /team/security': ['orgs', 'audit'],
}

/** A wrong code or password is a try, and is noted. */
const countsWrong = ['POST /confirm', 'POST /security/email', 'POST /security/second-factor/app']

type Kind = 'form' | 'query'
const fields = Object.entries(takes).flatMap(([route, given]) =>
  (['form', 'query'] as const).flatMap((kind) =>
    Object.keys(given[kind] ?? {}).map((name) => ({ route, kind, name })),
  ),
)

/** The route's own values, one of them replaced. A reply's id is always a new one. */
const filled = (route: string, kind: Kind, name: string, text: string): URLSearchParams => {
  const values = { ...takes[route]?.[kind] }
  if ('cid' in values) values['cid'] = crypto.randomUUID()
  return new URLSearchParams({ ...values, [name]: text })
}

describe('a hostile text in a field', () => {
  test.each(fields)(
    'changes no table it should not, and is never an error of ours: $route, $kind, $name [#57]',
    async ({ route, kind, name }) => {
      const wrong: unknown[] = []
      const setsPassword = route === 'POST /security/password'
      let owner = await house.signedIn()
      const first = await tableStates(house)
      let states = first
      for (const text of corpus) {
        if (setsPassword) {
          owner = await house.signedIn()
          states = await tableStates(house)
        }
        const body = filled(route, kind, name, text)
        const response = await send(house, here(route), { [kind]: body, headers: owner })
        // Reading changes nothing, which is looked at once, below.
        const later = kind === 'query' ? states : await tableStates(house)
        const changed = changedTables(states, later)
        const isCounted = response.status !== 400 || countsWrong.includes(route)
        const allowed = isCounted ? (mayWrite[route] ?? []) : []
        const isRight = response.status < 500 && changed.every((table) => allowed.includes(table))
        if (!isRight) wrong.push([text.slice(0, 80), response.status, changed])
        states = later
      }
      if (kind === 'query') expect(changedTables(first, await tableStates(house))).toEqual([])
      expect(wrong).toEqual([])
    },
  )
})

test('the corpus is large, and the tables name what is there', async () => {
  expect(corpus.length).toBeGreaterThanOrEqual(60)
  expect(new Set(corpus).size).toBe(corpus.length)
  const tables = Object.keys(await tableStates(house))
  expect(tables).toEqual(expect.arrayContaining(Object.values(mayWrite).flat()))
  expect(Object.keys(takes).filter((route) => !routesOf().includes(route))).toEqual([])
})

describe('the table of fields is the table of the handlers', () => {
  const folder = path.join(import.meta.dirname, '..')
  const sources = readdirSync(folder)
    .filter((name) => /^[\w-]+\.tsx?$/.test(name) && !name.includes('.test.'))
    .map((name) => readFileSync(path.join(folder, name), 'utf8'))

  /** The names of a schema, of this file or one that it imports: its own, and those of the schema it extends. */
  const namesOf = (from: string, schema: string): string[] => {
    const pattern = new RegExp(`const ${schema} = (?:z|(\\w+))\\.(?:object|extend)\\(\\{`)
    const source = [from, ...sources].find((text) => pattern.test(text)) ?? ''
    const opens = pattern.exec(source)
    if (!opens) throw new Error(`no schema ${schema}`)
    const body = source.slice(opens.index + opens[0].length)
    const inside = body.slice(0, body.indexOf('})'))
    const own = [...inside.matchAll(/(?:^|[\n,{])\s*([a-z]\w*)(?=:|,| }|\s*$)/g)].map(
      ([, name = '']) => name,
    )
    return opens[1] === undefined ? own : [...namesOf(source, opens[1]), ...own]
  }
  const read = (reader: string) =>
    sources.flatMap((source) =>
      [...source.matchAll(new RegExp(`${reader}\\(c, (\\w+)\\)`, 'g'))].flatMap(([, schema = '']) =>
        namesOf(source, schema),
      ),
    )
  const listed = (kind: Kind) => fields.filter((field) => field.kind === kind)

  test.each([
    ['readForm', 'form'],
    ['readQuery', 'query'],
  ] as const)('what %s reads is listed', (reader, kind) => {
    const names = new Set(listed(kind).map(({ name }) => name))
    expect([...new Set(read(reader))].toSorted()).toEqual([...names].toSorted())
  })

  test('a form of a page asks for nothing that is not listed', async () => {
    const owner = await house.signedIn()
    for (const page of ['/login', '/login/password', '/signup', '/security/password', '/connect']) {
      const body = await (await house.request(page, { headers: owner })).text()
      for (const [, action = '', inside = ''] of body.matchAll(
        /<form[^>]*action="([^"]*)"[^>]*>(.*?)<\/form>/gs,
      )) {
        const names = [...inside.matchAll(/<(?:input|textarea|select)[^>]*\sname="([^"]*)"/g)]
        const known = Object.keys(takes[`POST ${action}`]?.form ?? {})
        expect([action, known]).toEqual([
          action,
          expect.arrayContaining(names.map(([, name]) => name)),
        ])
      }
    }
  })
})

describe('a name that is given twice', () => {
  test('in the address is refused on every route, and nothing is done [#64]', async () => {
    const owner = await house.signedIn()
    for (const route of routesOf().filter((name) => !name.includes('/webhooks/'))) {
      const states = await tableStates(house)
      const query = new URLSearchParams('twice=1&once=1&twice=2')
      const response = await send(house, here(route), { query, headers: owner })
      expect([route, response.status]).toEqual([route, 400])
      expect(await response.text()).toContain('twice is given more than once')
      expect(changedTables(states, await tableStates(house))).toEqual([])
    }
  })

  test.each(fields)(
    'is refused where it is read: $route, $kind, $name [#64]',
    async ({ route, kind, name }) => {
      const owner = await house.signedIn()
      const states = await tableStates(house)
      const body = filled(route, kind, name, takes[route]?.[kind]?.[name] ?? '')
      body.append(name, 'another')
      const response = await send(house, here(route), { [kind]: body, headers: owner })
      expect(response.status).toBe(400)
      expect(changedTables(states, await tableStates(house))).toEqual([])
    },
  )
})
