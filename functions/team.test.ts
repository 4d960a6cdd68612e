import { describe, expect, test } from 'vitest'

import { wordsOf } from './pages/testing.ts'
import { guardOf } from './session.ts'
import { openHouse, ORIGIN, type House } from './testing.ts'
import { subscribe } from './webhooks/testing.ts'

type Headers = Record<string, string>

const get = (house: House, path: string, headers: Headers) => house.request(path, { headers })
const page = async (house: House, path: string, headers: Headers) =>
  wordsOf(await (await get(house, path, headers)).text())
const post = (house: House, path: string, headers: Headers, form: Record<string, string> = {}) =>
  house.request(path, { method: 'POST', headers, body: new URLSearchParams(form) })
const wayOf = async (asked: Promise<Response>) => {
  const response = await asked
  return [response.status, response.headers.get('location')]
}
/** The member whose session these headers are. */
const idOf = async (house: House, headers: Headers) => {
  const [[row] = []] = await house.asOwner({
    text: `select m.id from app.members m join app.sessions s on s.user_id = m.user_id and s.org_id = m.org_id
            where s.token_hash = sha256(convert_to($1, 'UTF8'))`,
    values: [headers['Cookie']?.replace('__Host-sid=', '')],
  })
  return String(row?.['id'])
}
const invite = (house: House, headers: Headers, form: Record<string, string>) =>
  post(house, '/team/invitations', headers, form)
const linkIn = (text = '') => /http\S+\/join\?t=(\S+)/.exec(text)?.[1] ?? ''

test('an owner invites by mail, the invited accepts, waits, is approved, and works [#10]', async () => {
  const house = await openHouse()
  const owner = await house.signedIn()
  expect(await wayOf(invite(house, owner, { email: ' Thabo@Example.com', role: 'staff' }))).toEqual(
    [303, '/team?done=invited'],
  )
  await house.work()
  const [letter] = await house.mails()
  expect(letter?.to).toBe('thabo@example.com')
  expect(letter?.text).toContain('Nomsa invites you to the team of Sea Point Plumbers')
  const t = linkIn(letter?.text)
  const accepted = await post(house, '/join', { Origin: ORIGIN }, { t, name: 'Thabo Mbeki' })
  expect(accepted.status).toBe(200)
  expect(accepted.headers.getSetCookie()).toEqual([])
  await house.work()
  expect((await house.mails())[1]?.text).toContain('Thabo Mbeki (thabo@example.com) accepted')
  const waiting = await page(house, '/team', owner)
  expect(waiting).toContain(
    'Waiting for approval They see nothing until you approve them. Thabo Mbeki',
  )
  const [[thabo] = []] = await house.asOwner(
    `select id from app.members where name = 'Thabo Mbeki'`,
  )
  const approval = `/team/members/${String(thabo?.['id'])}/approval`
  expect(await wayOf(post(house, approval, owner))).toEqual([303, '/team?done=approved'])
  await house.work()
  const told = (await house.mails()).at(-1)
  expect([told?.to, told?.subject]).toEqual([
    'thabo@example.com',
    'You are on the team on Frontdesk',
  ])
  expect(await page(house, '/team', owner)).not.toContain('Waiting for approval')
  expect((await post(house, approval, owner)).status).toBe(409)
})

test.each([
  ['owner', 200],
  ['manager', 200],
  ['staff', 403],
  ['viewer', 403],
])(
  'for the role %s the team answers %i, and More leads there only then [#20]',
  async (role, status) => {
    const house = await openHouse()
    const headers = await house.signedIn(role)
    for (const path of ['/team', '/team/roles', '/team/roles/new'])
      expect((await get(house, path, headers)).status).toBe(status)
    const more = await (await get(house, '/more', headers)).text()
    expect(more.includes('href="/team"')).toBe(status === 200)
    expect((await get(house, '/team/security', headers)).status).toBe(role === 'owner' ? 200 : 403)
  },
)

