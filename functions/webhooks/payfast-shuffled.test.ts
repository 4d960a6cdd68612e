/** PayFast at its worst, through the whole app: a thousand notices of a hundred businesses, five times over, in any order and eight at a time. */
import { expect, test } from 'vitest'

import { addBusiness } from '../../db/testing.ts'
import { createRandom } from '../../dev/faults/random.ts'
import { shopMerchant } from '../../dev/payfast-state.ts'
import type { OfRun } from '../../src/subscription/happening.ts'
import { termsOf } from '../../src/subscription/plan.ts'
import { next, type Subscription } from '../../src/subscription/subscription.ts'
import { parseNotice } from '../../src/vendors/payfast-notice.ts'
import { openHouse, type House } from '../testing.ts'
import {
  bodyOf,
  checkoutOf,
  deliver,
  moneyIn,
  passDays,
  payAtPayfast,
  subscribe,
  subscriptionOf,
} from './testing.ts'

const BUSINESSES = 100
const COPIES = 5
const AT_ONCE = 8
/** Eight renewals. */
const MONTHS = [30, 31, 31, 28, 31, 30, 31, 30]

const random = createRandom(46)

type Told = { orgId: string; checkoutId: string; token: string; until: string }

/** A hundred sign-ups and eight renewals each; then sixty cancel, and ten of them come back. 970 notices, all held back. */
const liveThrough = async (house: House, orgs: readonly string[]) => {
  house.payfast.notices.behave({ hold: true })
  const told: Told[] = []
  for (const orgId of orgs) {
    const { id, token, terms } = await subscribe(house, orgId)
    told.push({ orgId, checkoutId: id, token, until: terms.from })
  }
  for (const days of MONTHS) await passDays(house, days)
  const leaving = told.slice(0, 60)
  for (const { token } of leaving) await house.deps.payfast.api.cancel(token)
  for (const { orgId } of leaving.slice(0, 10)) {
    const terms = termsOf({ hasPaidBefore: true, startsOn: '2027-08-24' })
    const { id, form } = await checkoutOf(house, { orgId, terms })
    const { token } = await payAtPayfast(house, form)
    told.push({ orgId, checkoutId: id, token, until: terms.from })
  }
  return told
}

/** Ten that PayFast sends, a cent off what was agreed. */
const aCentOff = async (house: House, told: readonly Told[]) => {
  for (const [n, { orgId, checkoutId, token }] of told.slice(40, 50).entries())
    await house.payfast.notices.send({
      merchant: house.deps.payfast.account,
      url: '',
      fields: Object.entries({
        merchant_id: house.deps.payfast.account.merchantId,
        m_payment_id: checkoutId,
        pf_payment_id: `cent-${n}`,
        payment_status: 'COMPLETE',
        amount_gross: n % 2 === 0 ? '1099.99' : '1100.01',
        custom_str1: orgId,
        token,
      }),
    })
}

/** Twenty that PayFast did not send: half of another merchant's, half changed on the way. */
const forged = (genuine: readonly string[], told: readonly Told[]): string[] => {
  const strangers = told.slice(60, 70).map(({ orgId, checkoutId, token }, n) => {
    const fields = {
      m_payment_id: checkoutId,
      pf_payment_id: `stranger-${n}`,
      payment_status: 'COMPLETE',
      amount_gross: '1100.00',
      custom_str1: orgId,
      token,
    }
    return n % 2 === 0
      ? bodyOf({ ...fields, merchant_id: shopMerchant.merchantId }, shopMerchant.passphrase)
      : bodyOf({ ...fields, merchant_id: shopMerchant.merchantId })
  })
  const changes: [RegExp, string][] = [
    [/payment_status=\w+/, 'payment_status=CANCELLED'],
    [/custom_str1=[\w-]+/, `custom_str1=${told[99]?.orgId}`],
    [/pf_payment_id=\d+/, 'pf_payment_id=7'],
    [/amount_gross=[\d.]+/, 'amount_gross=1.00'],
    [/token=[\w-]+/, 'token=another'],
  ]
  const changed = genuine.slice(0, 10).map((body, n) => {
    const [pattern, wrong] = changes[n % changes.length] ?? [/$/, '']
    return body.replace(pattern, wrong)
  })
  return [...strangers, ...changed]
}

