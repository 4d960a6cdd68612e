import { describe, expect, test } from 'vitest'

import type { Account } from '../src/vendors/payfast-account.ts'
import { type Checkout, checkoutFields } from '../src/vendors/payfast-checkout.ts'
import { confirmNotice } from '../src/vendors/payfast-confirm.ts'
import { parseNotice, proveNotice } from '../src/vendors/payfast-notice.ts'
import { createPayfast as connect } from '../src/vendors/payfast.ts'
import { createClock } from './clock.ts'
import { pairsOf } from './payfast-sign.ts'
import { houseMerchant, type Merchant, sandboxMerchant, shopMerchant } from './payfast-state.ts'
import { createPayfast } from './payfast.ts'

const ORG = '0d4d6a06-2b55-4d07-8f39-6f0f9d7f2f11'
const DAY = 86_400
const hosts = { site: 'http://stage/payfast', api: 'http://stage/payfast/api' }
const accountOf = (merchant: Merchant): Account => ({ ...merchant, hosts })
const deposit: Checkout = {
  paymentId: 'pay-1',
  orgId: ORG,
  cents: 25_000,
  itemName: "Deposit: braids & 'beads' ~*",
  payer: { firstName: 'Lerato', email: 'lerato@example.com' },
  returnUrl: 'http://localhost:8787/pay/t?paid=1',
  cancelUrl: 'http://localhost:8787/pay/t',
  notifyUrl: 'http://localhost:8787/webhooks/payfast',
}
const subscription: Checkout = {
  ...deposit,
  cents: 79_900,
  itemName: 'Receptionist',
  monthly: { cents: 110_000, from: '2026-12-24' },
}

/** The stand-in on 24 November 2026, with a merchant's door that answers as told and keeps what it was sent. */
const open = (merchant = houseMerchant, answer = () => new Response()) => {
  const clock = createClock()
  clock.moveTo(new Date('2026-11-24T10:00:00+02:00'))
  const arrived: { url: string; raw: string }[] = []
  const payfast = createPayfast({
    now: clock.now,
    deliver: async (url, init) => {
      arrived.push({ url, raw: await new Response(init.body).text() })
      return answer()
    },
  })
  const account = accountOf(merchant)
  const request = (path: string, init?: RequestInit) =>
    payfast.fetch(new Request(`http://stage${path}`, init))
  const api = connect({
    account,
    clock: clock.now,
    fetch: (url, init) => payfast.fetch(new Request(url, init)),
  })
  const process = (fields: readonly (readonly [string, string])[]) =>
    request('/payfast/eng/process', {
      method: 'POST',
      body: new URLSearchParams(fields.map(([name, value]) => [name, value])),
    })
  /** Through the form and the page, as a payer goes. */
  const pay = async (checkout: Checkout, button: 'pay' | 'cancel' = 'pay') => {
    const page = (await process(checkoutFields(account, checkout))).headers.get('location') ?? ''
    return request(`${page}/${button}`, { method: 'POST' })
  }
  const subscribe = async () => {
    await pay(subscription)
    const run = payfast.runs.all().at(-1)
    if (!run) throw new Error('nobody subscribed')
    return run
  }
  const pass = async (days: number) => {
    clock.advance(days * DAY)
    await payfast.tick()
  }
  const told = () =>
    arrived.map(({ raw }) => {
      const read = parseNotice(raw)
      if (!('notice' in read)) throw new Error(read.refused)
      expect(proveNotice(read.notice, { account, orgId: ORG })).toBeNull()
      return read.notice
    })
  const confirm = (raw: string) => {
    const read = parseNotice(raw)
    if (!('notice' in read)) throw new Error(read.refused)
    const fetch = (url: string, init: RequestInit) => payfast.fetch(new Request(url, init))
    return confirmNotice({ account, fetch }, read.notice)
  }
  return {
    account,
    api,
    arrived,
    clock,
    confirm,
    pass,
    pay,
    payfast,
    process,
    request,
    subscribe,
    told,
  }
}

