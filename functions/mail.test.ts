import { beforeEach, describe, expect, test, vi } from 'vitest'

import { Upstream } from '../src/errors.ts'
import { writeMail } from '../src/mail/mail.ts'
import { sendMail } from './mail.ts'
import { runWakeUps } from './queue.ts'
import { batchOf, openHouse, type House } from './testing.ts'

const secret = 'a-token-that-opens-the-house-0123456789abcde'
const link = `http://localhost:8787/login/verify?t=${secret}`
const mail = writeMail('login_link', { to: 'thandi@example.com', link, minutes: 10 })

let house: House
beforeEach(async () => {
  house = await openHouse()
})

/** A mail in the outbox, due now; answers with its id. */
const post = async (sealed?: string): Promise<string> => {
  const id = crypto.randomUUID()
  const at = house.now().toISOString()
  await house.asOwner({
    text: 'insert into app.outbox (id, sealed, due_at, created_at) values ($1, $2, $3, $3)',
    values: [id, sealed ?? (await house.deps.sealMail(id, mail)), at],
  })
  return id
}
const row = async (id: string) => {
  const [[found] = []] = await house.asOwner({
    text: 'select *, sent_at is not null as sent, failed_at is not null as failed from app.outbox where id = $1',
    values: [id],
  })
  return found
}
const DAY_SECONDS = 86_400
const failing = (cause: Error) => ({
  send: async () => {
    throw cause
  },
})
const busy = new Upstream('mail: the provider answered 503', 'retry', 'unknown')

describe('a mail in the outbox', () => {
  test('is sent when its wake-up comes, and its words are gone from the database', async () => {
    const id = await post()
    await house.deps.wakeMail(id)
    await house.work()
    expect(await house.mails()).toMatchObject([mail])
    expect(await row(id)).toMatchObject({ sent: true, failed: false, sealed: null, due_at: null })
  })

  test('is never in the clear in the database, before it is sent or after', async () => {
    const id = await post()
    expect(JSON.stringify(await row(id))).not.toMatch(new RegExp(`${secret}|thandi`))
    await sendMail(house.deps, id)
    expect(JSON.stringify(await row(id))).not.toMatch(new RegExp(`${secret}|thandi`))
    expect(await house.mails()).toHaveLength(1)
  })

  test('whose wake-up was lost is found by the next sweep, with the queue and without', async () => {
    await post()
    await house.sweep()
    await house.work()
    expect(await house.mails()).toHaveLength(1)
    house.deps.wakes = false
    await post()
    await house.sweep()
    expect(await house.mails()).toHaveLength(2)
  })

  test('that ten send at once is sent once', async () => {
    const id = await post()
    const send = vi.spyOn(house.deps.mail, 'send')
    await Promise.all(Array.from({ length: 10 }, () => sendMail(house.deps, id)))
    expect(send).toHaveBeenCalledOnce()
    expect(await house.mails()).toHaveLength(1)
  })

  test('whose sender dies before it could record the sending arrives once', async () => {
    const id = await post()
    const { settleMail } = house.deps.lookups
    house.deps.lookups.settleMail = () => {
      throw new Error('fetch failed')
    }
    const ended: string[] = []
    await runWakeUps(batchOf([{ mail: id, delaySeconds: 0 }], ended), house.deps)
    expect(ended).toEqual(['retry'])
    expect(await row(id)).toMatchObject({ sent: false, sealed: expect.any(String) })
    house.deps.lookups.settleMail = settleMail
    await house.sweep()
    expect(house.wakeUps).toEqual([])
    house.pass(61)
    await house.sweep()
    await house.work()
    expect(await row(id)).toMatchObject({ sent: true, sealed: null })
    expect(await house.mails()).toHaveLength(1)
  })

  test('that was sent is not sent again, and one that never was is nothing', async () => {
    const id = await post()
    await sendMail(house.deps, id)
    house.pass(DAY_SECONDS)
    await sendMail(house.deps, id)
    await sendMail(house.deps, crypto.randomUUID())
    expect(await house.mails()).toHaveLength(1)
  })
})

describe('a mail that does not leave', () => {
  test('is tried again, a little later', async () => {
    const id = await post()
    const { mail: mailer } = house.deps
    house.deps.mail = failing(busy)
    await sendMail(house.deps, id)
    expect(await row(id)).toMatchObject({ attempts: 1, sent: false, failed: false })
    expect(house.wakeUps).toMatchObject([{ mail: id, delaySeconds: expect.any(Number) }])
    house.deps.mail = mailer
    await house.work()
    expect(await house.mails()).toEqual([])
    house.pass(3)
    await sendMail(house.deps, id)
    expect(await house.mails()).toHaveLength(1)
  })

  test('is given up after eight tries, and its words are deleted', async () => {
    const id = await post()
    house.deps.mail = failing(busy)
    const send = vi.spyOn(house.deps.mail, 'send')
    for (let i = 0; i < 12; i += 1) {
      await house.sweep()
      await house.work()
      house.pass(3700)
    }
    expect(send).toHaveBeenCalledTimes(8)
    expect(await row(id)).toMatchObject({ attempts: 8, failed: true, sealed: null, due_at: null })
  })

  test('because the provider refuses it is given up at once', async () => {
    const id = await post()
    house.deps.mail = failing(new Upstream('mail: the provider answered 422', 'never'))
    await sendMail(house.deps, id)
    expect(await row(id)).toMatchObject({ failed: true, sealed: null, due_at: null })
    expect(house.wakeUps).toEqual([])
  })

  test.each([
    ['another row’s', () => house.deps.sealMail(crypto.randomUUID(), mail)],
    ['garbage', () => Promise.resolve('v1.test1.AAAA.AAAA')],
  ])('because its body is %s is given up, and holds nobody up', async (_, body) => {
    const poison = await post(await body())
    await post()
    await house.sweep()
    await house.work()
    expect(await row(poison)).toMatchObject({ failed: true, sealed: null, due_at: null })
    expect(await house.mails()).toHaveLength(1)
    house.pass(DAY_SECONDS)
    await house.sweep()
    expect(house.wakeUps).toEqual([])
  })

  test('leaves neither address nor link in the log [#108]', async () => {
    const written: string[] = []
    const log = vi.spyOn(console, 'error').mockImplementation((line) => written.push(String(line)))
    const id = await post()
    house.deps.mail = failing(new Error(`cannot reach ${mail.to}: ${mail.text}`))
    await sendMail(house.deps, id)
    log.mockRestore()
    expect(written).toHaveLength(1)
    expect(written[0]).toContain(id)
    expect(written[0]).not.toMatch(new RegExp(`${secret}|thandi`))
  })
})
