/** What PayFast tells a business's own account: kept once as it came, and what came of it. */
import { and, eq, type SQL, sql } from 'drizzle-orm'

import { paymentRequests, requestPayments } from '../../db/schema/payment-request.ts'
import type { Db } from '../scope.ts'
import type { Told } from '../subscription/ledger.ts'

export type Verdict = (typeof requestPayments.verdict.enumValues)[number]

/** What PayFast is told of each: a payment too many is the business's to give back, and nothing to send again. */
export const outcomes = {
  applied: 'done',
  surplus: 'done',
  noted: 'done',
  unconfirmed: 'undecided',
  amount: 'refused',
  request: 'refused',
  invalid: 'refused',
} as const satisfies Record<Verdict, string>

const ofNotice = (told: Told) =>
  and(
    eq(requestPayments.merchantId, told.merchantId),
    eq(requestPayments.providerId, told.providerId),
    eq(requestPayments.status, told.status),
  )

/** What was decided about this notice; no row: it is new. */
export const findRequestPayment = (db: Db, told: Told) =>
  db.select({ verdict: requestPayments.verdict }).from(requestPayments).where(ofNotice(told))

/** What is decided stays so; only what could not be confirmed may become something else. */
const unlessDecided = sql.raw(
  `on conflict (org_id, merchant_id, provider_id, status) do update set verdict = excluded.verdict, ask_at = excluded.ask_at where kept.verdict = 'unconfirmed'`,
)
const columns = sql.raw(
  'merchant_id, provider_id, status, request_id, gross_cents, raw, source, is_listed, verdict, ask_at',
)
type Kept = { requestId: SQL; verdict: SQL; askAt: Date | null }
const valuesOf = (told: Told, { requestId, verdict, askAt }: Kept) =>
  sql`${told.merchantId}, ${told.providerId}, ${told.status}, ${requestId}, ${told.grossCents}::int, ${told.raw}, ${told.source},
      ${told.isListed}::boolean, ${verdict}, ${askAt?.toISOString() ?? null}::timestamptz`

/** Keeps a notice that PayFast did not send, or could not be asked about until `askAt`. */
export const keepRequestPayment = (
  db: Db,
  { told, verdict, askAt }: { told: Told; verdict: 'invalid' | 'unconfirmed'; askAt: Date | null },
) => {
  const requestId = sql`(select r.id from ${paymentRequests} r where r.id::text = ${told.paymentId})`
  const kept = db.$with('kept', { id: sql<string>`id`.as('id') }).as(sql`
    insert into ${requestPayments} as kept (${columns})
    select ${valuesOf(told, { requestId, verdict: sql`${verdict}`, askAt })} ${unlessDecided} returning id`)
  return db.with(kept).select({ id: kept.id }).from(kept)
}

/**
 * Lets a notice that is proven and confirmed pay its request: to the cent, and one payment only. The request is locked first, so that of several
 * payments at once one pays it.
 */
export const settleRequest = (db: Db, { told, at }: { told: Told; at: Date }) => {
  const asked = db.$with('asked', { id: sql<string>`id`.as('id') }).as(sql`
    select r.id, case when ${told.status} <> 'COMPLETE' then 'noted' when r.cents is distinct from ${told.grossCents}::int then 'amount'
                      when r.state = 'paid' then 'surplus' else 'applied' end as verdict
      from ${paymentRequests} r where r.id::text = ${told.paymentId} for update`)
  const kept = db.$with('kept', { id: sql<string>`id`.as('id') }).as(sql`
    insert into ${requestPayments} as kept (${columns})
    select ${valuesOf(told, { requestId: sql`a.id`, verdict: sql`coalesce(a.verdict, 'request')`, askAt: null })}
      from (select) one left join asked a on true
    ${unlessDecided} returning request_id, verdict`)
  const paid = db.$with('paid', { id: sql<string>`id`.as('id') }).as(sql`
    update ${paymentRequests} r set state = 'paid', paid_at = ${at.toISOString()}::timestamptz
      from kept k where k.verdict = 'applied' and r.id = k.request_id returning r.id`)
  return db.with(asked, kept, paid).select({ id: paid.id }).from(paid)
}

/** Takes a notice that waits to be confirmed, and puts off the next who looks. No row: it was decided meanwhile. */
export const postponeRequestPayment = (db: Db, { id, askAt }: { id: string; askAt: Date }) =>
  db
    .update(requestPayments)
    .set({ askAt })
    .where(and(eq(requestPayments.id, id), eq(requestPayments.verdict, 'unconfirmed')))
    .returning({
      merchantId: requestPayments.merchantId,
      providerId: requestPayments.providerId,
      status: requestPayments.status,
      grossCents: requestPayments.grossCents,
      raw: requestPayments.raw,
      source: requestPayments.source,
      isListed: requestPayments.isListed,
    })
