import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  date,
  index,
  integer,
  primaryKey,
  smallint,
  text,
  unique,
} from 'drizzle-orm/pg-core'

import { ownOrgOnly, ownRowOnly } from '../policies/fence.ts'
import { app, atMost, createdAt, id, moment, orgId } from './columns.ts'

/** The business. */
export const orgs = app.table(
  'orgs',
  {
    id: id().primaryKey(),
    name: text('name').notNull(),
    /** The person a customer is handed to. */
    ownerName: text('owner_name').notNull(),
    timezone: text('timezone').notNull().default('Africa/Johannesburg'),
    phone: text('phone'),
    email: text('email'),
    website: text('website'),
    address: text('address'),
    onPublicHolidays: text('on_public_holidays', { enum: ['closed', 'open'] })
      .notNull()
      .default('closed'),
    /** Members come in with two factors only. */
    requiresSecondFactor: boolean('requires_second_factor').notNull().default(false),
    /** Given by a business that is registered for VAT: its receipts name it. */
    vatNumber: text('vat_number'),
    createdAt: createdAt(),
  },
  (t) => [
    ownRowOnly(),
    check('orgs_vat_number', sql`${t.vatNumber} ~ '^4[0-9]{9}$'`),
    check('orgs_name_length', sql`char_length(${t.name}) between 1 and 120`),
    check('orgs_owner_name_length', sql`char_length(${t.ownerName}) between 1 and 80`),
    atMost('orgs_email_length', t.email, 254),
    atMost('orgs_timezone_length', t.timezone, 60),
    check('orgs_phone_e164', sql`${t.phone} ~ '^\\+[1-9][0-9]{6,14}$'`),
    check('orgs_address_length', sql`char_length(${t.address}) <= 300`),
    check(
      'orgs_website_http',
      sql`${t.website} ~ '^https?://' and char_length(${t.website}) <= 300`,
    ),
  ],
)

/** The WhatsApp number of a business. The hook's secret is derived from (id, generation) and a master key, never stored. */
export const channels = app.table(
  'channels',
  {
    id: id(),
    orgId: orgId().references(() => orgs.id, { onDelete: 'cascade' }),
    authMode: text('auth_mode', { enum: ['static_header', 'hmac_sha256_body_hex'] })
      .notNull()
      .default('static_header'),
    /** Whapi's own name for the channel, learned from its first proven delivery; one that names another is refused. */
    providerChannelId: text('provider_channel_id'),
    hookGeneration: integer('hook_generation').notNull().default(1),
    previousUntil: moment('previous_until'),
    /** AES-256-GCM, bound to this row (src/sealed.ts). */
    tokenSealed: text('token_sealed').notNull(),
    phone: text('phone'),
    health: text('health', { enum: ['working', 'linking', 'starting', 'down'] })
      .notNull()
      .default('linking'),
    healthText: text('health_text'),
    healthAt: moment('health_at'),
    /** Lines older than this were written to somebody else: stored, never answered. */
    connectedAt: moment('connected_at'),
    /** Marking read also clears the owner's own unread badge, so it is the owner's choice. */
    marksRead: boolean('marks_read').notNull().default(false),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    unique('channels_provider').on(t.orgId, t.providerChannelId),
    ownOrgOnly(),
    atMost('channels_provider_channel_id_length', t.providerChannelId, 200),
    atMost('channels_health_text_length', t.healthText, 200),
    check('channels_phone_e164', sql`${t.phone} ~ '^\\+[1-9][0-9]{6,14}$'`),
  ],
)

const clock = (name: string) => text(name)

/** One stretch of opening on an ISO weekday (1 is Monday), local time; `closes` before `opens` runs past midnight. */
export const openingHours = app.table(
  'opening_hours',
  {
    id: id(),
    orgId: orgId().references(() => orgs.id, { onDelete: 'cascade' }),
    weekday: smallint('weekday').notNull(),
    opens: clock('opens').notNull(),
    closes: clock('closes').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    unique('opening_hours_once').on(t.orgId, t.weekday, t.opens),
    ownOrgOnly(),
    check('opening_hours_weekday', sql`${t.weekday} between 1 and 7`),
    check('opening_hours_opens', sql`${t.opens} ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'`),
    check('opening_hours_closes', sql`${t.closes} ~ '^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$'`),
  ],
)

/** Days with other hours than the weekday's: closed (no times), or open just then. Both dates included. */
export const closures = app.table(
  'closures',
  {
    id: id(),
    orgId: orgId().references(() => orgs.id, { onDelete: 'cascade' }),
    startsOn: date('starts_on').notNull(),
    endsOn: date('ends_on').notNull(),
    reason: text('reason'),
    opens: clock('opens'),
    closes: clock('closes'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    index('closures_by_day').on(t.orgId, t.endsOn),
    ownOrgOnly(),
    check('closures_order', sql`${t.endsOn} >= ${t.startsOn}`),
    check('closures_both_times', sql`(${t.opens} is null) = (${t.closes} is null)`),
    check('closures_reason_length', sql`char_length(${t.reason}) <= 120`),
  ],
)
