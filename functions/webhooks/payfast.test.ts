import { beforeEach, describe, expect, test } from 'vitest'

import { addBusiness } from '../../db/testing.ts'
import { shopMerchant } from '../../dev/payfast-state.ts'
import { paidUntil, surplusRuns } from '../../src/subscription/subscription.ts'
import { openHouse, type House } from '../testing.ts'
import {
  bodyOf,
  checkoutOf,
  deliver,
  moneyIn,
  passDays,
  payAtPayfast,
  sendGenuine,
  subscribe,
  subscriptionOf,
} from './testing.ts'

let house: House
beforeEach(async () => {
  house = await openHouse()
  house.setTime('2026-11-24T08:00:00Z')
})

const answers = () => house.payfast.notices.sent().map((notice) => notice.answers)

describe('a notice of PayFast’s', () => {
  test('that is proven and confirmed makes the subscription active, once, and keeps what it said [#44] [#46]', async () => {
    const { id, token, terms } = await subscribe(house)
    expect(answers()).toEqual([[200]])
    expect(await subscriptionOf(house)).toMatchObject({
      state: 'active',
      runs: [{ id: token, checkoutId: id, until: terms.from }],
    })
    const { payments, subscriptions, events } = await moneyIn(house)
    expect(payments).toMatchObject([
      { verdict: 'applied', status: 'COMPLETE', gross_cents: 79_900, is_listed: true },
    ])
    expect(payments[0]?.['raw']).toContain(`m_payment_id=${id}`)
    expect(subscriptions).toMatchObject([{ state: 'active', paid_until: terms.from, version: 1 }])
    expect(events).toEqual([])
  })

  test('three renewals are R799, R1,100 and R1,100 to the cent, each on its day [#48]', async () => {
    await subscribe(house)
    await passDays(house, 30)
    await passDays(house, 31)
    await passDays(house, 31)
    const { payments, subscriptions } = await moneyIn(house)
    expect(payments.map((payment) => payment['gross_cents'])).toEqual([
      79_900, 110_000, 110_000, 110_000,
    ])
    expect(subscriptions).toMatchObject([{ state: 'active', paid_until: '2027-03-24', version: 4 }])
  })

  test('ten times over pays for one month [#46]', async () => {
    house.payfast.notices.behave({ copies: 10 })
    const { terms } = await subscribe(house)
    expect(answers().flat()).toEqual(Array(10).fill(200))
    const { payments, subscriptions } = await moneyIn(house)
    expect(payments).toHaveLength(1)
    expect(subscriptions).toMatchObject([{ paid_until: terms.from, version: 1 }])
  })

  test('fifty at the same moment have one effect, and every one is answered [#46]', async () => {
    house.payfast.notices.behave({ hold: true })
    const { terms } = await subscribe(house)
    const body = house.payfast.notices.held()[0]?.body ?? ''
    const all = await Promise.all(Array.from({ length: 50 }, () => deliver(house, body)))
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set([200]))
    const { payments, subscriptions } = await moneyIn(house)
    expect(payments).toHaveLength(1)
    expect(subscriptions).toMatchObject([{ paid_until: terms.from, version: 1 }])
  })

  test('different ones at the same moment are all counted, those put off when they come again [#46]', async () => {
    house.payfast.notices.behave({ hold: true })
    await subscribe(house)
    for (const days of [30, 31, 31]) await passDays(house, days)
    const bodies = house.payfast.notices.held().map(({ body }) => body)
    expect(bodies).toHaveLength(4)
    const all = await Promise.all(bodies.map((body) => deliver(house, body)))
    for (const [at, { status }] of all.entries())
      if (status === 503) expect((await deliver(house, bodies[at] ?? '')).status).toBe(200)
      else expect(status).toBe(200)
    const { subscriptions } = await moneyIn(house)
    expect(subscriptions).toMatchObject([{ paid_until: '2027-03-24', version: 4 }])
  })

  test('to cancel that comes before the payment it follows leaves what was paid, and revives nothing [#46]', async () => {
    house.payfast.notices.behave({ hold: true })
    const { token, terms } = await subscribe(house)
    await house.deps.payfast.api.cancel(token)
    await house.payfast.notices.release('reversed')
    expect(answers()).toEqual([[200], [200]])
    const { subscriptions, runs } = await moneyIn(house)
    expect(subscriptions).toMatchObject([{ state: 'cancelled', paid_until: terms.from }])
    expect(runs).toMatchObject([{ token, ending: 'ended' }])
  })

  test('with a status that nobody documents is kept, and moves nothing', async () => {
    const { id, token } = await subscribe(house)
    const before = await subscriptionOf(house)
    const strange = { m_payment_id: id, pf_payment_id: '7', token, payment_status: 'PENDING' }
    const orgs = { custom_str1: house.business.orgId }
    expect(await sendGenuine(house, { ...strange, ...orgs })).toBe(200)
    expect(await subscriptionOf(house)).toEqual(before)
    expect((await moneyIn(house)).payments).toMatchObject([{}, { verdict: 'noted' }])
  })

  test('from an address that PayFast does not publish is believed when PayFast confirms it', async () => {
    house.payfast.notices.behave({ hold: true })
    await subscribe(house)
    const body = house.payfast.notices.held()[0]?.body ?? ''
    const response = await deliver(house, body, { 'CF-Connecting-IP': '203.0.113.9' })
    expect(response.status).toBe(200)
    expect((await moneyIn(house)).payments).toMatchObject([{ is_listed: false }])
  })

  test('paid twice from one form makes two runs, of which one is named to be ended, each with its own payment', async () => {
    const { form, terms } = await checkoutOf(house)
    await payAtPayfast(house, form)
    await payAtPayfast(house, form)
    const { payments } = await moneyIn(house)
    expect(payments).toMatchObject([{ verdict: 'applied' }, { verdict: 'applied' }])
    const subscription = await subscriptionOf(house)
    expect(subscription.runs.map(({ paymentIds }) => paymentIds.length)).toEqual([1, 1])
    expect(paidUntil(subscription)).toBe(terms.from)
    expect(surplusRuns(subscription)).toHaveLength(1)
  })
})