describe('the page where the payer pays', () => {
  test('takes our form, shows what is paid and asks for no card', async () => {
    const { process, account, request } = open()
    const sent = await process(checkoutFields(account, subscription))
    expect(sent.status).toBe(302)
    const page = await (await request(sent.headers.get('location') ?? '')).text()
    expect(page).toContain('R799.00</strong> now')
    expect(page).toContain('R1100.00 from 2026-12-24')
    expect(page).not.toContain('<input')
  })

  test.each<[string, (fields: [string, string][]) => [string, string][], string]>([
    [
      'a cheaper amount',
      (all) => all.map(([n, v]) => [n, n === 'amount' ? '5.00' : v]),
      'signature',
    ],
    ['a field more', (all) => [...all, ['custom_int1', '1']], 'signature'],
    ['no signature', (all) => all.slice(0, -1), 'signature'],
    [
      'a wrong key',
      (all) => all.map(([n, v]) => [n, n === 'merchant_key' ? 'x' : v]),
      'merchant_key',
    ],
    [
      'an unknown merchant',
      (all) => all.map(([n, v]) => [n, n === 'merchant_id' ? '1' : v]),
      'merchant_id',
    ],
    ['half a subscription', (all) => all.filter(([n]) => n !== 'cycles'), 'cycles'],
  ])('turns a form with %s away', async (_about, change, named) => {
    const { process, account } = open()
    const fields = checkoutFields(account, subscription).map(([n, v]): [string, string] => [n, v])
    const response = await process(change(fields))
    expect(response.status).toBe(400)
    expect(await response.text()).toContain(`<b>${named}</b>`)
  })

  test('sends the notice before the payer returns, and takes the money once', async () => {
    const { pay, arrived, process, account, request } = open()
    const response = await pay(deposit)
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toBe(deposit.returnUrl)
    expect(arrived.map(({ url }) => url)).toEqual([deposit.notifyUrl])
    const page = (await process(checkoutFields(account, deposit))).headers.get('location') ?? ''
    for (let press = 0; press < 3; press += 1) await request(`${page}/pay`, { method: 'POST' })
    expect(arrived).toHaveLength(2)
  })

  test('takes no money from a payer who turns back', async () => {
    const { pay, arrived, payfast } = open()
    const response = await pay(deposit, 'cancel')
    expect(response.headers.get('location')).toBe(deposit.cancelUrl)
    expect(arrived).toEqual([])
    expect(payfast.runs.payments()).toEqual([])
  })
})

describe('its notices', () => {
  test('of a single payment are believed by our own proofs, blanks and odd signs included [#44]', async () => {
    const { pay, told, arrived, confirm } = open()
    await pay(deposit)
    expect(told()).toMatchObject([
      { status: 'COMPLETE', grossCents: 25_000, token: null, itemName: deposit.itemName },
    ])
    const raw = arrived[0]?.raw ?? ''
    expect(raw).toContain('&item_description=&')
    expect(raw).toMatch(/&amount_fee=-\d+\.\d\d&/)
    expect(raw).toMatch(/^m_payment_id=pay-1&pf_payment_id=\d+&payment_status=COMPLETE&/)
    expect(await confirm(raw)).toBe('valid')
  })

  test('in the odd order that genuine ones have had are believed too', async () => {
    const { subscribe, told, payfast, arrived, confirm } = open()
    payfast.notices.behave({ oddOrder: true })
    await subscribe()
    expect(arrived[0]?.raw).toMatch(/^payment_status=COMPLETE&token=/)
    expect(told()).toHaveLength(1)
    expect(await confirm(arrived[0]?.raw ?? '')).toBe('valid')
  })

  test('are repeated at once, after ten minutes and ever later, until they are answered 200', async () => {
    let status = 503
    const answer = () => new Response(null, { status })
    const { pay, arrived, payfast, clock } = open(houseMerchant, answer)
    await pay(deposit)
    await payfast.tick()
    expect(arrived).toHaveLength(2)
    clock.advance(590)
    await payfast.tick()
    expect(arrived).toHaveLength(2)
    clock.advance(11)
    await payfast.tick()
    expect(arrived).toHaveLength(3)
    status = 200
    clock.advance(DAY)
    await payfast.tick()
    await payfast.tick()
    expect(arrived).toHaveLength(4)
    expect(new Set(arrived.map(({ raw }) => raw)).size).toBe(1)
  })

  test('end some day where nobody takes them', async () => {
    const { pay, arrived, pass } = open(houseMerchant, () => new Response(null, { status: 400 }))
    await pay(deposit)
    for (let day = 0; day < 20; day += 1) await pass(1)
    expect(arrived).toHaveLength(9)
  })

  test('are sent once by the sandbox', async () => {
    const { pay, arrived, pass } = open(sandboxMerchant, () => new Response(null, { status: 500 }))
    await pay(deposit)
    await pass(1)
    expect(arrived).toHaveLength(1)
  })

  test('come several times, or held back and turned round, on demand', async () => {
    const { pay, arrived, payfast } = open()
    payfast.notices.behave({ copies: 3 })
    await pay(deposit)
    expect(arrived).toHaveLength(3)
    payfast.notices.behave({ hold: true })
    await pay({ ...deposit, paymentId: 'first' })
    await pay({ ...deposit, paymentId: 'second' })
    expect(arrived).toHaveLength(3)
    expect(await payfast.notices.release('reversed')).toBe(2)
    const names = arrived.map(({ raw }) => new Map(pairsOf(raw)).get('m_payment_id'))
    expect(names.slice(3)).toEqual(['second', 'first'])
  })

  test('can be replayed byte for byte, and tampered with, which our proofs see', async () => {
    const { pay, arrived, payfast, account } = open()
    await pay(deposit)
    const url = 'http://localhost:8787/other'
    expect(await payfast.notices.replay({ index: -1, url })).toBe(200)
    expect(arrived[1]).toEqual({ url, raw: arrived[0]?.raw })
    await payfast.notices.tamper({ index: -1, field: 'amount_gross', value: '1.00' })
    const read = parseNotice(arrived[2]?.raw ?? '')
    expect('notice' in read && read.notice.grossCents).toBe(100)
    expect('notice' in read && proveNotice(read.notice, { account })).toBe('signature')
  })
})

