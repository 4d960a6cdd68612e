import { askWith, connect } from '../db/client.ts'
import { doorsOf, type Doors } from '../db/doors.ts'
import { lookupsOf, type Lookups } from '../db/lookups.ts'
import type { PersonProof, SecondFactor } from '../db/sessions.ts'
import { readMail } from '../src/mail/mail.ts'
import { payToken, readPayToken } from '../src/payment-request/pay-link.ts'
import type { DelayedWakeUp, ReceptionDeps } from '../src/reception/turn.ts'
import type { LookUp } from '../src/scope.ts'
import { seal, unseal } from '../src/sealed.ts'
import { codeOf, hashCode, limitKey, newLink } from '../src/session/magic-link.ts'
import { createPasswords, type Passwords } from '../src/session/password.ts'
import type { Seller } from '../src/subscription/vat.ts'
import { createMail, type Mail, type Mailer } from '../src/vendors/mail.ts'
import { readSecrets, type Account, type MerchantSecrets } from '../src/vendors/payfast-account.ts'
import { confirmNotice, type Confirmation } from '../src/vendors/payfast-confirm.ts'
import type { Notice } from '../src/vendors/payfast-notice.ts'
import { isListedSource } from '../src/vendors/payfast-source.ts'
import { createPayfast, type Payfast } from '../src/vendors/payfast.ts'
import {
  createProver,
  hookName,
  hookSecret,
  type Delivery,
  type Proof,
} from '../src/vendors/whapi-hook.ts'
import { createWhatsapp, type Whatsapp } from '../src/vendors/whapi.ts'
import { payfastAccountOf, readEnv, sellerOf, type Env } from './env.ts'

export type { PersonProof, SecondFactor }

/** Everything a handler may use; tests and the stage replace parts of it. The only file that joins the rooms. */
export type Deps = ReceptionDeps & {
  origin: string
  /** False where no queue is bound: then the sweep answers by itself. */
  wakes: boolean
  doors: Doors
  lookUp: LookUp
  lookups: Lookups
  prove: (delivery: Delivery) => Promise<Proof | null>
  whatsapp: (token: string) => Whatsapp
  sealToken: (channelId: string, token: string) => Promise<string>
  mail: Mailer
  /** A mail as the outbox keeps it, in its row and no other. */
  sealMail: (id: string, mail: Mail) => Promise<string>
  openMail: (id: string, sealed: string) => Promise<Mail>
  wakeMail: (id: string, delaySeconds?: number) => Promise<void>
  newLink: () => ReturnType<typeof newLink>
  /** The digits for the screen of the browser that asked for a link. */
  codeOf: (browser: string) => Promise<string>
  hashCode: (code: string) => Promise<string>
  limitKey: (what: string) => Promise<string>
  passwords: Passwords
  /** An authenticator's secret as its user's row keeps it. */
  sealTotp: (userId: string, secret: string) => Promise<string>
  openTotp: (userId: string, sealed: string) => Promise<string>
  payfast: OwnPayfast
  /** The secrets of a business's own account at PayFast as its row keeps them. */
  sealMerchant: (orgId: string, secrets: MerchantSecrets) => Promise<string>
  openMerchant: (merchant: {
    orgId: string
    merchantId: string
    sealed: string
  }) => Promise<Account>
  /** The payment request that a link names; null where it is no link of ours. */
  readPayToken: (token: string) => Promise<string | null>
  /** We, where we are registered for VAT. */
  seller: Seller | null
  /** What the provider is told: where to deliver and with which secret. */
  hookOf: (channelId: string, generation: number) => Promise<{ url: string; secret: string }>
}

/** Our own account at PayFast, and what can be asked of PayFast about it. */
export type OwnPayfast = {
  account: Account
  isListed: (address: string) => boolean
  confirm: (notice: Notice) => Promise<Confirmation>
  api: Payfast
  /** Whether PayFast knows another account; refuses with Upstream. */
  ping: (account: Account) => Promise<void>
}

