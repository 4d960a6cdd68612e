import { beforeEach, describe, expect, test, vi } from 'vitest'

import { Upstream } from '../src/errors.ts'
import { openHouse, type House } from './testing.ts'

const WAITS = 'A customer waits for you on WhatsApp'
const LOST = 'Your WhatsApp number is disconnected'
const CHAT = '27825550111@s.whatsapp.net'

let house: House
beforeEach(async () => {
  house = await openHouse()
})

/** A minute goes by: the sweep, and the queue's work behind it. */
const minute = async (of = house) => {
  of.pass(60)
  await of.sweep()
  await of.work()
}
const minutes = async (count: number) => {
  for (let i = 0; i < count; i += 1) await minute()
}
const asks = async (text = 'Can I speak to a person?', more = {}, of = house) => {
  await of.deliver(of.says(text, more))
  of.pass(10)
  await of.work()
}
/** A colleague does something about the only chat. */
const colleague = async (move: string, form: Record<string, string> = {}) => {
  const [thread] = await house.threads()
  const headers = await house.signedIn('staff')
  const body = new URLSearchParams(form)
  const path = `/conversations/${String(thread?.['id'])}/${move}`
  const response = await house.request(path, { method: 'POST', headers, body })
  expect(response.status).toBeLessThan(400)
}
const reply = () => colleague('replies', { text: 'On my way', cid: crypto.randomUUID() })
const hears = async (text: string) => {
  const uptime = Math.floor(house.now().getTime() / 1000)
  const health = { uptime, status: { code: 0, text } }
  await house.deliver({ health, event: { type: 'channel', event: 'post' } })
}
const refuseSends = () => {
  const { whatsappOf } = house.deps
  house.deps.whatsappOf = async (channel) => ({
    ...(await whatsappOf(channel)),
    sendText: () => Promise.reject(new Upstream('forbidden', 'never', 'no')),
  })
}
const notices = async () => {
  const [rows = []] = await house.asOwner('select * from app.notices')
  return rows
}
const subjects = async (of = house) => (await of.mails()).map(({ subject }) => subject)

/** Statements on the rows of this business, past the fence. */
const arrange = (...statements: Parameters<House['asOwner']>) =>
  house.asOwner(
    {
      text: `select set_config('app.org_id', $1, true), set_config('app.actor', 'test', true), set_config('app.at', $2, true)`,
      values: [house.business.orgId, house.now().toISOString()],
    },
    ...statements,
  )

/** A colleague with an address of their own. */
const joins = async (role: string, state = 'active') => {
  const email = `${role}-${crypto.randomUUID()}@example.com`
  await arrange(
    { text: 'insert into app.users (email) values ($1)', values: [email] },
    {
      text: 'insert into app.members (user_id, role, state, name, email) select id, $2, $3, $4, email from app.users where email = $1',
      values: [email, role, state, 'Nomsa'],
    },
  )
  return email
}

describe('a customer who asks for a person', () => {
  test('brings the owner one mail within a minute, with the reason and the link to that chat', async () => {
    await asks()
    await minute()
    const [mail, ...others] = await house.mails()
    expect(others).toEqual([])
    expect(mail).toMatchObject({ to: house.business.email, subject: WAITS })
    const [thread] = await house.threads()
    const link = `http://localhost:8787/conversations/${String(thread?.['id'])}`
    for (const part of [mail?.text, mail?.html]) {
      expect(part).toContain('Lerato Mokoena waits for an answer from you.')
      expect(part).toContain('Asks for a person: Can I speak to a person?')
      expect(part).toContain(link)
    }
    const page = await house.request(new URL(link).pathname, {
      headers: await house.signedIn(),
    })
    expect(await page.text()).toContain('Lerato Mokoena')
  })

  test('and writes on is no second mail', async () => {
    await asks()
    await minute()
    await asks('Hello? Anybody there?')
    await asks('I want to speak to a person!')
    await minutes(15)
    expect(await subjects()).toEqual([WAITS])
  })

  test('and again after they were handed back is a second mail, at once', async () => {
    await asks()
    await minute()
    await colleague('handback')
    await asks('No, I want to speak to a human please')
    await minute()
    expect(await subjects()).toEqual([WAITS, WAITS])
    expect(await notices()).toHaveLength(1)
  })

  test('and was answered before the mail left is no mail', async () => {
    await asks()
    await reply()
    await minutes(2)
    expect(await house.mails()).toEqual([])
    expect(await notices()).toEqual([])
  })

  test('twice before the first mail left is one mail', async () => {
    await asks()
    await colleague('handback')
    await asks('No, I want to speak to a human please')
    await minutes(2)
    expect(await subjects()).toEqual([WAITS])
  })

  test('is shown by number where there is no name, and by neither where there is neither', async () => {
    await asks('Can I speak to a person?', { from_name: undefined })
    await asks('Can I speak to a person?', {
      from_name: undefined,
      from: '12345678901234@lid',
      chat_id: '12345678901234@lid',
    })
    await minute()
    const texts = (await house.mails()).map(({ text }) => text)
    expect(texts.toSorted()).toEqual([
      expect.stringContaining('+27 82 555 0111 waits'),
      expect.stringContaining('A customer waits'),
    ])
  })

  test('under a name with line breaks and tags is one line of text, and heads no mail [#61]', async () => {
    await asks('Can I speak to a person?', {
      from_name: 'Le\r\nBcc: x@evil.example\u2028\u202E<b>to</b>',
    })
    await minute()
    const [mail] = await house.mails()
    expect(mail?.subject).toBe(WAITS)
    expect(mail?.text).toMatch(/^Le ?Bcc: x@evil\.example <b>to<\/b> waits/)
    expect(mail?.html).toContain('&#60;b&#62;to')
  })
})