describe('its validate page', () => {
  test('confirms what it sent, and nothing else', async () => {
    const { pay, arrived, confirm } = open()
    await pay(deposit)
    const raw = arrived[0]?.raw ?? ''
    expect(await confirm(raw)).toBe('valid')
    expect(await confirm(raw.replace('250.00', '251.00'))).toBe('invalid')
  })

  test('can lie, refuse and be away for half an hour [#44]', async () => {
    const { pay, arrived, confirm, payfast, clock } = open()
    await pay(deposit)
    const raw = arrived[0]?.raw ?? ''
    const { behave } = payfast.validation
    behave({ answer: 'invalid' })
    expect(await confirm(raw)).toBe('invalid')
    behave({ answer: 'status', status: 403 })
    expect(await confirm(raw)).toBe('undecided')
    behave({ answer: 'down', minutes: 30 })
    expect(await confirm(raw)).toBe('undecided')
    clock.advance(29 * 60)
    expect(await confirm(raw)).toBe('undecided')
    clock.advance(61)
    expect(await confirm(raw)).toBe('valid')
    behave({ answer: 'slow', delayMs: 1 })
    expect(await confirm(raw)).toBe('valid')
  })

  test('turns a caller without a name away', async () => {
    const { request } = open()
    const init = { method: 'POST', body: 'a=1' }
    expect((await request('/payfast/eng/query/validate', init)).status).toBe(403)
  })
})

