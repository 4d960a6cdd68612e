import { expect, test } from 'vitest'

import { openHouse } from '../testing.ts'
import { askPayment, payRequest, setUpMerchant, subscribe } from '../webhooks/testing.ts'
import { readCsv } from './testing.ts'

const opened = async () => {
  const house = await openHouse()
  house.setTime('2026-11-24T08:00:00Z')
  return house
}

test('the file of customers’ payments says who was asked for what, and what was paid when [#115]', async () => {
  const house = await opened()
  await house.deliver(house.says('Good day, are you open?'))
  await house.work()
  const chat = String((await house.threads())[0]?.['id'])
  await setUpMerchant(house)
  await payRequest(house, await askPayment(house, chat, { purpose: '=Deposit' }))
  house.pass(60)
  await askPayment(house, chat, { cents: 35_050, purpose: 'Braids' })
  const { head, rows } = await readCsv(house, '/export/requests.csv')
  expect(head).toEqual(
    'Asked|Customer|Phone|Amount in rand|What for|State|Can be paid until|Paid|PayFast payment|Chat|Id'.split(
      '|',
    ),
  )
  expect(rows.map((row) => row.slice(0, 9))).toEqual([
    [
      '2026-11-24 10:00:00',
      'Lerato Mokoena',
      '(+27) 82 555 0111',
      '500.00',
      "'=Deposit",
      'Paid',
      '2026-12-01 10:00:00',
      '2026-11-24 10:00:00',
      '1089250',
    ],
    [
      '2026-11-24 10:01:00',
      'Lerato Mokoena',
      '(+27) 82 555 0111',
      '350.50',
      'Braids',
      'Open',
      '2026-12-01 10:01:00',
      '',
      '',
    ],
  ])
})

test('the file of what was paid for Frontdesk says the VAT where we charge it, and none where we do not [#115] [#48]', async () => {
  const house = await opened()
  await subscribe(house)
  const paid = async () =>
    (await readCsv(house, '/export/payments.csv')).rows.map((row) => row.slice(1, 4))
  expect(await paid()).toEqual([['799.00', '', '']])
  house.deps.seller = { name: 'Frontdesk (Pty) Ltd', address: 'Cape Town', vatNumber: '4123456789' }
  expect(await paid()).toEqual([['799.00', '104.22', '694.78']])
})
