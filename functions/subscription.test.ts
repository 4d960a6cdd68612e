import { inspectRoutes } from 'hono/dev'
import { beforeEach, describe, expect, test } from 'vitest'

import { openHouse, type House } from './testing.ts'
import {
  formOf,
  moneyIn,
  passDays,
  payAtPayfast,
  subscribe,
  subscriptionOf,
  wordsOf,
} from './webhooks/testing.ts'

type Headers = Record<string, string>
let house: House
let owner: Headers

beforeEach(async () => {
  house = await openHouse()
  house.setTime('2026-11-24T08:00:00Z')
  owner = await house.signedIn()
})

const get = async (path: string, headers = owner) => {
  const response = await house.request(path, { headers })
  return wordsOf(await response.text())
}
const post = (path: string, form: Headers = {}) =>
  house.request(path, { method: 'POST', headers: owner, body: new URLSearchParams(form) })
/** So long, a session has ended: they log in again. */
const daysLater = async (days: number) => {
  await passDays(house, days)
  owner = await house.signedIn()
}
/** From our button to PayFast's. */
const payFromPage = async () => {
  const page = await (await post('/subscription/checkout')).text()
  return payAtPayfast(house, formOf(page))
}

describe('an owner who subscribes', () => {
  test('sees what it costs, pays at PayFast, reads “Confirming…”, then that it is done [#48]', async () => {
    expect(await get('/subscription')).toContain('Free trial Everything works until')
    expect(await get('/subscription/checkout')).toMatch(
      /You pay R799 now\. From Thursday 24 December you pay R1 100 every month/,
    )
    house.payfast.notices.behave({ hold: true })
    await payFromPage()
    expect(await get('/subscription/return')).toContain('Confirming…')
    const live = '/subscription/return/live?v=waits'
    expect((await house.request(live, { headers: owner })).status).toBe(204)
    await house.payfast.notices.release('sent')
    const news = await house.request(live, { headers: owner })
    expect([news.status, wordsOf(await news.text())]).toEqual([
      200,
      expect.stringContaining('You’re subscribed'),
    ])
    expect(await get('/subscription/return')).toContain('You’re subscribed')
    expect(await get('/subscription')).toMatch(
      /Active Paid until Thursday 24 December\. Next payment: R1 100 on Thursday 24 December\. Room for 2000 answers a month, one WhatsApp number and 10 people\./,
    )
  })

  test('finds every payment on the page', async () => {
    await payFromPage()
    await daysLater(30)
    await daysLater(31)
    expect(await get('/subscription')).toMatch(
      /Payments R1 100 .* R1 100 .* R799 Tue 24 Nov 2026 PayFast 1089250/,
    )
  })

  test('pays the full price from the first day when they come back, and no day twice', async () => {
    await payFromPage()
    await post('/subscription/cancellation')
    await daysLater(10)
    expect(await get('/subscription/checkout')).toMatch(
      /You pay R1 100 now\. From Sunday 24 January/,
    )
    await payFromPage()
    expect(await subscriptionOf(house)).toMatchObject({ state: 'active' })
    expect((await moneyIn(house)).subscriptions).toMatchObject([{ paid_until: '2027-01-24' }])
  })

  test('who turns back at PayFast has paid nothing, and reads so', async () => {
    expect(await get('/subscription/checkout?notice=back')).toContain('Nothing was paid')
    expect((await subscriptionOf(house)).state).toBe('trial')
  })

  test('cannot pay a second time while PayFast charges by itself', async () => {
    await payFromPage()
    expect(await get('/subscription/checkout')).toContain('You’re subscribed already')
    const response = await post('/subscription/checkout')
    expect([response.status, response.headers.get('location')]).toEqual([
      303,
      '/subscription/checkout',
    ])
  })

  test('proves first who they are, where that was long ago', async () => {
    house.pass(3600)
    expect(await get('/subscription/checkout')).toContain('Confirm it’s you')
    const response = await post('/subscription/checkout')
    expect(response.headers.get('location')).toBe('/confirm?next=%2Fsubscription%2Fcheckout')
    const [[rows] = []] = await house.asOwner('select count(*)::int as n from app.checkouts')
    expect(rows).toEqual({ n: 0 })
  })
})

