import { describe, expect, it } from 'vitest'

import { createMailbox } from '../../dev/mailbox.ts'
import { Upstream } from '../errors.ts'
import { createMail, type Mail } from './mail.ts'

const KEY = 're_a_key_that_nobody_may_see'
const mail: Mail = {
  to: 'thandi@example.com',
  subject: 'Your link to log in to Frontdesk',
  text: 'Open https://desk.example/login/verify?t=abc',
  html: '<p>Open</p>',
}

type Answer = (request: Request) => Response | Promise<Response>

/** Our client in front of the stage's mailbox, or of another `answer`. */
const openMail = (answer?: Answer) => {
  const mailbox = createMailbox(() => new Date('2026-11-24T08:00:00Z'))
  const requests: Request[] = []
  const mailer = createMail({
    url: 'http://stage/mail',
    key: KEY,
    from: 'Frontdesk <hello@frontdesk.example>',
    fetch: async (url, init) => {
      requests.push(new Request(url, init))
      return (answer ?? mailbox.fetch)(new Request(url, init))
    },
  })
  return { mailbox, requests, mailer }
}
const refusalOf = async (work: Promise<unknown>): Promise<Upstream> => {
  const error = await work.catch((thrown: unknown) => thrown)
  if (error instanceof Upstream) return error
  throw new Error(`expected an Upstream, got ${String(error)}`)
}

describe('a mail', () => {
  it('reaches one recipient, from us, with its words unchanged', async () => {
    const { mailer, mailbox, requests } = openMail()
    await mailer.send(mail, 'mail-1')
    expect(mailbox.mails()).toMatchObject([
      { ...mail, from: 'Frontdesk <hello@frontdesk.example>' },
    ])
    expect(requests[0]?.headers.get('authorization')).toBe(`Bearer ${KEY}`)
    expect(requests[0]?.headers.get('idempotency-key')).toBe('mail-1')
    expect(requests[0]?.redirect).toBe('manual')
  })

  it('sent again with its key is one mail', async () => {
    const { mailer, mailbox } = openMail()
    await mailer.send(mail, 'mail-1')
    await mailer.send(mail, 'mail-1')
    expect(mailbox.mails()).toHaveLength(1)
    await mailer.send(mail, 'mail-2')
    expect(mailbox.mails()).toHaveLength(2)
  })

  it('whose connection is lost after it left is sent again as the same mail', async () => {
    const { mailer, mailbox } = openMail()
    mailbox.mishaps.arrange({ times: 1, delayMs: 0, afterAccept: true })
    expect(await refusalOf(mailer.send(mail, 'mail-1'))).toMatchObject({
      verdict: 'retry',
      reached: 'unknown',
    })
    await mailer.send(mail, 'mail-1')
    expect(mailbox.mails()).toHaveLength(1)
  })

  it('to what is no address will never go', async () => {
    const { mailer, mailbox } = openMail()
    expect(await refusalOf(mailer.send({ ...mail, to: 'nobody' }, 'mail-1'))).toMatchObject({
      verdict: 'never',
      reached: 'no',
    })
    expect(mailbox.mails()).toEqual([])
  })
})

describe('the provider', () => {
  it.each([
    [401, 'retry', 'no'],
    [403, 'retry', 'no'],
    [409, 'retry', 'no'],
    [429, 'retry', 'no'],
    [500, 'retry', 'unknown'],
    [503, 'retry', 'unknown'],
    [400, 'never', 'no'],
    [404, 'never', 'no'],
    [422, 'never', 'no'],
    [302, 'never', 'no'],
  ])('that answers %i means %s, and its effect: %s', async (status, verdict, reached) => {
    const { mailer } = openMail(() => new Response('<p>no</p>', { status }))
    expect(await refusalOf(mailer.send(mail, 'mail-1'))).toMatchObject({ verdict, reached })
  })

  it('that never answers is given up on, and one that cannot be reached is tried again', async () => {
    const slow = openMail(() => Promise.reject(new DOMException('slow', 'TimeoutError')))
    const error = await refusalOf(slow.mailer.send(mail, 'mail-1'))
    expect(error).toMatchObject({ verdict: 'retry', reached: 'unknown' })
    expect(error.message).toMatch(/too long/)
    const away = openMail(() => Promise.reject(new TypeError('fetch failed')))
    expect(await refusalOf(away.mailer.send(mail, 'mail-1'))).toMatchObject({ verdict: 'retry' })
  })

  it('is quoted by the name of its error alone, for its words can hold an address', async () => {
    const message = `You can only send to ${mail.to}, not with ${KEY}`
    const named = openMail(() =>
      Response.json({ name: 'validation_error', message }, { status: 403 }),
    )
    const { message: said } = await refusalOf(named.mailer.send(mail, 'mail-1'))
    expect(said).toBe('mail: the provider answered 403 validation_error')
    const odd = openMail(() => Response.json({ name: message }, { status: 403 }))
    expect((await refusalOf(odd.mailer.send(mail, 'mail-1'))).message).toBe(
      'mail: the provider answered 403',
    )
  })
})
