/** A merchant's account at PayFast: ours for subscriptions, or a business's own for what its customers pay. */
import * as z from 'zod'

export type PayfastMode = 'live' | 'sandbox'
export type Account = {
  merchantId: string
  merchantKey: string
  passphrase: string
  mode: PayfastMode
  /** Where PayFast is; its real addresses if absent. The stage names its own. */
  hosts?: Hosts
}
export type Hosts = { site: string; api: string }

const API = 'https://api.payfast.co.za'
const REAL: Record<PayfastMode, Hosts> = {
  live: { site: 'https://www.payfast.co.za', api: API },
  sandbox: { site: 'https://sandbox.payfast.co.za', api: API },
}

export const hostsOf = ({ mode, hosts }: Pick<Account, 'mode' | 'hosts'>): Hosts =>
  hosts ?? REAL[mode]

/** Where the checkout form is posted; its origin belongs in the page's form-action. */
export const checkoutUrl = (account: Pick<Account, 'mode' | 'hosts'>): string =>
  `${hostsOf(account).site}/eng/process`

/** Where the checkout's form may go, as a page's form-action says it: PayFast leads the payer on between its own hosts. */
export const checkoutTargets = ({ hosts }: Pick<Account, 'hosts'>): string[] =>
  hosts ? [new URL(hosts.site).origin] : ['https://*.payfast.co.za', 'https://*.payfast.io']

/** PayFast's own page for another card. The sandbox has none. */
export const cardUpdateUrl = (
  account: Pick<Account, 'mode' | 'hosts'>,
  token: string,
  returnUrl: string,
): string => {
  const back = new URLSearchParams({ return: returnUrl })
  return `${hostsOf(account).site}/eng/recurring/update/${encodeURIComponent(token)}?${back.toString()}`
}

/** What only its owner knows of an account. */
export type MerchantSecrets = Pick<Account, 'merchantKey' | 'passphrase'>
const Secrets = z.object({ merchantKey: z.string(), passphrase: z.string() })

/** As they were sealed. */
export const readSecrets = (json: string): MerchantSecrets => Secrets.parse(JSON.parse(json))

/** In PayFast's documentation, so everybody can sign with them. */
const PUBLIC_MERCHANT = '10000100'
const PUBLIC_PASSPHRASE = 'jt7NOE43FZPn'

type Settings = Pick<Account, 'merchantId' | 'merchantKey' | 'passphrase' | 'mode'>
export type AccountProblems = Partial<Record<keyof Settings, string>>

/** What is wrong with an account, setting by setting; empty when it may be used. The sentences never hold a value. */
export const accountProblems = (account: Settings): AccountProblems => {
  const problems = {
    merchantId: merchantIdProblem(account),
    merchantKey: /^[\da-z]{6,32}$/i.test(account.merchantKey)
      ? null
      : 'The merchant key is letters and digits only.',
    passphrase: passphraseProblem(account),
  }
  return Object.fromEntries(Object.entries(problems).filter(([, problem]) => problem !== null))
}

const merchantIdProblem = ({ merchantId, mode }: Settings): string | null => {
  if (!/^\d{8}$/.test(merchantId)) return 'The merchant ID is eight digits.'
  const isPublic = mode === 'live' && merchantId === PUBLIC_MERCHANT
  return isPublic ? 'This merchant ID is PayFast’s public test account. Use your own.' : null
}

/** Without a passphrase a signature holds no secret: anyone could tell us of a payment. */
const passphraseProblem = ({ passphrase, mode }: Settings): string | null => {
  if (passphrase === '') return 'Set a passphrase at PayFast, and enter the same one here.'
  if (!/^[\w-]{1,100}$/.test(passphrase))
    return 'The passphrase may have letters, digits, - and _ only.'
  const isPublic = mode === 'live' && passphrase === PUBLIC_PASSPHRASE
  return isPublic ? 'This passphrase is PayFast’s public test passphrase. Choose your own.' : null
}