test('eight businesses’ notices of four months, three times over and in any order, with half of them cancelled, end where they should [#46]', async () => {
  const others = await Promise.all(Array.from({ length: 7 }, () => addBusiness(house)))
  const orgs = [house.business.orgId, ...others.map(({ orgId }) => orgId)]
  house.payfast.notices.behave({ copies: 3, hold: true })
  const leaving: string[] = []
  for (const [n, orgId] of orgs.entries()) {
    const { token } = await subscribe(house, orgId)
    if (n % 2 === 0) leaving.push(token)
  }
  for (const days of [30, 31, 31]) await passDays(house, days)
  for (const token of leaving) await house.deps.payfast.api.cancel(token)
  expect((await moneyIn(house)).payments).toEqual([])
  expect(await house.payfast.notices.release('shuffled')).toBe((8 * 4 + 4) * 3)
  expect(new Set(answers().flat())).toEqual(new Set([200]))
  const { payments, events } = await moneyIn(house)
  expect(events).toEqual([])
  for (const [n, orgId] of orgs.entries()) {
    const own = payments.filter((payment) => payment['org_id'] === orgId)
    const cents = own.flatMap((payment) => payment['gross_cents'] ?? [])
    expect(cents.toSorted((a, b) => Number(a) - Number(b))).toEqual([
      79_900, 110_000, 110_000, 110_000,
    ])
    const subscription = await subscriptionOf(house, orgId)
    expect([orgId, subscription.state]).toEqual([orgId, n % 2 === 0 ? 'cancelled' : 'active'])
    expect(paidUntil(subscription)).toBe('2027-03-24')
  }
})

