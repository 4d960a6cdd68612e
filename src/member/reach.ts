/** Who acts, and how far their own role reaches: the guards in SQL of what roles.ts `reaches` says for the pages. */
import { sql, type SQL } from 'drizzle-orm'

import { permissionsOf } from './roles.ts'

/** What is given or taken away; `custom` goes with one of the business's own roles. */
export type RoleChoice = {
  role: 'owner' | 'manager' | 'staff' | 'viewer' | 'custom'
  customRoleId: string | null
}

/** The member who stands behind the door. */
export const actorId = sql`nullif(split_part((select current_setting('app.actor', true)), ':', 2), '')::uuid`

export const list = (texts: readonly string[]): SQL => sql`${sql.param([...texts])}::text[]`

const ownPermissions = sql`(select c.permissions from app.members a join app.custom_roles c on c.id = a.custom_role_id where a.id = ${actorId})`

/** What a role holds, of what can be granted. */
const held = (role: SQL, customRoleId: SQL) => sql`
  case ${role} when 'staff' then ${list(permissionsOf('staff'))} when 'viewer' then ${list(permissionsOf('viewer'))}
    else (select c.permissions from app.custom_roles c where c.id = ${customRoleId}) end`

const reach = (role: SQL, permissions: SQL) => sql`
  case (select current_setting('app.role', true))
    when 'owner' then true
    when 'manager' then ${role} <> 'owner'
    else ${role} in ('staff', 'viewer', 'custom') and coalesce(${permissions} <@ ${ownPermissions}, false) end`

/** Of a row with these two columns. */
export const reachesRow = (role: SQL, customRoleId: SQL): SQL =>
  reach(role, held(role, customRoleId))

/** Of a role that is to be given. */
export const reachesChoice = ({ role, customRoleId }: RoleChoice): SQL =>
  reachesRow(sql`${role}::text`, sql`${customRoleId}::uuid`)

/** Of a role of the business's own with these permissions. */
export const reachesPermissions = (permissions: SQL): SQL => reach(sql`'custom'`, permissions)
