import { neon, neonConfig } from '@neondatabase/serverless'
import { sql } from 'drizzle-orm'
import { inject } from 'vitest'

import { businessStatements, type Statement } from '../dev/business-rows.ts'
import { askWith, connect, type Query } from './client.ts'
import { doorsOf, type SessionDoor } from './doors.ts'
import { lookupsOf } from './lookups.ts'
import type { SignIn } from './sessions.ts'

const TEMPLATE = 'template_frontdesk'

/** The driver adds its own name to a connection string: who asks which database is what stays. */
const userOf = (url: string): string => {
  const { username, pathname } = new URL(url)
  return username + pathname
}

const trips = new Map<string, number>()
neonConfig.fetchFunction = (url: string, init: RequestInit) => {
  const user = userOf(new Headers(init.headers).get('neon-connection-string') ?? '')
  trips.set(user, (trips.get(user) ?? 0) + 1)
  return fetch(url, init)
}

/** Where the tests' stand-ins listen (dev/test-setup.ts). */
export const stageUrl = (): string => inject('stage')

/** A database of the test's own: a clone of the migrated template, reached through the same HTTP driver as in production. */
export const freshDb = async () => {
  const stage = stageUrl()
  neonConfig.fetchEndpoint = `${stage}/sql`
  const response = await fetch(`${stage}/databases`, {
    method: 'POST',
    body: JSON.stringify({ template: TEMPLATE }),
  })
  const { ownerUrl, runtimeUrl }: { ownerUrl: string; runtimeUrl: string } = await response.json()
  const db = connect(runtimeUrl)
  return {
    ownerUrl,
    runtimeUrl,
    db,
    ...askWith(db),
    doors: doorsOf(db),
    lookups: lookupsOf(db),
    /** Runs statements past the fence, to arrange and to look; answers with the rows of each. */
    asOwner: (...statements: (string | Statement)[]) => runAs(ownerUrl, statements),
    /** Runs statements as the Worker's role without any door. */
    asRuntime: (...statements: (string | Statement)[]) => runAs(runtimeUrl, statements),
    /** Requests the Worker's role has made to the database so far. */
    trips: () => trips.get(userOf(runtimeUrl)) ?? 0,
  }
}
export type FreshDb = Awaited<ReturnType<typeof freshDb>>

const runAs = async (
  url: string,
  statements: (string | Statement)[],
): Promise<Record<string, unknown>[][]> => {
  const client = neon(url)
  return client.transaction(
    statements.map((statement) =>
      typeof statement === 'string'
        ? client.query(statement)
        : client.query(statement.text, statement.values),
    ),
  )
}

/** Keys for one test: hook, seal and pepper keys as the environment writes them. */
export const testKeys = () => ({
  hookKeys: `test1:${randomKey()}`,
  sealKeys: `test1:${randomKey()}`,
  pepperKeys: `test1:${randomKey()}`,
})

const randomKey = (): string =>
  btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

/** Writes a business as the schema's owner; the shape is dev/business-rows.ts `BusinessShape`. */
export const addBusiness = async (
  { asOwner }: Pick<FreshDb, 'asOwner'>,
  business: Record<string, unknown> = {},
  keys = testKeys(),
) => {
  const { statements, loaded } = await businessStatements(
    {
      name: 'Sea Point Plumbers',
      owner: { name: 'Sipho', email: `sipho-${crypto.randomUUID()}@example.com` },
      phone: '+27825550150',
      ...business,
    },
    keys,
  )
  await asOwner(...statements)
  return { ...loaded, ...keys }
}

/** Ten in the morning of a Tuesday in Johannesburg, and moments around it. */
export const MORNING = new Date('2026-11-24T08:00:00.000Z')
export const seconds = (count: number) => new Date(MORNING.getTime() + count * 1000)
export const minutes = (count: number) => seconds(count * 60)
export const days = (count: number) => minutes(count * 24 * 60)

/** Where the tests' browsers are. */
export const NETWORK = '192.0.2.0/24'

/** 64 hex digits, as a token's hash. */
export const randomHash = (): string =>
  (crypto.randomUUID() + crypto.randomUUID()).replaceAll('-', '')

/** What a browser brings that signs in, as the Worker makes it. */
export const signInWith = (more: Partial<SignIn> = {}): SignIn => ({
  session: randomHash(),
  device: randomHash(),
  half: randomHash(),
  agent: 'Safari',
  network: NETWORK,
  code: randomHash(),
  code_mail: { id: crypto.randomUUID(), sealed: 'a code' },
  alert: { id: crypto.randomUUID(), sealed: 'a new device' },
  ...more,
})

