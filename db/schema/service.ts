import { sql } from 'drizzle-orm'
import { boolean, check, integer, primaryKey, text, unique } from 'drizzle-orm/pg-core'

import { ownOrgOnly } from '../policies/fence.ts'
import { app, createdAt, id, orgId } from './columns.ts'
import { orgs } from './org.ts'

/** What the business does and what it costs. Money is integer cents. */
export const services = app.table(
  'services',
  {
    id: id(),
    orgId: orgId().references(() => orgs.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    aliases: text('aliases').array().notNull().default([]),
    priceCents: integer('price_cents'),
    priceFrom: boolean('price_from').notNull().default(false),
    durationMinutes: integer('duration_minutes'),
    description: text('description'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    unique('services_name').on(t.orgId, t.name),
    ownOrgOnly(),
    check('services_name_length', sql`char_length(${t.name}) between 1 and 80`),
    check('services_description_length', sql`char_length(${t.description}) <= 500`),
    check('services_price', sql`${t.priceCents} between 0 and 100000000`),
    check('services_duration', sql`${t.durationMinutes} between 1 and 100000`),
  ],
)
