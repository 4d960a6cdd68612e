import { beforeEach, expect, test } from 'vitest'

import { openHouse, type House } from './testing.ts'
import {
  checkoutOf,
  moneyIn,
  passDays,
  payAtPayfast,
  subscribe,
  subscriptionOf,
} from './webhooks/testing.ts'

let house: House
beforeEach(async () => {
  house = await openHouse()
  house.setTime('2026-11-24T08:00:00Z')
})

/** So many days, each with its sweep. */
const daily = async (days: number) => {
  for (let day = 0; day < days; day += 1) {
    await passDays(house, 1)
    await house.sweep()
  }
}
const stateOf = async () => (await subscriptionOf(house)).state

test('a renewal that failed is found by asking, has its grace, lapses, and is active again when it is paid', async () => {
  const { run } = await subscribe(house)
  run.failing = 5
  await daily(30)
  expect(await stateOf()).toBe('active')
  await daily(2)
  expect(await stateOf()).toBe('past_due')
  await daily(4)
  expect(await stateOf()).toBe('past_due')
  await daily(2)
  expect(await stateOf()).toBe('lapsed')
  await house.deps.payfast.api.unpause(run.token)
  await daily(1)
  expect(await stateOf()).toBe('active')
  expect((await moneyIn(house)).payments).toHaveLength(2)
})

test('a payment whose notice never came is found by asking, and counts once when it comes after all', async () => {
  await subscribe(house)
  house.payfast.notices.behave({ hold: true })
  await daily(33)
  expect((await moneyIn(house)).subscriptions).toMatchObject([{ paid_until: '2027-01-24' }])
  await house.payfast.notices.release('sent')
  expect((await moneyIn(house)).subscriptions).toMatchObject([{ paid_until: '2027-01-24' }])
  expect(await stateOf()).toBe('active')
})

test('of two runs that charge, one is ended by the next sweep', async () => {
  const { form } = await checkoutOf(house)
  await payAtPayfast(house, form)
  await payAtPayfast(house, form)
  house.pass(60)
  await house.sweep()
  const going = house.payfast.runs.all().filter(({ status }) => status === 1)
  expect(going).toHaveLength(1)
  const endings = (await moneyIn(house)).runs.map(({ ending }) => ending)
  expect(new Set(endings)).toEqual(new Set(['ended', 'no']))
  expect(await stateOf()).toBe('active')
})

test('a cancellation that PayFast did not hear is told to it again, until it has', async () => {
  const { token } = await subscribe(house)
  const owner = await house.signedIn()
  house.payfast.mishaps.arrange({ times: 3, delayMs: 0, status: 500, afterAccept: false })
  await house.request('/subscription/cancellation', { method: 'POST', headers: owner })
  house.pass(60)
  await house.sweep()
  expect((await moneyIn(house)).runs).toMatchObject([{ ending: 'asked' }])
  house.pass(3600)
  await house.sweep()
  house.pass(3600)
  await house.sweep()
  expect((await house.deps.payfast.api.fetchRun(token)).state).toBe('cancelled')
  expect((await moneyIn(house)).runs).toMatchObject([{ ending: 'ended' }])
})

test('a run that was paused or ended at PayFast’s own page is found so', async () => {
  const { token } = await subscribe(house)
  house.payfast.notices.behave({ hold: true })
  await house.deps.payfast.api.pause(token, 2)
  await daily(1)
  expect((await subscriptionOf(house)).runs).toMatchObject([{ isPaused: true }])
  await house.deps.payfast.api.cancel(token)
  await daily(1)
  expect(await stateOf()).toBe('cancelled')
})

test('what nobody changed is asked about once a day and leaves no trace', async () => {
  await subscribe(house)
  await house.sweep()
  const before = await moneyIn(house)
  const [[marks] = []] = await house.asOwner('select count(*)::int as n from app.audit')
  await daily(10)
  expect(await moneyIn(house)).toEqual(before)
  const [[after] = []] = await house.asOwner('select count(*)::int as n from app.audit')
  expect(after).toEqual(marks)
})
