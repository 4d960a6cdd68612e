/** A row of every table, for the laws that ask all of them. A table without one here fails those laws. */
import type { Statement } from '../../dev/business-rows.ts'
import { customerLine, MORNING, openBusiness, type FreshDb } from '../testing.ts'

const at = MORNING.toISOString()
const later = '2027-01-01T00:00:00.000Z'

/** A business with a conversation, and a customer and a user who have none yet. */
export const openWorld = async (house: FreshDb) => {
  const shop = await openBusiness(house)
  await shop.deliver([customerLine()])
  const [thread] = await shop.conversations()
  const [spare] = await shop.arrange(
    `insert into app.customers (phone) values ('+27825550108') returning id`,
  )
  const [user] = await shop.arrange(
    `insert into app.users (email) values ($1) returning id`,
    `nomsa-${crypto.randomUUID()}@example.com`,
  )
  const [checkout] = await shop.arrange(
    `insert into app.checkouts (first_cents, month_cents, starts_from) values (79900, 110000, '2026-12-24') returning id`,
  )
  return {
    ...shop,
    conversationId: String(thread?.['id']),
    spareCustomerId: String(spare?.['id']),
    spareUserId: String(user?.['id']),
    checkoutId: String(checkout?.['id']),
  }
}
export type World = Awaited<ReturnType<typeof openWorld>>
export type Row = Record<string, unknown>

/**
 * For every table a row that can be added to a business, and for a marked one another value for each column but ids and keys to other tables. `needs`:
 * the table that must have a row first.
 */
