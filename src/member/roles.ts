/** Who may do what: the one table behind every door of a member. */
export const roles = ['owner', 'manager', 'staff', 'viewer'] as const
export type Role = (typeof roles)[number]

const may = {
  'inbox.read': ['owner', 'manager', 'staff', 'viewer'],
  'conversation.answer': ['owner', 'manager', 'staff'],
  'channel.manage': ['owner', 'manager'],
  'audit.read': ['owner', 'manager'],
  'own.security': ['owner', 'manager', 'staff', 'viewer'],
} as const satisfies Record<string, readonly Role[]>

export type Permission = keyof typeof may

/** The roles that hold a permission; the door lets only these in. */
export const rolesThatMay = (permission: Permission): readonly Role[] => may[permission]
