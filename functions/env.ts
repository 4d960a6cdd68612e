import type { Queue } from '@cloudflare/workers-types'
import * as z from 'zod'

import { parseKeys } from '../src/sealed.ts'

const keys = z.string().transform((text, ctx) => {
  try {
    return parseKeys(text)
  } catch {
    ctx.addIssue('must be "id:base64url of 32 bytes", separated by commas')
    return z.NEVER
  }
})

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
  WHAPI_URL: z.string().regex(/^https?:\/\/[^?#]*[^/?#]$/),
  /** The mail provider's address for a new mail, in Resend's shape. */
  MAIL_URL: z.string().regex(/^https?:\/\/[^?#]*[^/?#]$/),
  /** The mail provider's API key. */
  MAIL_KEY: z.string().regex(/^[\x21-\x7e]+$/),
  /** Who our mails come from, "Name <address>", on a domain that the provider has verified. */
  MAIL_FROM: z.string().regex(/^[^\p{Cc}@]*<?[^\p{Cc}\s@<>]+@[^\p{Cc}\s@<>]+>?$/u),
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
  if (env.MODE === 'test') return
  if (env.PASSWORD_COST < LOWEST_LIVE_COST) refuse('PASSWORD_COST', 'less than 10 in live mode')
  if (isLoopback(env.DATABASE_URL))
    refuse('DATABASE_URL', 'a database of this machine in live mode')
  for (const name of ['APP_ORIGIN', 'WHAPI_URL', 'MAIL_URL'] as const) {
    if (!isSecure(env[name])) refuse(name, 'needs https in live mode')
  }
})

/** Throws an error that names each missing or malformed setting, never its value. */
export const readEnv = (env: unknown): Env => {
  const parsed = Env.safeParse(env)
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  throw new Error(`settings are missing or malformed: ${faults.join('; ')}`)
}