describe('an invitation', () => {
  test.each([
    [{ email: 'thabo', role: 'staff' }, 400, 'Write your email address as'],
    [{ email: 'thabo@example.com', role: 'boss' }, 400, 'Choose a role.'],
    [{ email: 'thabo@example.com' }, 400, 'Choose a role.'],
    [{ email: 'thabo@example.com', role: crypto.randomUUID() }, 404, 'Nothing here'],
  ])('with %j is answered %i in words, and nothing is written', async (form, status, says) => {
    const house = await openHouse()
    const response = await invite(house, await house.signedIn(), form)
    const html = await response.text()
    expect([response.status, wordsOf(html)]).toEqual([status, expect.stringContaining(says)])
    if (status === 400) expect(html).toContain(`value="${form.email}"`)
    expect(await house.asOwner('select from app.invitations', 'select from app.outbox')).toEqual([
      [],
      [],
    ])
  })

  test('to an address of this team is refused in words', async () => {
    const house = await openHouse()
    const form = { email: house.business.email.toUpperCase(), role: 'staff' }
    const response = await invite(house, await house.signedIn(), form)
    expect(response.status).toBe(409)
    expect(wordsOf(await response.text())).toContain('This address is on your team already.')
  })

  test('to an address with an account elsewhere is answered, mailed and listed like any other', async () => {
    const house = await openHouse()
    const owner = await house.signedIn()
    await subscribe(house)
    await house.asOwner(
      `insert into app.users (email, created_at) values ('known@example.com', now())`,
    )
    const seen = []
    for (const email of ['known@example.com', 'other@example.com']) {
      const before = [house.trips(), (await house.mails()).length] as const
      const way = await wayOf(invite(house, owner, { email, role: 'viewer' }))
      await house.work()
      const [letter] = (await house.mails()).slice(before[1])
      const text = letter?.text.replace(linkIn(letter.text), '')
      const listed = (await page(house, '/team', owner)).includes(
        `${email} Viewer Invited by Nomsa`,
      )
      seen.push({ way, trips: house.trips() - before[0], subject: letter?.subject, text, listed })
    }
    expect(seen[0]).toEqual(seen[1])
    expect(seen[0]?.listed).toBe(true)
  })

  test('is one of twenty a day; the next is refused in words until tomorrow', async () => {
    const house = await openHouse()
    const owner = await house.signedIn()
    const again = () => invite(house, owner, { email: 'thabo@example.com', role: 'viewer' })
    for (let n = 0; n < 20; n += 1) expect((await again()).status).toBe(303)
    const refused = await again()
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '86400'])
    expect(wordsOf(await refused.text())).toContain('Try again in about 24 hours')
    house.pass(86_400)
    expect((await again()).status).toBe(303)
  })

  test('can be withdrawn, and its link is dead', async () => {
    const house = await openHouse()
    const owner = await house.signedIn()
    await invite(house, owner, { email: 'thabo@example.com', role: 'staff' })
    await house.work()
    const t = linkIn((await house.mails())[0]?.text)
    const html = await (await get(house, '/team', owner)).text()
    const action = /action="(\/team\/invitations\/[^"]+\/withdrawal)"/.exec(html)?.[1] ?? ''
    expect(await wayOf(post(house, action, owner))).toEqual([303, '/team?done=withdrawn'])
    expect((await house.request(`/join?t=${t}`)).status).toBe(404)
    expect((await post(house, action, owner)).status).toBe(404)
  })
})

