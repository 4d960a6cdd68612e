import { sql } from 'drizzle-orm'
import { index, smallint, text, uuid } from 'drizzle-orm/pg-core'

import { app, createdAt, id, moment } from './columns.ts'
import { users } from './member.ts'

/** Mail that waits to leave. Without an organisation: the first mails come before there is one. The sealed body is deleted once sent. */
export const outbox = app
  .table(
    'outbox',
    {
      id: id().primaryKey(),
      /** AES-256-GCM of recipient, subject and body, bound to this row (src/sealed.ts); null once it has left or was for nobody. */
      sealed: text('sealed'),
      /** Whose address it goes to, where whoever sealed it did not know. */
      userId: uuid('user_id').references(() => users.id, { onDelete: 'cascade' }),
      dueAt: moment('due_at'),
      leaseUntil: moment('lease_until'),
      attempts: smallint('attempts').notNull().default(0),
      sentAt: moment('sent_at'),
      failedAt: moment('failed_at'),
      createdAt: createdAt(),
    },
    (t) => [
      index('outbox_due')
        .on(t.dueAt)
        .where(sql`${t.dueAt} is not null`),
      index('outbox_by_user').on(t.userId),
      index('outbox_by_age').on(t.createdAt),
    ],
  )
  .enableRLS()
