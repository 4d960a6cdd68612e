import { beforeEach, describe, expect, test } from 'vitest'

import { addBusiness } from '../../db/testing.ts'
import { houseMerchant, sandboxMerchant, shopMerchant } from '../../dev/payfast-state.ts'
import { openHouse, type House } from '../testing.ts'
import {
  askPayment,
  bodyOf,
  deliver,
  moneyIn,
  payPathOf,
  payRequest,
  requestsIn,
  setUpMerchant,
} from './testing.ts'

let house: House
let chat: string
let here: string

beforeEach(async () => {
  house = await openHouse()
  house.setTime('2026-11-24T08:00:00Z')
  await house.deliver(house.says('Good day, are you open?'))
  await house.work()
  chat = String((await house.threads())[0]?.['id'])
  here = `/${house.business.orgId}`
  await setUpMerchant(house)
})

const answers = () => house.payfast.notices.sent().map((notice) => notice.answers)
const held = () => house.payfast.notices.held()
const sentTexts = async () => (await house.sent()).map(({ text }) => text)
const genuine = async (fields: Record<string, string>, merchant = shopMerchant) => {
  await house.payfast.notices.send({
    merchant,
    url: `http://localhost:8787/webhooks/payfast${here}`,
    fields: Object.entries({ merchant_id: merchant.merchantId, ...fields }),
  })
  return house.payfast.notices.sent().at(-1)?.answers.at(-1)
}

describe('a customer who pays what they were asked for', () => {
  test('pays it once, is thanked in the chat, and the owner reads of it there and by mail [#44] [#46]', async () => {
    const id = await askPayment(house, chat)
    const back = await payRequest(house, id)
    expect(back).toBe(`http://localhost:8787${await payPathOf(house, id)}?notice=returned`)
    expect(answers()).toEqual([[200]])
    await house.work()
    const { requests, payments, events } = await requestsIn(house)
    expect(requests).toMatchObject([{ id, state: 'paid', paid_at: expect.anything() }])
    expect(payments).toMatchObject([{ request_id: id, verdict: 'applied', gross_cents: 50_000 }])
    expect(payments[0]?.['raw']).toContain(`m_payment_id=${id}`)
    expect(events).toEqual([])
    expect((await sentTexts()).at(-1)).toBe('Thank you, we received R500 for “Deposit, Saturday”.')
    expect((await house.lines()).slice(-2)).toMatchObject([
      { by: 'receptionist', note: false, state: 'pending' },
      { note: true, text: `Paid: R500, PayFast ${String(payments[0]?.['provider_id'])}` },
    ])
    await house.sweep()
    await house.work()
    expect((await house.mails()).at(-1)?.text).toContain(
      'Lerato Mokoena paid R500 for “Deposit, Saturday”',
    )
  })

  test('pays it once however often PayFast says so, and is thanked once [#46]', async () => {
    house.payfast.notices.behave({ copies: 10 })
    await payRequest(house, await askPayment(house, chat))
    await house.work()
    expect(answers().flat()).toEqual(Array(10).fill(200))
    expect((await requestsIn(house)).payments).toHaveLength(1)
    expect((await sentTexts()).filter((text) => text.startsWith('Thank you,'))).toHaveLength(1)
  })

  test('pays it once when fifty say so at the same moment [#46]', async () => {
    house.payfast.notices.behave({ hold: true })
    await payRequest(house, await askPayment(house, chat))
    const body = held()[0]?.body ?? ''
    const all = await Promise.all(Array.from({ length: 50 }, () => deliver(house, body, {}, here)))
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set([200]))
    await house.work()
    expect((await requestsIn(house)).payments).toMatchObject([{ verdict: 'applied' }])
    expect((await sentTexts()).filter((text) => text.startsWith('Thank you,'))).toHaveLength(1)
  })

  test('a second time is thanked once, and the owner is told to give it back [#46]', async () => {
    house.payfast.notices.behave({ hold: true })
    const id = await askPayment(house, chat)
    await payRequest(house, id)
    await payRequest(house, id)
    const bodies = held().map(({ body }) => body)
    const all = await Promise.all(bodies.map((body) => deliver(house, body, {}, here)))
    expect(all.map(({ status }) => status)).toEqual([200, 200])
    const { payments } = await requestsIn(house)
    expect(payments.map(({ verdict }) => String(verdict)).toSorted()).toEqual([
      'applied',
      'surplus',
    ])
    await house.work()
    await house.sweep()
    await house.work()
    expect((await sentTexts()).filter((text) => text.startsWith('Thank you,'))).toHaveLength(1)
    expect((await house.mails()).map(({ subject }) => subject).toSorted()).toEqual([
      'A customer has paid you',
      'A customer has paid you twice',
    ])
    const owner = await house.signedIn()
    const page = await (await house.request('/payments', { headers: owner })).text()
    expect(page).toContain('Paid more than once')
  })

  test('after its end, or after it was taken back, has paid all the same', async () => {
    house.payfast.notices.behave({ hold: true })
    const [late, taken] = [await askPayment(house, chat), await askPayment(house, chat)]
    await payRequest(house, late)
    await payRequest(house, taken)
    const owner = await house.signedIn()
    await house.request(`/payments/${taken}/cancellation`, { method: 'POST', headers: owner })
    house.pass(8 * 86_400)
    await house.payfast.notices.release('sent')
    expect(answers()).toEqual([[200], [200]])
    expect((await requestsIn(house)).requests).toMatchObject([{ state: 'paid' }, { state: 'paid' }])
  })

  test('is thanked also where a person answers the chat, and where it is closed', async () => {
    const owner = await house.signedIn()
    for (const move of ['takeover', 'closing']) {
      await house.request(`/conversations/${chat}/${move}`, { method: 'POST', headers: owner })
      await payRequest(house, await askPayment(house, chat))
      await house.work()
      expect((await sentTexts()).at(-1)).toContain('Thank you, we received R500')
    }
  })

  test('while PayFast cannot be asked is thanked later, and never before [#44]', async () => {
    house.payfast.validation.behave({ answer: 'down', minutes: 30 })
    await payRequest(house, await askPayment(house, chat))
    expect(answers()).toEqual([[503]])
    for (let minute = 0; minute < 29; minute += 1) {
      house.pass(60)
      await house.sweep()
    }
    await house.work()
    expect((await requestsIn(house)).requests).toMatchObject([{ state: 'open' }])
    house.pass(120)
    await house.sweep()
    await house.work()
    expect((await requestsIn(house)).requests).toMatchObject([{ state: 'paid' }])
    expect((await sentTexts()).at(-1)).toContain('Thank you, we received R500')
  })
})