describe('an owner who is subscribed', () => {
  test('cancels: PayFast is told, what was paid stays, and nothing more is charged', async () => {
    const { token } = await subscribe(house)
    expect(await get('/subscription/cancellation')).toContain(
      'Everything works until Thursday 24 December',
    )
    expect((await post('/subscription/cancellation')).headers.get('location')).toBe(
      '/subscription?done=cancelled',
    )
    expect((await house.deps.payfast.api.fetchRun(token)).state).toBe('cancelled')
    expect((await moneyIn(house)).runs).toMatchObject([{ ending: 'ended' }])
    expect(await get('/subscription?done=cancelled')).toMatch(
      /Cancelled\. Nothing more is charged\. Cancelled Everything works until Thursday 24 December/,
    )
    await daysLater(31)
    expect(await get('/subscription')).toContain('Not subscribed')
    expect((await moneyIn(house)).payments).toHaveLength(2)
  })

  test('cancels while PayFast is away: it is kept, said so on the page, and nothing is pretended', async () => {
    await subscribe(house)
    house.payfast.mishaps.arrange({ times: 1, delayMs: 0, status: 500, afterAccept: false })
    expect((await post('/subscription/cancellation')).status).toBe(303)
    expect((await moneyIn(house)).runs).toMatchObject([{ ending: 'asked' }])
    expect(await get('/subscription')).toContain('PayFast is being told to stop')
  })

  test('pauses for a month, and goes on', async () => {
    const { token } = await subscribe(house)
    await post('/subscription/pause', { to: 'paused' })
    expect((await house.deps.payfast.api.fetchRun(token)).state).toBe('paused')
    expect(await get('/subscription?done=paused')).toMatch(
      /Paused\. .*Paused Nothing is charged while payments are paused/,
    )
    await post('/subscription/pause', { to: 'resumed' })
    expect((await house.deps.payfast.api.fetchRun(token)).state).toBe('active')
    expect(await get('/subscription')).toContain('Next payment: R1 100')
  })

  test('reads that PayFast is away when it is, and nothing is changed', async () => {
    await subscribe(house)
    const before = await moneyIn(house)
    house.payfast.mishaps.arrange({ times: 1, delayMs: 0, status: 500, afterAccept: false })
    const response = await post('/subscription/pause', { to: 'paused' })
    expect(response.headers.get('location')).toBe('/subscription/pause?notice=away')
    expect(await get('/subscription/pause?notice=away')).toContain('PayFast can’t be reached')
    expect(await moneyIn(house)).toEqual(before)
  })

  test('changes the card at PayFast, with nothing of it here', async () => {
    const { token } = await subscribe(house)
    const page = await (await house.request('/subscription', { headers: owner })).text()
    expect(page).toContain(`href="http://payfast.example/payfast/eng/recurring/update/${token}?`)
  })
})

describe('cards', () => {
  const CARD = /\bcard|cvv|cvc|cc-|expiry|\bpan\b/i

  test('no page has a field for one, and no column could keep one [#43]', async () => {
    await subscribe(house)
    await house.deliver(house.says('Good day, are you open?'))
    const [thread] = await house.threads()
    const routes = inspectRoutes(house.app).filter(
      ({ isMiddleware, method, path }) => !isMiddleware && method === 'GET' && !/\.csv/.test(path),
    )
    let fields = 0
    const look = (page: string) => {
      for (const [field] of page.matchAll(/<(?:input|select|textarea)\b[^>]*>/g)) {
        fields += 1
        // A sealed value is any letters.
        expect(field.replace(/ value="[^"]*"/, '')).not.toMatch(CARD)
      }
    }
    for (const { path } of routes) {
      const here = path.replace(':id', String(thread?.['id']))
      look(await (await house.request(here, { headers: owner })).text())
    }
    await post('/subscription/cancellation')
    look(await (await post('/subscription/checkout')).text())
    expect(fields).toBeGreaterThan(20)
    const [columns = []] = await house.asOwner(
      `select column_name as name from information_schema.columns where table_schema = 'app'`,
    )
    expect(columns.length).toBeGreaterThan(100)
    expect(columns.filter(({ name }) => CARD.test(String(name).replaceAll('_', '-')))).toEqual([])
  })

  test('the one form that leaves us may go to PayFast, and no other form of any page [#43]', async () => {
    const policyOf = (response: Response) =>
      /form-action ([^;]*)/.exec(response.headers.get('content-security-policy') ?? '')?.[1]
    const page = await post('/subscription/checkout')
    expect(policyOf(page)).toBe("'self' http://payfast.example")
    expect(page.headers.get('cache-control')).toBe('no-store')
    expect(await page.text()).toContain('action="http://payfast.example/payfast/eng/process"')
    for (const path of ['/subscription', '/subscription/checkout', '/subscription/return', '/'])
      expect(policyOf(await house.request(path, { headers: owner }))).toBe("'self'")
  })
})

test('only an owner finds the subscription on “More”', async () => {
  expect(await get('/more')).toContain('Your plan and your payments')
  const manager = await house.signedIn('manager')
  expect(await get('/more', manager)).not.toContain('Your plan and your payments')
})