describe('a run of monthly charges', () => {
  test('takes R799 at once, then R1,100 on each date, to the cent [#48]', async () => {
    const { subscribe, told, pass, api } = open()
    const { token } = await subscribe()
    expect(await api.fetchRun(token)).toMatchObject({
      state: 'active',
      cents: 110_000,
      runOn: '2026-12-24',
      paidCycles: 1,
    })
    await pass(29)
    expect(told()).toHaveLength(1)
    await pass(1)
    await pass(31)
    expect(told()).toMatchObject([
      { grossCents: 79_900, token, billingDate: '2026-12-24', paymentId: 'pay-1' },
      { grossCents: 110_000, token, billingDate: null, paymentId: 'pay-1' },
      { grossCents: 110_000, token, billingDate: null, paymentId: 'pay-1' },
    ])
    expect(new Set(told().map(({ providerId }) => providerId)).size).toBe(3)
    expect(await api.fetchRun(token)).toMatchObject({ runOn: '2027-02-24', paidCycles: 3 })
  })

  test('catches up month by month when the clock leaps', async () => {
    const { subscribe, told, pass } = open()
    await subscribe()
    await pass(95)
    expect(told().map(({ grossCents }) => grossCents)).toEqual([79_900, 110_000, 110_000, 110_000])
  })

  test('is charged once by two ticks at a time', async () => {
    const { subscribe, told, clock, payfast } = open()
    await subscribe()
    clock.advance(31 * DAY)
    await Promise.all([payfast.tick(), payfast.tick(), payfast.tick()])
    expect(told()).toHaveLength(2)
  })

  test('whose card fails says nothing, is tried five days, then locked', async () => {
    const { subscribe, told, pass, api } = open()
    const run = await subscribe()
    run.failing = 5
    await pass(30)
    expect(await api.fetchRun(run.token)).toMatchObject({ state: 'active', runOn: '2026-12-24' })
    for (let day = 0; day < 4; day += 1) await pass(1)
    expect(await api.fetchRun(run.token)).toMatchObject({ state: 'locked', runOn: '2026-12-24' })
    await pass(60)
    expect(told()).toHaveLength(1)
    await api.unpause(run.token)
    await pass(1)
    expect(told()).toHaveLength(2)
    expect((await api.fetchRun(run.token)).state).toBe('active')
  })

  test('whose card works again on the third day keeps its dates', async () => {
    const { subscribe, told, pass, api } = open()
    const run = await subscribe()
    run.failing = 2
    await pass(33)
    expect(told()).toHaveLength(2)
    expect((await api.fetchRun(run.token)).runOn).toBe('2027-01-24')
  })

  test('ends by our call, with a notice that holds no amounts', async () => {
    const { subscribe, told, pass, api, arrived } = open()
    const { token } = await subscribe()
    await api.cancel(token)
    expect(told()[1]).toMatchObject({ status: 'CANCELLED', token, grossCents: null })
    expect(arrived[1]?.raw).not.toMatch(/amount_|billing_date/)
    await pass(60)
    expect(told()).toHaveLength(2)
    expect((await api.fetchRun(token)).state).toBe('cancelled')
    await expect(api.cancel(token)).rejects.toMatchObject({ verdict: 'never' })
  })

  test('pauses, and resumes by itself or when told', async () => {
    const { subscribe, told, pass, api } = open()
    const { token } = await subscribe()
    await api.pause(token, 2)
    expect(await api.fetchRun(token)).toMatchObject({ state: 'paused', runOn: '2027-02-24' })
    await pass(60)
    expect(told()).toHaveLength(1)
    await api.unpause(token)
    expect(await api.fetchRun(token)).toMatchObject({ state: 'active', runOn: '2027-01-24' })
    await pass(2)
    expect(told()).toHaveLength(2)
  })

  test('takes another amount and date when told', async () => {
    const { subscribe, told, pass, api } = open()
    const { token } = await subscribe()
    await api.update(token, { cents: 120_000, runOn: '2026-11-30' })
    await pass(7)
    expect(told()[1]).toMatchObject({ grossCents: 120_000 })
    expect((await api.fetchRun(token)).runOn).toBe('2026-12-30')
  })
})

describe('its API', () => {
  test('knows its merchants by their signatures, in the sandbox and where money is real', async () => {
    for (const merchant of [sandboxMerchant, houseMerchant])
      await expect(open(merchant).api.ping()).resolves.toBeUndefined()
  })

  test.each<[string, Partial<Merchant>]>([
    ['another passphrase', { passphrase: 'Stage-house_2025' }],
    ['an unknown merchant', { merchantId: '10099999' }],
    ['the other mode', { mode: 'sandbox' }],
  ])('turns %s away, as an account that is down', async (_about, wrong) => {
    const { api } = open({ ...houseMerchant, ...wrong })
    await expect(api.ping()).rejects.toMatchObject({ verdict: 'channel_down', reached: 'no' })
  })

  test('shows no merchant the runs and payments of another', async () => {
    const { subscribe, payfast, clock } = open()
    const { token } = await subscribe()
    const stranger = connect({
      account: accountOf(shopMerchant),
      clock: clock.now,
      fetch: (url, init) => payfast.fetch(new Request(url, init)),
    })
    await expect(stranger.fetchRun(token)).rejects.toMatchObject({ verdict: 'never' })
    await expect(stranger.cancel(token)).rejects.toMatchObject({ verdict: 'never' })
    const [payment] = payfast.runs.payments()
    await expect(stranger.readRefund(payment?.id ?? '')).rejects.toThrow('404')
  })

  test('says what of a payment can be refunded', async () => {
    const { pay, api, payfast } = open()
    await pay(deposit)
    const id = payfast.runs.payments()[0]?.id ?? ''
    expect(await api.readRefund(id)).toEqual({ state: 'refundable', cents: 25_000 })
  })

  test('fails on demand, and forgets everything on demand', async () => {
    const { api, payfast, subscribe } = open()
    const { token } = await subscribe()
    payfast.mishaps.arrange({ times: 1, delayMs: 0, status: 500, afterAccept: false })
    await expect(api.ping()).rejects.toMatchObject({ verdict: 'retry', reached: 'unknown' })
    await api.ping()
    payfast.reset()
    await expect(api.fetchRun(token)).rejects.toMatchObject({ verdict: 'never' })
    expect(payfast.notices.sent()).toEqual([])
  })
})
