import * as z from 'zod'

import { toE164 } from '../src/phone.ts'
import { parseKeys, seal } from '../src/sealed.ts'
import { hookName, hookSecret } from '../src/vendors/whapi-hook.ts'

const time = z.string().regex(/^([01]\d|2[0-4]):[0-5]\d$/, 'a time is written HH:MM')
const day = z.string().regex(/^\d{4}-\d\d-\d\d$/, 'a day is written YYYY-MM-DD')
const e164 = z.string().transform((text, ctx) => {
  const number = toE164(text)
  if (number !== null) return number
  ctx.addIssue('a number is written 082 555 0100 or +27825550100')
  return z.NEVER
})

/** A business as JSON: what `npm start` loads from demo.json and POST /control/business takes. Unknown names are refused. */
export const BusinessShape = z.strictObject({
  name: z.string().min(1).max(120),
  owner: z.strictObject({ name: z.string().min(1).max(80), email: z.email() }),
  phone: e164.nullish(),
  email: z.email().nullish(),
  website: z.url({ protocol: /^https?$/ }).nullish(),
  address: z.string().max(300).nullish(),
  timezone: z.string().default('Africa/Johannesburg'),
  onPublicHolidays: z.enum(['closed', 'open']).default('closed'),
  hours: z
    .array(z.strictObject({ weekday: z.int().min(1).max(7), opens: time, closes: time }))
    .default([]),
  closures: z
    .array(
      z.strictObject({
        startsOn: day,
        endsOn: day,
        reason: z.string().max(120).nullish(),
        opens: time.nullish(),
        closes: time.nullish(),
      }),
    )
    .default([]),
  services: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(80),
        aliases: z.array(z.string()).default([]),
        priceCents: z.int().min(0).nullish(),
        priceFrom: z.boolean().default(false),
        durationMinutes: z.int().min(1).nullish(),
        description: z.string().max(500).nullish(),
      }),
    )
    .default([]),
  facts: z
    .array(
      z.strictObject({
        kind: z.enum(['location', 'contact', 'policy', 'payment', 'faq', 'note']).default('faq'),
        question: z.string().min(1).max(300),
        variants: z.array(z.string()).default([]),
        answer: z.string().min(1).max(1000),
      }),
    )
    .default([]),
  channel: z
    .strictObject({
      providerChannelId: z.string().min(1).max(60).optional(),
      token: z.string().min(10).max(500).optional(),
      phone: e164.optional(),
      authMode: z.enum(['static_header', 'hmac_sha256_body_hex']).default('static_header'),
      marksRead: z.boolean().default(false),
    })
    .prefault({}),
  /** Its own account at the stage's PayFast (dev/payfast-state.ts). */
  merchant: z
    .strictObject({ merchantId: z.string(), merchantKey: z.string(), passphrase: z.string() })
    .nullish(),
})
export type BusinessJson = z.infer<typeof BusinessShape>

/** A statement with its values, for whichever driver runs it. */
export type Statement = { text: string; values: unknown[] }

/** Its number was linked long ago: whatever is delivered was written to this business. */
const LINKED_DAYS_AGO = 60
/** For a business that names no number of its own. */
const STAGE_PHONE = '+27825550199'

const randomName = () => crypto.randomUUID().slice(0, 8)

/** The statements that write a business and its owner, without a number yet. Throws a ZodError that names each wrong field. */
export const ownerStatements = (given: unknown) => {
  const business = BusinessShape.parse(given)
  const orgId = crypto.randomUUID()
  return {
    business,
    orgId,
    email: business.owner.email.toLowerCase(),
    statements: [...profile(orgId, business), ...lists(business)],
  }
}

