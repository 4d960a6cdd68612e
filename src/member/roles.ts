/** Who may do what: the one table behind every door of a member. */
import { grantable } from '../../db/schema/member.ts'

/** What a role that the business makes itself may be given; the database holds it to that. One's own security everybody has, the business's is the owner's alone. */
export { grantable }

export const roles = ['owner', 'manager', 'staff', 'viewer'] as const
/** A preset; the business's own roles have a name and a list of permissions instead. */
export type Role = (typeof roles)[number]

const may = {
  'inbox.read': ['owner', 'manager', 'staff', 'viewer'],
  'conversation.answer': ['owner', 'manager', 'staff'],
  /** Asks customers for money, by a link into the business's own account. */
  'payment.request': ['owner', 'manager', 'staff'],
  /** Sees names, numbers and what customers wrote; without it all of that is masked, everywhere. */
  'personal.read': ['owner', 'manager', 'staff'],
  'channel.manage': ['owner', 'manager'],
  'audit.read': ['owner', 'manager'],
  /** Takes files of what the role may see: masked without `personal.read`. */
  'data.export': ['owner', 'manager'],
  'team.manage': ['owner', 'manager'],
  'security.manage': ['owner'],
  'subscription.manage': ['owner'],
  /** The account that customers' money goes to. */
  'payment.manage': ['owner'],
  'own.security': ['owner', 'manager', 'staff', 'viewer'],
} as const satisfies Record<string, readonly Role[]>

export type Permission = keyof typeof may

export type Grantable = (typeof grantable)[number]

/** The roles that hold a permission, and one more where it is needed too; the door lets only these in. */
export const rolesThatMay = (
  permission: Permission,
  besides: Permission = permission,
): readonly Role[] => {
  const others: readonly Role[] = may[besides]
  return may[permission].filter((role) => others.includes(role))
}

/** What the door found out about a member, asked for a page: what leads nowhere for them is not on it. */
export const mayDo = (
  { role, permissions }: { role: string; permissions: readonly string[] | null },
  permission: Permission,
): boolean =>
  rolesThatMay(permission).some((preset) => preset === role) ||
  (permissions?.includes(permission) ?? false)

/** Of what can be granted, what a preset holds. */
export const permissionsOf = (role: Role): readonly Grantable[] =>
  grantable.filter((permission) => rolesThatMay(permission).includes(role))

/**
 * Whether somebody may give or take away a role: never one above their own. Only an owner reaches an owner; the business's own roles reach
 * neither owner nor manager, and nothing that they do not hold themselves. The guards in SQL say the same (reach.ts).
 */
export const reaches = (
  me: { role: string; permissions: readonly string[] | null },
  { role, permissions }: { role: string; permissions: readonly string[] },
): boolean => {
  if (me.role === 'owner') return true
  if (role === 'owner') return false
  if (me.role === 'manager') return true
  if (role === 'manager' || me.role !== 'custom') return false
  return permissions.every((permission) => me.permissions?.includes(permission))
}
