/** What the owner reads of each state that a subscription can be in, and what the pages offer then. */
import { beforeEach, expect, test } from 'vitest'

import { wordsOf } from './pages/testing.ts'
import { openHouse, type House } from './testing.ts'
import { passDays, subscribe } from './webhooks/testing.ts'

type Headers = Record<string, string>

let house: House
let owner: Headers
beforeEach(async () => {
  house = await openHouse()
  house.setTime('2026-11-24T08:00:00Z')
  owner = await house.signedIn()
})

const get = async (path = '/subscription') =>
  wordsOf(await (await house.request(path, { headers: owner })).text()).replaceAll('\u00A0', ' ')
const post = (path: string, form: Headers = {}) =>
  house.request(path, { method: 'POST', headers: owner, body: new URLSearchParams(form) })
/** So long, a session has ended: they log in again. */
const daysLater = async (days: number) => {
  await passDays(house, days)
  await house.sweep()
  owner = await house.signedIn()
}
/** Two days past a renewal that did not come. */
const overdue = async () => {
  const { run } = await subscribe(house)
  run.failing = 5
  await daysLater(32)
}

test('while a payment is overdue the way is another card: nothing next, no pause, and no second subscription', async () => {
  await overdue()
  const page = await get()
  expect(page).toMatch(
    /Payment overdue The payment of Thursday 24 December didn’t arrive\..* Until Thursday 31 December everything works all the same\./,
  )
  expect(page).toContain('Pay with another card Cancel the subscription')
  expect(page).not.toMatch(/Next payment|Subscribe|Pause/)
})

test('what is overdue is not paused, since that would end the service at once', async () => {
  await overdue()
  expect(await get('/subscription/pause')).toContain('There are no payments to pause.')
  const response = await post('/subscription/pause', { to: 'paused' })
  expect(response.headers.get('location')).toBe('/subscription?done=unchanged')
  expect(await get()).toContain('Payment overdue')
})

test('while payments are paused the first way is to go on, before and after what was paid for is over', async () => {
  await subscribe(house)
  await post('/subscription/pause', { to: 'paused' })
  expect(await get()).toMatch(
    /Paused Nothing is charged while payments are paused\. Everything works until Thursday 24 December.* Go on with payments Pay with another card/,
  )
  house.pass(32 * 86_400)
  owner = await house.signedIn()
  const page = await get()
  expect(page).toMatch(
    /Paused What you paid for ended on Thursday 24 December\..* Go on with payments/,
  )
  expect(page).not.toMatch(/Subscribe(?! )/)
})

test('cancelled, the page says until when everything works, and how to come back', async () => {
  await subscribe(house)
  await post('/subscription/cancellation')
  expect(await get()).toMatch(
    /Cancelled Everything works until Thursday 24 December\. Nothing more is charged\..* Subscribe/,
  )
})

test('once it has ended neither the inbox nor the WhatsApp page says that the AI answers, until it does again', async () => {
  await subscribe(house)
  expect(await get('/')).toMatch(/AI on\b/)
  expect(await get('/connect')).toContain('The AI answers everybody')
  await post('/subscription/cancellation')
  await daysLater(31)
  expect(await get()).toContain('Not subscribed Messages still arrive and nothing is lost.')
  const inbox = await get('/')
  expect(inbox).toContain('The AI only takes messages now. Your customers are not being answered.')
  expect(inbox).not.toMatch(/AI on\b/)
  expect(await get('/connect')).toContain('The AI takes messages from everybody')
  await subscribe(house)
  expect(await get('/')).toMatch(/AI on\b/)
})

test('once the month’s answers are used up the inbox says so as well', async () => {
  await house.asOwner(
    {
      text: `select set_config('app.org_id', $1, true), set_config('app.actor', 'test', true), set_config('app.at', $2, true)`,
      values: [house.business.orgId, house.now().toISOString()],
    },
    `insert into app.usage (month, answers) values ('2026-11-01', 300)`,
  )
  expect(await get('/')).toContain('The AI only takes messages now.')
  await subscribe(house)
  expect(await get('/')).toMatch(/AI on\b/)
})
