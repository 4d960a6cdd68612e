/** The words of the activity page; text.en.ts takes them in. */
import type { Action, Deed, Doer, Kind } from '../../src/audit/deed.ts'
import { role, team } from './text-team.en.ts'

const actions: Record<Action, string> = { insert: 'added', update: 'changed', delete: 'removed' }

const things: Record<string, string> = {
  orgs: 'the business details',
  channels: 'the WhatsApp number',
  opening_hours: 'opening hours',
  closures: 'a day off',
  services: 'a service',
  facts: 'an answer',
  members: 'a team member',
  custom_roles: 'a role',
  invitations: 'an invitation',
  customers: 'a customer',
  customer_chats: 'a customer’s chat address',
  conversations: 'a chat',
  subscriptions: 'the subscription',
  charge_runs: 'the monthly payments',
  checkouts: 'a checkout',
}

const deeds: Record<Exclude<Deed, Action>, string> = {
  chat_came: 'brought in a new chat',
  chat_taken: 'took over a chat',
  chat_given_to_ai: 'gave a chat to the AI',
  chat_needs_person: 'marked a chat as waiting for you',
  chat_closed: 'closed a chat',
  chat_reopened: 'reopened a chat',
  chat_blocked: 'blocked a number',
  chat_flagged: 'marked a chat as worth a look',
  chat_flag_cleared: 'looked at a chat that was marked',
  customer_came: 'brought in a new customer',
  customer_opted_out: 'noted that a customer wants no messages',
  customer_opted_in: 'noted that a customer wants messages again',
  number_linked: 'linked the WhatsApp number',
  number_lost: 'lost the connection to the WhatsApp number',
  number_linking: 'began to link the WhatsApp number',
  number_starting: 'began to start the WhatsApp number',
  token_changed: 'changed the WhatsApp channel’s token',
  secret_renewed: 'renewed the secret WhatsApp’s messages come with',
  member_invited: 'invited somebody to the team',
  invitation_renewed: 'invited somebody to the team again',
  invitation_ended: 'ended an invitation',
  member_accepted: 'accepted an invitation to the team',
  member_approved: 'approved a team member',
  member_declined: 'declined somebody who wanted to join',
  role_changed: 'changed the role of a team member',
  role_made: 'made a role',
  business_opened: 'opened the account',
}
const named: Partial<Record<Deed, string>> = deeds

/** Behind the name of the person whose log-in it is; who was at it is not always them. */
const events: Record<string, string> = {
  logged_in: 'logged in',
  password_wrong: 'wrong password',
  code_wrong: 'wrong code',
  limit_reached: 'too many tries, stopped for a while',
  refused: 'asked for something their role doesn’t allow',
  new_device: 'logged in on a new device',
  password_changed: 'password changed',
  second_factor_changed: 'second step changed',
  email_changed: 'log-in email changed',
  spike: 'unusually many failed tries',
  payment_refused: 'a payment notice was refused',
}

/** What the database notes beside an event; a route says itself. */
const eventDetails: Record<string, Record<string, string>> = {
  logged_in: { link: 'with a link', password: 'with a password', reset: 'with a new password' },
  payment_refused: {
    organisation: 'for another business',
    merchant: 'of another merchant',
    checkout: 'for no checkout of yours',
    amount: 'with another amount',
    invalid: 'that PayFast didn’t send',
  },
  code_wrong: {
    link: 'for a link',
    second_factor: 'for the second step',
    confirm: 'to confirm who they are',
    email: 'for a new email',
  },
  limit_reached: {
    password: 'log-in with a password',
    login: 'links to log in',
    signup: 'links to sign up',
    reset: 'links for a new password',
    second_factor: 'codes for the second step',
    proof: 'confirming who they are',
    confirm: 'codes to confirm',
    email: 'codes for a new email',
  },
}

const sayEvent = (type: string, detail: string | null): string => {
  const says = events[type] ?? 'something about a log-in'
  if (detail === null) return says
  const more = eventDetails[type]?.[detail]
  if (more === undefined) return `${says} (${detail})`
  return type === 'limit_reached' ? `${says} (${more})` : `${says} ${more}`
}

