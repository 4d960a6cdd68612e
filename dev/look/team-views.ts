/** Every view of the team, of joining it and of changing between businesses. */
import type { Page } from 'playwright-core'

import { inOrg } from '../business.ts'
import { passes } from './gate.ts'
import type { Tour } from './more-views.ts'
import { mailedLink, sees, signIn } from './people.ts'

const PENDING_EMAIL = 'thabo@example.com'

export const tourTeam = async (tour: Tour): Promise<void> => {
  await passes(tour.check, 'a team of one, and no role of its own', () =>
    tour.gate.pass(
      [
        { name: 'team-alone', path: at(tour, '/team') },
        { name: 'roles-none', path: at(tour, '/team/roles') },
      ],
      tour.cookies,
    ),
  )
  const ids = await seedTeam(tour)
  await tourMembers(tour, ids)
  await tourRoles(tour, ids)
  await tourJoin(tour)
  await tourBusinesses(tour)
}

const at = ({ stage }: Tour, path: string) => `${stage.appOrigin}${path}`

type Ids = { colleague: string; custom: string; role: string }

/** A colleague of each kind, one who waits, and an invitation that has run out. */
const seedTeam = ({ stage, business }: Tour): Promise<Ids> =>
  inOrg(stage.ownerUrl, business, async (client) => {
    const { rows: roles } = await client.query(
      `insert into app.custom_roles (name, permissions) values ('Front counter', '{inbox.read,conversation.answer}') returning id`,
    )
    const role = String(roles[0]?.id)
    const hire = async (name: string, email: string, rest: [string, string | null, string]) => {
      await client.query(`insert into app.users (email) values ($1)`, [email])
      const { rows } = await client.query(
        `insert into app.members (user_id, name, email, role, custom_role_id, state) select id, $2, $1, $3, $4, $5 from app.users where email = $1 returning id`,
        [email, name, ...rest],
      )
      return String(rows[0]?.id)
    }
    const long = 'Nkosinathi Christopher Van der Westhuizen-Mokoena'
    const colleague = await hire(long, `${'n'.repeat(50)}@example.com`, ['manager', null, 'active'])
    const custom = await hire('Ayesha Patel', 'ayesha.patel@example.com', [
      'custom',
      role,
      'active',
    ])
    await hire('Thabo Mbeki', PENDING_EMAIL, ['staff', null, 'pending'])
    await client.query(
      `insert into app.invitations (email, role, token_hash, invited_by, expires_at)
       select 'old.invitation@example.com', 'viewer', sha256('old'), id, now() - interval '1 day' from app.members where id = $1`,
      [colleague],
    )
    return { colleague, custom, role }
  })

const inviteWrong = async (page: Page) => {
  await page.getByLabel('Email').fill('zanele@nowhere')
  await page.getByLabel('Staff').check()
  await page.getByRole('button', { name: 'Send the invitation' }).click()
  await sees(page, /^Write your email/)
}

const tourMembers = ({ check, gate, cookies, ...tour }: Tour, { colleague, custom }: Ids) => {
  const here = (path: string) => `${tour.stage.appOrigin}/team${path}`
  return passes(
    check,
    'the team, a mistake in an invitation, a colleague, and the last question',
    () =>
      gate.pass(
        [
          { name: 'team', path: here('') },
          { name: 'team-invited', path: here('?done=invited') },
          { name: 'team-mistake', path: here(''), act: inviteWrong, actStatus: 400 },
          { name: 'member', path: here(`/members/${colleague}`) },
          { name: 'member-custom', path: here(`/members/${custom}`) },
          { name: 'member-removal', path: here(`/members/${colleague}/removal`) },
          { name: 'team-security', path: here('/security') },
        ],
        cookies,
      ),
  )
}

const removeHeld = async (page: Page) => {
  await page.getByRole('button', { name: 'Remove the role' }).click()
  await sees(page, /^Somebody has this role/)
}

const tourRoles = ({ check, gate, cookies, ...tour }: Tour, { role }: Ids) => {
  const here = (path: string) => `${tour.stage.appOrigin}/team/roles${path}`
  return passes(check, 'roles of the business’s own', () =>
    gate.pass(
      [
        { name: 'roles', path: here('') },
        { name: 'role-new', path: here('/new') },
        { name: 'role', path: here(`/${role}`) },
        { name: 'role-held', path: here(`/${role}`), act: removeHeld, actStatus: 409 },
      ],
      cookies,
    ),
  )
}

const tourJoin = async (tour: Tour) => {
  const { check, gate } = tour
  const owner = await signIn(tour, tour.business.email)
  await owner.goto(at(tour, '/team'))
  await owner.getByLabel('Email').fill('invited@example.com')
  await owner.getByLabel('Staff').check()
  const path = await mailedLink(tour, 'invited@example.com', async () => {
    await owner.getByRole('button', { name: 'Send the invitation' }).click()
    await sees(owner, 'The invitation is on its way.')
  })
  await owner.context().close()
  const answer = async (page: Page, name: string, words: RegExp) => {
    await page.getByLabel('Your name').fill(name)
    await page.getByRole('button', { name: 'Accept' }).click()
    await sees(page, words)
  }
  const blank = (page: Page) => answer(page, ' ', /^Write your name/)
  await passes(check, 'an invitation, a mistake in it, and a link that is dead', () =>
    gate.pass([
      { name: 'join', path },
      { name: 'join-mistake', path, act: blank, actStatus: 400 },
      { name: 'join-gone', path: at(tour, '/join?t=unknown'), status: 404 },
    ]),
  )
}

const tourBusinesses = async (tour: Tour) => {
  const { check, gate, stage, business } = tour
  await passes(check, 'the one business of an owner', () =>
    gate.pass([{ name: 'businesses', path: at(tour, '/businesses') }], tour.cookies),
  )
  // Its console says 403, as it should.
  const waiting = await signIn({ ...tour, said: [] }, PENDING_EMAIL)
  const cookies = await waiting.context().storageState()
  await waiting.context().close()
  await passes(check, 'somebody who waits for approval', () =>
    gate.pass([{ name: 'pending', path: `${stage.appOrigin}/`, status: 403 }], cookies),
  )
  await inOrg(stage.ownerUrl, business, (client) =>
    client.query(`delete from app.members where email = $1`, [PENDING_EMAIL]),
  )
}
