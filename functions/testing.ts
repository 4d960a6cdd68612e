import { addBusiness, freshDb, stageUrl, testKeys } from '../db/testing.ts'
import { houseMerchant } from '../dev/payfast-state.ts'
import { createPayfast } from '../dev/payfast.ts'
import { hashToken, newToken } from '../src/session/token.ts'
import { createApp } from './app.tsx'
import { buildDeps, payfastOf, type Deps } from './deps.ts'
import { runWakeUps } from './queue.ts'
import { sweep } from './scheduled.ts'

export const ORIGIN = 'http://localhost:8787'
/** Where PayFast sends from, as it publishes it. */
const PAYFAST_ADDRESS = '197.97.145.150'
const CUSTOMER_CHAT = '27825550111@s.whatsapp.net'

type WakeUp = Parameters<Deps['wake']>[0][number] | { mail: string; delaySeconds: number }

/** The whole Worker over a database of its own, with a business whose number is linked to the tests' Whapi. `parts` replaces what it needs. */
export const openHouse = async (
  business: Record<string, unknown> = {},
  parts: Partial<Deps> = {},
) => {
  const house = await freshDb()
  const keys = testKeys()
  const loaded = await addBusiness(house, business, keys)
  const stage = stageUrl()
  await linkNumber({ token: loaded.channelToken, providerChannelId: loaded.providerChannelId })
  let now = new Date()
  const wakeUps: WakeUp[] = []
  const mailFrom = `Frontdesk <${crypto.randomUUID()}@frontdesk.example>`
  const deps: Deps = {
    ...buildDeps({
      MODE: 'test',
      DATABASE_URL: house.runtimeUrl,
      HOOK_KEYS: keys.hookKeys,
      SEAL_KEYS: keys.sealKeys,
      PEPPER_KEYS: keys.pepperKeys,
      PASSWORD_COST: '4',
      APP_ORIGIN: ORIGIN,
      WHAPI_URL: `${stage}/whapi`,
      MAIL_URL: `${stage}/mail`,
      MAIL_KEY: 'test',
      MAIL_FROM: mailFrom,
      ...payfastSettings,
    }),
    payfast: payfastOf({
      account: payfastAccount,
      fetch: (url, init) => payfast.fetch(new Request(url, init)),
      clock: () => now,
    }),
    wakes: true,
    clock: () => now,
    wake: (more) => {
      wakeUps.push(...more)
      return Promise.resolve()
    },
    wakeMail: (mail, delaySeconds = 0) => {
      wakeUps.push({ mail, delaySeconds })
      return Promise.resolve()
    },
    ...parts,
  }
  const app = createApp(deps)
  const payfast = createPayfast({
    now: () => now,
    deliver: (url, init) => {
      const headers = new Headers(init?.headers)
      headers.set('CF-Connecting-IP', PAYFAST_ADDRESS)
      return request(new URL(url).pathname, { ...init, headers })
    },
  })
  const request = (path: string, init: RequestInit = {}) =>
    Promise.resolve(app.request(`${ORIGIN}${path}`, init))
  const hook = `/webhooks/whapi/${loaded.hook}`
  return {
    ...house,
    business: loaded,
    deps,
    wakeUps,
    app,
    request,
    /** PayFast as this house's account knows it; `tick` does what has become due by this house's clock. */
    payfast,
    /** Moves the clock that doors, verbs and pages see. */
    pass: (seconds: number) => {
      now = new Date(now.getTime() + seconds * 1000)
    },
    setTime: (at: string) => {
      now = new Date(at)
    },
    now: () => now,
    /** A delivery as Whapi makes it, with the channel's secret in its header; `init` replaces parts of it. */
    deliver: (payload: unknown, init: RequestInit = {}) =>
      request(hook, {
        method: 'POST',
        headers: { 'X-Webhook-Secret': loaded.secret, 'Content-Type': 'application/json' },
        body: JSON.stringify({ ...(payload as object), channel_id: loaded.providerChannelId }),
        ...init,
      }),
    /** What a customer writes, in Whapi's shape. */
    says: (text: string, more: Record<string, unknown> = {}) => ({
      messages: [customerLine(text, now, more)],
      event: { type: 'messages', event: 'post' },
    }),
    /** Runs the wake-ups that wait, and those they cause, as the queue would. */
    work: async () => {
      while (wakeUps.length > 0) await runWakeUps(batchOf(wakeUps.splice(0, 10)), deps)
    },
    sweep: () => sweep(deps),
    /** What Whapi accepted from this business, oldest first. */
    sent: async (): Promise<{ id: string; chatId: string; text: string }[]> => {
      const all: { id: string; channelId: string; chatId: string; text: string }[] = await (
        await fetch(`${stage}/sent`)
      ).json()
      return all.filter(({ channelId }) => channelId === loaded.providerChannelId)
    },
    /** The mails this house sent, oldest first. */
    mails: async (): Promise<{ to: string; subject: string; text: string; html: string }[]> => {
      const all: { from: string; to: string; subject: string; text: string; html: string }[] =
        await (await fetch(`${stage}/mailbox`)).json()
      return all.filter(({ from }) => from === mailFrom)
    },
    /** A session of the owner, or of a colleague in another role: the headers of a request from their browser. `permissions`: of the role `custom`; `orgId`: of another business in the same database. */
    signedIn: (role = 'owner', more: Colleague = {}) =>
      signIn(house, more.orgId ? { orgId: more.orgId } : loaded, { role, at: now, ...more }),
    /** All lines of all threads, as they stand. */
    lines: async () => {
      const [rows = []] = await house.asOwner('select * from app.messages order by seq')
      return rows
    },
    threads: async () => {
      const [rows = []] = await house.asOwner('select * from app.conversations order by created_at')
      return rows
    },
  }
}
export type House = Awaited<ReturnType<typeof openHouse>>

