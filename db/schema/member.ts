import { sql } from 'drizzle-orm'
import { check, index, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'

import { ownOrgOnly } from '../policies/fence.ts'
import { app, createdAt, id, orgId } from './columns.ts'
import { orgs } from './org.ts'

/** A person who signs in. Without an organisation: reached only by doors and lookups. */
export const users = app
  .table(
    'users',
    {
      id: id().primaryKey(),
      /** Lower case: two spellings of one address are one person. */
      email: text('email').notNull().unique('users_email'),
      /** "v2$<key id>$<bcrypt>" over a keyed HMAC (src/session/password.ts); null while there is none. */
      passwordHash: text('password_hash'),
      createdAt: createdAt(),
    },
    (t) => [
      check('users_email_lower', sql`${t.email} = lower(${t.email})`),
      check('users_email_length', sql`char_length(${t.email}) between 3 and 254`),
    ],
  )
  .enableRLS()

export const roles = ['owner', 'manager', 'staff', 'viewer'] as const

/** A person's place in an organisation. Carries the name and address that a team page shows. */
export const members = app.table(
  'members',
  {
    id: id(),
    orgId: orgId().references(() => orgs.id, { onDelete: 'cascade' }),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    role: text('role', { enum: roles }).notNull(),
    name: text('name').notNull(),
    email: text('email').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    unique('members_user').on(t.orgId, t.userId),
    index('members_by_user').on(t.userId),
    ownOrgOnly(),
    check('members_name_length', sql`char_length(${t.name}) between 1 and 80`),
  ],
)
