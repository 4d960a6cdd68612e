/** Laws over every route: they ask the running app which routes there are, so a new one is held to them from its first day. */
import { inspectRoutes } from 'hono/dev'
import { beforeAll, describe, expect, test, vi } from 'vitest'

import { exportNames } from '../src/export/export.ts'
import { matrixLaws } from './matrix/testing.ts'
import { openHouse, ORIGIN, type House } from './testing.ts'
import {
  accountForm,
  askForm,
  askPayment,
  deliver,
  payPathOf,
  payRequest,
  setUpMerchant,
  subscribe,
} from './webhooks/testing.ts'

/** Open to everybody, each for a reason. */
const open: Record<string, string> = {
  'GET /healthz': 'says only that the Worker runs',
  'POST /webhooks/whapi/:hook': "proves itself by the channel's secret",
  'POST /webhooks/payfast': "proves itself by PayFast's signature, and PayFast is asked",
  'POST /webhooks/payfast/:org': "proves itself by PayFast's signature, and PayFast is asked",
  'GET /pay/:token': 'shows what its link is for; pays nothing',
  'GET /pay/:token/live': 'says whether that is paid',
  'GET /login': 'the way in',
  'POST /login': 'asks for a link; answers the same for every address',
  'GET /login/sent': 'shows the asking browser its own code',
  'GET /login/password': 'the way in by password',
  'POST /login/password': 'compares; answers the same for every address',
  'GET /login/second': 'asks for the second factor of the half-open log-in in a cookie',
  'POST /login/second': 'answers it',
  'GET /login/reset': 'the way in for who forgot their password',
  'POST /login/reset': 'asks for a link; answers the same for every address',
  'GET /signup': 'the way in for a new business',
  'POST /signup': 'asks for a link; answers the same for every address',
  'GET /login/verify': 'shows whose link it is; spends nothing',
  'POST /login/verify': 'spends the link',
  'POST /logout': 'ends whatever session there is',
  'GET /join': 'shows whose invitation it is; spends nothing',
  'POST /join': 'accepts the invitation; signs nobody in',
}

/** Trips to the database of each route, as its user meets it. Two where a call to the outside, a password's hash, or a letter that names what the first trip found, stands between. */
const trips: Record<string, number> = {
  'GET /healthz': 0,
  'POST /webhooks/whapi/:hook': 1,
  'POST /webhooks/payfast': 2,
  'POST /webhooks/payfast/:org': 2,
  'GET /pay/:token': 1,
  'GET /pay/:token/live': 1,
  'GET /login': 0,
  'POST /login': 1,
  'GET /login/sent': 0,
  'GET /login/password': 0,
  'POST /login/password': 2,
  'GET /login/second': 0,
  'POST /login/second': 0,
  'GET /login/reset': 0,
  'POST /login/reset': 1,
  'GET /security/password': 1,
  'POST /security/password': 2,
  'GET /confirm': 1,
  'POST /confirm': 2,
  'POST /confirm/code': 1,
  'GET /security/second-factor': 1,
  'POST /security/second-factor': 1,
  'GET /security/second-factor/app': 1,
  'POST /security/second-factor/app': 1,
  'GET /security/email': 1,
  'POST /security/email': 2,
  'GET /signup': 0,
  'POST /signup': 1,
  'GET /login/verify': 1,
  'POST /login/verify': 1,
  'POST /logout': 1,
  'GET /': 1,
  'GET /live': 1,
  'GET /conversations/:id': 1,
  'GET /conversations/:id/live': 1,
  'POST /conversations/:id/replies': 1,
  'POST /conversations/:id/messages/:message/retry': 1,
  'POST /conversations/:id/reading': 1,
  'POST /conversations/:id/takeover': 1,
  'POST /conversations/:id/handback': 1,
  'POST /conversations/:id/closing': 1,
  'POST /conversations/:id/reopening': 1,
  'GET /conversations/:id/payment': 1,
  'POST /conversations/:id/payment': 1,
  'GET /payments': 1,
  'POST /payments/:id/cancellation': 1,
  'GET /payments/account': 1,
  'POST /payments/account': 2,
  'GET /connect': 1,
  'GET /connect/live': 1,
  'POST /connect': 2,
  'POST /connect/code': 2,
  'GET /activity': 1,
  'GET /export': 1,
  'GET /export/messages.csv': 1,
  'GET /export/conversations.csv': 1,
  'GET /export/customers.csv': 1,
  'GET /export/activity.csv': 1,
  'GET /export/security.csv': 1,
  'GET /export/payments.csv': 1,
  'GET /export/requests.csv': 1,
  'GET /more': 1,
  'GET /security': 1,
  'POST /security/sessions/:id/ending': 1,
  'POST /security/others/ending': 1,
  'GET /team': 1,
  'POST /team/invitations': 2,
  'POST /team/invitations/:id/withdrawal': 1,
  'GET /team/members/:id': 1,
  'POST /team/members/:id/approval': 2,
  'POST /team/members/:id/role': 1,
  'POST /team/members/:id/logout': 1,
  'GET /team/members/:id/removal': 1,
  'POST /team/members/:id/removal': 1,
  'GET /team/roles': 1,
  'GET /team/roles/new': 1,
  'POST /team/roles': 1,
  'GET /team/roles/:id': 1,
  'POST /team/roles/:id': 1,
  'POST /team/roles/:id/removal': 1,
  'GET /team/security': 1,
  'POST /team/security': 1,
  'GET /join': 1,
  'POST /join': 1,
  'GET /businesses': 1,
  'POST /businesses': 1,
  'GET /subscription': 1,
  'GET /subscription/pause': 1,
  'POST /subscription/pause': 2,
  'GET /subscription/cancellation': 1,
  'POST /subscription/cancellation': 2,
  'GET /subscription/checkout': 1,
  'POST /subscription/checkout': 2,
  'GET /subscription/return': 1,
  'GET /subscription/return/live': 1,
  'GET /subscription/vat-number': 1,
  'POST /subscription/vat-number': 1,
}