describe('a notice that is not what we agreed', () => {
  /** Everything right, for one field or its signature to be wrong. */
  const right = async () => {
    const { id } = await checkoutOf(house)
    return {
      m_payment_id: id,
      pf_payment_id: '1089250',
      payment_status: 'COMPLETE',
      amount_gross: '799.00',
      custom_str1: house.business.orgId,
      token: crypto.randomUUID(),
    }
  }
  type Right = Awaited<ReturnType<typeof right>>
  const stranger = crypto.randomUUID()

  /** By what is wrong: the body that comes, and the proof that it fails. */
  const forged: [string, string, (fields: Right) => string][] = [
    ['is signed with another passphrase', 'signature', (fields) => bodyOf(fields, 'guessed')],
    ['is signed without a passphrase', 'signature', (fields) => bodyOf(fields, '')],
    [
      'was given another amount on the way',
      'signature',
      (fields) => bodyOf(fields).replace('799.00', '1.00'),
    ],
    [
      'was turned to another business on the way',
      'signature',
      (fields) => bodyOf(fields).replace(fields.custom_str1, stranger),
    ],
    [
      'is of another merchant, signed there',
      'signature',
      (fields) => bodyOf({ ...fields, merchant_id: '10031777' }, shopMerchant.passphrase),
    ],
    ['names another merchant', 'merchant', (fields) => bodyOf({ ...fields, merchant_id: '1' })],
    ['names no business', 'organisation', (fields) => bodyOf({ ...fields, custom_str1: '' })],
    [
      'names what is no business',
      'organisation',
      (fields) => bodyOf({ ...fields, custom_str1: "' or 1=1" }),
    ],
    ['has no signature', 'unsigned', (fields) => bodyOf(fields).replace(/&signature=.*/, '')],
    ['goes on after its signature', 'trailing', (fields) => `${bodyOf(fields)}&amount_fee=1.00`],
    ['names a field twice', 'repeated', (fields) => `amount_gross=1.00&${bodyOf(fields)}`],
    ['is no form', 'encoding', () => '{"payment_status":"COMPLETE"}'],
    ['is empty', 'encoding', () => ''],
  ]
  test.each(forged)(
    'because it %s is refused without an effect, and noted once by the proof, however often it comes [#44] [#45]',
    async (_, proof, bodyFrom) => {
      const body = bodyFrom(await right())
      for (let n = 0; n < 3; n += 1) {
        const response = await deliver(house, body, { 'CF-Connecting-IP': '203.0.113.9' })
        expect([response.status, await response.text()]).toEqual([400, ''])
      }
      const { events, ...kept } = await moneyIn(house)
      expect(events).toMatchObject([
        { type: 'payment_refused', detail: proof, network: '203.0.113.0/24' },
      ])
      expect(kept).toEqual({ payments: [], subscriptions: [], runs: [] })
    },
  )

  /** Signed with our passphrase, and PayFast says that it sent it. */
  const genuine: [string, string, (fields: Right) => Record<string, string>][] = [
    ['is a cent too little', 'amount', () => ({ amount_gross: '798.99' })],
    ['is a cent too much', 'amount', () => ({ amount_gross: '1100.01' })],
    ['is for a checkout that never was', 'checkout', () => ({ m_payment_id: stranger })],
    ['is for no checkout', 'checkout', () => ({ m_payment_id: '' })],
    ['begins no run of charges', 'checkout', () => ({ token: '' })],
  ]
  test.each(genuine)(
    'because it %s is refused without an effect, kept as it came, and noted once however often it comes [#44] [#46]',
    async (_, verdict, wrong) => {
      const fields = await right()
      const given: Record<string, string> = { ...fields, ...wrong(fields) }
      expect(await sendGenuine(house, given)).toBe(400)
      await house.payfast.notices.replay({ index: -1 })
      const { payments, events, ...kept } = await moneyIn(house)
      expect(payments).toMatchObject([{ verdict, provider_id: '1089250' }])
      expect(payments[0]?.['raw']).toContain(`amount_gross=${given['amount_gross']}`)
      expect(events).toMatchObject([{ org_id: house.business.orgId, detail: verdict }])
      expect(kept).toEqual({ subscriptions: [], runs: [] })
    },
  )

  test('because PayFast did not send it is refused, kept and noted [#44] [#45]', async () => {
    const response = await deliver(house, bodyOf(await right()))
    expect(response.status).toBe(400)
    const { payments, events, subscriptions } = await moneyIn(house)
    expect(payments).toMatchObject([{ verdict: 'invalid' }])
    expect(events).toMatchObject([{ org_id: house.business.orgId, detail: 'invalid' }])
    expect(subscriptions).toEqual([])
  })

  test('because it was another business’s checkout has no effect on either [#46]', async () => {
    const neighbour = await addBusiness(house)
    const fields = { ...(await right()), custom_str1: neighbour.orgId }
    expect(await sendGenuine(house, fields)).toBe(400)
    const { payments, subscriptions } = await moneyIn(house)
    expect(payments).toMatchObject([{ org_id: neighbour.orgId, verdict: 'checkout' }])
    expect(subscriptions).toEqual([])
  })

  test('for a business that is not here is refused and noted, of nobody', async () => {
    const fields = { ...(await right()), custom_str1: stranger }
    expect(await sendGenuine(house, fields)).toBe(400)
    const { payments, events } = await moneyIn(house)
    expect(payments).toEqual([])
    expect(events).toMatchObject([{ org_id: null, detail: 'organisation' }])
  })

  test('fills no table: after sixty in an hour from one network no more are noted [#44]', async () => {
    for (let n = 0; n < 70; n += 1)
      await deliver(house, `junk ${n}`, { 'CF-Connecting-IP': `203.0.113.${n}` })
    expect((await moneyIn(house)).events.length).toBeLessThanOrEqual(70)
    for (let n = 0; n < 70; n += 1)
      await deliver(house, `more junk ${n}`, { 'CF-Connecting-IP': '198.51.100.7' })
    const { events } = await moneyIn(house)
    expect(events.filter(({ network }) => network === '198.51.100.0/24')).toHaveLength(60)
  })

  test('because it is larger than any notice is not read', async () => {
    expect((await deliver(house, `a=${'x'.repeat(70_000)}`)).status).toBe(413)
    expect((await moneyIn(house)).events).toEqual([])
  })
})

