import { beforeEach, describe, expect, test } from 'vitest'

import { addBusiness } from '../db/testing.ts'
import { openHouse, type House } from './testing.ts'
import { payAtPayfast, checkoutOf, subscribe } from './webhooks/testing.ts'

const DAY_SECONDS = 86_400
const SOON = 'Your free trial of Frontdesk ends soon'
const OVER = 'Your free trial of Frontdesk has ended'

let house: House
beforeEach(async () => {
  house = await openHouse()
})

/** So many days go by; then the sweep, and the mails behind it. */
const sweepAfter = async (days: number) => {
  house.pass(days * DAY_SECONDS)
  await house.sweep()
  await house.work()
}
const mails = async (to = house.business.email) =>
  (await house.mails()).filter((mail) => mail.to === to)
const subjects = async () => (await mails()).map(({ subject }) => subject)

describe('an owner in the free trial', () => {
  test('is told three days before it ends, and when it has, once each', async () => {
    await sweepAfter(10.9)
    expect(await subjects()).toEqual([])
    await sweepAfter(0.2)
    expect(await subjects()).toEqual([SOON])
    await sweepAfter(2.8)
    expect(await subjects()).toEqual([SOON])
    await sweepAfter(0.2)
    expect(await subjects()).toEqual([SOON, OVER])
    for (const days of [0.001, 1, 20, 40]) await sweepAfter(days)
    expect(await subjects()).toEqual([SOON, OVER])
  })

  test('reads what happens then, that nothing is lost, and where to subscribe', async () => {
    await sweepAfter(12)
    await sweepAfter(3)
    const [soon, over] = await mails()
    for (const mail of [soon, over]) {
      expect(mail?.text).toContain('The free trial of Sea Point Plumbers')
      expect(mail?.text).toContain('the AI still takes messages')
      expect(mail?.text).toContain('Nothing is lost: every message is in your inbox')
      expect(mail?.text).toContain('http://localhost:8787/subscription')
    }
  })

  test('is told once by several sweeps at the same moment', async () => {
    for (const days of [12, 3]) {
      house.pass(days * DAY_SECONDS)
      await Promise.all([house.sweep(), house.sweep(), house.sweep(), house.sweep()])
      await house.work()
    }
    expect(await subjects()).toEqual([SOON, OVER])
  })

  test('is told only that it has ended, where no sweep ran before', async () => {
    await sweepAfter(15)
    expect(await subjects()).toEqual([OVER])
  })

  test('is told nothing of a trial that ended more than a month ago', async () => {
    await sweepAfter(45)
    expect(await subjects()).toEqual([])
  })
})

describe('nobody is told of the end of a trial', () => {
  test('who subscribed in it, then or after cancelling', async () => {
    const { token } = await subscribe(house)
    await sweepAfter(12)
    await house.deps.payfast.api.cancel(token)
    for (const days of [3, 20]) await sweepAfter(days)
    expect(await subjects()).toEqual(['Your receipt from Frontdesk'])
  })

  test('who pays between the note and the mail', async () => {
    house.pass(12 * DAY_SECONDS)
    const { form } = await checkoutOf(house)
    const { ask } = house.deps
    house.deps.ask = (async (...asked: Parameters<typeof ask>) => {
      house.deps.ask = ask
      await payAtPayfast(house, form)
      return ask(...asked)
    }) as typeof ask
    await house.sweep()
    await house.sweep()
    await house.work()
    expect(await subjects()).toEqual(['Your receipt from Frontdesk'])
  })

  test('of another business', async () => {
    const neighbour = await addBusiness(house)
    await subscribe(house)
    await sweepAfter(12)
    expect(await subjects()).toEqual(['Your receipt from Frontdesk'])
    const told = await mails(neighbour.email)
    expect(told.map(({ subject }) => subject)).toEqual([SOON])
  })
})
