/** What strangers type when they sign up, in the mail that goes out and in the business that comes of it. */
import { beforeAll, expect, test } from 'vitest'

import { skeletonOf } from '../pages/testing.ts'
import { openHouse, type House } from '../testing.ts'
import { changedTables, corpus, send, tableStates } from './testing.ts'

const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u
const fits = (text: string) => text.trim().length >= 1 && text.trim().length <= 80
const isOneLine = (text: string) => !CONTROL.test(text.trim())

const signUp = (house: House, index: number, text: string) =>
  send(house, 'POST /signup', {
    form: new URLSearchParams({
      business: text,
      name: text,
      email: `mail${index}@example.com`,
      phone: '082 555 0133',
    }),
  })

/** As a person reads it: entities back, once. */
const readable = (html: string) =>
  html.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))

let house: House
let mails: Map<string, { subject: string; text: string; html: string }>
let statuses: number[]
let cookies: string[]

beforeAll(async () => {
  house = await openHouse()
  statuses = []
  cookies = []
  for (const [index, text] of ['Neutral Words', ...corpus].entries()) {
    const response = await signUp(house, index, text)
    statuses.push(response.status)
    cookies.push(response.headers.getSetCookie()[0]?.split(';')[0] ?? '')
  }
  await house.work()
  mails = new Map((await house.mails()).map((mail) => [mail.to, mail]))
}, 60_000)

const mailOf = (index: number) => mails.get(`mail${index + 1}@example.com`)

test('a name that is too long, or that holds a line break or another control character, sends no mail [#61]', () => {
  for (const [index, text] of corpus.entries()) {
    const isTaken = fits(text) && isOneLine(text)
    expect([text, statuses[index + 1]]).toEqual([text, isTaken ? 303 : 400])
    expect([text, mailOf(index) !== undefined]).toEqual([text, isTaken])
  }
  expect(mails.size).toBeGreaterThan(60)
})

test('a name cannot write into the head of a mail, nor grow a part in its body [#61]', () => {
  const plain = mails.get('mail0@example.com')
  for (const [index, text] of corpus.entries()) {
    const mail = mailOf(index)
    if (!mail) continue
    expect(mail.subject).toBe('Finish signing up for Frontdesk')
    expect([text, skeletonOf(mail.html)]).toEqual([text, skeletonOf(plain?.html ?? '')])
    const said = `Open this link to start Frontdesk for ${text.trim().toWellFormed()}:`
    expect(readable(mail.html)).toContain(`<p>${said}</p>`)
    expect(mail.text.startsWith(`${said}\n\nhttp`)).toBe(true)
  }
})

test('a refused name says which field is wrong, keeps what was typed, and changes no table [#57] [#61]', async () => {
  const refused = corpus.filter((text) => !isOneLine(text) && text.length < 80)
  for (const text of refused.filter((one) => !one.includes('\0'))) {
    const states = await tableStates(house)
    const response = await signUp(house, 999, text)
    const page = await response.text()
    expect([text, response.status]).toEqual([text, 400])
    expect(page).toContain('id="business-says" class="err"')
    expect(page).toContain('id="name-says" class="err"')
    expect(page).toContain('value="mail999@example.com"')
    expect(changedTables(states, await tableStates(house))).toEqual([])
  }
  expect(refused.length).toBeGreaterThan(5)
})

test('the business that opens its link is called what was typed, byte for byte [#59]', async () => {
  let opened = 0
  for (const [index, text] of corpus.entries()) {
    const mail = mailOf(index)
    if (!mail) continue
    const t = /verify\?t=([\w-]+)/.exec(mail.text)?.[1] ?? ''
    const headers = { Cookie: cookies[index + 1] ?? '' }
    const response = await send(house, 'POST /login/verify', {
      form: new URLSearchParams({ t }),
      headers,
    })
    expect([text, response.headers.get('location')]).toEqual([text, '/connect'])
    const [rows = []] = await house.asOwner({
      text: `select o.name as business, m.name from app.orgs o join app.members m on m.org_id = o.id where m.email = $1`,
      values: [`mail${index + 1}@example.com`],
    })
    const kept = text.trim().toWellFormed()
    expect([text, rows]).toEqual([text, [{ business: kept, name: kept }]])
    opened += 1
  }
  expect(opened).toBeGreaterThan(60)
}, 60_000)