describe('a colleague', () => {
  test('who is given another role is logged out at once, and told apart by it from then on [#14]', async () => {
    const house = await openHouse()
    const [owner, colleague] = [await house.signedIn(), await house.signedIn('manager')]
    const path = `/team/members/${await idOf(house, colleague)}`
    expect((await get(house, '/team', colleague)).status).toBe(200)
    expect(await wayOf(post(house, `${path}/role`, owner, { role: 'viewer' }))).toEqual([
      303,
      '/team?done=changed',
    ])
    expect(await wayOf(get(house, '/team', colleague))).toEqual([303, '/login'])
    expect(await page(house, path, owner)).toContain('Viewer On the team since')
  })

  test('who is logged out everywhere, or removed, is out at the very next request [#14]', async () => {
    const house = await openHouse()
    const [owner, colleague] = [await house.signedIn(), await house.signedIn('staff')]
    const path = `/team/members/${await idOf(house, colleague)}`
    expect((await get(house, '/', colleague)).status).toBe(200)
    expect(await wayOf(post(house, `${path}/logout`, owner))).toEqual([
      303,
      '/team?done=logged_out',
    ])
    expect(await wayOf(get(house, '/', colleague))).toEqual([303, '/login'])
    const again = await house.signedIn('staff')
    const second = `/team/members/${await idOf(house, again)}/removal`
    expect(await page(house, second, owner)).toContain('Remove Nomsa?')
    expect((await get(house, '/', again)).status).toBe(200)
    expect(await wayOf(post(house, second, owner))).toEqual([303, '/team?done=removed'])
    expect(await wayOf(get(house, '/', again))).toEqual([303, '/login'])
    expect((await post(house, '/logout', again)).status).toBe(303)
    expect((await get(house, second, owner)).status).toBe(404)
  })

  test('who waits can be declined', async () => {
    const house = await openHouse()
    const [owner, newcomer] = [
      await house.signedIn(),
      await house.signedIn('staff', { state: 'pending' }),
    ]
    const path = `/team/members/${await idOf(house, newcomer)}/removal`
    expect(await page(house, path, owner)).toContain('Decline Nomsa?')
    expect(await wayOf(post(house, path, owner))).toEqual([303, '/team?done=removed'])
    expect(await wayOf(get(house, '/', newcomer))).toEqual([303, '/login'])
  })

  test('of a higher role is out of a manager’s reach: no button, and 403 for whoever posts all the same [#20]', async () => {
    const house = await openHouse()
    const [manager, owner] = [await house.signedIn('manager'), await house.signedIn()]
    const path = `/team/members/${await idOf(house, owner)}`
    const html = await (await get(house, path, manager)).text()
    expect(html).not.toContain('<form')
    expect(wordsOf(html)).toContain('Their role is above yours')
    expect((await get(house, `${path}/removal`, manager)).status).toBe(403)
    for (const what of ['approval', 'removal', 'logout'])
      expect([what, (await post(house, `${path}/${what}`, manager)).status]).toEqual([what, 403])
    expect((await post(house, `${path}/role`, manager, { role: 'staff' })).status).toBe(403)
    const own = `/team/members/${await idOf(house, manager)}`
    expect(await (await get(house, own, manager)).text()).not.toContain('value="owner"')
    expect((await post(house, `${own}/role`, manager, { role: 'owner' })).status).toBe(403)
    const form = { email: 'thabo@example.com', role: 'owner' }
    expect((await invite(house, manager, form)).status).toBe(403)
    expect((await get(house, '/', owner)).status).toBe(200)
  })

  test('who is the last owner is told to name another one first, and stays', async () => {
    const house = await openHouse()
    const owner = await house.signedIn()
    await house.asOwner(
      {
        text: `select set_config('app.actor', 'test', true), set_config('app.at', $1, true)`,
        values: [house.now().toISOString()],
      },
      { text: 'delete from app.members where email = $1', values: [house.business.email] },
    )
    const path = `/team/members/${await idOf(house, owner)}`
    for (const [what, form] of [
      ['removal', {}],
      ['role', { role: 'manager' }],
    ] as const) {
      const response = await post(house, `${path}/${what}`, owner, form)
      expect(response.status).toBe(409)
      expect(wordsOf(await response.text())).toContain('Make somebody else an owner first.')
    }
    expect((await get(house, '/team', owner)).status).toBe(200)
  })

  test('of the neighbours is not found, whatever is asked [#30]', async () => {
    const [house, neighbour] = [await openHouse(), await openHouse()]
    const owner = await house.signedIn()
    const theirs = `/team/members/${await idOf(neighbour, await neighbour.signedIn('staff'))}`
    expect((await get(house, theirs, owner)).status).toBe(404)
    expect((await get(house, `${theirs}/removal`, owner)).status).toBe(404)
    for (const what of ['approval', 'removal', 'logout', 'role'])
      expect((await post(house, `${theirs}/${what}`, owner, { role: 'staff' })).status).toBe(404)
  })
})

