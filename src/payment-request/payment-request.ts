/**
 * What a business asks a customer to pay, by a link in their chat, into its own account at PayFast.
 *
 * open       can be paid through its link, until `expiresAt`.
 * paid       PayFast told us of the money. The end: a request is paid once.
 * cancelled  taken back by the business.
 *
 * Money that comes after the end of an open request, or for one that was taken back, is the customer's all the same: it is paid then. What comes
 * for one that is paid changes nothing, and the business is told to give it back.
 */
import { and, asc, desc, eq, gt, sql } from 'drizzle-orm'

import { paymentRequests, requestPayments } from '../../db/schema/payment-request.ts'
import { conversationsSeen, paymentRequestsSeen } from '../../db/schema/seen.ts'
import type { Db } from '../scope.ts'

/** PayFast takes no less; more than the most is no deposit of a small business, but a slip of the finger. */
export const LEAST_CENTS = 500
export const MOST_CENTS = 10_000_000
/** PayFast shows so much of what it is for. */
export const PURPOSE_CHARACTERS = 100

export type Standing = 'open' | 'expired' | 'paid' | 'cancelled'

export const standingOf = (
  { state, expiresAt }: { state: 'open' | 'paid' | 'cancelled'; expiresAt: Date },
  at: Date,
): Standing => (state === 'open' && expiresAt <= at ? 'expired' : state)

/** Asks; once, however often the form is posted. Refuses a conversation or an account that is not there: the table holds the request to both. */
export const openRequest = (
  db: Db,
  request: { id: string; conversationId: string; cents: number; purpose: string; expiresAt: Date },
) =>
  db
    .insert(paymentRequests)
    .values(request)
    .onConflictDoNothing()
    .returning({ id: paymentRequests.id })

/** Takes it back; no row: it is paid, or was taken back before. */
export const cancelRequest = (db: Db, { id }: { id: string }) =>
  db
    .update(paymentRequests)
    .set({ state: 'cancelled' })
    .where(and(eq(paymentRequests.id, id), eq(paymentRequests.state, 'open')))
    .returning({ id: paymentRequests.id })

const shown = {
  id: paymentRequests.id,
  cents: paymentRequests.cents,
  state: paymentRequests.state,
  expiresAt: paymentRequests.expiresAt,
}

/** Of the one that its payer's link names. */
export const readRequest = (db: Db, { id }: { id: string }) =>
  db
    .select({ ...shown, purpose: paymentRequests.purpose })
    .from(paymentRequests)
    .where(eq(paymentRequests.id, id))

/** The chat that one belongs to, as a part of another query; `id` as somebody else names it. */
export const conversationOf = (id: string) =>
  sql`(select r.conversation_id from ${paymentRequests} r where r.id::text = ${id})`

/** What can be paid in a chat now, the newest first: the receptionist sends the link again when she is asked for it. */
export const listOpenRequests = (
  db: Db,
  { conversationId, at }: { conversationId: string; at: Date },
) =>
  db
    .select({ ...shown, purpose: paymentRequests.purpose })
    .from(paymentRequests)
    .where(
      and(
        eq(paymentRequests.conversationId, conversationId),
        eq(paymentRequests.state, 'open'),
        gt(paymentRequests.expiresAt, at),
      ),
    )
    .orderBy(desc(paymentRequests.createdAt), asc(paymentRequests.id))

export const REQUESTS_PAGE = 50
/** The last row seen: the page begins behind it. */
type Place = { at: Date; id: string }

/** What was asked of whom, the newest first; one row more than a page says that there are earlier ones. */
export const listRequests = (db: Db, { before }: { before: Place | null }) =>
  db
    .select({
      id: paymentRequestsSeen.id,
      cents: paymentRequestsSeen.cents,
      purpose: paymentRequestsSeen.purpose,
      state: paymentRequestsSeen.state,
      expiresAt: paymentRequestsSeen.expiresAt,
      paidAt: paymentRequestsSeen.paidAt,
      at: paymentRequestsSeen.createdAt,
      conversationId: paymentRequestsSeen.conversationId,
      name: conversationsSeen.customerName,
      phone: conversationsSeen.customerPhone,
      isPaidTwice: sql<boolean>`exists (select from ${requestPayments} p where p.request_id = payment_requests_seen.id and p.verdict = 'surplus')`,
    })
    .from(paymentRequestsSeen)
    .innerJoin(conversationsSeen, eq(conversationsSeen.id, paymentRequestsSeen.conversationId))
    .where(
      before
        ? sql`(${paymentRequestsSeen.createdAt}, ${paymentRequestsSeen.id}) < (${before.at.toISOString()}::timestamptz, ${before.id}::uuid)`
        : undefined,
    )
    .orderBy(desc(paymentRequestsSeen.createdAt), desc(paymentRequestsSeen.id))
    .limit(REQUESTS_PAGE + 1)
