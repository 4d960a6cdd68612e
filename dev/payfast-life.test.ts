import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import type { Happening } from '../src/subscription/happening.ts'
import { isDue, type Terms } from '../src/subscription/plan.ts'
import { differences } from '../src/subscription/run.ts'
import {
  newSubscription,
  next,
  offer,
  paidUntil,
  type Subscription,
} from '../src/subscription/subscription.ts'
import type { Account } from '../src/vendors/payfast-account.ts'
import { checkoutFields } from '../src/vendors/payfast-checkout.ts'
import { type Notice, parseNotice, proveNotice } from '../src/vendors/payfast-notice.ts'
import { createPayfast as connect } from '../src/vendors/payfast.ts'
import { createClock } from './clock.ts'
import { houseMerchant, shopMerchant } from './payfast-state.ts'
import { createPayfast } from './payfast.ts'

/** A business and PayFast, month after month: our decisions before its stand-in, with a list where the database will be. */

// The clock's own milliseconds would pass between two looks at it.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

const DAY = 86_400
const account: Account = {
  ...houseMerchant,
  hosts: { site: 'http://stage/payfast', api: 'http://stage/payfast/api' },
}

type Business = { subscription: Subscription; cents: number[] }
type Order = { orgId: string; terms: Terms; taken: Set<string> }

/** The door as it will be: read, prove, expect the amount, count once. Answers with what it did. */
const openDoor = (now: () => Date) => {
  const businesses = new Map<string, Business>()
  const orders = new Map<string, Order>()
  const known = new Set<string>()
  const outcomes: string[] = []

  const apply = (orgId: string, happened: Happening): void => {
    const business = businesses.get(orgId)
    if (business) business.subscription = next(business.subscription, happened, now())
  }
  const pay = (notice: Notice, order: Order): string => {
    const business = businesses.get(order.orgId)
    const cents = notice.grossCents ?? 0
    const inOrder = [...order.taken].map((text) => Number(text.split(' ')[1]))
    if (!business || notice.token === null || !isDue(order.terms, inOrder, cents)) return 'amount'
    order.taken.add(`${notice.providerId} ${cents}`)
    business.cents.push(cents)
    const { token: runId, providerId: paymentId } = notice
    apply(order.orgId, { type: 'payment_complete', runId, paymentId, until: order.terms.from })
    return 'done'
  }
  const take = (raw: string): string => {
    const read = parseNotice(raw)
    if ('refused' in read) return read.refused
    const { notice } = read
    const failed = proveNotice(notice, { account })
    if (failed !== null) return failed
    const order = orders.get(notice.paymentId)
    if (!order || order.orgId !== notice.orgId) return 'order'
    const key = [notice.merchantId, notice.providerId, notice.status].join(' ')
    if (known.has(key)) return 'repeated'
    if (notice.status === 'CANCELLED' && notice.token !== null)
      apply(order.orgId, { type: 'cancelled_at_payfast', runId: notice.token })
    const outcome = notice.status === 'COMPLETE' ? pay(notice, order) : 'done'
    if (outcome === 'done') known.add(key)
    return outcome
  }
  return {
    businesses,
    orders,
    outcomes,
    apply,
    deliver: async (_url: string, init: RequestInit) => {
      const outcome = take(await new Response(init.body).text())
      outcomes.push(outcome)
      return new Response(null, { status: ['done', 'repeated'].includes(outcome) ? 200 : 400 })
    },
  }
}

