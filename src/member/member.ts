/** The people of a business. What each change must keep stands in its own statement: nobody reaches above their own role, and an active owner always remains. */
import { asc, count, desc, eq, sql } from 'drizzle-orm'

import { customRoles, members } from '../../db/schema/member.ts'
import type { Db } from '../scope.ts'
import { actorId, reachesChoice, reachesRow, type RoleChoice } from './reach.ts'

const shown = {
  id: members.id,
  name: members.name,
  email: members.email,
  role: members.role,
  customRoleId: members.customRoleId,
  customRoleName: customRoles.name,
  state: members.state,
  createdAt: members.createdAt,
  isMe: sql<boolean>`${members.id} = ${actorId}`,
  /** Whoever asks may change or remove them. */
  reachable: sql<boolean>`${reachesRow(sql`${members.role}`, sql`${members.customRoleId}`)}`,
}

const selectMembers = (db: Db) =>
  db.select(shown).from(members).leftJoin(customRoles, eq(customRoles.id, members.customRoleId))

/** Those who wait for approval first. */
export const listMembers = (db: Db) =>
  selectMembers(db).orderBy(desc(members.state), asc(members.name), asc(members.id))

/** How many people the business's doors open for. */
export const countActive = (db: Db) =>
  db.select({ active: count() }).from(members).where(eq(members.state, 'active'))

export const findMember = (db: Db, { id }: { id: string }) =>
  selectMembers(db).where(eq(members.id, id))

/**
 * From here on every door opens for them, and a mail of ours tells them so. `places`: how many people the plan has room for. No row: no place,
 * out of reach, or approved already. Behind `lockOrg`.
 */
export const approveMember = (
  db: Db,
  { id, mail, places }: { id: string; mail: { id: string; sealed: string }; places: number },
) => {
  const approved = db.$with('approved', { id: sql<string>`id`.as('id') }).as(sql`
    update app.members m set state = 'active'
     where m.id = ${id}::uuid and m.state = 'pending' and ${reachesRow(sql`m.role`, sql`m.custom_role_id`)}
       and (select count(*) from app.members o where o.state = 'active') < ${places}::int
    returning m.id`)
  return db
    .with(approved)
    .select({
      id: approved.id,
      mailId: sql<string>`app.queue_mail(${mail.id}::uuid, ${mail.sealed}, ${approved.id})`,
    })
    .from(approved)
}

/** The owners who are there once everybody who is at them has finished: locked in one order, then counted. */
const lockOwners = (db: Db) =>
  db
    .$with('owners', { id: sql<string>`id`.as('id') })
    .as(
      sql`select id from app.members where role = 'owner' and state = 'active' order by id for update`,
    )

const leavesAnOwner = sql`(m.role <> 'owner' or m.state <> 'active' or (select count(*) from owners o where o.id <> m.id) > 0)`

/** Removes a member, or declines one who waits. Their sessions in the business go with them. No row: out of reach, or the last owner. */
export const removeMember = (db: Db, { id }: { id: string }) => {
  const removed = db.$with('removed', { id: sql<string>`id`.as('id') }).as(sql`
    delete from app.members m
     where m.id = ${id}::uuid and ${reachesRow(sql`m.role`, sql`m.custom_role_id`)} and ${leavesAnOwner}
    returning m.id`)
  return db.with(lockOwners(db), removed).select({ id: removed.id }).from(removed)
}

/** Gives another role and ends their sessions in the business. No row: out of reach, or the last owner. */
export const changeRole = (db: Db, { id, ...choice }: { id: string } & RoleChoice) => {
  const staysOwner = sql`${choice.role}::text = 'owner'`
  const changed = db.$with('changed', { id: sql<string>`id`.as('id') }).as(sql`
    update app.members m set role = ${choice.role}, custom_role_id = ${choice.customRoleId}::uuid
     where m.id = ${id}::uuid and ${reachesRow(sql`m.role`, sql`m.custom_role_id`)} and ${reachesChoice(choice)}
       and (${staysOwner} or ${leavesAnOwner})
    returning m.id`)
  return db
    .with(lockOwners(db), changed)
    .select({ id: changed.id, ended: sql<number>`app.end_member_sessions(${changed.id})` })
    .from(changed)
}

/** Logs them out of this business everywhere. No row: out of reach. */
export const endMemberSessions = (db: Db, { id }: { id: string }) =>
  db
    .select({ id: members.id, ended: sql<number>`app.end_member_sessions(${members.id})` })
    .from(members)
    .where(
      sql`${members.id} = ${id}::uuid and ${reachesRow(sql`${members.role}`, sql`${members.customRoleId}`)}`,
    )
