/** Invitations by mail. Nothing here asks whether an address has an account: whoever has one and whoever has none are invited alike. */
import { asc, eq, sql } from 'drizzle-orm'

import { customRoles, invitations, members } from '../../db/schema/member.ts'
import type { Db } from '../scope.ts'
import { later } from '../time.ts'
import { actorId, reachesChoice, reachesRow, type RoleChoice } from './reach.ts'

export const INVITATION_DAYS = 7

export const listInvitations = (db: Db) =>
  db
    .select({
      id: invitations.id,
      email: invitations.email,
      role: invitations.role,
      customRoleName: customRoles.name,
      inviterName: members.name,
      expiresAt: invitations.expiresAt,
      reachable: sql<boolean>`${reachesRow(sql`${invitations.role}`, sql`${invitations.customRoleId}`)}`,
    })
    .from(invitations)
    .innerJoin(members, eq(members.id, invitations.invitedBy))
    .leftJoin(customRoles, eq(customRoles.id, invitations.customRoleId))
    .orderBy(asc(invitations.email))

/**
 * Invites an address, or invites it anew: then the link before is dead. `places`: how many people the plan has room for; each member and each
 * invitation that works has one, so that who is invited finds it free. No row: no place, a role out of reach, or a member of this business
 * already. Behind `lockOrg`.
 */
export const inviteMember = (
  db: Db,
  invitation: {
    email: string
    tokenHash: string
    mail: { id: string; sealed: string }
    places: number
    at: Date
  } & RoleChoice,
) => {
  const { email, role, customRoleId, tokenHash, mail, places, at } = invitation
  const expiresAt = later(at, INVITATION_DAYS * 86_400)
  const invited = db.$with('invited', { id: sql<string>`id`.as('id') }).as(sql`
    insert into app.invitations as i (email, role, custom_role_id, token_hash, invited_by, expires_at)
    select ${email}, ${role}::text, ${customRoleId}::uuid, ${`\\x${tokenHash}`}::bytea, ${actorId}, ${expiresAt.toISOString()}::timestamptz
     where ${reachesChoice(invitation)} and not exists (select from app.members m where m.email = ${email})
       and (select count(*) from app.members) < ${places}::int
         - (select count(*) from app.invitations o where o.email <> ${email} and o.expires_at > ${at.toISOString()}::timestamptz)
    on conflict (org_id, email) do update set role = excluded.role, custom_role_id = excluded.custom_role_id,
      token_hash = excluded.token_hash, invited_by = excluded.invited_by, expires_at = excluded.expires_at
     where ${reachesRow(sql`i.role`, sql`i.custom_role_id`)}
    returning i.id`)
  return db
    .with(invited)
    .select({
      id: invited.id,
      mailId: sql<string>`app.queue_mail(${mail.id}::uuid, ${mail.sealed}, null)`,
    })
    .from(invited)
}

/** No row: out of reach, or accepted or withdrawn already. */
export const withdrawInvitation = (db: Db, { id }: { id: string }) =>
  db
    .delete(invitations)
    .where(
      sql`${invitations.id} = ${id}::uuid and ${reachesRow(sql`${invitations.role}`, sql`${invitations.customRoleId}`)}`,
    )
    .returning({ id: invitations.id })