describe('a notice to a business’s own account', () => {
  const right = async () => {
    const id = await askPayment(house, chat)
    return {
      m_payment_id: id,
      pf_payment_id: '1089250',
      payment_status: 'COMPLETE',
      amount_gross: '500.00',
      custom_str1: house.business.orgId,
      merchant_id: shopMerchant.merchantId,
    }
  }
  const signed = (fields: Record<string, string>) => bodyOf(fields, shopMerchant.passphrase)
  type Right = Awaited<ReturnType<typeof right>>

  const forged: [string, string, (fields: Right) => string][] = [
    ['is signed with our own passphrase', 'signature', (fields) => bodyOf(fields)],
    ['is signed with none', 'signature', (fields) => bodyOf(fields, '')],
    [
      'was given another amount on the way',
      'signature',
      (fields) => signed(fields).replace('500.00', '5.00'),
    ],
    [
      'names our own account',
      'merchant',
      (fields) => signed({ ...fields, merchant_id: houseMerchant.merchantId }),
    ],
    [
      'names another business',
      'organisation',
      (fields) => signed({ ...fields, custom_str1: crypto.randomUUID() }),
    ],
    ['goes on after its signature', 'trailing', (fields) => `${signed(fields)}&amount_fee=1.00`],
    ['names a field twice', 'repeated', (fields) => `amount_gross=5.00&${signed(fields)}`],
  ]
  test.each(forged)(
    'that %s is refused without an effect, and noted once by the proof [#44] [#45]',
    async (_, proof, bodyFrom) => {
      const response = await deliver(house, bodyFrom(await right()), {}, here)
      expect([response.status, await response.text()]).toEqual([400, ''])
      const { events, payments, requests } = await requestsIn(house)
      expect(events).toMatchObject([{ detail: proof }])
      expect([payments, requests]).toMatchObject([[], [{ state: 'open' }]])
    },
  )

  const wrong: [string, string, Record<string, string>][] = [
    ['is a cent too little', 'amount', { amount_gross: '499.99' }],
    ['is a cent too much', 'amount', { amount_gross: '500.01' }],
    ['is for a request that never was', 'request', { m_payment_id: crypto.randomUUID() }],
    ['is for no request', 'request', { m_payment_id: '' }],
  ]
  test.each(wrong)(
    'that %s is refused without an effect, kept, and noted once however often it comes [#46]',
    async (_, verdict, given) => {
      expect(await genuine({ ...(await right()), ...given })).toBe(400)
      await house.payfast.notices.replay({ index: -1 })
      const { events, payments, requests } = await requestsIn(house)
      expect(payments).toMatchObject([{ verdict }])
      expect(events).toMatchObject([{ org_id: house.business.orgId, detail: verdict }])
      expect(requests).toMatchObject([{ state: 'open' }])
    },
  )

  test('that PayFast did not send is refused and kept [#45]', async () => {
    expect((await deliver(house, signed(await right()), {}, here)).status).toBe(400)
    const { payments, requests } = await requestsIn(house)
    expect([payments, requests]).toMatchObject([[{ verdict: 'invalid' }], [{ state: 'open' }]])
  })

  test('with another status is kept and pays nothing', async () => {
    expect(await genuine({ ...(await right()), payment_status: 'PENDING' })).toBe(200)
    const { payments, requests } = await requestsIn(house)
    expect([payments, requests]).toMatchObject([[{ verdict: 'noted' }], [{ state: 'open' }]])
  })

  test('has no effect on another business’s path, on ours, or on that of one with the same account [#44]', async () => {
    const neighbour = await addBusiness(house)
    const twin = await addBusiness(house)
    const bare = await addBusiness(house)
    const { orgId } = neighbour
    await setUpMerchant(house, { orgId, merchant: sandboxMerchant })
    await setUpMerchant(house, { orgId: twin.orgId })
    house.payfast.notices.behave({ hold: true })
    await payRequest(house, await askPayment(house, chat))
    const body = held()[0]?.body ?? ''
    const elsewhere: [string, string][] = [
      ['', 'signature'],
      [`/${orgId}`, 'signature'],
      [`/${twin.orgId}`, 'organisation'],
      [`/${bare.orgId}`, 'organisation'],
      [`/${crypto.randomUUID()}`, 'organisation'],
      ['/no-business', 'organisation'],
    ]
    for (const [to] of elsewhere)
      expect([to, (await deliver(house, body, {}, to)).status]).toEqual([to, 400])
    const { payments, requests, events } = await requestsIn(house)
    expect([payments, requests]).toMatchObject([[], [{ state: 'open' }]])
    expect(events.map(({ detail }) => detail)).toEqual(elsewhere.map(([, proof]) => proof))
    expect((await moneyIn(house)).payments).toEqual([])
    expect((await deliver(house, body, {}, here)).status).toBe(200)
  })

  test('of our own account, replayed on a business’s path, has no effect [#44]', async () => {
    const fields = { ...(await right()), merchant_id: houseMerchant.merchantId }
    expect(await genuine(fields, houseMerchant)).toBe(400)
    const { payments, events } = await requestsIn(house)
    expect([payments, events]).toMatchObject([[], [{ detail: 'signature' }]])
  })

  test('for another business’s request, by one with the same account, pays nothing [#46]', async () => {
    const twin = await addBusiness(house)
    await setUpMerchant(house, { orgId: twin.orgId })
    const fields = { ...(await right()), custom_str1: twin.orgId }
    here = `/${twin.orgId}`
    expect(await genuine(fields)).toBe(400)
    const { payments, requests } = await requestsIn(house)
    expect(payments).toMatchObject([{ org_id: twin.orgId, request_id: null, verdict: 'request' }])
    expect(requests).toMatchObject([{ state: 'open' }])
  })
})
