import {
  boolean,
  foreignKey,
  index,
  jsonb,
  primaryKey,
  smallint,
  text,
  uuid,
} from 'drizzle-orm/pg-core'

import { ownRowsOfPerson } from '../policies/fence.ts'
import { app, atMost, createdAt, id, moment, tokenHash } from './columns.ts'
import { members, users } from './member.ts'

/** A signed-in browser. The cookie holds the token, the row only its hash. Idle 14 days, absolute 90 (design, Copenhagen Book). */
export const sessions = app
  .table(
    'sessions',
    {
      tokenHash: tokenHash('token_hash').primaryKey(),
      /** How a page names it. */
      id: id(),
      userId: uuid('user_id').notNull(),
      orgId: uuid('org_id').notNull(),
      userAgent: text('user_agent'),
      createdAt: createdAt(),
      network: text('network'),
      lastSeenAt: moment('last_seen_at').notNull(),
      /** Until when the person need not prove anew who they are (sudo); null: 15 minutes from the log-in. */
      sudoUntil: moment('sudo_until'),
      /** How it was opened: link, reset, password. */
      method: text('method'),
      /** Proven by two factors. */
      strong: boolean('strong').notNull().default(false),
      /** The browser it began in, where that has a row in `devices`. */
      deviceHash: tokenHash('device_hash'),
    },
    (t) => [
      ownRowsOfPerson('own_sessions'),
      atMost('sessions_user_agent_length', t.userAgent, 200),
      atMost('sessions_network_length', t.network, 60),
      index('sessions_by_user').on(t.userId),
      index('sessions_by_member').on(t.orgId, t.userId),
      // A member who is removed is out at once.
      foreignKey({
        columns: [t.orgId, t.userId],
        foreignColumns: [members.orgId, members.userId],
      }).onDelete('cascade'),
    ],
  )
  .enableRLS()

/** A browser that a person has logged in with. It opens nothing: it has tries of its own, raises no alert, and may be remembered. */
export const devices = app
  .table(
    'devices',
    {
      userId: uuid('user_id')
        .notNull()
        .references(() => users.id, { onDelete: 'cascade' }),
      deviceHash: tokenHash('device_hash').notNull(),
      /** Until when a password is enough here. */
      trustedUntil: moment('trusted_until'),
      createdAt: createdAt(),
    },
    (t) => [primaryKey({ columns: [t.userId, t.deviceHash] }), ownRowsOfPerson('own_devices')],
  )
  .enableRLS()

/** What a business says of itself when it signs up; the organisation is made when the link is opened. */
export type SignUp = { business: string; name: string; email: string; phone: string }

/**
 * A link that signs in once, or a code that proves a mailbox. `browserHash` binds it to the browser that asked, `codeHash` is the way in from another one; only
 * `make_unbound_link` makes one without. A request for an address nobody has leaves the same row, without a user.
 */
export const loginTokens = app
  .table(
    'login_tokens',
    {
      tokenHash: tokenHash('token_hash').primaryKey(),
      userId: uuid('user_id').references(() => users.id, { onDelete: 'cascade' }),
      purpose: text('purpose', {
        enum: ['login', 'signup', 'reset', 'second_factor', 'confirm', 'email'],
      })
        .notNull()
        .default('login'),
      browserHash: tokenHash('browser_hash'),
      codeHash: tokenHash('code_hash'),
      codeTries: smallint('code_tries').notNull().default(0),
      /** Wiped when the link is used. */
      signUp: jsonb('sign_up').$type<SignUp>(),
      /** For a change of address: the new one. */
      email: text('email'),
      /** For a second factor: what was the first, and what is asked. */
      method: text('method'),
      asks: text('asks', { enum: ['email', 'totp'] }),
      expiresAt: moment('expires_at').notNull(),
      usedAt: moment('used_at'),
      createdAt: createdAt(),
    },
    (t) => [
      // By purpose too, so that it takes no longer to find none of it for somebody who has others.
      index('login_tokens_by_user').on(t.userId, t.purpose, t.expiresAt),
      atMost('login_tokens_email_length', t.email, 254),
    ],
  )
  .enableRLS()
