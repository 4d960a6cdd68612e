/** How long a text may be: as long as the limit is taken, one character more is refused in words, and a body too large is not read. */
import { inspectRoutes } from 'hono/dev'
import { beforeAll, describe, expect, test } from 'vitest'

import { wordsOf } from '../pages/testing.ts'
import { afterwards, openHouse, ORIGIN, type House } from '../testing.ts'
import { subscribe } from '../webhooks/testing.ts'
import { changedTables, fromAnywhere, ownRows, send, tableStates, takes } from './testing.ts'

const TOKEN = 'k'.repeat(500)
const letters = (length: number) => 'x'.repeat(length)
const address = (length: number) => `${letters(length - '@example.com'.length)}@example.com`
const phone = (length: number) => `082${' '.repeat(length - 11)}555 0150`

let house: House
let owner: Record<string, string>
let here: (route: string) => string

beforeAll(async () => {
  house = await openHouse({ channel: { token: TOKEN } })
  owner = await house.signedIn()
  here = await ownRows(house)
  await subscribe(house)
}, 60_000)

type Limit = {
  route: string
  name: string
  most: number
  /** Letters, where nothing else is asked for. */
  of?: (length: number) => string
}
const limits: Limit[] = [
  { route: 'POST /login', name: 'email', most: 254, of: address },
  { route: 'POST /login/password', name: 'email', most: 254, of: address },
  { route: 'POST /login/verify', name: 't', most: 100 },
  { route: 'POST /login/verify', name: 'code', most: 20 },
  { route: 'POST /login/second', name: 'code', most: 40 },
  { route: 'POST /login/reset', name: 'email', most: 254, of: address },
  { route: 'POST /security/password', name: 'password', most: 256, of: unlikely },
  { route: 'POST /signup', name: 'business', most: 120 },
  { route: 'POST /signup', name: 'name', most: 80 },
  { route: 'POST /signup', name: 'email', most: 254, of: address },
  { route: 'POST /signup', name: 'phone', most: 300, of: phone },
  { route: 'POST /connect', name: 'phone', most: 40, of: phone },
  { route: 'POST /conversations/:id/replies', name: 'text', most: 4000 },
  { route: 'POST /conversations/:id/payment', name: 'purpose', most: 100 },
  { route: 'GET /pay/:token/live', name: 'v', most: 100 },
  { route: 'POST /team/invitations', name: 'email', most: 254, of: address },
  { route: 'POST /team/roles', name: 'name', most: 40 },
  { route: 'POST /team/roles/:id', name: 'name', most: 40 },
  { route: 'POST /join', name: 't', most: 100 },
  { route: 'GET /join', name: 't', most: 100 },
  { route: 'GET /login/verify', name: 't', most: 100 },
  { route: 'GET /', name: 'v', most: 100 },
  { route: 'GET /live', name: 'v', most: 100 },
  { route: 'GET /conversations/:id', name: 'v', most: 100 },
  { route: 'GET /conversations/:id/live', name: 'v', most: 100 },
  { route: 'GET /connect/live', name: 'v', most: 100 },
  { route: 'GET /subscription/return/live', name: 'v', most: 100 },
]

/** No piece over and over, no keys in a row. */
function unlikely(length: number): string {
  return Array.from({ length }, (_, i) => 'hadeda tortoise '.at((i * 7 + i / 16) % 16)).join('')
}

const ask = async (route: string, name: string, value: string) => {
  const [kind, given] = takes[route]?.form
    ? (['form', takes[route].form] as const)
    : (['query', takes[route]?.query ?? {}] as const)
  const values = route === 'POST /connect' ? { ...given, token: TOKEN } : { ...given }
  if ('cid' in values) values['cid'] = crypto.randomUUID()
  const body = new URLSearchParams({ ...values, [name]: value })
  const response = await send(house, here(route), { [kind]: body, headers: owner })
  owner = afterwards(owner, response)
  return response
}

