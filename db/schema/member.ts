import { sql } from 'drizzle-orm'
import {
  bigint,
  check,
  foreignKey,
  index,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'

import { ownOrgOnly } from '../policies/fence.ts'
import { app, createdAt, id, moment, oneOf, orgId, tokenHash } from './columns.ts'
import { orgs } from './org.ts'

export const secondFactors = ['off', 'email', 'totp'] as const

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
      /** What is asked after a password. `email`: a code by mail, on a browser that is not remembered. */
      secondFactor: text('second_factor', { enum: secondFactors }).notNull().default('email'),
      /** AES-256-GCM, bound to this row; null without an authenticator app. */
      totpSealed: text('totp_sealed'),
      /** The newest 30-second step whose code was accepted: each works once. */
      totpStep: bigint('totp_step', { mode: 'number' }),
      /** Keyed hashes; each works once. */
      recoveryHashes: tokenHash('recovery_hashes')
        .array()
        .notNull()
        .default(sql`'{}'`),
      createdAt: createdAt(),
    },
    (t) => [
      oneOf('users_second_factor', t.secondFactor, secondFactors),
      check('users_email_lower', sql`${t.email} = lower(${t.email})`),
      check('users_email_length', sql`char_length(${t.email}) between 3 and 254`),
    ],
  )
  .enableRLS()

/** What a role of the business's own may hold, as src/member/roles.ts has it. */
export const grantable = [
  'inbox.read',
  'conversation.answer',
  'payment.request',
  'personal.read',
  'channel.manage',
  'audit.read',
  'data.export',
  'team.manage',
] as const

export const roles = ['owner', 'manager', 'staff', 'viewer', 'custom'] as const

/** A role that the business made itself: a name and its permissions (src/member/roles.ts). */
export const customRoles = app.table(
  'custom_roles',
  {
    id: id(),
    orgId: orgId().references(() => orgs.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    permissions: text('permissions').array().notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    unique('custom_roles_name').on(t.orgId, t.name),
    ownOrgOnly(),
    // Also what a hand at the database writes can open no more than this.
    check(
      'custom_roles_permissions',
      sql`${t.permissions} <@ ${sql.raw(`'{${grantable.join(',')}}'`)}::text[]`,
    ),
    check('custom_roles_name_length', sql`char_length(${t.name}) between 1 and 40`),
  ],
)

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
    /** Which of the business's own roles, where `role` is `custom`. */
    customRoleId: uuid('custom_role_id'),
    /** `pending`: accepted an invitation, waits for the owner or a manager; every door is closed. */
    state: text('state', { enum: ['pending', 'active'] })
      .notNull()
      .default('active'),
    name: text('name').notNull(),
    email: text('email').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    unique('members_user').on(t.orgId, t.userId),
    index('members_by_user').on(t.userId),
    index('members_by_custom_role').on(t.orgId, t.customRoleId),
    foreignKey({
      columns: [t.orgId, t.customRoleId],
      foreignColumns: [customRoles.orgId, customRoles.id],
    }).onDelete('restrict'),
    ownOrgOnly(),
    oneOf('members_role', t.role, roles),
    oneOf('members_state', t.state, ['pending', 'active']),
    check('members_custom_role', sql`(${t.role} = 'custom') = (${t.customRoleId} is not null)`),
    check('members_email_length', sql`char_length(${t.email}) between 3 and 254`),
    check('members_name_length', sql`char_length(${t.name}) between 1 and 80`),
  ],
)

/** An invitation by mail. It opens nothing by itself: whoever accepts it becomes a pending member and signs in like everybody else. */
export const invitations = app.table(
  'invitations',
  {
    id: id(),
    orgId: orgId().references(() => orgs.id, { onDelete: 'cascade' }),
    email: text('email').notNull(),
    role: text('role', { enum: roles }).notNull(),
    customRoleId: uuid('custom_role_id'),
    tokenHash: tokenHash('token_hash').notNull(),
    invitedBy: uuid('invited_by').notNull(),
    expiresAt: moment('expires_at').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    unique('invitations_email').on(t.orgId, t.email),
    unique('invitations_token').on(t.orgId, t.tokenHash),
    index('invitations_by_custom_role').on(t.orgId, t.customRoleId),
    index('invitations_by_inviter').on(t.orgId, t.invitedBy),
    foreignKey({
      columns: [t.orgId, t.customRoleId],
      foreignColumns: [customRoles.orgId, customRoles.id],
    }).onDelete('cascade'),
    foreignKey({
      columns: [t.orgId, t.invitedBy],
      foreignColumns: [members.orgId, members.id],
    }).onDelete('cascade'),
    ownOrgOnly(),
    oneOf('invitations_role', t.role, roles),
    check('invitations_custom_role', sql`(${t.role} = 'custom') = (${t.customRoleId} is not null)`),
    check('invitations_email_lower', sql`${t.email} = lower(${t.email})`),
    check('invitations_email_length', sql`char_length(${t.email}) between 3 and 254`),
  ],
)
