/** Roles as a form offers and names them: a preset by its name, one of the business's own by its id. */
import * as z from 'zod'

import { grantable, permissionsOf, reaches, roles } from '../src/member/roles.ts'
import type { Me } from '../src/scope.ts'
import type { CustomRole, RoleOption } from './pages/props-team.ts'
import { text } from './pages/text.en.ts'

const preset = z.enum(roles, text.team.roleWrong)

export const RoleValue = z
  .union([preset, z.uuid(text.team.roleWrong)], text.team.roleWrong)
  .transform((value) =>
    preset.safeParse(value).success
      ? { role: preset.parse(value), customRoleId: null }
      : { role: 'custom' as const, customRoleId: value },
  )

const saysOf = (permissions: readonly string[]): string =>
  grantable
    .filter((held) => permissions.includes(held))
    .map((held) => text.role.permissions[held].title)
    .join(', ')

/** Those that whoever looks may give. */
export const optionsFor = (me: Me, customRoles: readonly CustomRole[]): RoleOption[] => [
  ...roles
    .filter((role) => reaches(me, { role, permissions: permissionsOf(role) }))
    .map((role) => ({ value: role, ...text.team.roles[role] })),
  ...customRoles
    .filter(({ reachable }) => reachable)
    .map(({ id, name, permissions }) => ({ value: id, title: name, says: saysOf(permissions) })),
]
