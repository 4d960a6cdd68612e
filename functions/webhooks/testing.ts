/** A business that subscribes at PayFast, for tests: our form, PayFast's page, its Pay button, and the notices that follow. */
import { noticeDigest, query, type Pair } from '../../dev/payfast-sign.ts'
import { houseMerchant } from '../../dev/payfast-state.ts'
import { ledgerOf, openCheckout, readLedger } from '../../src/subscription/ledger.ts'
import { termsOf, type Terms } from '../../src/subscription/plan.ts'
import { localParts } from '../../src/time.ts'
import { checkoutFields } from '../../src/vendors/payfast-checkout.ts'
import { ORIGIN, type House } from '../testing.ts'

const DAY_SECONDS = 86_400

const jobDoor = (house: House, orgId = house.business.orgId) =>
  house.deps.enterJob({ orgId, at: house.now(), requestId: 'test' })

/** What a checkout would ask of a business that never paid. */
export const firstTerms = (house: House): Terms =>
  termsOf({
    hasPaidBefore: false,
    startsOn: localParts(house.now(), 'Africa/Johannesburg').date,
  })

/** Our signed form as a body, for a checkout that is remembered. */
export const checkoutOf = async (
  house: House,
  { orgId = house.business.orgId, terms = firstTerms(house) } = {},
) => {
  const id = crypto.randomUUID()
  await house.deps.ask(jobDoor(house, orgId), openCheckout(house.deps.db, { id, terms }))
  const fields = checkoutFields(house.deps.payfast.account, {
    paymentId: id,
    orgId,
    cents: terms.firstCents,
    itemName: 'Receptionist',
    returnUrl: `${ORIGIN}/subscription/return`,
    cancelUrl: `${ORIGIN}/subscription`,
    notifyUrl: `${ORIGIN}/webhooks/payfast`,
    monthly: { cents: terms.monthCents, from: terms.from },
  })
  return { id, terms, form: query(fields.map(([name, value]): Pair => [name, value])) }
}

/** Pays what a form asks for; answers with the run of charges that began. */
export const payAtPayfast = async ({ payfast }: House, form: string) => {
  const send = (path: string, body = '') =>
    payfast.fetch(new Request(`http://payfast.example${path}`, { method: 'POST', body }))
  const page = (await send('/payfast/eng/process', form)).headers.get('location') ?? ''
  await send(`${page}/pay`)
  const run = payfast.runs.all().at(-1)
  if (!run) throw new Error('PayFast took nothing')
  return run
}

export const subscribe = async (house: House, orgId = house.business.orgId) => {
  const checkout = await checkoutOf(house, { orgId })
  const run = await payAtPayfast(house, checkout.form)
  return { ...checkout, token: run.token, run }
}

/** So many days go by, at PayFast too. */
export const passDays = async (house: House, days: number) => {
  house.pass(days * DAY_SECONDS)
  await house.payfast.tick()
}

/** The subscription as it is kept. */
export const subscriptionOf = async (house: House, orgId = house.business.orgId) => {
  const [, state, runs] = await house.deps.ask(jobDoor(house, orgId), ...readLedger(house.deps.db))
  return ledgerOf(state, runs).subscription
}

/** What of money is kept, of all businesses. */
export const moneyIn = async ({ asOwner }: House) => {
  const [payments = [], subscriptions = [], runs = [], events = []] = await asOwner(
    'select org_id, provider_id, status, verdict, gross_cents, is_listed, raw from app.payments order by created_at, provider_id',
    'select org_id, state, paid_until::text, version from app.subscriptions order by org_id',
    'select org_id, token, until::text, ending from app.charge_runs order by token',
    `select org_id, type, detail, network from app.security_events where type = 'payment_refused' order by at`,
  )
  return { payments, subscriptions, runs, events }
}

type Fields = Record<string, string>

/** A notice as somebody else might write it: of our merchant where nothing else is said, signed with `passphrase`. */
export const bodyOf = (fields: Fields, passphrase = houseMerchant.passphrase): string => {
  const pairs = Object.entries({ merchant_id: houseMerchant.merchantId, ...fields })
  return `${query(pairs)}&signature=${noticeDigest(pairs, passphrase)}`
}

export const deliver = (house: House, body: string, headers: Fields = {}) =>
  house.request('/webhooks/payfast', {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
    body,
  })

/** A notice that PayFast itself sends, whatever it says. */
export const sendGenuine = async ({ payfast }: House, fields: Fields) => {
  await payfast.notices.send({
    merchant: houseMerchant,
    url: `${ORIGIN}/webhooks/payfast`,
    fields: Object.entries({ merchant_id: houseMerchant.merchantId, ...fields }),
  })
  return payfast.notices.sent().at(-1)?.answers.at(-1)
}
