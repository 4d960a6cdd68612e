import { expect, test } from 'vitest'

import { hostileTexts, skeletonOf, wordsOf } from './pages/testing.ts'
import { openHouse, ORIGIN, type House } from './testing.ts'
import { subscribe } from './webhooks/testing.ts'

const accept = (house: House, form: Record<string, string>) =>
  house.request('/join', {
    method: 'POST',
    headers: { Origin: ORIGIN },
    body: new URLSearchParams(form),
  })

/** An owner's invitation; answers with the token of its link. */
const invited = async (house: House, email = 'thabo@example.com') => {
  const body = new URLSearchParams({ email, role: 'staff' })
  const headers = await house.signedIn()
  await house.request('/team/invitations', { method: 'POST', headers, body })
  await house.work()
  const letter = (await house.mails()).findLast(({ to }) => to === email)
  return /\/join\?t=(\S+)/.exec(letter?.text ?? '')?.[1] ?? ''
}
const members = async (house: House) => {
  const [rows = []] = await house.asOwner(
    `select name, email, role, state from app.members where state = 'pending'`,
  )
  return rows
}

test('the link shows who invites whom to what; looking at it spends nothing', async () => {
  const house = await openHouse()
  const t = await invited(house)
  for (let look = 0; look < 3; look += 1) {
    const response = await house.request(`/join?t=${t}`)
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store'])
    const seen = wordsOf(await response.text())
    expect(seen).toContain('Nomsa invites you to the team of Sea Point Plumbers on Frontdesk.')
    expect(seen).toContain('You will log in as thabo@example.com.')
  }
  expect(await members(house)).toEqual([])
})

test('accepting makes a member who waits, tells who has to approve, and logs nobody in [#10]', async () => {
  const house = await openHouse()
  const t = await invited(house)
  const response = await accept(house, { t, name: ' Thabo Mbeki ' })
  expect(response.status).toBe(200)
  expect(response.headers.getSetCookie()).toEqual([])
  expect(wordsOf(await response.text())).toContain('Nomsa has to approve you. You get an email.')
  expect(await members(house)).toEqual([
    { name: 'Thabo Mbeki', email: 'thabo@example.com', role: 'staff', state: 'pending' },
  ])
  await house.work()
  const told = (await house.mails()).at(-1)
  expect(told?.subject).toBe('Somebody accepted your invitation to Frontdesk')
  expect(told?.text).toContain(`${ORIGIN}/team`)
})

test('links that are spent, expired, withdrawn or were never sent are answered alike', async () => {
  const house = await openHouse()
  await subscribe(house)
  const [spent, expired, open] = [
    await invited(house, 'a@example.com'),
    await invited(house, 'b@example.com'),
    await invited(house, 'c@example.com'),
  ]
  await accept(house, { t: spent, name: 'Thabo' })
  await house.asOwner(
    {
      text: `select set_config('app.actor', 'test', true), set_config('app.at', $1, true)`,
      values: [house.now().toISOString()],
    },
    `update app.invitations set expires_at = created_at where email = 'b@example.com'`,
  )
  const before = await members(house)
  const answers = []
  for (const t of [spent, expired, 'x'.repeat(43), 'short', ''])
    for (const answer of [
      await house.request(`/join?t=${t}`),
      await accept(house, { t, name: 'A' }),
    ])
      answers.push([answer.status, await answer.text()])
  expect(new Set(answers.map(([status, body]) => `${status} ${body}`)).size).toBe(1)
  expect(answers[0]?.[0]).toBe(404)
  expect(wordsOf(String(answers[0]?.[1]))).toContain('This invitation no longer works')
  expect(await members(house)).toEqual(before)
  expect((await house.request(`/join?t=${open}`)).status).toBe(200)
})

test('of two who accept at the same moment one does', async () => {
  const house = await openHouse()
  const t = await invited(house)
  const answers = await Promise.all([1, 2, 3].map((n) => accept(house, { t, name: `Thabo ${n}` })))
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 404, 404])
  expect(await members(house)).toHaveLength(1)
})

test.each(['', ' ', 'x'.repeat(81), 'two\nlines'])(
  'the name %j is refused in words, and nothing is spent',
  async (name) => {
    const house = await openHouse()
    const t = await invited(house)
    const response = await accept(house, { t, name })
    expect(response.status).toBe(400)
    expect(wordsOf(await response.text())).toContain('at most 80 characters')
    expect(await members(house)).toEqual([])
    expect((await accept(house, { t, name: 'x'.repeat(80) })).status).toBe(200)
  },
)

test('accepting with an address that has an account looks the same as without, and is one person', async () => {
  const house = await openHouse()
  await subscribe(house)
  await house.asOwner(
    `insert into app.users (email, created_at) values ('known@example.com', now())`,
  )
  const answers = []
  for (const email of ['known@example.com', 'other@example.com']) {
    const t = await invited(house, email)
    const before = house.trips()
    const answer = await accept(house, { t, name: 'Thabo' })
    answers.push([answer.status, await answer.text(), house.trips() - before])
  }
  expect(answers[0]).toEqual(answers[1])
  const [users = []] = await house.asOwner(
    `select from app.users where email in ('known@example.com', 'other@example.com')`,
  )
  expect(users).toHaveLength(2)
})

test('a name cannot write into the page of whoever approves [#58]', async () => {
  const house = await openHouse()
  const owner = await house.signedIn()
  const skeletons = []
  for (const said of ['Hello', ...hostileTexts]) {
    const t = await invited(house)
    await accept(house, { t, name: said.slice(0, 80) })
    skeletons.push(
      skeletonOf(await (await house.request('/team', { headers: owner })).text()).length,
    )
    await house.asOwner(
      {
        text: `select set_config('app.actor', 'test', true), set_config('app.at', $1, true)`,
        values: [house.now().toISOString()],
      },
      `delete from app.members where state = 'pending' or name = 'Nomsa' and id not in (
         select m.id from app.members m join app.sessions s on s.user_id = m.user_id order by s.created_at limit 1)`,
    )
  }
  expect(new Set(skeletons).size).toBe(1)
})
