import { sql } from 'drizzle-orm'
import { check, foreignKey, index, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'

import { ownOrgOnly } from '../policies/fence.ts'
import { app, createdAt, id, moment, orgId } from './columns.ts'
import { channels, orgs } from './org.ts'

/** Who writes in. A number is not always known: WhatsApp may show only a LID. */
export const customers = app.table(
  'customers',
  {
    id: id(),
    orgId: orgId().references(() => orgs.id, { onDelete: 'cascade' }),
    name: text('name'),
    phone: text('phone'),
    /** STOP: nothing that we start is sent; a direct question may be answered. */
    optedOutAt: moment('opted_out_at'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    unique('customers_phone').on(t.orgId, t.phone),
    ownOrgOnly(),
    check('customers_phone_e164', sql`${t.phone} ~ '^\\+[1-9][0-9]{6,14}$'`),
    check('customers_name_length', sql`char_length(${t.name}) <= 80`),
  ],
)

/** The chat ids under which a customer was seen on a channel: the number's and the LID's lead to one person. */
export const customerChats = app.table(
  'customer_chats',
  {
    orgId: orgId().references(() => orgs.id, { onDelete: 'cascade' }),
    channelId: uuid('channel_id').notNull(),
    chatId: text('chat_id').notNull(),
    customerId: uuid('customer_id').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.channelId, t.chatId] }),
    index('customer_chats_by_customer').on(t.orgId, t.customerId),
    foreignKey({
      columns: [t.orgId, t.channelId],
      foreignColumns: [channels.orgId, channels.id],
    }).onDelete('cascade'),
    foreignKey({
      columns: [t.orgId, t.customerId],
      foreignColumns: [customers.orgId, customers.id],
    }).onDelete('cascade'),
    ownOrgOnly(),
    check('customer_chats_length', sql`char_length(${t.chatId}) <= 200`),
  ],
)
