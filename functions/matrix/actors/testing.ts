/** Everybody who may knock on a route, and what the table of roles promises them. */
import { grantable, roles, rolesThatMay, type Permission } from '../../../src/member/roles.ts'
import { hashToken, newToken } from '../../../src/session/token.ts'
import type { Guard } from '../../session.ts'
import { ORIGIN, type House } from '../../testing.ts'

export type Headers = Record<string, string>
/** `in`: the route does its work; `out`: nobody is signed in; `forbidden`; `stale`: is sent to prove anew who they are. */
export type Answer = 'in' | 'out' | 'forbidden' | 'stale'
type Actor = {
  signIn: (house: House, guard: Guard) => Promise<Headers>
  expects: (guard: Guard, route: string) => Answer
}

const ours: Headers = { Origin: ORIGIN, 'Sec-Fetch-Site': 'same-origin' }
const asked = ({ permission, besides = permission }: Guard): Permission[] => [permission, besides]
const areGrantable = (guard: Guard) =>
  asked(guard).every((permission) => grantable.some((each) => each === permission))
/** Everybody has their own security. */
const isOwn = ({ permission }: Guard) => permission === 'own.security'

/** The row of a signed-in browser's session. */
export const sessionOf = async (house: House, headers: Headers) => {
  const [[session] = []] = await house.asOwner({
    text: `select t.id, t.user_id, m.id as member_id, m.custom_role_id from app.sessions t
             join app.members m on m.org_id = t.org_id and m.user_id = t.user_id where t.token_hash = decode($1, 'hex')`,
    values: [await hashToken(headers['Cookie']?.split('=')[1] ?? '')],
  })
  return session ?? {}
}

/** Changes rows past the fence, as an event of the moment in the house's business. */
export const change = (house: House, text: string, values: unknown[] = []) =>
  house.asOwner(
    {
      text: `select set_config('app.org_id', $1, true), set_config('app.actor', 'test', true), set_config('app.at', $2, true)`,
      values: [house.business.orgId, house.now().toISOString()],
    },
    { text, values },
  )

const preset = (role: (typeof roles)[number]): Actor => ({
  signIn: (house) => house.signedIn(role),
  expects: ({ permission, besides }) =>
    rolesThatMay(permission, besides).includes(role) ? 'in' : 'forbidden',
})

/** Looks itself at how long ago the log-in was: a first password is set only right after one. */
const looksItself: Record<string, Answer> = { 'POST /security/password': 'forbidden' }

/** Signed in a moment ago, and then this happened. */
const afterwards = (
  happens: string,
  column: 'id' | 'user_id' | 'member_id',
  then: Answer,
): Actor => ({
  signIn: async (house) => {
    const headers = await house.signedIn('owner')
    const session = await sessionOf(house, headers)
    await change(house, happens, [session[column]])
    return headers
  },
  expects: () => then,
})

export const actors: Record<string, Actor> = {
  nobody: { signIn: () => Promise.resolve(ours), expects: () => 'out' },
  'a made-up session': {
    signIn: () => Promise.resolve({ ...ours, Cookie: `__Host-sid=${newToken()}` }),
    expects: () => 'out',
  },
  ...Object.fromEntries(roles.map((role) => [role, preset(role)])),
  'own role, nothing granted': {
    signIn: (house) => house.signedIn('custom'),
    expects: (guard) => (isOwn(guard) ? 'in' : 'forbidden'),
  },
  'own role, just this': {
    // Nobody gives a colleague what they do not hold: the team takes them all.
    signIn: (house, guard) =>
      house.signedIn('custom', {
        permissions:
          areGrantable(guard) && guard.permission !== 'team.manage' ? asked(guard) : grantable,
      }),
    expects: (guard) => (areGrantable(guard) || isOwn(guard) ? 'in' : 'forbidden'),
  },
  'own role, all but this': {
    signIn: (house, { permission }) =>
      house.signedIn('custom', { permissions: grantable.filter((each) => each !== permission) }),
    expects: (guard) => (isOwn(guard) ? 'in' : 'forbidden'),
  },
  'owner who waits for approval': {
    signIn: (house) => house.signedIn('owner', { state: 'pending' }),
    expects: () => 'forbidden',
  },
  'owner who was removed': afterwards('delete from app.members where id = $1', 'member_id', 'out'),
  'owner whose session was ended': afterwards(
    'delete from app.sessions where id = $1',
    'id',
    'out',
  ),
  'owner who logged in an hour ago': {
    ...afterwards(
      `update app.sessions set created_at = created_at - interval '1 hour' where id = $1`,
      'id',
      'in',
    ),
    expects: ({ fresh }, route) => (fresh ? 'stale' : (looksItself[route] ?? 'in')),
  },
}

/** Asks about our rows from a business of their own. */
export const visitor = (orgId: string): Actor => ({
  signIn: (house) => house.signedIn('owner', { orgId }),
  expects: () => 'in',
})