/** Reading that leaves a row, each for a reason: never for a browser that looks ahead, nor for the head of an answer. */
const leaving: Record<string, string> = Object.fromEntries(
  exportNames.map((what) => [`GET /export/${what}.csv`, 'who took what is kept, and counted']),
)

/** The next monthly charge, told. */
const payfastCalls = async () => {
  await house.payfast.runs.charge(run)
  return deliver(house, house.payfast.notices.held().at(-1)?.body ?? '')
}

const routesOf = (house: House) => {
  const handlers = inspectRoutes(house.app).filter(({ isMiddleware }) => !isMiddleware)
  return [...new Set(handlers.map(({ method, path }) => `${method} ${path}`))]
}
const split = (route: string) => {
  const [method = '', path = ''] = route.split(' ')
  return { method, path }
}

const PASSWORD = 'seven quiet hadedas'
/** Names no line: what is not there is not sent again. */
const LINE = '00000000-0000-4000-8000-000000000000'

let house: House
let neighbour: House
let owner: Record<string, string>
let conversation: string
let run: Awaited<ReturnType<typeof subscribe>>['run']
/** PayFast's notice of a request that was paid. */
let paidRequest: string
/** The link of a request that can be paid. */
let payPath: string
/** A row for each kind of path that names one. */
let own: Record<string, string>

const threadOf = async (of: House) => {
  await of.deliver(of.says('Good day, are you open?'))
  await of.work()
  const [thread] = await of.threads()
  return String(thread?.['id'])
}

beforeAll(async () => {
  house = await openHouse()
  neighbour = await openHouse()
  owner = await house.signedIn()
  await house.asOwner({
    text: 'update app.users set password_hash = $2 where email = $1',
    values: [house.business.email, await house.deps.passwords.make(PASSWORD, house.now())],
  })
  conversation = await threadOf(house)
  await setUpMerchant(house)
  own = await arrangeTeam()
  house.payfast.notices.behave({ hold: true })
  await payRequest(house, await askPayment(house, conversation))
  paidRequest = house.payfast.notices.held().at(-1)?.body ?? ''
  payPath = await payPathOf(house, await askPayment(house, conversation))
  run = (await subscribe(house)).run
}, 60_000)