describe('a reply that does not go', () => {
  test('of the receptionist’s is one mail, also when Whapi refuses it', async () => {
    refuseSends()
    await asks('Where are you?')
    await minutes(12)
    const [mail, ...others] = await house.mails()
    expect(others).toEqual([])
    expect(mail?.subject).toBe(WAITS)
    expect(mail?.text).toContain('WhatsApp refused the last reply')
  })

  test('of the receptionist’s is one mail when it does not leave for hours', async () => {
    const { whatsappOf } = house.deps
    house.deps.whatsappOf = async (channel) => ({
      ...(await whatsappOf(channel)),
      sendText: () => Promise.reject(new Upstream('connection refused', 'retry', 'no')),
      recentSends: () => Promise.resolve([]),
    })
    await asks('Where are you?')
    for (let i = 0; i < 9; i += 1) {
      house.pass(3700)
      await minute()
    }
    const [mail, ...others] = await house.mails()
    expect(others).toEqual([])
    expect(mail?.text).toContain('Waited too long for an answer')
  })

  test.each(['needs_human', 'human', 'closed'])(
    'of a person’s, which WhatsApp fails to deliver later, is one mail in a chat that is %s by then',
    async (state) => {
      await asks()
      await reply()
      await house.work()
      if (state === 'needs_human') {
        await colleague('handback')
        await asks('No, I want to speak to a human please')
        await minute()
      }
      if (state === 'closed') await colleague('closing')
      const sent = await house.sent()
      const id = sent.find(({ text }) => text === 'On my way')?.id
      const statuses = [{ id, code: 0, status: 'failed', recipient_id: CHAT }]
      await house.deliver({ statuses, event: { type: 'statuses', event: 'post' } })
      await minutes(2)
      // In a chat that waits for a person already it is the same incident.
      expect(await subjects()).toEqual([WAITS])
    },
  )

  test('of a person’s is one mail, and another when it happens again', async () => {
    await asks('Where are you?')
    refuseSends()
    await reply()
    await house.work()
    await minute()
    expect(await subjects()).toEqual([WAITS])
    await reply()
    await house.work()
    await minute()
    expect(await subjects()).toEqual([WAITS, WAITS])
  })

  test('of a person’s is no mail when they have seen it on the page before', async () => {
    await asks('Where are you?')
    refuseSends()
    await reply()
    await house.work()
    await colleague('reading')
    await minute()
    expect(await house.mails()).toEqual([])
  })
})

describe('a number that loses its phone', () => {
  test('is one mail with the time and the link, however often Whapi says so', async () => {
    house.setTime('2026-11-24T08:00:00Z')
    await hears('QR')
    await minute()
    await hears('QR')
    await hears('STOP')
    await minutes(15)
    const [mail, ...others] = await house.mails()
    expect(others).toEqual([])
    expect(mail).toMatchObject({ to: house.business.email, subject: LOST })
    expect(mail?.text).toContain('Sea Point Plumbers on Tue 24 Nov, 10:00')
    expect(mail?.text).toContain('http://localhost:8787/connect')
  })

  test('and works again before the mail left is no mail', async () => {
    await hears('QR')
    await hears('AUTH')
    await minutes(2)
    expect(await house.mails()).toEqual([])
    expect(await notices()).toEqual([])
  })

  test('and loses it again later is another mail', async () => {
    await hears('QR')
    await minute()
    await hears('AUTH')
    await minutes(30)
    await hears('QR')
    await minute()
    expect(await subjects()).toEqual([LOST, LOST])
  })

  test('comes and goes for five minutes is one mail', async () => {
    for (let i = 0; i < 5; i += 1) {
      await hears('QR')
      await minute()
      await hears('AUTH')
    }
    await minutes(15)
    expect(await subjects()).toEqual([LOST])
  })

  test('comes and goes and stays away is a second mail, ten minutes after the first', async () => {
    await hears('QR')
    await minute()
    await hears('AUTH')
    await minute()
    await hears('QR')
    await minutes(5)
    expect(await subjects()).toEqual([LOST])
    await minutes(5)
    expect(await subjects()).toEqual([LOST, LOST])
  })

  test('and starts up in vain every hour is still the same incident', async () => {
    await hears('QR')
    for (let i = 0; i < 3; i += 1) {
      await minutes(60)
      await hears('INIT')
      await hears('QR')
    }
    await minute()
    expect(await subjects()).toEqual([LOST])
  })

  test('before it ever had one, or because its owner links it anew, is no mail', async () => {
    await arrange(`update app.channels set health = 'linking'`)
    await hears('STOP')
    await arrange(`update app.channels set health = 'starting', connected_at = null`)
    await hears('STOP')
    await minutes(2)
    expect(await house.mails()).toEqual([])
  })
})

