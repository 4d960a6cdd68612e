import { expect, test } from 'vitest'

import { stageUrl } from '../db/testing.ts'
import { openHouse, type House } from './testing.ts'

/** A Whapi channel that is not linked to any phone yet. */
const newChannel = async () => {
  const id = crypto.randomUUID().slice(0, 6).toUpperCase()
  const channel = {
    token: `fresh-token-${id}`,
    providerChannelId: `FRESH-${id}`,
    phone: '+27825550177',
  }
  await fetch(`${stageUrl()}/channels`, {
    method: 'POST',
    body: JSON.stringify({ ...channel, linked: false }),
  })
  return channel
}
const post = async (house: House, path: string, form: Record<string, string>) =>
  house.request(path, {
    method: 'POST',
    headers: await house.signedIn(),
    body: new URLSearchParams(form),
  })
const settingsOf = async (token: string) => {
  const response = await fetch(`${stageUrl()}/whapi/settings`, {
    headers: { Authorization: `Bearer ${token}` },
  })
  const { webhooks }: { webhooks: { url: string; headers: Record<string, string> }[] } =
    await response.json()
  return webhooks
}
const channels = async (house: House) => {
  const [rows = []] = await house.asOwner('select * from app.channels')
  return rows
}

test('a number is linked: the token is sealed, our webhook and its secret are set, a pairing code is shown [#40]', async () => {
  const house = await openHouse()
  await house.asOwner(
    `select set_config('app.actor', 'test', true), set_config('app.at', now()::text, true)`,
    'delete from app.channels',
  )
  const { token } = await newChannel()
  const response = await post(house, '/connect', { token, phone: '082 555 0177' })
  expect([response.status, response.headers.get('location')]).toEqual([303, '/connect'])
  const [channel] = await channels(house)
  expect(channel).toMatchObject({ phone: '+27825550177', health: 'linking', hook_generation: 1 })
  expect(JSON.stringify(await channels(house))).not.toContain(token)
  const [webhook] = await settingsOf(token)
  const hook = await house.deps.hookOf(String(channel?.['id']), 1)
  expect(webhook).toMatchObject({ url: hook.url, headers: { 'X-Webhook-Secret': hook.secret } })
  const code = await post(house, '/connect/code', {})
  expect(code.status).toBe(200)
  expect((await code.text()).replaceAll(/<[^>]+>/g, '')).toMatch(/[A-Z0-9]{3,4}-?[A-Z0-9]{3,4}/)
})

test('linking the same number again moves its secret on, and the old one works for a day [#34]', async () => {
  const house = await openHouse()
  const { channelId, channelToken } = house.business
  const response = await post(house, '/connect', { token: channelToken, phone: '0825550150' })
  expect(response.status).toBe(303)
  expect(await channels(house)).toMatchObject([{ id: channelId, hook_generation: 2 }])
  expect((await house.deliver(house.says('With the old secret'))).status).toBe(200)
  house.pass(86_400)
  expect((await house.deliver(house.says('Too late'))).status).toBe(401)
})

test.each([
  ['a number that is none', { token: 'a-long-enough-token', phone: '12' }, /082 555 0100/],
  ['no token', { token: '', phone: '0825550150' }, /token/],
  [
    'a token Whapi does not know',
    { token: 'nobody-knows-this-token', phone: '0825550150' },
    /does not know/,
  ],
])('with %s the form comes back with what is wrong, and nothing changes', async (_, form, says) => {
  const house = await openHouse()
  const before = await channels(house)
  const response = await post(house, '/connect', form)
  expect(response.status).toBe(400)
  const html = await response.text()
  expect(html).toMatch(says)
  if (form.token) expect(html).not.toContain(form.token)
  expect(await channels(house)).toEqual(before)
})

test('two people linking at once leave one secret in force, and the later is told', async () => {
  const house = await openHouse()
  const form = { token: house.business.channelToken, phone: '0825550150' }
  const responses = await Promise.all([
    post(house, '/connect', form),
    post(house, '/connect', form),
  ])
  const statuses = responses.map(({ status }) => status)
  expect(statuses.filter((status) => status === 303).length).toBeGreaterThanOrEqual(1)
  const [channel] = await channels(house)
  const { secret } = await house.deps.hookOf(
    house.business.channelId,
    Number(channel?.['hook_generation']),
  )
  const webhooks = await settingsOf(house.business.channelToken)
  expect(webhooks.map(({ headers }) => headers['X-Webhook-Secret'])).toContain(secret)
})