/** A colleague who waits for approval, an invitation and a role. */
const arrangeTeam = async () => {
  await house.signedIn('staff', { state: 'pending' })
  const [, [member] = [], [invitation] = [], [role] = []] = await house.asOwner(
    {
      text: `select set_config('app.org_id', $1, true), set_config('app.actor', 'test', true), set_config('app.at', $2, true)`,
      values: [house.business.orgId, house.now().toISOString()],
    },
    `select id from app.members where state = 'pending'`,
    `insert into app.invitations (email, role, token_hash, invited_by, expires_at)
     select left(id::text, 8) || '@example.com', 'staff', sha256(id::text::bytea), id, now() from app.members limit 1 returning id`,
    `insert into app.custom_roles (name, permissions) values ('Counter', '{inbox.read}') returning id`,
  )
  const idOf = (row: Record<string, unknown> | undefined) => String(row?.['id'])
  return {
    '/conversations': conversation,
    '/payments': await askPayment(house, conversation),
    '/team/members': idOf(member),
    '/team/invitations': idOf(invitation),
    '/team/roles': idOf(role),
  }
}
const ownIdOf = (path: string) =>
  Object.entries(own).find(([start]) => path.startsWith(start))?.[1] ?? conversation

const forms: Record<string, () => Record<string, string>> = {
  'POST /conversations/:id/replies': () => ({ text: 'On my way', cid: crypto.randomUUID() }),
  'POST /conversations/:id/payment': () => ({ ...askForm, cid: crypto.randomUUID() }),
  'POST /payments/account': () => accountForm,
  'POST /connect': () => ({ token: house.business.channelToken, phone: '082 555 0150' }),
  'POST /login/verify': () => ({ t: 'x'.repeat(43) }),
  'POST /login/password': () => ({ email: house.business.email, password: PASSWORD }),
  'POST /security/password': () => ({ current: PASSWORD, password: PASSWORD }),
  'POST /login': () => ({ email: 'somebody@example.com' }),
  'POST /team/invitations': () => ({ email: 'thabo@example.com', role: 'staff' }),
  'POST /team/members/:id/role': () => ({ role: 'viewer' }),
  'POST /team/roles': () => ({ name: crypto.randomUUID(), 'inbox.read': '1' }),
  'POST /team/roles/:id': () => ({ name: crypto.randomUUID(), 'inbox.read': '1' }),
  'POST /team/security': () => ({ required: 'no' }),
  'POST /join': () => ({ t: 'x'.repeat(43), name: 'Thabo' }),
  'POST /businesses': () => ({ org: house.business.orgId }),
  'POST /subscription/pause': () => ({ to: 'paused' }),
  'POST /confirm': () => ({ code: '123456' }),
  'POST /security/second-factor': () => ({ kind: 'email' }),
  'POST /security/email': () => ({ email: 'somebody@example.com' }),
  'POST /login/reset': () => ({ email: 'somebody@example.com' }),
  'POST /signup': () => ({
    business: 'Karoo Plumbers',
    name: 'Pieter',
    email: 'pieter@example.com',
    phone: '082 555 0133',
  }),
}

const call = (
  route: string,
  { headers = {}, id }: { headers?: Record<string, string>; id?: string } = {},
) => {
  const { method, path } = split(route)
  if (route === 'POST /webhooks/whapi/:hook') return house.deliver(house.says('Thanks'))
  if (route === 'POST /webhooks/payfast') return payfastCalls()
  if (route === 'POST /webhooks/payfast/:org')
    return deliver(house, paidRequest, {}, `/${house.business.orgId}`)
  const query = /^GET \/(login\/verify|join)$/.test(route) ? `?t=${'x'.repeat(43)}` : ''
  const form = method === 'POST' ? { body: new URLSearchParams(forms[route]?.() ?? {}) } : {}
  const here = path
    .replace(':id', id ?? ownIdOf(path))
    .replace(':message', LINE)
    .replace('/pay/:token', payPath)
  return house.request(here + query, {
    method,
    headers,
    ...form,
  })
}

/** The owner's, but where the route ends or renews the session, or one person may ask only so often: then that of another owner. */
const browserFor = async (route: string) => {
  const renewing = [
    'POST /logout',
    'POST /security/password',
    'POST /security/second-factor',
    'POST /businesses',
  ]
  if (!renewing.includes(route) && !(route in leaving)) return owner
  return house.signedIn()
}