const examples: Record<string, { row: (world: World) => Row; changes?: Row; needs?: string }> = {
  orgs: {
    row: () => ({ id: crypto.randomUUID(), name: 'Other', owner_name: 'Nomsa' }),
    changes: {
      name: 'New',
      owner_name: 'New',
      timezone: 'UTC',
      phone: '+27825550109',
      email: 'new@example.com',
      website: 'https://new.example.com',
      address: 'New',
      on_public_holidays: 'open',
      requires_second_factor: true,
      vat_number: '4123456789',
    },
  },
  channels: {
    row: () => ({ id: crypto.randomUUID(), token_sealed: 'sealed' }),
    changes: {
      auth_mode: 'hmac_sha256_body_hex',
      provider_channel_id: 'NEW',
      hook_generation: 2,
      previous_until: later,
      token_sealed: 'sealed anew',
      phone: '+27825550109',
      health: 'down',
      health_text: 'AUTH',
      health_at: later,
      connected_at: later,
      marks_read: true,
    },
  },
  opening_hours: {
    row: () => ({ id: crypto.randomUUID(), weekday: 1, opens: '08:00', closes: '17:00' }),
    changes: { weekday: 2, opens: '09:00', closes: '16:00' },
  },
  closures: {
    row: () => ({
      id: crypto.randomUUID(),
      starts_on: '2026-12-24',
      ends_on: '2026-12-26',
      opens: '08:00',
      closes: '12:00',
    }),
    changes: {
      starts_on: '2026-12-23',
      ends_on: '2026-12-27',
      reason: 'Rest',
      opens: '09:00',
      closes: '11:00',
    },
  },
  services: {
    row: () => ({ id: crypto.randomUUID(), name: 'Call-out' }),
    changes: {
      name: 'Visit',
      aliases: '{visit}',
      price_cents: 65_000,
      price_from: true,
      duration_minutes: 60,
      description: 'At your door',
    },
  },
  facts: {
    row: () => ({ id: crypto.randomUUID(), question: 'Parking?', answer: 'In front' }),
    changes: {
      kind: 'location',
      question: 'Where to park?',
      variants: '{parking}',
      answer: 'Behind',
      changed_at: later,
    },
  },
  users: { row: () => ({ email: `new-${crypto.randomUUID()}@example.com` }) },
  members: {
    row: ({ spareUserId }) => ({
      id: crypto.randomUUID(),
      user_id: spareUserId,
      role: 'staff',
      name: 'Nomsa',
      email: 'nomsa@example.com',
    }),
    changes: { role: 'manager', state: 'pending', name: 'Nomsa D', email: 'new@example.com' },
  },
  custom_roles: {
    row: () => ({ id: crypto.randomUUID(), name: 'Bookkeeper', permissions: '{audit.read}' }),
    changes: { name: 'Accountant', permissions: '{inbox.read}' },
  },
  invitations: {
    row: ({ memberId }) => ({
      id: crypto.randomUUID(),
      email: 'zanele@example.com',
      role: 'staff',
      token_hash: `\\x${crypto.randomUUID().replaceAll('-', '')}`,
      invited_by: memberId,
      expires_at: later,
    }),
    changes: {
      email: 'new@example.com',
      role: 'viewer',
      token_hash: '\\x00',
      expires_at: '2027-01-02T00:00:00.000Z',
    },
  },
  notices: {
    row: ({ conversationId }) => ({
      kind: 'needs_you',
      conversation_id: conversationId,
      due_at: at,
    }),
  },
  devices: {
    row: ({ userId }) => ({
      user_id: userId,
      device_hash: `\\x${crypto.randomUUID().replaceAll('-', '')}`,
    }),
  },
  sessions: {
    row: ({ userId, orgId }) => ({
      token_hash: `\\x${crypto.randomUUID().replaceAll('-', '')}`,
      user_id: userId,
      org_id: orgId,
      last_seen_at: at,
    }),
  },
  login_tokens: {
    row: ({ userId }) => ({
      token_hash: `\\x${crypto.randomUUID().replaceAll('-', '')}`,
      user_id: userId,
      expires_at: later,
    }),
  },
  outbox: { row: () => ({ id: crypto.randomUUID(), due_at: at }) },
  limits: {
    row: () => ({
      key: `\\x${crypto.randomUUID().replaceAll('-', '')}`,
      hits: [at],
      until: later,
    }),
  },
  security_events: { row: () => ({ at, type: 'limit_reached', network: '192.0.2.0/24' }) },
  customers: {
    row: () => ({ id: crypto.randomUUID(), name: 'Lerato', phone: '+27825550107' }),
    changes: { name: 'Lerato M', phone: '+27825550106', opted_out_at: later },
  },
  customer_chats: {
    row: ({ channelId, spareCustomerId }) => ({
      channel_id: channelId,
      chat_id: '123456789012345@lid',
      customer_id: spareCustomerId,
    }),
    changes: { chat_id: '123456789012346@lid' },
  },
  conversations: {
    row: ({ channelId, spareCustomerId }) => ({
      id: crypto.randomUUID(),
      channel_id: channelId,
      customer_id: spareCustomerId,
      chat_id: '27825550108@s.whatsapp.net',
      last_message_at: at,
    }),
    changes: {
      chat_id: '123456789012345@lid',
      state: 'human',
      attention: 'Look',
      human_until: later,
      unread: 1,
      inbound_count: 1,
      first_unanswered_at: later,
      reply_due_at: later,
      lease_until: later,
      lease_token: 1,
      attempts: 1,
      request_id: 'new',
      last_message_at: later,
      changed_at: later,
    },
  },
  messages: {
    row: ({ channelId, conversationId }) => ({
      channel_id: channelId,
      conversation_id: conversationId,
      by: 'customer',
      at,
    }),
  },
  events: {
    row: ({ channelId }) => ({ channel_id: channelId, key: 'other:1', type: 'other:group', at }),
  },
  subscriptions: {
    row: () => ({ state: 'trial', trial_ends_at: at }),
    changes: {
      state: 'lapsed',
      trial_ends_at: later,
      past_due_at: later,
      paid_until: '2027-01-01',
      version: 2,
    },
  },
  checkouts: {
    row: () => ({
      id: crypto.randomUUID(),
      first_cents: 79_900,
      month_cents: 110_000,
      starts_from: '2026-12-24',
    }),
    changes: { first_cents: 110_000, month_cents: 120_000, starts_from: '2027-01-24' },
  },
  charge_runs: {
    row: ({ checkoutId }) => ({
      id: crypto.randomUUID(),
      token: crypto.randomUUID(),
      checkout_id: checkoutId,
    }),
    changes: {
      token: 'new',
      until: '2026-12-24',
      ending: 'asked',
      is_paused: true,
      dated_until: '2027-01-24',
      dated_payments: 2,
      checked_at: later,
    },
  },
  payments: {
    row: ({ checkoutId }) => ({
      merchant_id: '10026561',
      provider_id: crypto.randomUUID(),
      status: 'COMPLETE',
      checkout_id: checkoutId,
      gross_cents: 79_900,
      raw: 'm_payment_id=1',
      source: '197.97.145.144',
      is_listed: true,
      verdict: 'applied',
    }),
  },
  merchant_accounts: {
    row: () => ({ merchant_id: '10031777', sealed: 'sealed' }),
    changes: { merchant_id: '10031778', sealed: 'anew' },
  },
  payment_requests: {
    needs: 'merchant_accounts',
    row: ({ conversationId }) => ({
      conversation_id: conversationId,
      cents: 50_000,
      purpose: 'Deposit',
      expires_at: later,
    }),
    changes: { cents: 60_000, purpose: 'Balance', state: 'paid', expires_at: at, paid_at: at },
  },
  request_payments: {
    row: () => ({
      merchant_id: '10031777',
      provider_id: crypto.randomUUID(),
      status: 'COMPLETE',
      gross_cents: 50_000,
      raw: 'm_payment_id=1',
      source: '197.97.145.144',
      is_listed: true,
      verdict: 'noted',
    }),
  },
  exports: {
    row: () => ({ id: crypto.randomUUID(), what: 'messages', filter: '{}', rows: 7, upto: '7' }),
    changes: {
      actor: 'new',
      what: 'customers',
      filter: '{"from":"2026-11-24"}',
      rows: 8,
      upto: '8',
    },
  },
  usage: { row: () => ({ month: '2026-11-01', answers: 1 }) },
  audit: { row: () => ({ at, actor: 'test', table_name: 'orgs', action: 'update' }) },
}

export const insertOf = (table: string, row: Row): Statement => ({
  text: `insert into app.${table} (${Object.keys(row).join(', ')}) values (${Object.keys(row)
    .map((_, n) => `$${n + 1}`)
    .join(', ')})`,
  values: Object.values(row),
})
export const exampleOf = (table: string) => {
  const example = examples[table]
  if (!example) throw new Error(`db/examples/testing.ts has no example of a row of app.${table}`)
  return example
}
/** The column that says whose a row is. */
export const keyOf = (table: string) => (table === 'orgs' ? 'id' : 'org_id')

/** Every table of the schema, from the catalog. */
export const listTables = async ({ asOwner }: FreshDb): Promise<string[]> => {
  const [rows = []] = await asOwner(
    `select relname from pg_class where relnamespace = 'app'::regnamespace and relkind in ('r', 'p') order by 1`,
  )
  return rows.map(({ relname }) => String(relname))
}
