/** A team for tests: colleagues in any role, each with a door of their own. */
import {
  MORNING,
  randomHash,
  sessionDoor,
  type FreshDb,
  type OpenBusiness,
} from '../../db/testing.ts'
import { rolesThatMay } from './roles.ts'

type Colleague = { role?: string; permissions?: readonly string[]; state?: 'pending' | 'active' }

/** Somebody on the team, logged in; `permissions` gives them a role that the business made. */
export const hire = async (
  house: FreshDb,
  shop: OpenBusiness,
  { role = 'staff', permissions, state = 'active' }: Colleague = {},
) => {
  const tokenHash = randomHash()
  const email = `${tokenHash.slice(0, 12)}@example.com`
  const [made] = permissions
    ? await shop.arrange(
        `insert into app.custom_roles (name, permissions) values ($1, $2::text[]) returning id`,
        tokenHash.slice(0, 12),
        permissions,
      )
    : []
  const [user] = await shop.arrange(`insert into app.users (email) values ($1) returning id`, email)
  const [member] = await shop.arrange(
    `insert into app.members (user_id, role, custom_role_id, state, name, email) values ($1, $2, $3, $4, 'Nomsa', $5) returning id`,
    user?.['id'],
    made ? 'custom' : role,
    made?.['id'] ?? null,
    state,
    email,
  )
  await shop.arrange(
    `insert into app.sessions (token_hash, user_id, org_id, created_at, last_seen_at) values ($1, $2, $3, $4, $4)`,
    `\\x${tokenHash}`,
    user?.['id'],
    shop.orgId,
    MORNING.toISOString(),
  )
  return {
    id: String(member?.['id']),
    email,
    tokenHash,
    customRoleId: made ? String(made['id']) : null,
    /** Their door to the team. */
    door: () => teamDoor(house, tokenHash),
  }
}
export type Hired = Awaited<ReturnType<typeof hire>>

export const teamDoor = (house: FreshDb, tokenHash: string) =>
  house.doors.enterSession(
    sessionDoor(tokenHash, MORNING, { need: 'team.manage', roles: rolesThatMay('team.manage') }),
  )