export const buildDeps = (bindings: unknown): Deps => {
  const env = readEnv(bindings)
  const db = connect(env.DATABASE_URL)
  const { ask, lookUp } = askWith(db)
  const doors = doorsOf(db)
  const ownAccount = payfastAccountOf(env)
  const whatsapp = (token: string) =>
    createWhatsapp({ baseUrl: env.WHAPI_URL, token, fetch: (url, init) => fetch(url, init) })
  return {
    origin: env.APP_ORIGIN,
    wakes: env.REPLIES !== undefined,
    db,
    ask,
    lookUp,
    doors,
    enterJob: doors.enterJob,
    lookups: lookupsOf(db),
    prove: createProver(env.HOOK_KEYS),
    whatsapp,
    whatsappOf: async ({ id, tokenSealed }) =>
      whatsapp(await unseal(env.SEAL_KEYS, tokenPlace(id), tokenSealed)),
    mail: mailOf(env),
    sealMail: (id, mail) => seal(env.SEAL_KEYS, mailPlace(id), JSON.stringify(mail)),
    openMail: async (id, sealed) => readMail(await unseal(env.SEAL_KEYS, mailPlace(id), sealed)),
    wakeMail: (id, delaySeconds = 0) => wake(env, [{ mail: id, delaySeconds }]),
    newLink: () => newLink(env.SEAL_KEYS),
    codeOf: (browser) => codeOf(env.SEAL_KEYS, browser),
    hashCode: (code) => hashCode(env.SEAL_KEYS, code),
    limitKey: (what) => limitKey(env.SEAL_KEYS, what),
    passwords: createPasswords({ keys: env.PEPPER_KEYS, cost: env.PASSWORD_COST }),
    sealTotp: (userId, secret) => seal(env.SEAL_KEYS, totpPlace(userId), secret),
    openTotp: (userId, sealed) => unseal(env.SEAL_KEYS, totpPlace(userId), sealed),
    sealToken: (channelId, token) => seal(env.SEAL_KEYS, tokenPlace(channelId), token),
    payfast: payfastOf({
      account: ownAccount,
      sources: env.PAYFAST_SOURCES,
      fetch: (url, init) => fetch(url, init),
      clock: () => new Date(),
    }),
    sealMerchant: (orgId, secrets) =>
      seal(env.SEAL_KEYS, merchantPlace(orgId), JSON.stringify(secrets)),
    openMerchant: async ({ orgId, merchantId, sealed }) => {
      const secrets = readSecrets(await unseal(env.SEAL_KEYS, merchantPlace(orgId), sealed))
      return { ...ownAccount, merchantId, ...secrets }
    },
    payUrl: async (requestId) =>
      `${env.APP_ORIGIN}/pay/${await payToken(env.SEAL_KEYS, requestId)}`,
    readPayToken: (token) => readPayToken(env.SEAL_KEYS, token),
    seller: sellerOf(env),
    hookOf: (channelId, generation) => hookOf(env, channelId, generation),
    clock: () => new Date(),
    wake: (wakeUps) => wake(env, wakeUps),
  }
}

const tokenPlace = (channelId: string) => ({
  table: 'channels',
  column: 'token_sealed',
  rowId: channelId,
})

const totpPlace = (userId: string) => ({ table: 'users', column: 'totp_sealed', rowId: userId })

const merchantPlace = (orgId: string) => ({
  table: 'merchant_accounts',
  column: 'sealed',
  rowId: orgId,
})

const mailPlace = (id: string) => ({ table: 'outbox', column: 'sealed', rowId: id })

const mailOf = ({ MAIL_URL, MAIL_KEY, MAIL_FROM }: Env): Mailer =>
  createMail({
    url: MAIL_URL,
    key: MAIL_KEY,
    from: MAIL_FROM,
    fetch: (url, init) => fetch(url, init),
  })

type PayfastSetting = {
  account: Account
  sources?: readonly string[] | undefined
  fetch: (url: string, init: RequestInit) => Promise<Response>
  clock: () => Date
}
export const payfastOf = ({ sources, ...caller }: PayfastSetting): OwnPayfast => ({
  account: caller.account,
  isListed: (address) => isListedSource(address, sources),
  confirm: (notice) => confirmNotice(caller, notice),
  api: createPayfast(caller),
  ping: (account) => createPayfast({ ...caller, account }).ping(),
})

const hookOf = async (env: Env, channelId: string, generation: number) => {
  const [current] = env.HOOK_KEYS
  if (!current) throw new Error('no hook key')
  const hook = { channelId, generation }
  return {
    url: `${env.APP_ORIGIN}/webhooks/whapi/${hookName(hook)}`,
    secret: await hookSecret(current.key, hook),
  }
}

type DelayedMail = { mail: string; delaySeconds: number }

/** Without a queue nobody is woken: the due time in the database is the truth, the next sweep finds it. */
const wake = async (
  { REPLIES }: Env,
  wakeUps: readonly (DelayedWakeUp | DelayedMail)[],
): Promise<void> => {
  if (!REPLIES || wakeUps.length === 0) return
  await REPLIES.sendBatch(
    wakeUps.map(({ delaySeconds, ...body }) => ({ body, delaySeconds, contentType: 'json' })),
  )
}