/** A member's door as a route asks for it. */
export const sessionDoor = (tokenHash: string, at: Date, more: Partial<SessionDoor> = {}) => ({
  tokenHash,
  need: 'inbox.read',
  roles: ['owner'],
  personalRoles: ['owner'],
  fresh: false,
  network: NETWORK,
  requestId: 'page',
  at,
  ...more,
})

/** The SQLSTATE with which Postgres refused, or "accepted". */
export const refusal = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work
    return 'accepted'
  } catch (error) {
    return stateOf(error)
  }
}

const stateOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  if ('code' in error && typeof error.code === 'string') return error.code
  return error.cause ? stateOf(error.cause) : error.message
}

/** An item of a delivery as `app.ingest` reads it. */
export type IngestLine = { key: string; type: string; at: string } & Record<string, unknown>

/** Moments come as Postgres writes them. */
const withDates = (row: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'string' && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/.test(value)
        ? new Date(value)
        : value,
    ]),
  )

let made = 0
const nextId = () => `M${(made += 1)}`

/** A customer's text that asks for an answer after three seconds. */
export const customerLine = (more: Record<string, unknown> = {}): IngestLine => {
  const { provider_id: providerId = nextId() } = more
  return {
    key: `message:${String(providerId)}`,
    type: 'message',
    at: MORNING.toISOString(),
    raw: '{"text":"hello"}',
    chat: '27825550101@s.whatsapp.net',
    phone: '+27825550101',
    name: 'Thandi',
    provider_id: providerId,
    from_me: false,
    source: 'mobile',
    kind: 'text',
    text: 'hello',
    pause: 3,
    ...more,
  }
}

/** A line with our own number on it, typed on the owner's phone. */
export const ownLine = (more: Record<string, unknown> = {}): IngestLine =>
  customerLine({ from_me: true, name: null, text: 'I will call you', ...more })

/** A status, edit, removal or reaction of a message. */
export const about = (type: string, target: string, more: Record<string, unknown> = {}) => ({
  key: `${type}:${nextId()}`,
  type,
  at: MORNING.toISOString(),
  target,
  ...more,
})

/** A business in a shared database with the usual ways in: its channel, its jobs, its owner's session. */
export const openBusiness = async (house: FreshDb, business: Record<string, unknown> = {}) => {
  const loaded = await addBusiness(house, business)
  const { orgId, channelId } = loaded
  const tokenHash = randomHash()
  const as = {
    text: `select set_config('app.org_id', $1, true), set_config('app.actor', 'test', true), set_config('app.at', $2, true)`,
    values: [orgId, MORNING.toISOString()],
  }
  /** Statements of the test's own on this business's rows; answers with the rows of the last. */
  const arrange = async (text: string, ...values: unknown[]) =>
    ((await house.asOwner(as, { text, values })).at(-1) ?? []).map(withDates)
  const [member] = await arrange(`select id, user_id from app.members where org_id = $1`, orgId)
  await arrange(
    `insert into app.sessions (token_hash, user_id, org_id, network, created_at, last_seen_at) values ($1, $2, $3, $4, $5, $5)`,
    `\\x${tokenHash}`,
    member?.['user_id'],
    orgId,
    NETWORK,
    MORNING.toISOString(),
  )
  const channelDoor = (at: Date, requestId = 'delivery') =>
    house.doors.enterChannel({
      channelId,
      generation: 1,
      mode: 'static_header',
      providerChannelId: null,
      at,
      requestId,
    })
  return {
    ...loaded,
    tokenHash,
    memberId: String(member?.['id']),
    userId: String(member?.['user_id']),
    arrange,
    channelDoor,
    jobDoor: (at: Date) => house.doors.enterJob({ orgId, at, requestId: 'job' }),
    ownerDoor: (at: Date) => house.doors.enterSession(sessionDoor(tokenHash, at)),
    /** One delivery through the channel's door; answers with the threads in which a reply became due. */
    deliver: async (lines: readonly IngestLine[], at = MORNING) => {
      const [, due] = await house.ask(channelDoor(at), ingest(house, channelId, lines))
      return due
    },
    messages: () => arrange(`select * from app.messages where org_id = $1 order by seq`, orgId),
    conversations: () =>
      arrange(`select * from app.conversations where org_id = $1 order by created_at, id`, orgId),
  }
}
export type OpenBusiness = Awaited<ReturnType<typeof openBusiness>>

const ingest = (
  { db }: FreshDb,
  channelId: string,
  lines: readonly IngestLine[],
): Query<{ conversationId: string; pauseSeconds: number }[]> =>
  db
    .select({
      conversationId: sql<string>`conversation_id`,
      pauseSeconds: sql<number>`pause_seconds`,
    })
    .from(sql`app.ingest(${channelId}::uuid, ${JSON.stringify(lines)}::jsonb)`)
