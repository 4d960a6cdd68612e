/** Roles that the business makes itself: a name and permissions. What one holds counts from the next request on. */
import { asc, eq, sql } from 'drizzle-orm'

import { customRoles } from '../../db/schema/member.ts'
import type { Db } from '../scope.ts'
import { list, reachesPermissions } from './reach.ts'
import type { Grantable } from './roles.ts'

type Saved = { id: string; name: string; permissions: readonly Grantable[] }

const reachesOld = reachesPermissions(sql`${customRoles.permissions}`)

const selectRoles = (db: Db) =>
  db
    .select({
      id: customRoles.id,
      name: customRoles.name,
      permissions: customRoles.permissions,
      members: sql<number>`(select count(*)::int from app.members m where m.custom_role_id = custom_roles.id)`,
      reachable: sql<boolean>`${reachesOld}`,
    })
    .from(customRoles)

export const listCustomRoles = (db: Db) => selectRoles(db).orderBy(asc(customRoles.name))

export const findCustomRole = (db: Db, { id }: { id: string }) =>
  selectRoles(db).where(eq(customRoles.id, id))

/** Makes one. No row: it would hold more than whoever makes it. */
export const addCustomRole = (db: Db, { id, name, permissions }: Saved) => {
  const added = db.$with('added', { id: sql<string>`id`.as('id') }).as(sql`
    insert into app.custom_roles (id, name, permissions)
    select ${id}::uuid, ${name}, ${list(permissions)} where ${reachesPermissions(list(permissions))}
    returning id`)
  return db.with(added).select().from(added)
}

/** No row: it holds, or would hold, more than whoever changes it. */
export const changeCustomRole = (db: Db, { id, name, permissions }: Saved) =>
  db
    .update(customRoles)
    .set({ name, permissions: [...permissions] })
    .where(
      sql`${customRoles.id} = ${id}::uuid and ${reachesOld} and ${reachesPermissions(list(permissions))}`,
    )
    .returning({ id: customRoles.id })

/** Open invitations to it go with it. No row: out of reach, or somebody has it (its foreign key says so too). */
export const removeCustomRole = (db: Db, { id }: { id: string }) =>
  db
    .delete(customRoles)
    .where(
      sql`${customRoles.id} = ${id}::uuid and ${reachesOld} and not exists (select from app.members m where m.custom_role_id = ${id}::uuid)`,
    )
    .returning({ id: customRoles.id })
