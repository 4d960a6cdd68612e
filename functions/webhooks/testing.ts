/** A business that subscribes at PayFast, for tests: our form, PayFast's page, its Pay button, and the notices that follow. */
import { noticeDigest, query, type Pair } from '../../dev/payfast-sign.ts'
import { houseMerchant, shopMerchant } from '../../dev/payfast-state.ts'
import { saveMerchant } from '../../src/payment-request/merchant.ts'
import { openRequest } from '../../src/payment-request/payment-request.ts'
import { ledgerOf, openCheckout, readLedger } from '../../src/subscription/ledger.ts'
import { termsOf, type Terms } from '../../src/subscription/plan.ts'
import { later, localParts } from '../../src/time.ts'
import { checkoutFields } from '../../src/vendors/payfast-checkout.ts'
import { ORIGIN, type House } from '../testing.ts'

const DAY_SECONDS = 86_400

const jobDoor = (house: House, orgId: string = house.business.orgId) =>
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
  {
    orgId = house.business.orgId,
    terms = firstTerms(house),
  }: { orgId?: string; terms?: Terms } = {},
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

/** What a person reads on a page, its title left out. */
export const wordsOf = (page: string): string =>
  page
    .replaceAll(/<title.*?<\/title>|<[^>]*>/g, ' ')
    .replaceAll(/[\s\u00A0]+/g, ' ')
    .trim()

/** As a browser sends the form on a page that goes to PayFast. */
export const formOf = (page: string): string =>
  query(
    [...page.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(
      ([, name = '', value = '']): Pair => [
        name,
        value.replaceAll('&amp;', '&').replaceAll('&#39;', "'").replaceAll('&quot;', '"'),
      ],
    ),
  )

/** Sends a form to PayFast and presses its Pay button; answers with where the payer is led then. */
export const pressPay = async ({ payfast }: House, form: string) => {
  const send = (path: string, body = '') =>
    payfast.fetch(new Request(`http://payfast.example${path}`, { method: 'POST', body }))
  const page = (await send('/payfast/eng/process', form)).headers.get('location') ?? ''
  return (await send(`${page}/pay`)).headers.get('location')
}

/** Pays what a form asks for; answers with the run of charges that began. */
export const payAtPayfast = async (house: House, form: string) => {
  await pressPay(house, form)
  const run = house.payfast.runs.all().at(-1)
  if (!run) throw new Error('PayFast took nothing')
  return run
}

export const subscribe = async (house: House, orgId: string = house.business.orgId) => {
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
export const subscriptionOf = async (house: House, orgId: string = house.business.orgId) => {
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

/** Posts a notice to our own account, or `to` another address. */
export const deliver = (house: House, body: string, headers: Fields = {}, to = '') =>
  house.request(`/webhooks/payfast${to}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
    body,
  })

/** What the form for the business's own account takes. */
export const accountForm = {
  merchantId: shopMerchant.merchantId,
  merchantKey: shopMerchant.merchantKey,
  passphrase: shopMerchant.passphrase,
}
export const askForm = { amount: 'R500', purpose: 'Deposit, Saturday', days: '7' }

/** A business whose customers can pay it. */
export const setUpMerchant = async (
  house: House,
  { orgId = house.business.orgId, merchant = accountForm } = {},
) => {
  const { merchantId, ...secrets } = merchant
  const sealed = await house.deps.sealMerchant(orgId, secrets)
  await house.deps.ask(jobDoor(house, orgId), saveMerchant(house.deps.db, { merchantId, sealed }))
}

/** What a customer is asked to pay; answers with the request's id. */
export const askPayment = async (
  house: House,
  conversationId: string,
  { orgId = house.business.orgId, cents = 50_000, purpose = askForm.purpose, days = 7 } = {},
) => {
  const id = crypto.randomUUID()
  const expiresAt = later(house.now(), days * DAY_SECONDS)
  const request = { id, conversationId, cents, purpose, expiresAt }
  await house.deps.ask(jobDoor(house, orgId), openRequest(house.deps.db, request))
  return id
}

export const payPathOf = async (house: House, requestId: string): Promise<string> =>
  new URL(await house.deps.payUrl(requestId)).pathname

/** Opens the link of a request, goes to PayFast and pays there; answers with where that leads. */
export const payRequest = async (house: House, requestId: string) => {
  const page = await house.request(await payPathOf(house, requestId))
  return pressPay(house, formOf(await page.text()))
}

/** What of customers' payments is kept, of all businesses. */
export const requestsIn = async ({ asOwner }: House) => {
  const [requests = [], payments = [], events = []] = await asOwner(
    'select id, org_id, state, cents, paid_at from app.payment_requests order by created_at, id',
    'select org_id, request_id, provider_id, status, verdict, gross_cents, raw from app.request_payments order by created_at, id',
    `select org_id, detail, network from app.security_events where type = 'payment_refused' order by at`,
  )
  return { requests, payments, events }
}

/** A notice that PayFast itself sends, whatever it says. */
export const sendGenuine = async ({ payfast }: House, fields: Fields) => {
  await payfast.notices.send({
    merchant: houseMerchant,
    url: `${ORIGIN}/webhooks/payfast`,
    fields: Object.entries({ merchant_id: houseMerchant.merchantId, ...fields }),
  })
  return payfast.notices.sent().at(-1)?.answers.at(-1)
}
