/** Laws over every route that changes something: it leaves a mark or a security event when it succeeds, and none of them holds what is personal or secret. */
import { inspectRoutes } from 'hono/dev'
import { describe, expect, test } from 'vitest'

import { hashToken, hotp, newToken } from '../src/session/token.ts'
import { afterwards, openHouse, ORIGIN, type House } from './testing.ts'
import {
  accountForm,
  askForm,
  askPayment,
  deliver,
  payRequest,
  setUpMerchant,
  subscribe,
} from './webhooks/testing.ts'

type Headers = Record<string, string>
/** A business with a chat, and its owner in a browser of theirs. */
type World = { house: House; headers: Headers; chat: string }

const PASSWORD = 'seven quiet hadedas'
const STRANGER = { Origin: ORIGIN, 'CF-Connecting-IP': '196.25.1.77' }

const openWorld = async (): Promise<World> => {
  const house = await openHouse()
  const headers = { ...(await house.signedIn()), 'CF-Connecting-IP': '196.25.1.77' }
  await house.deliver(house.says('My gate word is Skattebol, are you open?'))
  await house.work()
  const [thread] = await house.threads()
  return { house, headers, chat: `/conversations/${String(thread?.['id'])}` }
}

const post = ({ house }: World, path: string, more: { headers: Headers; form?: Headers }) =>
  house.request(path, {
    method: 'POST',
    headers: more.headers,
    body: new URLSearchParams(more.form ?? {}),
  })
const chatOf = ({ chat }: World) => chat.split('/').at(-1) ?? ''

/** What the owner does in the chat; `first`: what they did before. */
const inChat =
  (verb: string, { form = {}, first }: { form?: Headers; first?: string } = {}) =>
  async (world: World) => {
    const { headers, chat } = world
    if (first) await post(world, `${chat}/${first}`, { headers })
    return () => post(world, `${chat}/${verb}`, { headers, form })
  }

const withPassword = async ({ house }: World, factor: string) =>
  house.asOwner({
    text: `update app.users set password_hash = $2, second_factor = $3 where email = $1`,
    values: [house.business.email, await house.deps.passwords.make(PASSWORD, house.now()), factor],
  })
const logIn = (world: World) =>
  post(world, '/login/password', {
    headers: STRANGER,
    form: { email: world.house.business.email, password: PASSWORD },
  })

const teamForm = { email: 'thabo@example.com', role: 'viewer' }
const roleForm = { name: 'Counter', 'inbox.read': '1' }
/** What the owner does to a colleague, an invitation or a role that is there. */
const inTeam =
  (table: string, verb: string, form: Headers = {}) =>
  async (world: World) => {
    const { house, headers } = world
    await post(world, '/team/invitations', { headers, form: teamForm })
    await house.signedIn('staff', { state: verb === 'approval' ? 'pending' : 'active' })
    await post(world, '/team/roles', { headers, form: roleForm })
    const [[row] = []] = await house.asOwner(
      `select id from app.${table} ${table === 'members' ? `where role = 'staff'` : ''} limit 1`,
    )
    const path = `/team/${table.replace('custom_', '')}/${String(row?.['id'])}${verb && `/${verb}`}`
    return () => post(world, path, { headers, form })
  }
const mailedCode = async ({ house }: World) => {
  await house.work()
  return /\b\d{4} ?\d{4}\b/.exec((await house.mails()).at(-1)?.text ?? '')?.[0] ?? ''
}