describe('a role of the business’s own', () => {
  test('is made, given, changed and refused to go while somebody has it [#21]', async () => {
    const house = await openHouse()
    const owner = await house.signedIn()
    const made = await post(house, '/team/roles', owner, { name: 'Counter', 'inbox.read': '1' })
    expect(made.headers.get('location')).toBe('/team/roles')
    const [[role] = []] = await house.asOwner('select id, permissions from app.custom_roles')
    expect(role?.['permissions']).toEqual(['inbox.read'])
    const id = String(role?.['id'])
    const colleague = await house.signedIn('staff')
    const member = `/team/members/${await idOf(house, colleague)}`
    expect((await post(house, `${member}/role`, owner, { role: id })).status).toBe(303)
    expect(await page(house, '/team', owner)).toContain('Nomsa Counter')
    expect(await page(house, '/team/roles', owner)).toContain('Counter 1 person has this role')
    const html = await (await get(house, `/team/roles/${id}`, owner)).text()
    expect(html.match(/<input[^>]*checked[^>]*>/g)).toEqual([
      expect.stringContaining('name="inbox.read"'),
    ])
    const refused = await post(house, `/team/roles/${id}/removal`, owner)
    expect(refused.status).toBe(409)
    expect(wordsOf(await refused.text())).toContain('Somebody has this role.')
    await post(house, `/team/roles/${id}`, owner, { name: 'Till', 'audit.read': '1' })
    const [[after] = []] = await house.asOwner('select name, permissions from app.custom_roles')
    expect(after).toEqual({ name: 'Till', permissions: ['audit.read'] })
    await post(house, `${member}/removal`, owner)
    expect((await post(house, `/team/roles/${id}/removal`, owner)).status).toBe(303)
    expect((await get(house, `/team/roles/${id}`, owner)).status).toBe(404)
  })

  test('counts as it is changed, from the very next request on [#21]', async () => {
    const house = await openHouse()
    const [owner, colleague] = [
      await house.signedIn(),
      await house.signedIn('custom', { permissions: ['inbox.read'] }),
    ]
    const [[role] = []] = await house.asOwner('select id from app.custom_roles')
    expect((await get(house, '/', colleague)).status).toBe(200)
    expect((await get(house, '/activity', colleague)).status).toBe(403)
    const form = { name: 'Reader', 'audit.read': '1' }
    await post(house, `/team/roles/${String(role?.['id'])}`, owner, form)
    expect((await get(house, '/', colleague)).status).toBe(403)
    expect((await get(house, '/activity', colleague)).status).toBe(200)
  })

  test.each([
    [{ name: '' }, 400, 'Write a name of at most 40 characters'],
    [{ name: 'x'.repeat(41) }, 400, 'Write a name of at most 40 characters'],
    [{ name: 'two\nlines' }, 400, 'Write a name of at most 40 characters'],
    [{ name: 'Counter' }, 409, 'You have a role of that name already.'],
  ])('with %j is refused in words, and what was ticked stays', async (form, status, says) => {
    const house = await openHouse()
    const owner = await house.signedIn()
    await post(house, '/team/roles', owner, { name: 'Counter' })
    const response = await post(house, '/team/roles', owner, { ...form, 'audit.read': '1' })
    const html = await response.text()
    expect([response.status, wordsOf(html)]).toEqual([status, expect.stringContaining(says)])
    expect(html.match(/<input[^>]*checked[^>]*>/g)).toEqual([
      expect.stringContaining('name="audit.read"'),
    ])
  })

  test('is made, by somebody with one, of nothing more than it holds [#21]', async () => {
    const house = await openHouse()
    const custom = await house.signedIn('custom', { permissions: ['team.manage', 'inbox.read'] })
    const html = await (await get(house, '/team/roles/new', custom)).text()
    expect(html.match(/name="[a-z]+\.[a-z]+"/g)).toEqual([
      'name="inbox.read"',
      'name="team.manage"',
    ])
    const form = { name: 'More', 'audit.read': '1' }
    expect((await post(house, '/team/roles', custom, form)).status).toBe(403)
    const team = await (await get(house, '/team', custom)).text()
    expect(team.match(/type="radio"[^>]*value="[a-z]+"/g)).toEqual([
      expect.stringContaining('value="viewer"'),
    ])
  })
})

