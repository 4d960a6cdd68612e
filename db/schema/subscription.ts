import { sql } from 'drizzle-orm'
import {
  boolean,
  date,
  foreignKey,
  index,
  integer,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'

import { ownOrgOnly } from '../policies/fence.ts'
import { app, atMost, createdAt, id, moment, oneOf, orgId } from './columns.ts'
import { orgs } from './org.ts'
import { noticeColumns, noticeLimits } from './payfast-notice.ts'

const states = ['trial', 'active', 'past_due', 'cancelled', 'lapsed'] as const
const endings = ['no', 'asked', 'ended'] as const
/**
 * `applied`: it moved the subscription; `noted`: genuine, and moves nothing; `unconfirmed`: PayFast could not be asked yet whether it sent this.
 * The rest was refused: another amount than was agreed, a checkout that is not ours, or PayFast says that it did not send it.
 */
const verdicts = ['applied', 'noted', 'unconfirmed', 'amount', 'checkout', 'invalid'] as const

/** Where a business's own subscription stands (src/subscription says what moves it). Without a row it is in the trial that began with the business. */
export const subscriptions = app.table(
  'subscriptions',
  {
    orgId: orgId()
      .primaryKey()
      .references(() => orgs.id, { onDelete: 'cascade' }),
    state: text('state', { enum: states }).notNull(),
    trialEndsAt: moment('trial_ends_at').notNull(),
    pastDueAt: moment('past_due_at'),
    /** The first day that is not paid for. */
    paidUntil: date('paid_until'),
    /** Raised by every move: who read an older one writes nothing. */
    version: integer('version').notNull().default(1),
    createdAt: createdAt(),
  },
  (t) => [ownOrgOnly(), oneOf('subscriptions_state', t.state, states)],
)

/** What was agreed when somebody left for PayFast's page: every payment that comes of it is held to this. Its id is PayFast's `m_payment_id`. */
export const checkouts = app.table(
  'checkouts',
  {
    id: id(),
    orgId: orgId().references(() => orgs.id, { onDelete: 'cascade' }),
    firstCents: integer('first_cents').notNull(),
    monthCents: integer('month_cents').notNull(),
    startsFrom: date('starts_from').notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.id] }), ownOrgOnly()],
)

/** One series of monthly charges at PayFast. Whoever has a token and our passphrase can end the series; nobody can pay with it. */
export const chargeRuns = app.table(
  'charge_runs',
  {
    id: id(),
    orgId: orgId().references(() => orgs.id, { onDelete: 'cascade' }),
    token: text('token').notNull(),
    checkoutId: uuid('checkout_id').notNull(),
    /** The first billing date; null until a payment told it. */
    until: date('until'),
    ending: text('ending', { enum: endings }).notNull().default('no'),
    isPaused: boolean('is_paused').notNull().default(false),
    /** PayFast's next date where it is later than ours, and the payments that it stands for. */
    datedUntil: date('dated_until'),
    datedPayments: integer('dated_payments'),
    /** When PayFast was last asked about it. */
    checkedAt: moment('checked_at'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    unique('charge_runs_token').on(t.orgId, t.token),
    index('charge_runs_by_checkout').on(t.orgId, t.checkoutId),
    index('charge_runs_to_check')
      .on(t.checkedAt)
      .where(sql`${t.ending} <> 'ended'`),
    foreignKey({
      columns: [t.orgId, t.checkoutId],
      foreignColumns: [checkouts.orgId, checkouts.id],
    }).onDelete('cascade'),
    ownOrgOnly(),
    atMost('charge_runs_token_length', t.token, 100),
    oneOf('charge_runs_ending', t.ending, endings),
  ],
)

/** PayFast's notices as they came, once each, and what came of them. */
export const payments = app.table(
  'payments',
  {
    id: id(),
    orgId: orgId().references(() => orgs.id, { onDelete: 'cascade' }),
    ...noticeColumns(),
    token: text('token'),
    checkoutId: uuid('checkout_id'),
    verdict: text('verdict', { enum: verdicts }).notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    unique('payments_once').on(t.orgId, t.merchantId, t.providerId, t.status),
    index('payments_by_run').on(t.orgId, t.token),
    index('payments_by_checkout').on(t.orgId, t.checkoutId),
    index('payments_to_ask')
      .on(t.askAt)
      .where(sql`${t.askAt} is not null`),
    foreignKey({
      columns: [t.orgId, t.checkoutId],
      foreignColumns: [checkouts.orgId, checkouts.id],
    }).onDelete('cascade'),
    ownOrgOnly(),
    ...noticeLimits('payments', t),
    atMost('payments_token_length', t.token, 100),
    oneOf('payments_verdict', t.verdict, verdicts),
  ],
)

/** Messages that were answered in a calendar month, for the plan's quota. */
export const usage = app.table(
  'usage',
  {
    orgId: orgId().references(() => orgs.id, { onDelete: 'cascade' }),
    /** Its first day. */
    month: date('month').notNull(),
    answers: integer('answers').notNull().default(0),
    /** When she first took a message instead of answering it: past the quota, or unpaid. */
    restedAt: moment('rested_at'),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.month] }), ownOrgOnly()],
)
