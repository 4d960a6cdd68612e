/** What the owners must hear of by mail. The rows are written by triggers (db/security.sql `tell_owner`, db/payments.sql); here they are read and settled. */
import { and, asc, eq, isNotNull, sql } from 'drizzle-orm'

import { conversations } from '../../db/schema/conversation.ts'
import { customers } from '../../db/schema/customer.ts'
import { members } from '../../db/schema/member.ts'
import { notices } from '../../db/schema/notice.ts'
import { channels, orgs } from '../../db/schema/org.ts'
import { paymentRequests } from '../../db/schema/payment-request.ts'
import { payments, subscriptions } from '../../db/schema/subscription.ts'
import type { Db } from '../scope.ts'

/** A notice that is still to be told, with what it is about as that stands now. No row: somebody else has told it. */
export const readNotice = (db: Db, { id }: { id: string }) =>
  db
    .select({
      id: notices.id,
      kind: notices.kind,
      business: orgs.name,
      timezone: orgs.timezone,
      conversationId: conversations.id,
      state: conversations.state,
      reason: conversations.attention,
      customerName: customers.name,
      customerPhone: customers.phone,
      health: channels.health,
      healthAt: channels.healthAt,
      vatNumber: orgs.vatNumber,
      paidCents: payments.grossCents,
      paidAt: payments.createdAt,
      paymentReference: payments.providerId,
      requestCents: paymentRequests.cents,
      requestPurpose: paymentRequests.purpose,
      /** Of the business: its trial began then, where nothing else is kept. */
      openedAt: orgs.createdAt,
      trialEndsAt: subscriptions.trialEndsAt,
      hasPaid: sql<boolean>`${subscriptions.paidUntil} is not null`,
      at: notices.createdAt,
    })
    .from(notices)
    .innerJoin(orgs, eq(orgs.id, notices.orgId))
    .leftJoin(paymentRequests, eq(paymentRequests.id, notices.paymentRequestId))
    .leftJoin(
      conversations,
      eq(
        conversations.id,
        sql`coalesce(${notices.conversationId}, ${paymentRequests.conversationId})`,
      ),
    )
    .leftJoin(customers, eq(customers.id, conversations.customerId))
    .leftJoin(channels, eq(channels.id, notices.channelId))
    .leftJoin(payments, eq(payments.id, notices.paymentId))
    .leftJoin(subscriptions, eq(subscriptions.orgId, notices.orgId))
    .where(and(eq(notices.id, id), isNotNull(notices.dueAt)))
export type Notice = Awaited<ReturnType<typeof readNotice>>[number]

/** Whom notices go to. */
export const listOwners = (db: Db) =>
  db
    .select({ memberId: members.id })
    .from(members)
    .where(and(eq(members.role, 'owner'), eq(members.state, 'active')))
    .orderBy(asc(members.createdAt), asc(members.id))

/** Puts its mails into the outbox, once, for those who are owners still; no row: somebody else has just done so. Without mails it is dropped. */
export const postNotice = (
  db: Db,
  notice: { id: string; mails: readonly { id: string; sealed: string; member: string }[] },
) =>
  db
    .select({ mailId: sql<string>`mail_id` })
    .from(sql`app.post_notice(${notice.id}::uuid, ${JSON.stringify(notice.mails)}::jsonb)`)

/** One that could not be told goes behind the others, and is let go after a day. */
export const postponeNotice = (db: Db, { id, at }: { id: string; at: Date }) =>
  db
    .update(notices)
    .set({
      dueAt: sql`case when ${notices.createdAt} > ${at.toISOString()}::timestamptz - interval '1 day' then ${at.toISOString()}::timestamptz + interval '1 minute' end`,
    })
    .where(and(eq(notices.id, id), isNotNull(notices.dueAt)))
    .returning({ id: notices.id })