describe('two steps for everybody', () => {
  test('are the owner’s to ask for, who has just proven who they are; then one step opens nothing but one’s own security', async () => {
    const house = await openHouse()
    const [owner, colleague] = [await house.signedIn(), await house.signedIn('staff')]
    expect(await wayOf(post(house, '/team/security', owner, { required: 'yes' }))).toEqual([
      303,
      '/team?done=saved',
    ])
    for (const headers of [owner, colleague]) {
      expect(await wayOf(get(house, '/', headers))).toEqual([303, '/security/second-factor'])
      expect((await get(house, '/security', headers)).status).toBe(200)
    }
    await house.asOwner('update app.sessions set strong = true')
    expect(await page(house, '/team/security', owner)).toContain('Don’t ask any more')
    await post(house, '/team/security', owner, { required: 'no' })
    await house.asOwner('update app.sessions set strong = false')
    expect((await get(house, '/', colleague)).status).toBe(200)
  })

  test('ask for a fresh session, and nobody else may change them', async () => {
    const house = await openHouse()
    const [owner, manager] = [await house.signedIn(), await house.signedIn('manager')]
    expect((await post(house, '/team/security', manager, { required: 'yes' })).status).toBe(403)
    expect((await post(house, '/team/security', owner, { required: 'perhaps' })).status).toBe(400)
    house.pass(16 * 60)
    const stale = [303, '/confirm?next=%2Fteam%2Fsecurity']
    expect(await wayOf(get(house, '/team/security', owner))).toEqual(stale)
    expect(await wayOf(post(house, '/team/security', owner, { required: 'yes' }))).toEqual(stale)
    const [[org] = []] = await house.asOwner('select requires_second_factor from app.orgs')
    expect(org).toEqual({ requires_second_factor: false })
  })
})

/** Forms that reach the door: a route without one here may refuse the form before it asks. */
const forms: Record<string, Record<string, string>> = {
  'POST /conversations/:id/replies': { text: 'On my way', cid: crypto.randomUUID() },
  'POST /conversations/:id/payment': {
    amount: 'R500',
    purpose: 'Deposit',
    days: '7',
    cid: crypto.randomUUID(),
  },
  'POST /payments/account': { merchantId: '1' },
  'POST /connect': { token: 'token-of-a-channel', phone: '082 555 0150' },
  'POST /security/password': { current: '', password: 'seven quiet hadedas' },
  'POST /team/invitations': { email: 'no address', role: 'viewer' },
  'POST /team/members/:id/role': { role: 'viewer' },
  'POST /team/roles': { name: 'Reader' },
  'POST /team/roles/:id': { name: 'Reader' },
  'POST /team/security': { required: 'no' },
  'POST /subscription/pause': { to: 'paused' },
}

/** Every route behind a member's door, as the running app has it. */
const guardedRoutes = (house: House) =>
  house.app.routes.flatMap(({ method, path, handler }) => {
    const guard = guardOf(handler)
    return guard ? [{ ...guard, method, path, name: `${method} ${path}` }] : []
  })
type Guarded = ReturnType<typeof guardedRoutes>[number]

const probe = (house: House, { name, method, path }: Guarded, headers: Headers, id: string) => {
  const here = path.replace(':id', id).replace(':message', id)
  return method === 'GET' ? get(house, here, headers) : post(house, here, headers, forms[name])
}
const refusedAs = ({ name, method }: Guarded) =>
  method === 'GET' || name in forms || !name.includes('POST /security') ? [403] : [400, 403]

test('whoever waits for approval gets 403 on every route of a member, and no row of the business [#10]', async () => {
  const house = await openHouse({ services: [{ name: 'Call-out', priceCents: 65_000 }] })
  await house.deliver(house.says('My gate word is Skattebol'))
  await house.work()
  const [thread] = await house.threads()
  const colleague = await idOf(house, await house.signedIn('staff'))
  const routes = guardedRoutes(house)
  expect(routes.length).toBeGreaterThan(25)
  for (const role of ['owner', 'staff']) {
    const waiting = await house.signedIn(role, { state: 'pending' })
    for (const route of routes) {
      const id = route.path.startsWith('/team') ? colleague : String(thread?.['id'])
      const response = await probe(house, route, waiting, id)
      expect([route.name, refusedAs(route)]).toEqual([
        route.name,
        expect.arrayContaining([response.status]),
      ])
      const body = await response.text()
      if (response.status === 403) expect(wordsOf(body)).toContain('Waiting for approval')
      for (const data of [
        'Skattebol',
        'Lerato',
        'Sea Point',
        'Sipho',
        'Nomsa',
        'Call-out',
        '5550111',
      ])
        expect([route.name, body]).toEqual([route.name, expect.not.stringContaining(data)])
    }
  }
  const [unread] = await house.threads()
  expect(unread).toEqual(thread)
})
