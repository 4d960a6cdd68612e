import { beforeEach, describe, expect, test } from 'vitest'

import { shopMerchant } from '../dev/payfast-state.ts'
import { openHouse, type House } from './testing.ts'
import {
  accountForm,
  askForm,
  askPayment,
  formOf,
  payPathOf,
  payRequest,
  requestsIn,
  setUpMerchant,
  wordsOf,
} from './webhooks/testing.ts'

type Headers = Record<string, string>
let house: House
let owner: Headers
let chat: string

beforeEach(async () => {
  house = await openHouse()
  house.setTime('2026-11-24T08:00:00Z')
  owner = await house.signedIn()
  await house.deliver(house.says('Good day, are you open?'))
  await house.work()
  chat = String((await house.threads())[0]?.['id'])
})

const get = async (path: string, headers: Headers = owner) =>
  wordsOf(await (await house.request(path, { headers })).text())
const post = (path: string, form: Headers = {}, headers = owner) =>
  house.request(path, { method: 'POST', headers, body: new URLSearchParams(form) })
const ask = (form: Headers = {}, headers = owner) =>
  post(`/conversations/${chat}/payment`, { ...askForm, cid: crypto.randomUUID(), ...form }, headers)

describe('an owner who sets up where the money goes', () => {
  test('has it checked with PayFast first, and its secrets are shown to nobody and stand nowhere in clear', async () => {
    expect(await get('/payments')).toContain('Not set up')
    expect((await post('/payments/account', accountForm)).headers.get('location')).toBe('/payments')
    expect(await get('/payments')).toContain('Merchant ID 10031777')
    const page = await (await house.request('/payments/account', { headers: owner })).text()
    const [rows = [], marks = []] = await house.asOwner(
      'select m::text as row from app.merchant_accounts m',
      `select a::text as row from app.audit a where table_name = 'merchant_accounts'`,
    )
    expect(marks).toHaveLength(1)
    for (const secret of [shopMerchant.merchantKey, shopMerchant.passphrase])
      expect(page + JSON.stringify([rows, marks])).not.toContain(secret)
  })

  const wrong: [string, Headers, string][] = [
    ['is no merchant ID', { merchantId: '123' }, 'The merchant ID is eight digits'],
    ['is no key', { merchantKey: '' }, 'The merchant key is letters and digits only'],
    ['is no passphrase', { passphrase: '' }, 'Set a passphrase at PayFast'],
    ['PayFast does not know', { merchantId: '10099999' }, 'PayFast doesn’t know this merchant ID'],
    [
      'PayFast does not accept',
      { passphrase: 'Another_one' },
      'PayFast doesn’t know this merchant',
    ],
    ['is our own', { merchantId: '10026561' }, 'This is Frontdesk’s own account'],
    ['everybody knows', { merchantId: '10000100' }, 'public test account'],
  ]
  test.each(wrong)(
    'reads what to do about one that %s, and nothing is kept',
    async (_, form, says) => {
      const response = await post('/payments/account', { ...accountForm, ...form })
      expect([response.status, wordsOf(await response.text())]).toEqual([
        400,
        expect.stringContaining(says),
      ])
      const [rows] = await house.asOwner('select from app.merchant_accounts')
      expect(rows).toEqual([])
    },
  )

  test('while PayFast is away changes nothing', async () => {
    house.payfast.mishaps.arrange({ times: 1, delayMs: 0, status: 500, afterAccept: false })
    const response = await post('/payments/account', accountForm)
    expect(wordsOf(await response.text())).toContain('PayFast can’t be reached right now')
  })

  test('changes it, and what was asked before is paid into the new one', async () => {
    await setUpMerchant(house, { merchant: { ...accountForm, passphrase: 'Old_one' } })
    const id = await askPayment(house, chat)
    await post('/payments/account', accountForm)
    await payRequest(house, id)
    expect((await requestsIn(house)).requests).toMatchObject([{ state: 'paid' }])
  })
})

