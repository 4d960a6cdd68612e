import type { Queue } from '@cloudflare/workers-types'
import * as z from 'zod'

import { parseKeys } from '../src/sealed.ts'
import { type Seller, VAT_NUMBER } from '../src/subscription/vat.ts'
import { type Account, accountProblems } from '../src/vendors/payfast-account.ts'

const keys = z.string().transform((text, ctx) => {
  try {
    return parseKeys(text)
  } catch {
    ctx.addIssue('must be "id:base64url of 32 bytes", separated by commas')
    return z.NEVER
  }
})

/** Of a provider, without a slash at the end. */
const address = z.string().regex(/^https?:\/\/[^?#]*[^/?#]$/)

/** It stands in mails. */
const sellerLine = z.string().regex(/^[^\p{Cc}\p{Zl}\p{Zp}]{1,200}$/u)

const LOWEST_LIVE_COST = 10

const isLoopback = (url: string) => /@(127\.0\.0\.1|localhost|\[::1\])[:/]/.test(url)
const isSecure = (url: string) => url.startsWith('https://')

/** Every setting of the Worker. Plain ones stand in wrangler.toml, secrets are `wrangler secret`s. */
const Settings = z.object({
  /** `live` for customers, `test` for everything else; keys are named after it, so neither can open what the other sealed. */
  MODE: z.enum(['live', 'test']),
  /** Connection string of app_runtime, the role that row-level security binds. A remote one must ask for TLS. */
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//)
    .refine((url) => isLoopback(url) || /sslmode=(require|verify-full)/.test(url), {
      error: 'a remote database needs sslmode=require',
    }),
  /** Master keys of the webhook secrets, newest first: "live2:…,live1:…". */
  HOOK_KEYS: keys,
  /** Keys that seal provider tokens and waiting mail, newest first. */
  SEAL_KEYS: keys,
  /** Peppers of the passwords, newest first; a hash is renewed with the first at its owner's next log-in. */
  PEPPER_KEYS: keys,
  /** bcrypt's cost, a power of two of rounds: OWASP asks 10 at least. */
  PASSWORD_COST: z.coerce.number().int().min(4).max(14).default(10),
  /** Where owners reach us, without a slash at the end. */
  APP_ORIGIN: z.string().regex(/^https?:\/\/[^/]+$/),
  /** Whapi's API. */
  WHAPI_URL: address,
  /** The mail provider's address for a new mail, in Resend's shape. */
  MAIL_URL: address,
  /** The mail provider's API key. */
  MAIL_KEY: z.string().regex(/^[\x21-\x7e]+$/),
  /** Who our mails come from, "Name <address>", on a domain that the provider has verified. */
  MAIL_FROM: z.string().regex(/^[^\p{Cc}@]*<?[^\p{Cc}\s@<>]+@[^\p{Cc}\s@<>]+>?$/u),
  /** Our account at PayFast, for what businesses pay us: its settings say these. */
  PAYFAST_MERCHANT_ID: z.string(),
  PAYFAST_MERCHANT_KEY: z.string(),
  /** Without one anybody could tell us of a payment. */
  PAYFAST_PASSPHRASE: z.string(),
  /** `live` takes money; `sandbox` is PayFast's playground. */
  PAYFAST_MODE: z.enum(['live', 'sandbox']),
  /** Where PayFast's pages and its API are, both or neither: the stage's stand-in. */
  PAYFAST_SITE: address.optional(),
  PAYFAST_API: address.optional(),
  /** Where its notices come from, "197.97.145.144/28,…"; what it publishes if absent. Others are looked at twice, not refused. */
  PAYFAST_SOURCES: z
    .string()
    .regex(/^(\d+\.){3}\d+(\/\d+)?(,(\d+\.){3}\d+(\/\d+)?)*$/)
    .transform((text) => text.split(','))
    .optional(),
  /** Where we are registered for VAT: our number, and the legal name and address that tax invoices need. All three or none. */
  SELLER_VAT_NUMBER: z.string().regex(VAT_NUMBER).optional(),
  SELLER_NAME: sellerLine.optional(),
  SELLER_ADDRESS: sellerLine.optional(),
  /** The queue of wake-ups. Without it the minute's sweep answers by itself. */
  REPLIES: z
    .custom<Pick<Queue, 'sendBatch'>>((binding) => typeof binding === 'object' && binding !== null)
    .optional(),
})
export type Env = z.infer<typeof Settings>

const Env = Settings.superRefine((env, ctx) => {
  const refuse = (name: keyof Env, message: string) =>
    ctx.addIssue({ code: 'custom', path: [name], message })
  for (const name of ['HOOK_KEYS', 'SEAL_KEYS', 'PEPPER_KEYS'] as const) {
    const isOurs = env[name].every(({ id }) => id.startsWith('live') === (env.MODE === 'live'))
    if (!isOurs) refuse(name, `a key of the other mode; in live mode every id begins with "live"`)
  }
  for (const [name, problem] of payfastProblems(env)) refuse(name, problem)
  const sellerParts = [env.SELLER_VAT_NUMBER, env.SELLER_NAME, env.SELLER_ADDRESS]
  if (new Set(sellerParts.map((part) => part === undefined)).size > 1)
    refuse('SELLER_VAT_NUMBER', 'goes with SELLER_NAME and SELLER_ADDRESS: all three or none')
  if (env.MODE === 'test') return
  if (env.PASSWORD_COST < LOWEST_LIVE_COST) refuse('PASSWORD_COST', 'less than 10 in live mode')
  if (isLoopback(env.DATABASE_URL))
    refuse('DATABASE_URL', 'a database of this machine in live mode')
  for (const name of ['APP_ORIGIN', 'WHAPI_URL', 'MAIL_URL'] as const) {
    if (!isSecure(env[name])) refuse(name, 'needs https in live mode')
  }
})

const settingOf = {
  merchantId: 'PAYFAST_MERCHANT_ID',
  merchantKey: 'PAYFAST_MERCHANT_KEY',
  passphrase: 'PAYFAST_PASSPHRASE',
} as const

/** The account's own faults, and money that would meet a test. */
const payfastProblems = (env: Env): [keyof Env, string][] => {
  const account = payfastAccountOf(env)
  const found = accountProblems(account)
  const names = ['merchantId', 'merchantKey', 'passphrase'] as const
  const own = names.flatMap((name): [keyof Env, string][] => {
    const problem = found[name]
    return problem === undefined ? [] : [[settingOf[name], problem]]
  })
  return [...own, ...mixed(env)]
}

const mixed = (env: Env): [keyof Env, string][] => {
  const { MODE, PAYFAST_MODE, PAYFAST_SITE, PAYFAST_API } = env
  const isStandIn = PAYFAST_SITE !== undefined
  if (isStandIn !== (PAYFAST_API !== undefined))
    return [['PAYFAST_SITE', 'goes with PAYFAST_API: both or neither']]
  if (MODE === 'live' && isStandIn) return [['PAYFAST_SITE', 'a stand-in for PayFast in live mode']]
  if (MODE === 'live' && PAYFAST_MODE !== 'live')
    return [['PAYFAST_MODE', 'the sandbox in live mode: subscriptions would cost nothing']]
  if (MODE === 'test' && PAYFAST_MODE === 'live' && !isStandIn)
    return [['PAYFAST_MODE', 'live in test mode: a test would take money']]
  return []
}

export const payfastAccountOf = (env: Env): Account => ({
  merchantId: env.PAYFAST_MERCHANT_ID,
  merchantKey: env.PAYFAST_MERCHANT_KEY,
  passphrase: env.PAYFAST_PASSPHRASE,
  mode: env.PAYFAST_MODE,
  ...(env.PAYFAST_SITE !== undefined &&
    env.PAYFAST_API !== undefined && { hosts: { site: env.PAYFAST_SITE, api: env.PAYFAST_API } }),
})

/** Null where we are not registered for VAT. */
export const sellerOf = ({ SELLER_VAT_NUMBER, SELLER_NAME, SELLER_ADDRESS }: Env): Seller | null =>
  SELLER_VAT_NUMBER && SELLER_NAME && SELLER_ADDRESS
    ? { name: SELLER_NAME, address: SELLER_ADDRESS, vatNumber: SELLER_VAT_NUMBER }
    : null

/** Throws an error that names each missing or malformed setting, never its value. */
export const readEnv = (env: unknown): Env => {
  const parsed = Env.safeParse(env)
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  throw new Error(`settings are missing or malformed: ${faults.join('; ')}`)
}
