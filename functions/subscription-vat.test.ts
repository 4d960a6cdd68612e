import { beforeEach, describe, expect, test } from 'vitest'

import { openHouse, type House } from './testing.ts'
import { subscribe } from './webhooks/testing.ts'

let house: House
let owner: Record<string, string>
beforeEach(async () => {
  house = await openHouse()
  house.setTime('2026-11-24T08:00:00Z')
  owner = await house.signedIn()
})

const post = (vatNumber: string, headers = owner) =>
  house.request('/subscription/vat-number', {
    method: 'POST',
    headers,
    body: new URLSearchParams({ vatNumber }),
  })
const get = async (path: string) => {
  const page = await (await house.request(path, { headers: owner })).text()
  return page.replaceAll(/<[^>]*>/g, ' ').replaceAll(/[\s\u00A0]+/g, ' ')
}
const kept = async () =>
  (await house.asOwner('select vat_number from app.orgs'))[0]?.[0]?.['vat_number']
const seller = {
  name: 'Frontdesk (Pty) Ltd',
  address: '1 Long Street, Cape Town, 8001',
  vatNumber: '4987654321',
}

describe('the VAT number of a business', () => {
  test.each(['4123456789', ' 4123 456 789 ', '4 1 2 3 4 5 6 7 8 9', '4123\u00A0456\u00A0789'])(
    'is taken as people write it down: %j',
    async (typed) => {
      const response = await post(typed)
      expect([response.status, response.headers.get('location')]).toEqual([
        303,
        '/subscription?done=saved',
      ])
      expect(await kept()).toBe('4123456789')
      expect(await get('/subscription')).toContain('Your receipts name your VAT number 4123456789')
      expect(await get('/activity')).toMatch(/VAT number.*4123456789/)
    },
  )

  test('is taken away by an empty field', async () => {
    await post('4123456789')
    expect((await post('  ')).status).toBe(303)
    expect(await kept()).toBeNull()
    expect(await get('/subscription')).toContain('Is your business registered for VAT?')
  })

  test.each([
    '3123456789',
    '412345678',
    '41234567890',
    '4123-456-789',
    'ZA4123456789',
    '४१२३४५६७८९',
    '4'.repeat(300),
    "4' or '1'='1",
  ])('is refused in words, and nothing changes, when it is %j', async (typed) => {
    const response = await post(typed)
    const page = await response.text()
    expect(response.status).toBe(400)
    expect(page).toContain('A VAT number has ten digits, and the first is a 4.')
    expect(await kept()).toBeNull()
  })

  test('is changed by nobody who may not manage the subscription', async () => {
    const staff = await house.signedIn('staff')
    expect((await post('4123456789', staff)).status).toBe(403)
    expect(await kept()).toBeNull()
  })
})

describe('our own VAT', () => {
  test('stands nowhere while we are not registered, whatever the business is', async () => {
    await post('4123456789')
    await subscribe(house)
    await house.sweep()
    await house.work()
    const [receipt] = await house.mails()
    expect(receipt).toMatchObject({ subject: 'Your receipt from Frontdesk' })
    expect(receipt?.text).not.toMatch(/includes|tax invoice/i)
    const page = await get('/subscription')
    expect(page).toContain('PayFast 1089250')
    expect(page).not.toMatch(/includes|tax invoice/i)
  })

  test('is in the price, on the page and in the mail once we are registered', async () => {
    house.deps.seller = seller
    expect(await get('/subscription/checkout')).toContain('VAT at 15% is included.')
    await subscribe(house)
    await house.sweep()
    await house.work()
    const [invoice] = await house.mails()
    expect(invoice).toMatchObject({
      subject: 'Your tax invoice from Frontdesk',
      text: expect.stringContaining('VAT number 4987654321'),
    })
    expect(await get('/subscription')).toMatch(
      /tax invoice of Frontdesk \(Pty\) Ltd, 1 Long Street, Cape Town, 8001, VAT number 4987654321.*Tax invoice 1089250: Receptionist, one month, includes R104.22 VAT at 15%/,
    )
  })
})
