/** What is kept of a subscription: read whole, moved with the version that was read, so that of two who move it at once one has to read again. */
import { and, asc, desc, eq, sql } from 'drizzle-orm'

import { orgs } from '../../db/schema/org.ts'
import { chargeRuns, checkouts, payments, subscriptions } from '../../db/schema/subscription.ts'
import type { Db } from '../scope.ts'
import { later } from '../time.ts'
import type { Terms } from './plan.ts'
import type { Run } from './run.ts'
import { newSubscription, paidUntil, type Subscription } from './subscription.ts'

type Kept = Run & { checkoutId: string }
/** A subscription with what guards its next move; version 0: nothing was ever kept of it. */
export type Ledger = {
  subscription: Omit<Subscription, 'runs'> & { runs: readonly Kept[] }
  version: number
}

/** Two queries; `ledgerOf` makes one of their answers. */
export const readLedger = (db: Db) => [readState(db), listRuns(db)] as const

const readState = (db: Db) =>
  db
    .select({
      openedAt: orgs.createdAt,
      state: subscriptions.state,
      trialEndsAt: subscriptions.trialEndsAt,
      pastDueAt: subscriptions.pastDueAt,
      version: subscriptions.version,
    })
    .from(orgs)
    .leftJoin(subscriptions, eq(subscriptions.orgId, orgs.id))

const listRuns = (db: Db) =>
  db
    .select({
      id: chargeRuns.token,
      checkoutId: chargeRuns.checkoutId,
      until: chargeRuns.until,
      ending: chargeRuns.ending,
      isPaused: chargeRuns.isPaused,
      datedUntil: chargeRuns.datedUntil,
      datedPayments: chargeRuns.datedPayments,
      // Drizzle writes a column of a single table without the table: here that would be the payment's own.
      paymentIds: sql<
        string[]
      >`array(select p.provider_id from ${payments} p where p.token = charge_runs.token and p.verdict = 'applied' and p.status = 'COMPLETE' order by p.provider_id collate "C")`,
    })
    .from(chargeRuns)
    .orderBy(asc(sql`${chargeRuns.token} collate "C"`))

type State = Awaited<ReturnType<typeof readState>>[number]
type RunRow = Awaited<ReturnType<typeof listRuns>>[number]

export const ledgerOf = ([row]: readonly State[], rows: readonly RunRow[]): Ledger => {
  if (!row) throw new RangeError('a subscription is read behind a door')
  const begun = newSubscription(row.openedAt)
  const subscription = {
    ...begun,
    ...(row.state !== null && { state: row.state }),
    ...(row.trialEndsAt !== null && { trialEndsAt: row.trialEndsAt }),
    pastDueAt: row.pastDueAt,
    runs: rows.map(runOf),
  }
  return { subscription, version: row.version ?? 0 }
}

const runOf = ({ datedUntil, datedPayments, ...run }: RunRow): Kept => ({
  ...run,
  dated:
    datedUntil === null || datedPayments === null
      ? null
      : { until: datedUntil, payments: datedPayments },
})

/** A notice of PayFast's in this house's words, as its row keeps it. */
export type Told = {
  merchantId: string
  providerId: string
  status: string
  token: string | null
  /** Our checkout, as the notice names it. */
  paymentId: string
  grossCents: number | null
  raw: string
  source: string
  isListed: boolean
}
export type Verdict = (typeof payments.verdict.enumValues)[number]

/** Of a notice without an id of its own, the run it is about stands for it. */
const keyOf = ({ providerId, token }: Told): string => providerId || (token ?? '')

/** What came of this notice before; no row: it is new. */
export const findPayment = (db: Db, told: Told) =>
  db
    .select({ verdict: payments.verdict })
    .from(payments)
    .where(
      and(
        eq(payments.merchantId, told.merchantId),
        eq(payments.providerId, keyOf(told)),
        eq(payments.status, told.status),
      ),
    )

/** The checkout that a notice names, with what was paid in its run so far. */
export const findCheckout = (db: Db, { paymentId, token }: Told) =>
  db
    .select({
      id: checkouts.id,
      firstCents: checkouts.firstCents,
      monthCents: checkouts.monthCents,
      from: checkouts.startsFrom,
      taken: sql<
        number[]
      >`array(select p.gross_cents from ${payments} p where p.token = ${token} and p.verdict = 'applied' and p.status = 'COMPLETE')`,
    })
    .from(checkouts)
    .where(sql`${checkouts.id}::text = ${paymentId}`)

/** The row of a notice, its columns in the order of `columns`. */
const columns = sql.raw(
  'merchant_id, provider_id, status, token, checkout_id, gross_cents, raw, source, is_listed, verdict, ask_at',
)
const valuesOf = (told: Told, verdict: Verdict, askAt: Date | null) =>
  sql`${told.merchantId}, ${keyOf(told)}, ${told.status}, ${told.token}::text,
      (select k.id from ${checkouts} k where k.id::text = ${told.paymentId}), ${told.grossCents}::int, ${told.raw}, ${told.source},
      ${told.isListed}::boolean, ${verdict}, ${askAt?.toISOString() ?? null}::timestamptz`

/** What is decided stays so; only what could not be confirmed may become something else. */
const unlessDecided = sql.raw(
  `on conflict (org_id, merchant_id, provider_id, status) do update set verdict = excluded.verdict, ask_at = excluded.ask_at where payments.verdict = 'unconfirmed'`,
)