const open = () => {
  const clock = createClock()
  clock.moveTo(new Date('2026-11-24T10:00:00+02:00'))
  const door = openDoor(clock.now)
  // The same dice each time.
  let dice = 1
  const random = () => (dice = (dice * 48_271) % 2_147_483_647) / 2_147_483_647
  const payfast = createPayfast({ now: clock.now, deliver: door.deliver, random })
  const request = (path: string, body?: string) =>
    payfast.fetch(new Request(`http://stage${path}`, { method: 'POST', ...(body && { body }) }))
  const api = connect({
    account,
    clock: clock.now,
    fetch: (url, init) => payfast.fetch(new Request(url, init)),
  })
  const business = (orgId: string): Business => {
    const found = door.businesses.get(orgId) ?? {
      subscription: newSubscription(clock.now()),
      cents: [],
    }
    door.businesses.set(orgId, found)
    return found
  }
  /** The owner's way: what is offered, our form, PayFast's page, its Pay button. */
  const subscribe = async (orgId: string) => {
    const terms = offer(business(orgId).subscription, clock.now())
    if (!terms) throw new Error('nothing is offered')
    const paymentId = `${orgId}-${door.orders.size}`
    door.orders.set(paymentId, { orgId, terms, taken: new Set() })
    const fields = checkoutFields(account, {
      paymentId,
      orgId,
      cents: terms.firstCents,
      itemName: 'Receptionist',
      returnUrl: 'http://localhost:8787/subscription',
      cancelUrl: 'http://localhost:8787/subscription',
      notifyUrl: 'http://localhost:8787/webhooks/payfast',
      monthly: { cents: terms.monthCents, from: terms.from },
    })
    const form = new URLSearchParams(fields.map(([name, value]) => [name, value])).toString()
    const page = (await request('/payfast/eng/process', form)).headers.get('location') ?? ''
    await request(`${page}/pay`)
    const run = payfast.runs.all().at(-1)
    if (!run) throw new Error('no run')
    return run
  }
  const pass = async (days: number, orgId?: string) => {
    clock.advance(days * DAY)
    await payfast.tick()
    if (orgId !== undefined) door.apply(orgId, { type: 'clock' })
  }
  const state = (orgId: string) => business(orgId).subscription.state
  return { api, business, clock, door, pass, payfast, state, subscribe }
}

describe('a year with PayFast', () => {
  test('three renewals take R799, R1,100 and R1,100 to the cent, on the dates both sides expect [#48]', async () => {
    const { api, business, pass, state, subscribe } = open()
    const { token } = await subscribe('org')
    await pass(30, 'org')
    await pass(31, 'org')
    expect(business('org').cents).toEqual([79_900, 110_000, 110_000])
    expect([state('org'), paidUntil(business('org').subscription)]).toEqual([
      'active',
      '2027-02-24',
    ])
    const [run] = business('org').subscription.runs
    expect(run && differences(run, await api.fetchRun(token))).toEqual([])
  })

  test('a renewal that failed is found by asking, has its grace, and lapses when the card stays dead', async () => {
    const { api, business, clock, door, pass, state, subscribe } = open()
    const run = await subscribe('org')
    run.failing = 5
    await pass(30, 'org')
    expect(state('org')).toBe('active')
    await pass(1.5)
    const said = await api.fetchRun(run.token)
    // The date that has passed and did not move on is the sign.
    expect(said.runOn).toBe(paidUntil(business('org').subscription))
    door.apply('org', { type: 'payment_missing', runId: run.token })
    expect([state('org'), business('org').subscription.pastDueAt]).toEqual([
      'past_due',
      clock.now(),
    ])
    await pass(4.5, 'org')
    expect([state('org'), (await api.fetchRun(run.token)).state]).toEqual(['past_due', 'locked'])
    await pass(1, 'org')
    expect(state('org')).toBe('lapsed')
    // The owner unlocks it with another card, and pays.
    await api.unpause(run.token)
    await pass(1, 'org')
    expect([state('org'), business('org').cents]).toEqual(['active', [79_900, 110_000]])
  })

  test('who cancels keeps what is paid, is not charged again, and may come back at the full price', async () => {
    const { api, business, pass, state, subscribe } = open()
    const { token } = await subscribe('org')
    await pass(10, 'org')
    await api.cancel(token)
    expect(state('org')).toBe('cancelled')
    await pass(20, 'org')
    expect(state('org')).toBe('lapsed')
    await pass(10, 'org')
    await subscribe('org')
    expect([state('org'), business('org').cents]).toEqual(['active', [79_900, 110_000]])
    expect(paidUntil(business('org').subscription)).toBe('2027-02-03')
  })
})

