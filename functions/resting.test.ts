/** Past the quota, or unpaid: messages are taken, nothing is lost, and the owner hears of it. */
import { beforeEach, describe, expect, test } from 'vitest'

import { FIRST_MONTH_CENTS, plans } from '../src/subscription/plan.ts'
import { openHouse, type House } from './testing.ts'
import { passDays, subscribe } from './webhooks/testing.ts'

const TAKEN = /^Thank you for your message\. I have passed it on to Sipho/
const OPEN = {
  hours: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens: '00:00', closes: '24:00' })),
}
const QUESTION = 'Good day, what time do you close?'

let house: House
beforeEach(async () => {
  house = await openHouse(OPEN)
})

const asks = async (text: string, from = '27825550111') => {
  const chat = { chat_id: `${from}@s.whatsapp.net`, from }
  await house.deliver(house.says(text, chat))
  house.pass(30)
  await house.work()
  await house.sweep()
  await house.work()
  return (await house.sent()).at(-1)?.text ?? ''
}
const subjects = async () => (await house.mails()).map(({ subject }) => subject)
const SILENT = 'Your customers are not being answered'

const use = (answers: number) =>
  house.asOwner({
    text: `insert into app.usage (org_id, month, answers, created_at)
           select $1, date_trunc('month', $2::timestamptz at time zone 'Africa/Johannesburg')::date, $3, $2::timestamptz
           on conflict (org_id, month) do update set answers = excluded.answers`,
    values: [house.business.orgId, house.now().toISOString(), answers],
  })
const used = async () => {
  const [[row] = []] = await house.asOwner(
    'select answers from app.usage order by month desc limit 1',
  )
  return row?.['answers']
}

describe('a plan with its answers used up', () => {
  // Answers are counted by the month: near its end a test would cross into the next one.
  beforeEach(() => {
    if (house.now().getUTCDate() > 26) house.pass(6 * 86_400)
  })

  test('gives the last answer, then takes messages and says so; the owner is told once [#54]', async () => {
    await use(plans.trial.answers - 1)
    expect(await asks(QUESTION)).not.toMatch(TAKEN)
    expect(await used()).toBe(plans.trial.answers)
    expect(await asks(QUESTION, '27825550122')).toMatch(TAKEN)
    expect(await asks(QUESTION, '27825550133')).toMatch(TAKEN)
    expect(await used()).toBe(plans.trial.answers)
    expect((await subjects()).filter((subject) => subject === SILENT)).toHaveLength(1)
  })

  test('answers again when more answers are paid for [#54]', async () => {
    await use(plans.trial.answers)
    expect(await asks(QUESTION)).toMatch(TAKEN)
    await subscribe(house)
    expect(await asks('And on Saturday, are you open?')).not.toMatch(TAKEN)
  })

  test('answers each customer once, keeps whatever else they write, and shows it to the owner [#54]', async () => {
    await use(plans.trial.answers)
    await asks(QUESTION)
    const before = await house.sent()
    await asks('Can you do Saturday at ten?')
    expect(await house.sent()).toEqual(before)
    const texts = (await house.lines()).map(({ text }) => text)
    expect(texts).toEqual(expect.arrayContaining([QUESTION, 'Can you do Saturday at ten?']))
    const [thread] = await house.threads()
    expect(thread).toMatchObject({ attention: 'Left a message', unread: 2 })
    house.pass(13 * 3600)
    expect(await asks('Hello? Are you open tomorrow?')).toMatch(TAKEN)
    expect((await house.sent()).length).toBe(before.length + 1)
  })

  test('still hears STOP, and still calls a person [#54]', async () => {
    await use(plans.trial.answers)
    expect(await asks('Can I speak to a person please?')).not.toMatch(TAKEN)
    expect((await house.threads())[0]).toMatchObject({ state: 'needs_human' })
    expect(await asks('STOP', '27825550122')).not.toMatch(TAKEN)
  })
})

describe('a business that does not pay', () => {
  test('after its trial takes messages, loses nothing, and may take all of it away [#54]', async () => {
    house.pass(15 * 86_400)
    expect(await asks(QUESTION)).toMatch(TAKEN)
    const owner = await house.signedIn()
    expect(await (await house.request('/', { headers: owner })).text()).toContain('Lerato')
    const file = await house.request('/export/messages.csv', { headers: owner })
    expect(await file.text()).toContain(QUESTION)
    expect(await subjects()).toContain(SILENT)
    await subscribe(house)
    expect(await asks('And on Saturday, are you open?')).not.toMatch(TAKEN)
  })
})

describe('the owner’s mails about money', () => {
  test('say what was paid, once a payment, however often PayFast tells of it [#48]', async () => {
    house.payfast.notices.behave({ copies: 3 })
    await subscribe(house)
    await house.sweep()
    await house.work()
    await house.sweep()
    await house.work()
    expect(await subjects()).toEqual(['Your receipt from Frontdesk'])
    const [mail] = await house.mails()
    expect(mail).toMatchObject({ to: house.business.email })
    expect(mail?.text).toContain(`paid R${FIRST_MONTH_CENTS / 100} for Frontdesk`)
  })

  test('say that a payment did not arrive, once', async () => {
    const { run } = await subscribe(house)
    run.failing = 5
    for (let day = 0; day < 35; day += 1) {
      await passDays(house, 1)
      await house.sweep()
      await house.work()
    }
    const failed = 'Your payment for Frontdesk did not arrive'
    expect((await subjects()).filter((subject) => subject === failed)).toHaveLength(1)
  })
})