describe('while PayFast cannot be asked', () => {
  test('for half an hour, nothing is active unverified, and nothing is lost: it is accepted late [#44]', async () => {
    house.payfast.validation.behave({ answer: 'down', minutes: 30 })
    await subscribe(house)
    expect(answers()).toEqual([[503]])
    expect((await subscriptionOf(house)).state).toBe('trial')
    expect((await moneyIn(house)).payments).toMatchObject([{ verdict: 'unconfirmed' }])
    for (let minute = 0; minute < 29; minute += 1) {
      house.pass(60)
      await house.sweep()
    }
    expect((await subscriptionOf(house)).state).toBe('trial')
    house.pass(120)
    await house.sweep()
    expect((await subscriptionOf(house)).state).toBe('active')
    await house.payfast.tick()
    expect(answers().flat().at(-1)).toBe(200)
    const { payments, events } = await moneyIn(house)
    expect(payments).toMatchObject([{ verdict: 'applied' }])
    expect(events).toEqual([])
  })

  test('PayFast’s own repeat does as well, when it can be asked again [#44]', async () => {
    house.payfast.validation.behave({ answer: 'status', status: 403 })
    await subscribe(house)
    await house.payfast.tick()
    expect(answers()).toEqual([[503, 503]])
    house.payfast.validation.behave({ answer: 'truth' })
    house.pass(601)
    await house.payfast.tick()
    expect(answers()).toEqual([[503, 503, 200]])
    expect((await subscriptionOf(house)).state).toBe('active')
  })

  test('a notice that was done before is answered so all the same', async () => {
    await subscribe(house)
    house.payfast.validation.behave({ answer: 'status', status: 500 })
    expect(await house.payfast.notices.replay({ index: -1 })).toBe(200)
    house.payfast.validation.behave({ answer: 'invalid' })
    expect(await house.payfast.notices.replay({ index: -1 })).toBe(200)
    expect((await moneyIn(house)).payments).toMatchObject([{ verdict: 'applied' }])
  })

  test('a notice that turns out not to be PayFast’s is refused late, and noted once', async () => {
    house.payfast.validation.behave({ answer: 'status', status: 500 })
    const { id } = await checkoutOf(house)
    const body = bodyOf({
      m_payment_id: id,
      pf_payment_id: '1',
      payment_status: 'COMPLETE',
      amount_gross: '799.00',
      custom_str1: house.business.orgId,
      token: 'a-token',
    })
    expect((await deliver(house, body)).status).toBe(503)
    house.payfast.validation.behave({ answer: 'truth' })
    for (let minute = 0; minute < 3; minute += 1) {
      house.pass(61)
      await house.sweep()
    }
    const { payments, events, subscriptions } = await moneyIn(house)
    expect(payments).toMatchObject([{ verdict: 'invalid' }])
    expect(events).toMatchObject([{ detail: 'invalid' }])
    expect(subscriptions).toEqual([])
  })
})

test('while the database is away PayFast is asked to come again', async () => {
  const { ask } = house.deps
  house.payfast.notices.behave({ hold: true })
  await subscribe(house)
  const body = house.payfast.notices.held()[0]?.body ?? ''
  house.deps.ask = () => Promise.reject(new Error('Error connecting to database: fetch failed'))
  expect((await deliver(house, body)).status).toBe(503)
  house.deps.ask = ask
  expect((await deliver(house, body)).status).toBe(200)
})
