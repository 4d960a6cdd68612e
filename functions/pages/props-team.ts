/** What the pages of the team are given. */
export type RoleName = 'owner' | 'manager' | 'staff' | 'viewer' | 'custom'

export type TeamMember = {
  id: string
  name: string
  email: string
  role: RoleName
  customRoleId: string | null
  customRoleName: string | null
  state: 'pending' | 'active'
  createdAt: Date
  isMe: boolean
  /** Whoever looks may change or remove them. */
  reachable: boolean
}

export type Invitation = {
  id: string
  email: string
  role: RoleName
  customRoleName: string | null
  inviterName: string
  expiresAt: Date
  reachable: boolean
}

export type CustomRole = {
  id: string
  name: string
  permissions: string[]
  /** How many people have it. */
  members: number
  reachable: boolean
}

/** A role as a form offers it. `value`: a preset's name, or the id of one of the business's own. */
export type RoleOption = { value: string; title: string; says: string }