/** By route: what must be so before (arranged at once), and then the request that succeeds. */
const leaving: Record<string, (world: World) => Promise<() => Promise<Response>>> = {
  'POST /webhooks/whapi/:hook': async ({ house }) => {
    const from = '27825550122'
    const other = { chat_id: `${from}@s.whatsapp.net`, from, from_name: 'Ayesha Patel' }
    return () => house.deliver(house.says('Good day', other))
  },
  'POST /webhooks/payfast': async ({ house }) => {
    house.payfast.notices.behave({ hold: true })
    await subscribe(house)
    const body = house.payfast.notices.held()[0]?.body ?? ''
    return () => deliver(house, body, { 'CF-Connecting-IP': '196.25.1.77' })
  },
  'POST /webhooks/payfast/:org': async (world) => {
    const { house } = world
    await setUpMerchant(house)
    house.payfast.notices.behave({ hold: true })
    await payRequest(house, await askPayment(house, chatOf(world)))
    const body = house.payfast.notices.held()[0]?.body ?? ''
    const from = { 'CF-Connecting-IP': '196.25.1.77' }
    return () => deliver(house, body, from, `/${house.business.orgId}`)
  },
  'POST /login/password': async (world) => {
    await withPassword(world, 'off')
    return () => logIn(world)
  },
  'POST /login/second': async (world) => {
    await withPassword(world, 'email')
    const half = afterwards(STRANGER, await logIn(world))
    await world.house.work()
    const [mail] = await world.house.mails()
    const code = /\b\d{4} ?\d{4}\b/.exec(mail?.text ?? '')?.[0] ?? ''
    return () => post(world, '/login/second', { headers: half, form: { code } })
  },
  'POST /login/verify': async (world) => {
    const { house } = world
    const token = newToken()
    await house.asOwner({
      text: `select app.make_unbound_link($1, decode($2, 'hex'), $3::timestamptz, $3::timestamptz + interval '10 minutes')`,
      values: [house.business.email, await hashToken(token), house.now().toISOString()],
    })
    return () => post(world, '/login/verify', { headers: STRANGER, form: { t: token } })
  },
  'POST /security/password': async (world) => () =>
    post(world, '/security/password', { headers: world.headers, form: { password: PASSWORD } }),
  'POST /security/second-factor': async (world) => () =>
    post(world, '/security/second-factor', { headers: world.headers, form: { kind: 'off' } }),
  'POST /security/second-factor/app': async (world) => {
    const { house, headers } = world
    const page = await (await house.request('/security/second-factor/app', { headers })).text()
    const sealed = /name="sealed" value="([^"]+)"/.exec(page)?.[1] ?? ''
    const secret = /[?;&]secret=([A-Z2-7]+)/.exec(page)?.[1] ?? ''
    const code = await hotp(secret, Math.floor((house.now().getTime() / 1000 + 61) / 30))
    return () => post(world, '/security/second-factor/app', { headers, form: { sealed, code } })
  },
  'POST /security/email': async (world) => {
    const { headers } = world
    const email = 'nomsa.new@example.com'
    await post(world, '/security/email', { headers, form: { email } })
    const form = { email, code: await mailedCode(world) }
    return () => post(world, '/security/email', { headers, form })
  },
  'POST /join': async (world) => {
    const { house } = world
    const t = newToken()
    await post(world, '/team/invitations', { headers: world.headers, form: teamForm })
    await house.asOwner(
      `select set_config('app.actor', 'test', true), set_config('app.at', now()::text, true)`,
      {
        text: `update app.invitations set token_hash = decode($1, 'hex')`,
        values: [await hashToken(t)],
      },
    )
    return () => post(world, '/join', { headers: STRANGER, form: { t, name: 'Thabo' } })
  },
  'POST /team/invitations': async (world) => () =>
    post(world, '/team/invitations', { headers: world.headers, form: teamForm }),
  'POST /team/invitations/:id/withdrawal': inTeam('invitations', 'withdrawal'),
  'POST /team/members/:id/approval': inTeam('members', 'approval'),
  'POST /team/members/:id/removal': inTeam('members', 'removal'),
  'POST /team/members/:id/role': inTeam('members', 'role', { role: 'viewer' }),
  'POST /team/roles': async (world) => () =>
    post(world, '/team/roles', { headers: world.headers, form: roleForm }),
  'POST /team/roles/:id': inTeam('custom_roles', '', { ...roleForm, name: 'Front' }),
  'POST /team/roles/:id/removal': inTeam('custom_roles', 'removal'),
  'POST /team/security': async (world) => () =>
    post(world, '/team/security', { headers: world.headers, form: { required: 'yes' } }),
  'POST /subscription/checkout': async (world) => () =>
    post(world, '/subscription/checkout', { headers: world.headers }),
  'POST /subscription/pause': async (world) => {
    await subscribe(world.house)
    const form = { to: 'paused' }
    return () => post(world, '/subscription/pause', { headers: world.headers, form })
  },
  'POST /subscription/cancellation': async (world) => {
    await subscribe(world.house)
    world.house.payfast.notices.behave({ hold: true })
    return () => post(world, '/subscription/cancellation', { headers: world.headers })
  },
  'POST /conversations/:id/payment': async (world) => {
    await setUpMerchant(world.house)
    const form = { ...askForm, purpose: 'come by', cid: crypto.randomUUID() }
    return () => post(world, `${world.chat}/payment`, { headers: world.headers, form })
  },
  'POST /payments/:id/cancellation': async (world) => {
    await setUpMerchant(world.house)
    const id = await askPayment(world.house, chatOf(world))
    return () => post(world, `/payments/${id}/cancellation`, { headers: world.headers })
  },
  'POST /payments/account': async (world) => () =>
    post(world, '/payments/account', { headers: world.headers, form: accountForm }),
  'POST /subscription/vat-number': async (world) => () =>
    post(world, '/subscription/vat-number', {
      headers: world.headers,
      form: { vatNumber: '4123456789' },
    }),
  'POST /conversations/:id/replies': inChat('replies', {
    form: { text: 'We are, come by', cid: crypto.randomUUID() },
  }),
  'POST /conversations/:id/takeover': inChat('takeover'),
  'POST /conversations/:id/handback': inChat('handback', { first: 'takeover' }),
  'POST /conversations/:id/closing': inChat('closing'),
  'POST /conversations/:id/reopening': inChat('reopening', { first: 'closing' }),
  'POST /connect': async (world) => {
    const form = { token: world.house.business.channelToken, phone: '082 555 0150' }
    return () => post(world, '/connect', { headers: world.headers, form })
  },
}

