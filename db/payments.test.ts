import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'

import { days, freshDb, minutes, MORNING, NETWORK, openBusiness, refusal } from './testing.ts'

const house = await freshDb()
const { db, doors, lookups } = house
const OURS = '10026561'

const paymentDoor = (orgId: string, merchantId = OURS) =>
  doors.enterPayment({
    orgId,
    merchantId,
    ownMerchantId: OURS,
    network: NETWORK,
    at: MORNING,
    requestId: 'notice',
  })

test('a proven payment opens the organisation that it names, for PayFast', async () => {
  const shop = await openBusiness(house)
  const settings = sql`select current_setting('app.org_id') as org, current_setting('app.network') as network`
  const [me, seen] = await house.ask(paymentDoor(shop.orgId), db.execute(settings))
  expect(me).toMatchObject({ orgId: shop.orgId, actor: 'payfast', role: 'payment' })
  expect(seen.rows).toEqual([{ org: shop.orgId, network: NETWORK }])
})

test('a payment to another merchant, or for nobody, opens nothing [#44]', async () => {
  const shop = await openBusiness(house)
  expect(await refusal(house.ask(paymentDoor(shop.orgId, '10031777')))).toBe('UA401')
  expect(await refusal(house.ask(paymentDoor(crypto.randomUUID())))).toBe('UA401')
})

const withRun = async (token: string, ending = 'no') => {
  const shop = await openBusiness(house)
  await shop.arrange(
    `with k as (insert into app.checkouts (first_cents, month_cents, starts_from) values (1, 1, '2026-12-24') returning id)
     insert into app.charge_runs (token, checkout_id, ending) select $1, id, $2 from k`,
    token,
    ending,
  )
  return shop
}
const claimed = async (at: Date) => {
  const rows = await house.lookUp(lookups.claimRuns({ at, limit: 10 }))
  return rows.map(({ token }) => token).toSorted()
}

test('a run of charges is given out to be asked about once a day, to one sweep, until it has ended', async () => {
  await withRun('going on')
  await withRun('asked to end', 'asked')
  await withRun('over', 'ended')
  const both = await Promise.all([claimed(MORNING), claimed(MORNING)])
  expect(both.flat().toSorted()).toEqual(['asked to end', 'going on'])
  expect(await claimed(minutes(24 * 60 - 1))).toEqual([])
  expect(await claimed(days(1))).toEqual(['asked to end', 'going on'])
})
