import { index, jsonb, smallint, text, uuid } from 'drizzle-orm/pg-core'

import { ownSessionsOnly } from '../policies/fence.ts'
import { app, createdAt, id, moment, tokenHash } from './columns.ts'
import { users } from './member.ts'
import { orgs } from './org.ts'

/** A signed-in browser. The cookie holds the token, the row only its hash. Idle 14 days, absolute 90 (design, Copenhagen Book). */
export const sessions = app
  .table(
    'sessions',
    {
      tokenHash: tokenHash('token_hash').primaryKey(),
      /** How a page names it. */
      id: id(),
      userId: uuid('user_id')
        .notNull()
        .references(() => users.id, { onDelete: 'cascade' }),
      orgId: uuid('org_id')
        .notNull()
        .references(() => orgs.id, { onDelete: 'cascade' }),
      userAgent: text('user_agent'),
      createdAt: createdAt(),
      network: text('network'),
      lastSeenAt: moment('last_seen_at').notNull(),
    },
    (t) => [
      ownSessionsOnly(),
      index('sessions_by_user').on(t.userId),
      index('sessions_by_org').on(t.orgId),
    ],
  )
  .enableRLS()

/** What a business says of itself when it signs up; the organisation is made when the link is opened. */
export type SignUp = { business: string; name: string; email: string; phone: string }

/**
 * A link that signs in once. `browserHash` binds it to the browser that asked, `codeHash` is the way in from another one; only
 * `make_unbound_link` makes one without. A request for an address nobody has leaves the same row, without a user.
 */
export const loginTokens = app
  .table(
    'login_tokens',
    {
      tokenHash: tokenHash('token_hash').primaryKey(),
      userId: uuid('user_id').references(() => users.id, { onDelete: 'cascade' }),
      purpose: text('purpose', { enum: ['login', 'signup'] })
        .notNull()
        .default('login'),
      browserHash: tokenHash('browser_hash'),
      codeHash: tokenHash('code_hash'),
      codeTries: smallint('code_tries').notNull().default(0),
      /** Wiped when the link is used. */
      signUp: jsonb('sign_up').$type<SignUp>(),
      expiresAt: moment('expires_at').notNull(),
      usedAt: moment('used_at'),
      createdAt: createdAt(),
    },
    (t) => [index('login_tokens_by_user').on(t.userId)],
  )
  .enableRLS()