/** What leaves none, each for a reason. */
const silent: Record<string, string> = {
  'POST /login':
    'the link and its mail are rows that keep their own times; the log-in leaves an event',
  'POST /signup': 'as with a link to log in; the business that comes of it has its marks',
  'POST /login/reset': 'as with a link to log in; the new password leaves an event',
  'POST /confirm': 'the same session goes on under another token',
  'POST /confirm/code': 'asks for a code by mail; a wrong one leaves an event',
  'POST /businesses': 'the same session goes on in another business of the same person',
  'POST /team/members/:id/logout': 'sessions say themselves when they were last used',
  'POST /conversations/:id/messages/:message/retry': 'the line keeps its own states',
  'POST /logout': 'ends one session of one’s own, which says itself when it was last used',
  'POST /security/sessions/:id/ending': 'a log-out of one’s own on another device',
  'POST /security/others/ending': 'a log-out of one’s own on all other devices',
  'POST /conversations/:id/reading': 'reading; the count of unread lines is bookkeeping',
  'POST /connect/code':
    'shows a code of WhatsApp’s; that the number was linked is noted when it is',
}

/** Before an organisation is known, or for a person in all of theirs: no door has been told which request it is. */
const withoutDoor = ['POST /join', 'POST /security/email']

const changing = (house: House) =>
  inspectRoutes(house.app)
    .filter(({ isMiddleware, method }) => !isMiddleware && method !== 'GET' && method !== 'HEAD')
    .map(({ method, path }) => `${method} ${path}`)

const written = async ({ house }: World) => {
  const [marks = [], events = []] = await house.asOwner(
    `select actor, network, at, request_id, a::text as row from app.audit a order by seq`,
    `select type, network, at, e::text as row from app.security_events e order by at, id`,
  )
  return { marks, events }
}

test('every route that changes something leaves a mark, or has a reason not to [#106]', async () => {
  const listed = [...Object.keys(leaving), ...Object.keys(silent)]
  expect(changing(await openHouse()).toSorted()).toEqual(listed.toSorted())
  expect(Object.values(silent).filter((reason) => reason.length < 20)).toEqual([])
})

describe.each(Object.keys(leaving))('%s', (route) => {
  test('leaves who, when and from where, and nothing personal or secret [#106]', async () => {
    const world = await openWorld()
    const act = await leaving[route]?.(world)
    const before = await written(world)
    world.house.pass(61)
    const response = await act?.()
    expect(response?.status).toBeLessThan(400)
    const after = await written(world)
    const marks = after.marks.slice(before.marks.length)
    const events = after.events.slice(before.events.length)
    expect(marks.length + events.length).toBeGreaterThan(0)
    const isMembers = !/webhooks|login|join|email/.test(route)
    for (const mark of marks) {
      expect(mark).toMatchObject({
        actor: expect.stringMatching(
          isMembers ? /^member:[0-9a-f-]{36}$/ : /^(channel:|invited$|person:|payfast$)/,
        ),
        network: isMembers || route.includes('payfast') ? '196.25.1.0/24' : null,
        ...(withoutDoor.includes(route)
          ? {}
          : { request_id: response?.headers.get('x-request-id') }),
      })
      expect(new Date(String(mark['at']))).toEqual(world.house.now())
    }
    for (const event of events) {
      expect(event['network']).toBe('196.25.1.0/24')
      expect(new Date(String(event['at']))).toEqual(world.house.now())
    }
    const rows = JSON.stringify(after)
    for (const secret of [
      'Lerato',
      'Ayesha',
      '5550111',
      '5550122',
      'Skattebol',
      'come by',
      PASSWORD,
      '196.25.1.77',
      accountForm.passphrase,
      accountForm.merchantKey,
      world.house.business.secret,
      world.house.business.channelToken,
    ])
      expect(rows).not.toContain(secret)
  })
})

test('a change that was refused leaves no mark', async () => {
  const world = await openWorld()
  const headers = await world.house.signedIn('viewer')
  const before = await written(world)
  expect((await post(world, `${world.chat}/takeover`, { headers })).status).toBe(403)
  expect((await written(world)).marks).toEqual(before.marks)
})
