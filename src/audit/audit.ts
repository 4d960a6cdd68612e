/** The marks of all changes and the security events, read for the owner. Only the database's own functions write them. */
import { and, asc, desc, eq, inArray, like, lt, not, sql } from 'drizzle-orm'

import { audit } from '../../db/schema/audit.ts'
import { securityEvents } from '../../db/schema/limit.ts'
import { members } from '../../db/schema/member.ts'
import type { Db } from '../scope.ts'
import type { Kind } from './deed.ts'

/** How many a page shows. */
export const ACTIVITY_PAGE = 50

/** Every marked table stands in one. */
const tables: Record<Kind, string[]> = {
  chats: ['conversations'],
  customers: ['customers', 'customer_chats'],
  whatsapp: ['channels'],
  prices: ['services'],
  answers: ['facts'],
  hours: ['opening_hours', 'closures'],
  team: ['members', 'custom_roles', 'invitations'],
  business: ['orgs', 'exports'],
  subscription: ['subscriptions', 'charge_runs', 'checkouts'],
  payments: ['merchant_accounts', 'payment_requests'],
}

const byMember = like(audit.actor, 'member:%')
const byChannel = like(audit.actor, 'channel:%')
const byReceptionist = eq(audit.actor, 'receptionist')

/** `frontdesk` is everybody who is neither of the team, nor the AI, nor WhatsApp. */
const groups = {
  ai: byReceptionist,
  whatsapp: byChannel,
  frontdesk: and(not(byMember), not(byChannel), not(byReceptionist)),
}
/** All, one of the groups, or one member. */
export type Who = keyof typeof groups | { memberId: string } | null

const doneBy = (who: Who) => {
  if (who === null) return undefined
  return typeof who === 'string' ? groups[who] : eq(audit.actor, `member:${who.memberId}`)
}

/** The marks of somebody, of a kind. */
export const marksOf = ({ who, kind }: { who: Who; kind: Kind | null }) =>
  and(doneBy(who), kind === null ? undefined : inArray(audit.tableName, tables[kind]))

/** Only people log in: of a group's log-ins everybody's are told. */
export const memberOf = (who: Who): string | null =>
  who === null || typeof who === 'string' ? null : who.memberId

/** Newest first, from the mark `before` on; one row more than a page says that there are earlier ones. */
export const listMarks = (
  db: Db,
  { who, kind, before }: { who: Who; kind: Kind | null; before: number | null },
) =>
  db
    .select({
      id: audit.id,
      seq: audit.seq,
      at: audit.at,
      actor: audit.actor,
      network: audit.network,
      requestId: audit.requestId,
      memberName: members.name,
      tableName: audit.tableName,
      rowId: audit.rowId,
      action: audit.action,
      before: audit.before,
      after: audit.after,
    })
    .from(audit)
    .leftJoin(members, eq(audit.actor, sql`'member:' || ${members.id}`))
    .where(and(marksOf({ who, kind }), before === null ? undefined : lt(audit.seq, before)))
    .orderBy(desc(audit.seq))
    .limit(ACTIVITY_PAGE + 1)

/** The place of an event in the list: two may share a moment. */
export type EventPlace = { at: Date; id: string }

/** Log-ins, failures, limits and refusals of the business's people, or of one; paged as the marks are. Only behind a door that needs `audit.read`. */
export const listEvents = (
  db: Db,
  { memberId, before }: { memberId: string | null; before: EventPlace | null },
) =>
  db
    .select({
      id: sql<string>`id`,
      at: sql`at`.mapWith(securityEvents.at),
      type: sql<string>`type`,
      detail: sql<string | null>`detail`,
      network: sql<string | null>`network`,
      memberName: sql<string | null>`member_name`,
    })
    .from(
      sql`app.list_events(${memberId}::uuid, ${before?.at.toISOString() ?? null}::timestamptz, ${before?.id ?? null}::uuid, ${ACTIVITY_PAGE + 1}::int)`,
    )

/** Whose marks can be asked for by name. */
export const listDoers = (db: Db) =>
  db.select({ id: members.id, name: members.name }).from(members).orderBy(asc(members.name))