/** Keeps a notice that moves nothing, with the reason. `askAt`: when PayFast is asked again whether it sent it. */
export const keepPayment = (
  db: Db,
  { told, verdict, askAt = null }: { told: Told; verdict: Verdict; askAt?: Date | null },
) => {
  const kept = db.$with('kept', { id: sql<string>`id`.as('id') }).as(sql`
    insert into ${payments} as payments (${columns}) values (${valuesOf(told, verdict, askAt)}) ${unlessDecided} returning id`)
  return db.with(kept).select({ id: kept.id }).from(kept)
}

/**
 * Moves the subscription, its runs (PayFast is asked soon about one that is to end), and the payment that moved it, all or nothing. No row: somebody moved it since it was read.
 */
export const moveSubscription = (
  db: Db,
  { version, to, payment }: { version: number; to: Ledger['subscription']; payment?: Told },
) => {
  const moved = db.$with('moved', { version: sql<number>`version`.as('version') }).as(sql`
    insert into ${subscriptions} as s (state, trial_ends_at, past_due_at, paid_until, version)
    values (${to.state}, ${to.trialEndsAt.toISOString()}::timestamptz, ${to.pastDueAt?.toISOString() ?? null}::timestamptz,
            ${paidUntil(to)}::date, ${version + 1}::int)
    on conflict (org_id) do update set state = excluded.state, trial_ends_at = excluded.trial_ends_at, past_due_at = excluded.past_due_at,
       paid_until = excluded.paid_until, version = excluded.version
     where s.version = ${version}::int
    returning version`)
  const runs = db.$with('runs', { token: sql<string>`token`.as('token') }).as(sql`
    insert into ${chargeRuns} as r (token, checkout_id, until, ending, is_paused, dated_until, dated_payments)
    select g.token, g.checkout_id, g.until, g.ending, g.is_paused, g.dated_until, g.dated_payments
      from moved, jsonb_to_recordset(${JSON.stringify(to.runs.map(rowOf))}::jsonb)
        as g (token varchar, checkout_id uuid, until date, ending varchar, is_paused boolean, dated_until date, dated_payments int)
    on conflict (org_id, token) do update set until = excluded.until, ending = excluded.ending, is_paused = excluded.is_paused,
       dated_until = excluded.dated_until, dated_payments = excluded.dated_payments,
       checked_at = case when excluded.ending = 'asked' then null else r.checked_at end
    returning token`)
  const paid = db
    .$with('paid', { id: sql<string>`id`.as('id') })
    .as(
      payment
        ? sql`insert into ${payments} as payments (${columns}) select ${valuesOf(payment, 'applied', null)} from moved ${unlessDecided} returning id`
        : sql`select null::uuid as id where false`,
    )
  return db.with(moved, runs, paid).select({ version: moved.version }).from(moved)
}

/** Whether the same would be kept of both. */
export const isSame = (one: Ledger['subscription'], other: Ledger['subscription']): boolean =>
  keptOf(one) === keptOf(other)
const keptOf = ({ state, trialEndsAt, pastDueAt, runs }: Ledger['subscription']): string =>
  JSON.stringify([state, trialEndsAt, pastDueAt, runs.map(rowOf)])

const rowOf = ({ id, checkoutId, until, ending, isPaused, dated }: Kept) => ({
  token: id,
  checkout_id: checkoutId,
  until,
  ending,
  is_paused: isPaused,
  dated_until: dated?.until ?? null,
  dated_payments: dated?.payments ?? null,
})

/** Takes a notice that waits to be confirmed, and puts off the next who looks. No row: it was decided meanwhile. */
export const postponePayment = (db: Db, { id, askAt }: { id: string; askAt: Date }) =>
  db
    .update(payments)
    .set({ askAt })
    .where(and(eq(payments.id, id), eq(payments.verdict, 'unconfirmed')))
    .returning({
      merchantId: payments.merchantId,
      providerId: payments.providerId,
      status: payments.status,
      token: payments.token,
      grossCents: payments.grossCents,
      raw: payments.raw,
      source: payments.source,
      isListed: payments.isListed,
    })

const DAY_SECONDS = 86_400
const HOUR_SECONDS = 3600

/** PayFast could not be asked about a run: it is asked again within the hour. */
export const recheckRun = (db: Db, { token, at }: { token: string; at: Date }) =>
  db
    .update(chargeRuns)
    .set({ checkedAt: later(at, HOUR_SECONDS - DAY_SECONDS) })
    .where(eq(chargeRuns.token, token))
    .returning({ id: chargeRuns.id })

/** Remembers what the checkout will ask for; its id goes to PayFast with the form. */
export const openCheckout = (db: Db, { id, terms }: { id: string; terms: Terms }) =>
  db
    .insert(checkouts)
    .values({
      id,
      firstCents: terms.firstCents,
      monthCents: terms.monthCents,
      startsFrom: terms.from,
    })
    .returning({ id: checkouts.id })

/** How many payments a page shows. */
export const PAYMENTS_PAGE = 50

/** What was paid, the newest first. */
export const listPayments = (db: Db) =>
  db
    .select({
      id: payments.id,
      at: payments.createdAt,
      cents: sql<number>`${payments.grossCents}`,
      providerId: payments.providerId,
    })
    .from(payments)
    .where(and(eq(payments.verdict, 'applied'), eq(payments.status, 'COMPLETE')))
    .orderBy(desc(payments.createdAt), desc(payments.id))
    .limit(PAYMENTS_PAGE)