/** A browser: it keeps cookies, says what it is, and posts from our own pages. `cookies`: what it has already. */
export const openBrowser = (
  house: Pick<House, 'request'>,
  { ip = '192.0.2.7', agent = 'Firefox/132.0', cookies = '' } = {},
) => {
  let headers: Record<string, string> = {
    Origin: ORIGIN,
    'Sec-Fetch-Site': 'same-origin',
    'CF-Connecting-IP': ip,
    'User-Agent': agent,
    Cookie: cookies,
  }
  const send = async (path: string, init: RequestInit = {}) => {
    const response = await house.request(path, { ...init, headers })
    headers = afterwards(headers, response)
    return response
  }
  return {
    get: (path: string) => send(path),
    post: (path: string, form: Record<string, string> = {}) =>
      send(path, { method: 'POST', body: new URLSearchParams(form) }),
    /** What it would send now: to keep an old token, or to give it to somebody else. */
    cookies: () => headers['Cookie'] ?? '',
  }
}

/** The headers of the same browser after an answer: its cookies are kept, replaced or dropped as the answer says. */
export const afterwards = (headers: Record<string, string>, response: Response) => {
  const jar = new Map(
    (headers['Cookie'] ?? '').split('; ').map((pair) => [pair.split('=')[0] ?? '', pair]),
  )
  for (const cookie of response.headers.getSetCookie()) {
    const [pair = ''] = cookie.split(';')
    const [name = '', value] = pair.split('=')
    if (value) jar.set(name, pair)
    else jar.delete(name)
  }
  jar.delete('')
  return { ...headers, Cookie: [...jar.values()].join('; ') }
}

const payfastAccount = {
  ...houseMerchant,
  hosts: { site: 'http://payfast.example/payfast', api: 'http://payfast.example/payfast/api' },
}
const payfastSettings = {
  PAYFAST_MERCHANT_ID: payfastAccount.merchantId,
  PAYFAST_MERCHANT_KEY: payfastAccount.merchantKey,
  PAYFAST_PASSPHRASE: payfastAccount.passphrase,
  PAYFAST_MODE: payfastAccount.mode,
  PAYFAST_SITE: payfastAccount.hosts.site,
  PAYFAST_API: payfastAccount.hosts.api,
}

const linkNumber = async (channel: { token: string; providerChannelId: string }) => {
  await fetch(`${stageUrl()}/channels`, {
    method: 'POST',
    body: JSON.stringify({ ...channel, phone: '+27825550150' }),
  })
}

const customerLine = (text: string, at: Date, more: Record<string, unknown>) => ({
  id: `MSG.${crypto.randomUUID().slice(0, 13)}-${crypto.randomUUID().slice(0, 7)}`,
  type: 'text',
  chat_id: CUSTOMER_CHAT,
  from_me: false,
  from: '27825550111',
  from_name: 'Lerato Mokoena',
  source: 'mobile',
  timestamp: Math.floor(at.getTime() / 1000),
  text: { body: text },
  ...more,
})

/** A batch as the platform hands it over. Only what a handler touches: body, ack and retry. */
export const batchOf = (wakeUps: readonly WakeUp[], ended: string[] = []) =>
  ({
    queue: 'replies',
    messages: wakeUps.map((body, i) => ({
      id: String(i),
      timestamp: new Date(),
      attempts: 1,
      body,
      ack: () => ended.push('ack'),
      retry: () => ended.push('retry'),
    })),
    ackAll: () => {},
    retryAll: () => {},
  }) as unknown as Parameters<typeof runWakeUps>[0]

type Colleague = {
  permissions?: readonly string[]
  state?: 'pending' | 'active'
  orgId?: string
}

const signIn = async (
  { asOwner }: Pick<Awaited<ReturnType<typeof freshDb>>, 'asOwner'>,
  business: { orgId: string },
  { role, at, permissions = [], state = 'active' }: { role: string; at: Date } & Colleague,
) => {
  const token = newToken()
  const customRoleId = role === 'custom' ? crypto.randomUUID() : null
  const email = `${role}-${token.slice(0, 8).toLowerCase()}@example.com`
  await asOwner(
    {
      text: `select set_config('app.org_id', $1, true), set_config('app.actor', 'test', true), set_config('app.at', $2, true)`,
      values: [business.orgId, at.toISOString()],
    },
    { text: 'insert into app.users (email) values ($1)', values: [email] },
    {
      text: `insert into app.custom_roles (id, name, permissions) select $1::uuid, 'Role ' || left($1::uuid::text, 8), $2 where $1::uuid is not null`,
      values: [customRoleId, [...permissions]],
    },
    {
      text: `insert into app.members (user_id, role, name, email, state, custom_role_id)
             select id, $2, $3, email, $4, $5::uuid from app.users where email = $1`,
      values: [email, role, 'Nomsa', state, customRoleId],
    },
    {
      text: `insert into app.sessions (token_hash, user_id, org_id, network, created_at, last_seen_at)
             select decode($2, 'hex'), id, $3::uuid, 'unknown', $4::timestamptz, $4::timestamptz from app.users where email = $1`,
      values: [email, await hashToken(token), business.orgId, at.toISOString()],
    },
  )
  return {
    Cookie: `__Host-sid=${token}`,
    Origin: ORIGIN,
    'Sec-Fetch-Site': 'same-origin',
  }
}