describe('whoever asks for a payment', () => {
  test('fills in three fields, and the customer has the link in the chat', async () => {
    await setUpMerchant(house)
    const page = `/conversations/${chat}/payment`
    expect(await get(page)).toContain('Lerato Mokoena gets a link in the chat')
    const response = await ask()
    expect([response.status, response.headers.get('location')]).toEqual([
      303,
      `/conversations/${chat}`,
    ])
    await house.work()
    const [request] = (await requestsIn(house)).requests
    const url = await house.deps.payUrl(String(request?.['id']))
    expect((await house.sent()).at(-1)?.text).toBe(
      `Please pay R500 for “Deposit, Saturday”:\n${url}\nYou pay on PayFast’s own page. The link works for 7 days.`,
    )
    expect(await get('/payments')).toMatch(
      /R500 Deposit, Saturday Lerato Mokoena Open until Tue 1 Dec/,
    )
    expect(await get(`/conversations/${chat}`)).toContain('The AI is answering')
  })

  test('by a double tap asks once', async () => {
    await setUpMerchant(house)
    const cid = crypto.randomUUID()
    await Promise.all([ask({ cid }), ask({ cid }), ask({ cid })])
    await house.work()
    expect((await requestsIn(house)).requests).toHaveLength(1)
    expect((await house.sent()).filter(({ text }) => text.startsWith('Please pay'))).toHaveLength(1)
  })

  test.each([
    ['amount', ''],
    ['amount', 'five'],
    ['amount', '4.99'],
    ['amount', '100000.01'],
    ['amount', '-500'],
    ['purpose', ''],
    ['purpose', '0'],
    ['purpose', 'x'.repeat(101)],
    ['days', '2'],
    ['days', '1000'],
  ])(
    'reads what is allowed where %s is “%s”, keeps what was typed, and nothing is sent',
    async (name, typed) => {
      await setUpMerchant(house)
      const before = (await house.sent()).length
      const response = await ask({ [name]: typed })
      const page = await response.text()
      expect(response.status).toBe(400)
      expect(wordsOf(page)).toMatch(/Type an amount from R5|Say in at most 100|Choose how long/)
      expect(page).toContain(name === 'purpose' ? 'value="R500"' : 'value="Deposit, Saturday"')
      await house.work()
      expect((await requestsIn(house)).requests).toEqual([])
      expect(await house.sent()).toHaveLength(before)
    },
  )

  test('before there is an account is led to it, or told who can set it up; nothing is sent', async () => {
    const page = `/conversations/${chat}/payment`
    expect(await get(page)).toContain('Set up your PayFast account first')
    expect(await get(page, await house.signedIn('staff'))).toContain('The owner has to set up')
    const before = (await house.sent()).length
    expect((await ask()).status).toBe(404)
    await house.work()
    expect(await house.sent()).toHaveLength(before)
  })

  test('takes it back: it can’t be paid any more, and a second time there is nothing to take back', async () => {
    await setUpMerchant(house)
    const id = await askPayment(house, chat)
    const path = `/payments/${id}/cancellation`
    expect((await post(path)).status).toBe(303)
    expect(await get('/payments')).toContain('Taken back')
    expect((await post(path)).status).toBe(404)
    expect(await get(await payPathOf(house, id), {})).toContain(
      'You don’t have to pay this any more',
    )
  })

  test('without the right to may not, and sees neither names nor what it is for [#24]', async () => {
    await setUpMerchant(house)
    await askPayment(house, chat, { purpose: 'Braids for Lerato' })
    expect((await ask({}, await house.signedIn('viewer'))).status).toBe(403)
    const blind = await house.signedIn('custom', { permissions: ['payment.request'] })
    const page = await get('/payments', blind)
    expect(page).toContain('R500 What it is for is hidden')
    expect(page).not.toMatch(/Lerato|Braids/)
  })

  test('finds more than fifty behind the first page', async () => {
    await setUpMerchant(house)
    for (let n = 0; n < 51; n += 1) {
      house.pass(1)
      await askPayment(house, chat, { purpose: `Number ${n}.` })
    }
    const first = await (await house.request('/payments', { headers: owner })).text()
    expect([first.includes('Number 50.'), first.includes('Number 0.')]).toEqual([true, false])
    const [, earlier = ''] = /href="(\/payments\?before=[^"]*)"/.exec(first) ?? []
    expect(await get(earlier)).toContain('Number 0.')
  })
})