describe('the mails of a notice', () => {
  test('go to all active owners, and to nobody else', async () => {
    const second = await joins('owner')
    await joins('owner', 'pending')
    for (const role of ['manager', 'staff', 'viewer']) await joins(role)
    await asks()
    await minute()
    const to = (await house.mails()).map((mail) => mail.to)
    expect(to.toSorted()).toEqual([house.business.email, second].toSorted())
  })

  test('go to the address an owner has when they leave', async () => {
    await asks()
    await house.sweep()
    await house.asOwner({
      text: 'update app.users set email = $2 where email = $1',
      values: [house.business.email, `new-${house.business.email}`],
    })
    await house.work()
    expect((await house.mails()).map(({ to }) => to)).toEqual([`new-${house.business.email}`])
  })

  test('tell a neighbour nothing', async () => {
    const neighbour = await openHouse()
    await asks()
    await minute()
    await minute(neighbour)
    expect(await subjects()).toEqual([WAITS])
    expect(await neighbour.mails()).toEqual([])
  })

  test('are posted once by two sweeps at once', async () => {
    await asks()
    await Promise.all([house.sweep(), house.sweep(), house.sweep()])
    await house.work()
    await minute()
    expect(await subjects()).toEqual([WAITS])
  })

  test('cost two trips a notice, and the search for what is due one', async () => {
    await house.sweep()
    const before = house.trips()
    await house.sweep()
    expect(house.trips() - before).toBe(7)
    await asks()
    const then = house.trips()
    await house.sweep()
    expect(house.trips() - then).toBe(9)
  })

  test('wait in the outbox sealed: neither name nor reason nor address is to be read there', async () => {
    await asks()
    await house.sweep()
    const [rows] = await house.asOwner('select * from app.outbox')
    expect(rows).toHaveLength(1)
    expect(JSON.stringify(rows)).not.toMatch(/Lerato|person|sipho/i)
  })

  test('leave without a queue as well', async () => {
    house.deps.wakes = false
    await asks()
    await house.sweep()
    await house.sweep()
    expect(await subjects()).toEqual([WAITS])
  })
})

describe('a sweep that breaks off', () => {
  test.each([1, 2])('in the trip %i of a notice sends its mail once, later', async (nth) => {
    await asks()
    const { ask } = house.deps
    let trips = 0
    house.deps.ask = (async (...asked: Parameters<typeof ask>) => {
      trips += 1
      if (trips >= nth) throw new Error('killed')
      return ask(...asked)
    }) as typeof ask
    await house.sweep()
    house.deps.ask = ask
    expect(await house.mails()).toEqual([])
    await minutes(3)
    expect(await subjects()).toEqual([WAITS])
  })

  test('before it could wake anybody sends its mail once, later', async () => {
    await asks()
    const { wakeMail } = house.deps
    house.deps.wakeMail = () => {
      throw new Error('killed')
    }
    await house.sweep()
    house.deps.wakeMail = wakeMail
    await house.work()
    expect(await house.mails()).toEqual([])
    await minutes(2)
    expect(await subjects()).toEqual([WAITS])
  })

  test('at one notice goes on with the others, and lets that one go after a day', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    await asks()
    const { sealMail } = house.deps
    house.deps.sealMail = (id, mail) =>
      mail.text.includes('Lerato') ? Promise.reject(new Error('no')) : sealMail(id, mail)
    await asks('Can I speak to a person?', {
      from_name: 'Pieter',
      from: '27825550122',
      chat_id: '27825550122@s.whatsapp.net',
    })
    await minute()
    expect((await house.mails()).map(({ text }) => text)).toEqual([
      expect.stringContaining('Pieter'),
    ])
    const due = async () => (await notices()).filter((notice) => notice['due_at'] !== null)
    expect(await due()).toHaveLength(1)
    house.pass(86_400)
    await minute()
    expect(await due()).toEqual([])
    log.mockRestore()
  })
})