test('every route is on the table of trips', () => {
  expect(routesOf(house).toSorted()).toEqual(Object.keys(trips).toSorted())
})

test('every route but those listed is closed to strangers, without asking the database [#25]', async () => {
  for (const route of routesOf(house).filter((name) => !(name in open))) {
    const before = house.trips()
    const response = await call(route, { headers: { Origin: ORIGIN } })
    const isPage = route.startsWith('GET') && !route.endsWith('/live')
    expect([route, response.status]).toEqual([route, isPage ? 303 : 401])
    if (isPage) expect(response.headers.get('location')).toBe('/login')
    expect([route, house.trips() - before]).toEqual([route, 0])
  }
})

test('every route makes the trips of its table and no more', async () => {
  const made: Record<string, number> = {}
  for (const route of routesOf(house)) {
    const before = house.trips()
    await call(route, { headers: await browserFor(route) })
    made[route] = house.trips() - before
  }
  console.table(made)
  expect(made).toEqual(trips)
})

/** What a page of another site can make a browser send, and what says nothing about where it comes from. */
const foreign: { headers: Record<string, string>; method?: string; body?: string | null }[] = [
  { headers: { Origin: 'https://evil.example' } },
  { headers: { Origin: 'null' } },
  { headers: { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'same-origin' } },
  { headers: { 'Sec-Fetch-Site': 'cross-site' } },
  { headers: { 'Sec-Fetch-Site': 'same-site' } },
  { headers: { 'Sec-Fetch-Site': 'none' } },
  { headers: { Origin: ORIGIN, 'Sec-Fetch-Site': 'cross-site' } },
  { headers: {} },
  { headers: { 'Content-Type': 'text/plain' }, body: '{"text":"hello"}' },
  { headers: { 'Content-Type': 'Text/Plain', Origin: 'https://evil.example' }, body: 'text=hello' },
  { headers: {}, body: null },
  { headers: {}, body: '_method=PUT' },
  ...['PUT', 'PATCH', 'DELETE'].map((method) => ({ headers: {}, method })),
]

test('every change that comes from another site, or does not say from where, is refused [#17]', async () => {
  const changing = routesOf(house).filter(
    (name) => name.startsWith('POST') && !name.includes('/webhooks/'),
  )
  for (const route of changing) {
    for (const { headers, ...more } of foreign) {
      const before = house.trips()
      const response = await house.request(split(route).path.replace(':id', conversation), {
        method: 'POST',
        headers: { Cookie: owner['Cookie'] ?? '', ...headers },
        body: new URLSearchParams(forms[route]?.() ?? {}),
        ...more,
      })
      expect([route, headers, more, response.status]).toEqual([route, headers, more, 403])
      expect(house.trips()).toBe(before)
    }
  }
})

describe('what the neighbours may not know', () => {
  test('their conversation and one that never was answer the same on every route [#30]', async () => {
    const theirs = await threadOf(neighbour)
    const before = await neighbour.threads()
    for (const route of routesOf(house).filter((name) => name.includes(':id'))) {
      const answers = await Promise.all(
        [theirs, crypto.randomUUID()].map(async (id) => {
          const response = await call(route, { headers: owner, id })
          return { status: response.status, body: without(await response.text()) }
        }),
      )
      expect([route, answers[0]]).toEqual([route, answers[1]])
      if (route !== 'POST /conversations/:id/reading') expect(answers[0]?.status).toBe(404)
    }
    expect(await neighbour.threads()).toEqual(before)
  })

  test('an id that is no id is not found, and never an error of ours', async () => {
    for (const route of routesOf(house).filter((name) => name.includes(':id'))) {
      for (const id of ['1', 'x', '%00', "'", '00000000-0000-0000-0000-00000000000g']) {
        const response = await call(route, { headers: owner, id })
        expect([route, id, response.status]).toEqual([route, id, 404])
      }
    }
  })
})

/** The reference number is each answer's own. */
const without = (body: string) => body.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '')