/** Delivers each until it is done or refused, so many at a time; answers with every status. */
const deliverAll = async (house: House, bodies: readonly string[]) => {
  const waiting = [...bodies]
  const statuses: number[] = []
  const postman = async () => {
    for (let body = waiting.pop(); body !== undefined; body = waiting.pop()) {
      const { status } = await deliver(house, body, { 'CF-Connecting-IP': '197.97.145.150' })
      statuses.push(status)
      // PayFast comes again.
      if (status === 503) waiting.unshift(body)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, postman))
  return statuses
}

/** What a genuine notice of COMPLETE or CANCELLED says, in this house's words. */
const happeningIn = (body: string, told: readonly Told[]): OfRun => {
  const read = parseNotice(body)
  if ('refused' in read) throw new Error(read.refused)
  const { token: runId, providerId: paymentId, status } = read.notice
  const run = told.find(({ token }) => token === runId)
  if (!run) throw new Error('a run that nobody began')
  return status === 'CANCELLED'
    ? { type: 'cancelled_at_payfast', runId: run.token }
    : { type: 'payment_complete', runId: run.token, paymentId, until: run.until }
}

type Kept = Awaited<ReturnType<typeof subscriptionOf>>

/** Each business told of its own notices in the order in which PayFast sent them, without a database. */
const toldInOrder = (
  begun: ReadonlyMap<string, Subscription>,
  { genuine, told, at }: { genuine: readonly string[]; told: readonly Told[]; at: Date },
) => {
  const after = new Map(begun)
  const checkouts = new Map(told.map(({ token, checkoutId }) => [token, checkoutId]))
  for (const body of genuine) {
    const happened = happeningIn(body, told)
    const orgId = told.find(({ token }) => token === happened.runId)?.orgId ?? ''
    const before = after.get(orgId)
    if (!before) continue
    const { runs, ...rest } = next(before, happened, at)
    const kept = runs.map((run) => ({ ...run, checkoutId: checkouts.get(run.id) }))
    after.set(orgId, { ...rest, runs: kept })
  }
  return after
}

const subscriptionsOf = async (house: House, orgs: readonly string[]) => {
  const found = new Map<string, Kept>()
  for (const orgId of orgs) found.set(orgId, await subscriptionOf(house, orgId))
  return found
}

const isCancelling = (body: string) => body.includes('payment_status=CANCELLED')
const businessOf = (body: string) => /custom_str1=([\w-]+)/.exec(body)?.[1]

test('a thousand notices of a hundred businesses, each five times and in any order, do each exactly what it says, once; forged ones do nothing and leave one note each [#45] [#46]', async () => {
  const house = await openHouse()
  house.setTime('2026-11-24T08:00:00Z')
  const orgs: string[] = []
  while (orgs.length < BUSINESSES) orgs.push((await addBusiness(house)).orgId)
  const begun = await subscriptionsOf(house, orgs)

  const told = await liveThrough(house, orgs)
  const genuine = house.payfast.notices.held().map(({ body }) => body)
  await aCentOff(house, told)
  const sent = house.payfast.notices.held().map(({ body }) => body)
  const all = [...sent, ...forged(genuine, told)]
  expect([genuine.length, all.length]).toEqual([970, 1000])

  const deliveries = random.shuffled(Array.from({ length: COPIES }, () => all).flat())
  const early = genuine.filter(isCancelling).filter((cancelling) => {
    const own = deliveries
      .toReversed()
      .filter((body) => businessOf(body) === businessOf(cancelling))
    return own.indexOf(cancelling) < own.findLastIndex((body) => !isCancelling(body))
  })
  expect(early).toHaveLength(60)

  const statuses = await deliverAll(house, deliveries)
  const count = (status: number) => statuses.filter((given) => given === status).length
  expect([count(200), count(400)]).toEqual([970 * COPIES, 30 * COPIES])

  const { payments, events } = await moneyIn(house)
  const verdicts = payments.map(({ verdict }) => verdict)
  expect(verdicts.filter((verdict) => verdict === 'applied')).toHaveLength(970)
  expect(verdicts.filter((verdict) => verdict === 'amount')).toHaveLength(10)
  expect(payments).toHaveLength(980)
  expect(events.map(({ detail }) => String(detail)).toSorted()).toEqual([
    ...Array<string>(10).fill('amount'),
    ...Array<string>(5).fill('merchant'),
    ...Array<string>(15).fill('signature'),
  ])
  const ended = await subscriptionsOf(house, orgs)
  expect(ended).toEqual(toldInOrder(begun, { genuine, told, at: house.now() }))
  const states = [...ended.values()].map(({ state }) => state)
  expect(states.filter((state) => state === 'cancelled')).toHaveLength(50)
  expect(states.filter((state) => state === 'active')).toHaveLength(50)
}, 90_000)