test('100 subscriptions, a year of notices five times over and in any order, with cancelling first, a cent too little and strangers: every business is where it should be [#46] [#45]', async () => {
  const { api, business, door, pass, payfast, state, subscribe } = open()
  payfast.notices.behave({ copies: 5, hold: true })
  const leaving: string[] = []
  for (let n = 0; n < 100; n += 1) {
    const { token } = await subscribe(`org-${n}`)
    if (n % 4 === 0) leaving.push(token)
  }
  await pass(92)
  for (const token of leaving) await api.cancel(token)
  await pass(182)
  const genuine = payfast.notices.sent().length
  expect(genuine).toBe((25 * 5 + 75 * 10) * 5)
  expect(door.outcomes).toEqual([])

  const turnedAway: [string, () => Promise<unknown>][] = [
    [
      'signature',
      () => payfast.notices.tamper({ index: 0, field: 'amount_gross', value: '798.99' }),
    ],
    ['signature', () => payfast.notices.tamper({ index: 1, field: 'custom_str1', value: 'org-7' })],
    ['order', () => strayNotice(payfast, { m_payment_id: 'org-5-5', custom_str1: 'org-6' })],
    ['amount', () => strayNotice(payfast, { m_payment_id: 'org-5-5', amount_gross: '1099.99' })],
    ['amount', () => strayNotice(payfast, { m_payment_id: 'org-5-5', amount_gross: '799.01' })],
  ]
  expect(await payfast.notices.release('shuffled')).toBe(genuine)
  expect(door.outcomes.filter((outcome) => outcome === 'done')).toHaveLength(genuine / 5)
  expect(door.outcomes.filter((outcome) => outcome === 'repeated')).toHaveLength((genuine / 5) * 4)
  const before = JSON.stringify([...door.businesses])
  for (const [because, send] of turnedAway) {
    await send()
    expect(door.outcomes.at(-1)).toBe(because)
  }
  expect(JSON.stringify([...door.businesses])).toBe(before)
  for (let n = 0; n < 100; n += 1) {
    const months = n % 4 === 0 ? 4 : 10
    const { cents, subscription } = business(`org-${n}`)
    expect(cents.toSorted((a, b) => a - b)).toEqual([
      79_900,
      ...Array<number>(months - 1).fill(110_000),
    ])
    expect(paidUntil(subscription)).toBe(n % 4 === 0 ? '2027-03-24' : '2027-09-24')
    expect(state(`org-${n}`)).toBe(n % 4 === 0 ? 'lapsed' : 'active')
  }
})

test('a notice of another merchant, genuine there, moves nothing here [#46]', async () => {
  const { door, payfast, subscribe, business } = open()
  await subscribe('org')
  const before = JSON.stringify(business('org'))
  const fields: [string, string][] = [
    ['m_payment_id', 'org-0'],
    ['pf_payment_id', '77'],
    ['payment_status', 'COMPLETE'],
    ['amount_gross', '1100.00'],
    ['custom_str1', 'org'],
    ['merchant_id', shopMerchant.merchantId],
  ]
  await payfast.notices.send({ merchant: shopMerchant, url: 'http://localhost/x', fields })
  expect(door.outcomes.at(-1)).toBe('signature')
  await payfast.notices.send({ merchant: houseMerchant, url: 'http://localhost/x', fields })
  expect(door.outcomes.at(-1)).toBe('merchant')
  expect(JSON.stringify(business('org'))).toBe(before)
})

/** Signed as PayFast signs, but not what we asked for. */
const strayNotice = async (
  payfast: ReturnType<typeof createPayfast>,
  given: Record<string, string>,
) => {
  payfast.notices.behave({})
  const fields = {
    pf_payment_id: '99999',
    payment_status: 'COMPLETE',
    amount_gross: '1100.00',
    custom_str1: 'org-5',
    merchant_id: houseMerchant.merchantId,
    token: 'stray',
    ...given,
  }
  await payfast.notices.send({
    merchant: houseMerchant,
    url: 'http://localhost/x',
    fields: Object.entries(fields),
  })
}