describe('the link in the chat', () => {
  const open = async (path: string) => {
    const response = await house.request(path)
    const page = await response.text()
    return { response, page, words: wordsOf(page) }
  }

  test('shows who asks for how much and what for, and leads to PayFast alone [#43]', async () => {
    await setUpMerchant(house)
    const id = await askPayment(house, chat)
    const { response, page, words } = await open(await payPathOf(house, id))
    expect(words).toMatch(
      /Sea Point Plumbers asks you to pay R500 Deposit, Saturday .* Until Tuesday 1 December\. Pay R500 at PayFast/,
    )
    expect(response.headers.get('content-security-policy')).toContain(
      "form-action 'self' http://payfast.example;",
    )
    expect(response.headers.get('cache-control')).toBe('no-store')
    const form = new URLSearchParams(formOf(page))
    expect(Object.fromEntries(form)).toMatchObject({
      merchant_id: shopMerchant.merchantId,
      m_payment_id: id,
      amount: '500.00',
      custom_str1: house.business.orgId,
      notify_url: `http://localhost:8787/webhooks/payfast/${house.business.orgId}`,
    })
    expect(page).not.toMatch(/Lerato|5550111|card-?number|cvv|<input(?! type="hidden")/i)
  })

  test('with another amount typed into its form pays nothing, since PayFast refuses it and so would we [#46]', async () => {
    await setUpMerchant(house)
    const { page } = await open(await payPathOf(house, await askPayment(house, chat)))
    const changed = formOf(page).replace('amount=500.00', 'amount=5.00')
    const answer = await house.payfast.fetch(
      new Request('http://payfast.example/payfast/eng/process', { method: 'POST', body: changed }),
    )
    expect(answer.status).toBe(400)
  })

  test('says “Confirming…” to who comes back from PayFast, then that it is paid', async () => {
    await setUpMerchant(house)
    house.payfast.notices.behave({ hold: true })
    const id = await askPayment(house, chat)
    const path = await payPathOf(house, id)
    await payRequest(house, id)
    const back = await open(`${path}?notice=returned`)
    expect(back.words).toContain('Confirming…')
    expect(back.page).not.toContain('payfast/eng/process')
    expect((await open(`${path}/live?v=waits`)).response.status).toBe(204)
    await house.payfast.notices.release('sent')
    const news = await open(`${path}/live?v=waits`)
    expect([news.response.headers.get('x-v'), news.words]).toEqual([
      'paid',
      expect.stringContaining('Thank you. There is nothing more to pay here'),
    ])
    expect((await open(path)).words).toContain('Thank you. There is nothing more to pay here')
  })

  test('says that nothing was paid to who turned back, and lets them pay', async () => {
    await setUpMerchant(house)
    const path = await payPathOf(house, await askPayment(house, chat))
    expect((await open(`${path}?notice=back`)).words).toMatch(
      /You turned back.*Pay R500 at PayFast/,
    )
  })

  test('ends when it was to end', async () => {
    await setUpMerchant(house)
    const path = await payPathOf(house, await askPayment(house, chat, { days: 1 }))
    house.pass(86_399)
    expect((await open(path)).words).toContain('Pay R500 at PayFast')
    house.pass(1)
    const { page, words } = await open(path)
    expect(words).toContain('This link has ended')
    expect(page).not.toContain('<form')
  })

  test('that was made up is not found, without asking the database', async () => {
    await setUpMerchant(house)
    const path = await payPathOf(house, await askPayment(house, chat))
    const before = house.trips()
    const last = path.at(-1) === 'A' ? 'B' : 'A'
    for (const made of [
      `${path.slice(0, -1)}${last}`,
      '/pay/x',
      `/pay/${'A'.repeat(64)}`,
      `${path}A`,
    ])
      expect([made, (await house.request(made)).status]).toEqual([made, 404])
    expect(house.trips()).toBe(before)
  })

  test('is sent again by the receptionist to a customer who wants to pay, and only to that one', async () => {
    await setUpMerchant(house)
    const id = await askPayment(house, chat)
    await house.deliver(house.says('How can I pay?'))
    await house.work()
    expect((await house.sent()).at(-1)?.text).toContain(await house.deps.payUrl(id))
    const other = { chat_id: '27825550122@s.whatsapp.net', from: '27825550122' }
    await house.deliver(house.says('Please send me the payment link', other))
    await house.work()
    expect((await house.sent()).at(-1)?.text).not.toContain('/pay/')
  })
})