/** A column without a name here is not shown: ids, and times that say what the mark's own time says. */
export const columnNames: Record<string, string> = {
  name: 'Name',
  owner_name: 'Owner',
  timezone: 'Time zone',
  phone: 'Phone',
  email: 'Email',
  website: 'Website',
  address: 'Address',
  on_public_holidays: 'On public holidays',
  auth_mode: 'Proof of messages',
  provider_channel_id: 'Whapi channel',
  hook_generation: 'Secret number',
  previous_until: 'Old secret works until',
  token_sealed: 'Token',
  health: 'Connection',
  health_text: 'In WhatsApp’s words',
  connected_at: 'Connected',
  marks_read: 'Marks messages as read',
  weekday: 'Day',
  opens: 'Opens',
  closes: 'Closes',
  starts_on: 'First day',
  ends_on: 'Last day',
  reason: 'Reason',
  aliases: 'Also called',
  price_cents: 'Price',
  price_from: '“From” price',
  duration_minutes: 'Minutes',
  description: 'Description',
  kind: 'Kind',
  question: 'Question',
  variants: 'Also asked as',
  answer: 'Answer',
  role: 'Role',
  permissions: 'May',
  requires_second_factor: 'Asks for two steps',
  opted_out_at: 'Wants no messages since',
  chat_id: 'Chat address',
  state: 'Chat',
  'members.state': 'On the team',
  'subscriptions.state': 'Subscription',
  attention: 'Note',
  human_until: 'AI comes back',
  vat_number: 'VAT number',
  trial_ends_at: 'Trial ends',
  past_due_at: 'Payment overdue since',
  paid_until: 'Paid until',
  first_cents: 'First payment',
  month_cents: 'Every month',
  starts_from: 'Monthly from',
  token: 'PayFast’s reference',
  until: 'Paid until, at first',
  ending: 'Ended',
  is_paused: 'Paused',
  dated_until: 'PayFast’s next date',
  dated_payments: 'Payments until then',
}

const values: Record<string, Record<string, string>> = {
  state: {
    ai: 'AI answers',
    needs_human: 'waits for you',
    human: 'your team answers',
    closed: 'closed',
    blocked: 'blocked',
    pending: 'waits for approval',
    active: 'approved',
  },
  'subscriptions.state': {
    active: 'active',
    trial: 'trial',
    past_due: 'payment overdue',
    cancelled: 'cancelled',
    lapsed: 'ended',
  },
  ending: { no: 'no', asked: 'asked for', ended: 'yes' },
  role: {
    owner: team.roles.owner.title,
    manager: team.roles.manager.title,
    staff: team.roles.staff.title,
    viewer: team.roles.viewer.title,
    custom: team.ownRole,
  },
  permissions: Object.fromEntries(
    Object.entries(role.permissions).map(([name, { title }]) => [name, title]),
  ),
  health: { working: 'connected', down: 'disconnected', linking: 'linking', starting: 'starting' },
}

export const activity = {
  title: 'Activity',
  says: 'Who did what in your business, when and from where.',
  who: 'Who',
  what: 'What',
  everybody: 'Everybody',
  everything: 'Everything',
  doers: {
    team: 'Somebody who left',
    ai: 'The AI',
    whatsapp: 'WhatsApp',
    signup: 'Sign-up',
    invited: 'Somebody who was invited',
    person: 'A team member',
    payfast: 'PayFast',
    frontdesk: 'Frontdesk',
  } satisfies Record<Doer, string>,
  kinds: {
    chats: 'Chats',
    customers: 'Customers',
    whatsapp: 'WhatsApp',
    prices: 'Prices',
    answers: 'Answers',
    hours: 'Hours',
    team: 'Team',
    business: 'Business',
    subscription: 'Subscription',
    security: 'Log-ins and security',
  } satisfies Record<Kind | 'security', string>,
  did: (deed: Deed, action: Action, tableName: string) =>
    named[deed] ?? `${actions[action]} ${things[tableName] ?? 'something'}`,
  event: sayEvent,
  from: 'From',
  askedFor: 'Asked for',
  network: (network: string) => (network === 'unknown' ? 'not known' : `network ${network}`),
  columnNames,
  columnName: (tableName: string, column: string) =>
    columnNames[`${tableName}.${column}`] ?? columnNames[column],
  value: ({ tableName, column }: { tableName: string; column: string }, value: string) =>
    (values[`${tableName}.${column}`] ?? values[column])?.[value] ?? value,
  yes: 'yes',
  no: 'no',
  nothing: 'nothing',
  becomes: 'became',
  personal: 'changed',
  empty: { title: 'Nothing here yet', says: 'Each change of your business appears here.' },
  nothingSecure: {
    title: 'Nothing here yet',
    says: 'Log-ins, wrong passwords and refusals of your team appear here.',
  },
  earlier: 'Show earlier',
  newest: 'Newest activity',
  csv: {
    link: 'Download as a spreadsheet (CSV)',
    file: (business: string, day: string) => `${business} activity ${day}.csv`,
    columns: {
      at: 'Time',
      who: 'Who',
      what: 'What',
      table: 'Table',
      id: 'Id',
      network: 'From where',
      request: 'Request',
      before: 'Before',
      after: 'After',
    },
  },
} as const
