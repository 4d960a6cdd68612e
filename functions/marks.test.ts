/** Laws over every route that changes something: it leaves a mark or a security event when it succeeds, and none of them holds what is personal or secret. */
import { inspectRoutes } from 'hono/dev'
import { describe, expect, test } from 'vitest'

import { hashToken, newToken } from '../src/session/token.ts'
import { afterwards, openHouse, ORIGIN, type House } from './testing.ts'

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

/** By route: what must be so before (arranged at once), and then the request that succeeds. */
const leaving: Record<string, (world: World) => Promise<() => Promise<Response>>> = {
  'POST /webhooks/whapi/:hook': async ({ house }) => {
    const from = '27825550122'
    const other = { chat_id: `${from}@s.whatsapp.net`, from, from_name: 'Ayesha Patel' }
    return () => house.deliver(house.says('Good day', other))
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
  'POST /logout': 'ends one session of one’s own, which says itself when it was last used',
  'POST /security/sessions/:id/ending': 'a log-out of one’s own on another device',
  'POST /security/others/ending': 'a log-out of one’s own on all other devices',
  'POST /conversations/:id/reading': 'reading; the count of unread lines is bookkeeping',
  'POST /connect/code':
    'shows a code of WhatsApp’s; that the number was linked is noted when it is',
}

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
    const isMembers = !/webhooks|login/.test(route)
    for (const mark of marks) {
      expect(mark).toMatchObject({
        actor: expect.stringMatching(isMembers ? /^member:[0-9a-f-]{36}$/ : /^channel:/),
        network: isMembers ? '196.25.1.0/24' : null,
        request_id: response?.headers.get('x-request-id'),
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