/** The same with a number that is linked already, and what a caller needs to know of it. */
export const businessStatements = async (
  given: unknown,
  keys: { hookKeys: string; sealKeys: string },
) => {
  const { business, orgId, email, statements } = ownerStatements(given)
  const hook = { channelId: crypto.randomUUID(), generation: 1 }
  const [hookKey] = parseKeys(keys.hookKeys)
  if (!hookKey) throw new Error('no hook key')
  const channelToken = business.channel.token ?? `channel-token-${randomName()}`
  const providerChannelId =
    business.channel.providerChannelId ?? `STAGE-${randomName().toUpperCase()}`
  const place = { table: 'channels', column: 'token_sealed', rowId: hook.channelId }
  const phone = business.channel.phone ?? business.phone ?? STAGE_PHONE
  const channel = insert('channels', {
    id: hook.channelId,
    provider_channel_id: providerChannelId,
    auth_mode: business.channel.authMode,
    token_sealed: await seal(parseKeys(keys.sealKeys), place, channelToken),
    phone,
    marks_read: business.channel.marksRead,
    health: 'working',
    connected_at: new Date(Date.now() - LINKED_DAYS_AGO * 86_400_000).toISOString(),
  })
  return {
    statements: [...statements, channel, ...(await merchantOf(orgId, business, keys.sealKeys))],
    loaded: {
      orgId,
      channelId: hook.channelId,
      hook: hookName(hook),
      secret: await hookSecret(hookKey.key, hook),
      providerChannelId,
      channelToken,
      email,
      phone,
      authMode: business.channel.authMode,
    },
  }
}

const merchantOf = async (
  orgId: string,
  { merchant }: BusinessJson,
  sealKeys: string,
): Promise<Statement[]> => {
  if (!merchant) return []
  const { merchantId, ...secrets } = merchant
  const place = { table: 'merchant_accounts', column: 'sealed', rowId: orgId }
  const sealed = await seal(parseKeys(sealKeys), place, JSON.stringify(secrets))
  return [insert('merchant_accounts', { merchant_id: merchantId, sealed })]
}

const profile = (orgId: string, business: BusinessJson): Statement[] => {
  const email = business.owner.email.toLowerCase()
  return [
    {
      text: `select set_config('app.org_id', $1, true), set_config('app.actor', 'stage', true), set_config('app.at', now()::text, true)`,
      values: [orgId],
    },
    insert('orgs', {
      id: orgId,
      name: business.name,
      owner_name: business.owner.name,
      timezone: business.timezone,
      phone: business.phone ?? null,
      email: business.email ?? null,
      website: business.website ?? null,
      address: business.address ?? null,
      on_public_holidays: business.onPublicHolidays,
    }),
    ...ownerRows({ email, name: business.owner.name }),
  ]
}

/** An owner of the business that is open. */
export const ownerRows = ({ email, name }: { email: string; name: string }): Statement[] => [
  {
    text: 'insert into app.users (email) values ($1) on conflict (email) do nothing',
    values: [email],
  },
  {
    text: `insert into app.members (user_id, role, name, email) select id, 'owner', $2, email from app.users where email = $1`,
    values: [email, name],
  },
]

const lists = (business: BusinessJson): Statement[] => [
  ...business.hours.map((hours) => insert('opening_hours', hours)),
  ...business.closures.map(({ startsOn, endsOn, ...closure }) =>
    insert('closures', { starts_on: startsOn, ends_on: endsOn, ...closure }),
  ),
  ...business.services.map(({ priceCents, priceFrom, durationMinutes, ...service }) =>
    insert('services', {
      ...service,
      price_cents: priceCents ?? null,
      price_from: priceFrom,
      duration_minutes: durationMinutes ?? null,
    }),
  ),
  ...business.facts.map((fact) => insert('facts', fact)),
]

const insert = (table: string, row: Record<string, unknown>): Statement => {
  const names = Object.keys(row)
  const places = names.map((_, i) => `$${i + 1}`)
  return {
    text: `insert into app.${table} (${names.join(', ')}) values (${places.join(', ')})`,
    values: names.map((name) => row[name] ?? null),
  }
}
