import { index, text, uuid } from 'drizzle-orm/pg-core'

import { app, createdAt, moment, tokenHash } from './columns.ts'
import { users } from './member.ts'
import { orgs } from './org.ts'

/** A signed-in browser. The cookie holds the token, the row only its hash. Idle 14 days, absolute 90 (design, Copenhagen Book). */
export const sessions = app
  .table(
    'sessions',
    {
      tokenHash: tokenHash('token_hash').primaryKey(),
      userId: uuid('user_id')
        .notNull()
        .references(() => users.id, { onDelete: 'cascade' }),
      orgId: uuid('org_id')
        .notNull()
        .references(() => orgs.id, { onDelete: 'cascade' }),
      userAgent: text('user_agent'),
      createdAt: createdAt(),
      lastSeenAt: moment('last_seen_at').notNull(),
    },
    (t) => [index('sessions_by_user').on(t.userId), index('sessions_by_org').on(t.orgId)],
  )
  .enableRLS()

/** A link that signs in once. `browserHash` binds it to the browser that asked; only `make_unbound_link` makes one without. */
export const loginTokens = app
  .table(
    'login_tokens',
    {
      tokenHash: tokenHash('token_hash').primaryKey(),
      userId: uuid('user_id')
        .notNull()
        .references(() => users.id, { onDelete: 'cascade' }),
      browserHash: tokenHash('browser_hash'),
      expiresAt: moment('expires_at').notNull(),
      usedAt: moment('used_at'),
      createdAt: createdAt(),
    },
    (t) => [index('login_tokens_by_user').on(t.userId)],
  )
  .enableRLS()