test('every answer, errors and redirects included, carries the security headers', async () => {
  for (const route of [...routesOf(house), 'GET /nowhere']) {
    for (const headers of [await browserFor(route), {}]) {
      const response = await call(route, { headers })
      const found = Object.fromEntries(response.headers)
      expect([route, found]).toEqual([
        route,
        expect.objectContaining({
          'content-security-policy': expect.stringContaining("default-src 'none'"),
          'strict-transport-security': expect.stringContaining('max-age=63072000'),
          'x-content-type-options': 'nosniff',
          'x-frame-options': 'DENY',
          'referrer-policy': 'strict-origin',
          'x-request-id': expect.any(String),
          'cache-control': expect.stringMatching(/no-store|no-cache/),
        }),
      ])
      expect(found['content-security-policy']).not.toContain('unsafe')
    }
  }
})

test('every cookie of every route is for this host alone and out of reach of scripts [#12]', async () => {
  let seen = 0
  for (const route of routesOf(house)) {
    const headers = await browserFor(route)
    for (const cookie of (await call(route, { headers })).headers.getSetCookie()) {
      seen += 1
      expect([route, cookie]).toEqual([route, expect.stringMatching(/^__Host-/)])
      for (const attribute of ['HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/'])
        expect(cookie).toContain(attribute)
      expect(cookie).not.toMatch(/Domain=/i)
    }
  }
  expect(seen).toBeGreaterThanOrEqual(2)
})

test('reading changes nothing: after every GET but those listed, and every HEAD, each table is as it was', async () => {
  const [tables = []] = await house.asOwner(
    `select relname from pg_class k join pg_namespace n on n.oid = k.relnamespace where nspname = 'app' and relkind = 'r'`,
  )
  const sums = () =>
    house.asOwner(
      ...tables.map(
        ({ relname }) =>
          `select md5(coalesce(string_agg(t::text, '' order by t::text), '')) from app.${String(relname)} t`,
      ),
    )
  const before = await sums()
  for (const route of routesOf(house).filter((name) => name.startsWith('GET'))) {
    const { path } = split(route)
    if (!(route in leaving)) await call(route, { headers: owner })
    const here = path.replace(':id', ownIdOf(path)).replace('/pay/:token', payPath)
    await house.request(here, { method: 'HEAD', headers: owner })
  }
  expect(await sums()).toEqual(before)
})

test('every page renders for a business without anything in it', async () => {
  const empty = await openHouse()
  const headers = await empty.signedIn()
  for (const path of [
    '/',
    '/?show=needs',
    '/?show=ai',
    '/?show=you',
    '/?show=closed',
    '/connect',
    '/activity',
    '/payments',
    '/payments/account',
    '/export',
    '/more',
    '/security',
    '/security/password',
    '/team',
    '/team/roles',
    '/team/roles/new',
    '/team/security',
    '/businesses',
    '/confirm',
    '/subscription',
    '/subscription/checkout',
    '/subscription/return',
    '/subscription/pause',
    '/subscription/cancellation',
    '/security/second-factor',
    '/security/second-factor/app',
    '/security/email',
  ]) {
    expect([path, (await empty.request(path, { headers })).status]).toEqual([path, 200])
  }
})

test('no secret, address, name or message stands in the log, whatever happens [#108]', async () => {
  const written: string[] = []
  const keep = (line: unknown) => written.push(String(line))
  const spies = [
    vi.spyOn(console, 'log').mockImplementation(keep),
    vi.spyOn(console, 'error').mockImplementation(keep),
  ]
  await house.deliver(house.says('My gate word is Skattebol'))
  await house.work()
  for (const route of routesOf(house)) await call(route, { headers: await browserFor(route) })
  await house.request(`/login/verify?t=${house.business.secret}`)
  const { ask } = house.deps
  house.deps.ask = () =>
    Promise.reject(new Error(`Failed query: insert … params: ${house.business.secret}, Lerato`))
  await house.deliver(house.says('Something else'))
  await house.request('/', { headers: owner })
  house.deps.ask = ask
  for (const spy of spies) spy.mockRestore()
  expect(written.length).toBeGreaterThan(20)
  const log = written.join('\n')
  const secrets = [
    house.business.secret,
    house.business.channelToken,
    owner['Cookie']?.split('=')[1] ?? 'no cookie',
    'Skattebol',
    PASSWORD,
    'Lerato',
    '27825550111',
    '5550111',
    'sipho',
  ]
  for (const secret of secrets) expect(log).not.toContain(secret)
})

matrixLaws({ house: () => house, open, call })
