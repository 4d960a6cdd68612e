/** What a mark tells: who did what, and which values became which. Pure; the words stand with the pages. */

type Values = Readonly<Record<string, unknown>>
export type Action = 'insert' | 'update' | 'delete'
export type Mark = {
  tableName: string
  action: Action
  before: Values | null
  after: Values | null
}

export const kinds = [
  'chats',
  'customers',
  'whatsapp',
  'prices',
  'answers',
  'hours',
  'team',
  'business',
  'subscription',
  'payments',
] as const
export type Kind = (typeof kinds)[number]

/** `team`: a member; `invited`: whoever accepts an invitation; `person`: a member, about their own log-in; `frontdesk`: we ourselves, or a key of the API. */
export type Doer =
  | 'team'
  | 'ai'
  | 'whatsapp'
  | 'signup'
  | 'invited'
  | 'person'
  | 'payfast'
  | 'frontdesk'

const doers: Record<string, Doer> = {
  member: 'team',
  receptionist: 'ai',
  channel: 'whatsapp',
  signup: 'signup',
  invited: 'invited',
  person: 'person',
  payfast: 'payfast',
}

/** Who stands behind an actor as the doors write it (src/scope.ts). */
export const doerOf = (actor: string): Doer => doers[actor.split(':', 1)[0] ?? ''] ?? 'frontdesk'

/** What has a name of its own; the rest is a row that was added, changed or removed. */
export type Deed =
  | Action
  | 'chat_came'
  | 'chat_taken'
  | 'chat_given_to_ai'
  | 'chat_needs_person'
  | 'chat_closed'
  | 'chat_reopened'
  | 'chat_blocked'
  | 'chat_flagged'
  | 'chat_flag_cleared'
  | 'customer_came'
  | 'customer_opted_out'
  | 'customer_opted_in'
  | 'number_linked'
  | 'number_lost'
  | 'number_linking'
  | 'number_starting'
  | 'token_changed'
  | 'secret_renewed'
  | 'member_invited'
  | 'invitation_renewed'
  | 'invitation_ended'
  | 'member_accepted'
  | 'member_approved'
  | 'member_declined'
  | 'role_changed'
  | 'role_made'
  | 'business_opened'
  | 'payment_asked'
  | 'payment_came'
  | 'payment_taken_back'
  | 'data_taken'

const states: Record<string, Deed> = {
  ai: 'chat_given_to_ai',
  needs_human: 'chat_needs_person',
  human: 'chat_taken',
  closed: 'chat_closed',
  blocked: 'chat_blocked',
}
const healths: Record<string, Deed> = {
  working: 'number_linked',
  down: 'number_lost',
  linking: 'number_linking',
  starting: 'number_starting',
}

const added: Record<string, Deed> = {
  orgs: 'business_opened',
  customers: 'customer_came',
  conversations: 'chat_came',
  invitations: 'member_invited',
  custom_roles: 'role_made',
  payment_requests: 'payment_asked',
  exports: 'data_taken',
}

const requestDeeds: Record<string, Deed> = {
  paid: 'payment_came',
  cancelled: 'payment_taken_back',
}

type Change = { before: Values; after: Values }

/** By table, what the changed columns of an update mean; null where "changed" says it all. */
const changed: Record<string, (change: Change) => Deed | null> = {
  conversations: ({ before, after }) => {
    if (after['state'] === 'ai' && before['state'] === 'closed') return 'chat_reopened'
    if ('state' in after) return states[String(after['state'])] ?? null
    if ('attention' in after) return 'chat_flagged'
    return 'attention' in before ? 'chat_flag_cleared' : null
  },
  channels: ({ after }) => {
    if ('token_sealed' in after) return 'token_changed'
    if ('health' in after) return healths[String(after['health'])] ?? null
    return 'hook_generation' in after ? 'secret_renewed' : null
  },
  customers: ({ before, after }) => {
    if ('opted_out_at' in after) return 'customer_opted_out'
    return 'opted_out_at' in before ? 'customer_opted_in' : null
  },
  members: ({ after }) => {
    if (after['state'] === 'active') return 'member_approved'
    return 'role' in after || 'custom_role_id' in after ? 'role_changed' : null
  },
  invitations: () => 'invitation_renewed',
  payment_requests: ({ after }) => requestDeeds[String(after['state'])] ?? null,
}

/** A member who waits has not been on the team. */
const pending: Record<'insert' | 'delete', Deed> = {
  insert: 'member_accepted',
  delete: 'member_declined',
}

const cameOrWent = (tableName: string, action: 'insert' | 'delete', row: Values | null): Deed => {
  if (tableName === 'members' && row?.['state'] === 'pending') return pending[action]
  if (action === 'insert') return added[tableName] ?? action
  return tableName === 'invitations' ? 'invitation_ended' : action
}

export const deedOf = ({ tableName, action, before, after }: Mark): Deed => {
  if (action !== 'update') return cameOrWent(tableName, action, after ?? before)
  return changed[tableName]?.({ before: before ?? {}, after: after ?? {} }) ?? action
}

/** One column; null where there was or is no value. `personal`: that it changed is all that was kept. */
export type ColumnChange = {
  column: string
  before: unknown
  after: unknown
  personal: boolean
}

/** What `write_mark` keeps instead of a personal value. */
const PERSONAL = 'changed'

/** A row that came or went has no personal columns to tell of: there was nothing before, or is nothing after. */
export const changesOf = ({ action, before, after }: Mark): ColumnChange[] =>
  [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
    .map((column) => {
      const values = { before: before?.[column] ?? null, after: after?.[column] ?? null }
      const personal = values.before === PERSONAL || values.after === PERSONAL
      return { column, ...(personal ? { before: null, after: null } : values), personal }
    })
    .filter(({ personal }) => action === 'update' || !personal)