describe('a text', () => {
  test.each(limits)(
    'of $most characters is taken, and one more is refused in words: $route, $name [#62]',
    async ({ route, name, most, of = letters }) => {
      const longest = of(most)
      expect(longest).toHaveLength(most)
      const taken = await ask(route, name, longest)
      expect(taken.status, await taken.text()).not.toBe(400)
      expect(taken.status).toBeLessThan(500)
      const states = await tableStates(house)
      const refused = await ask(route, name, of(most + 1))
      expect(refused.status).toBe(400)
      const words = wordsOf(await refused.text())
      expect(words).toMatch(/too (big|long)|at most|Write (your|the)|Invalid string|characters/i)
      expect(changedTables(states, await tableStates(house))).toEqual([])
    },
  )

  test('every field is on that list, but those that take a few words only, or that are compared whole [#62]', () => {
    const listed = new Set(limits.map(({ route, name }) => `${route} ${name}`))
    const others = Object.entries(takes).flatMap(([route, { form = {}, query = {} }]) =>
      Object.keys({ ...form, ...query })
        .map((name) => `${route} ${name}`)
        // A file is asked for by days, ids and words.
        .filter((field) => !listed.has(field) && !field.startsWith('GET /export')),
    )
    expect(others.toSorted()).toEqual([
      'GET / before', // a moment and an id
      'GET / show',
      'GET /activity before', // a place in one of two lists
      'GET /activity what',
      'GET /activity who',
      'GET /confirm next', // one that is no path of ours becomes one
      'GET /confirm sent',
      'GET /conversations/:id before', // a number
      'GET /conversations/:id done',
      'GET /conversations/:id/live before',
      'GET /conversations/:id/live done',
      'GET /live before',
      'GET /live show',
      'GET /login notice',
      'GET /pay/:token notice',
      'GET /payments before', // a moment and an id
      'GET /security/email notice',
      'GET /security/password notice',
      'GET /security/second-factor notice',
      'GET /subscription done',
      'GET /subscription/checkout notice',
      'GET /subscription/pause notice',
      'GET /team done',
      'POST /businesses org', // an id
      'POST /confirm code', // wrong ones are answered alike, however long: at most 40 are read
      'POST /confirm next',
      'POST /confirm password',
      'POST /confirm/code next',
      'POST /connect token', // up to 500, which the form cannot show: below
      'POST /conversations/:id/payment amount', // rand in a few forms: src/money.test.ts
      'POST /conversations/:id/payment cid', // an id
      'POST /conversations/:id/payment days',
      'POST /conversations/:id/replies cid', // an id
      'POST /join name', // looked at for an invitation that lives: functions/join.test.ts
      'POST /login/password password', // compared by its hash; the form's limit holds
      'POST /login/second trust',
      'POST /login/verify password', // looked at for a link that lives: functions/reset.test.ts
      'POST /payments/account merchantId', // held to PayFast's own shapes
      'POST /payments/account merchantKey',
      'POST /payments/account passphrase',
      'POST /security/email code',
      'POST /security/email email', // as at the log-in; with a code that is not right it is not taken either
      'POST /security/password current',
      'POST /security/second-factor kind',
      'POST /security/second-factor/app code',
      'POST /security/second-factor/app sealed', // what we sealed ourselves
      'POST /subscription/pause to',
      'POST /subscription/vat-number vatNumber', // ten digits: functions/subscription-vat.test.ts
      'POST /team/invitations role',
      'POST /team/members/:id/role role',
      'POST /team/security required',
    ])
  })

  test('that is a token has up to 500 characters [#62]', async () => {
    expect((await ask('POST /connect', 'token', TOKEN)).status).toBe(303)
    expect((await ask('POST /connect', 'token', `${TOKEN}k`)).status).toBe(400)
  })
})

/** Two megabytes that say how much of them was taken. */
const largeBody = () => {
  const chunk = new TextEncoder().encode('x'.repeat(16_384))
  let pulled = 0
  const body = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        pulled += chunk.length
        controller.enqueue(chunk)
        if (pulled >= 2 * 1024 * 1024) controller.close()
      },
    },
    { highWaterMark: 0 },
  )
  return { body, pulled: () => pulled }
}

describe('a body of two megabytes', () => {
  const posts = () =>
    inspectRoutes(house.app)
      .filter(({ method, isMiddleware }) => method === 'POST' && !isMiddleware)
      .map(({ path }) => path)
  const type = { 'Content-Type': 'application/x-www-form-urlencoded' }

  test('is given up after the form’s limit on every route, and changes no table [#62]', async () => {
    for (const path of posts()) {
      if (path === '/logout' || path.startsWith('/webhooks/')) continue
      const headers = { Origin: ORIGIN, ...owner, ...type, ...fromAnywhere() }
      const { body, pulled } = largeBody()
      const reads = takes[`POST ${path}`]?.form !== undefined
      const states = await tableStates(house)
      const init = { method: 'POST', headers, body, duplex: 'half' }
      const response = await house.request(here(path), init)
      if (reads) expect([path, response.status]).toEqual([path, 400])
      if (reads) expect(await response.text()).toContain('The form is too large')
      expect([path, pulled() <= 128 * 1024]).toEqual([path, true])
      if (reads) expect(changedTables(states, await tableStates(house))).toEqual([])
    }
  })

  test('whose length is announced is refused without reading a byte [#62]', async () => {
    for (const path of posts().filter((one) => takes[`POST ${one}`]?.form)) {
      const length = { 'Content-Length': String(2 * 1024 * 1024) }
      const headers = { Origin: ORIGIN, ...owner, ...type, ...length, ...fromAnywhere() }
      const { body, pulled } = largeBody()
      const init = { method: 'POST', headers, body, duplex: 'half' }
      const response = await house.request(here(path), init)
      expect([path, response.status, pulled()]).toEqual([path, 400, 0])
    }
  })

  test('is no delivery: it is given up after a megabyte, and stored nowhere [#62]', async () => {
    const { body, pulled } = largeBody()
    const states = await tableStates(house)
    const init = { body, duplex: 'half' }
    const response = await house.deliver(house.says(''), init)
    expect(response.status).toBe(413)
    expect(pulled()).toBeLessThan(1.2 * 1024 * 1024)
    expect(changedTables(states, await tableStates(house))).toEqual([])
  })
})
