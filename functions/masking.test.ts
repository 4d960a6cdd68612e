/** What a role without `personal.read` gets from the whole app: every route, every answer, byte by byte. */
import { inspectRoutes } from 'hono/dev'
import { beforeEach, expect, test } from 'vitest'

import { grantable } from '../src/member/roles.ts'
import { openHouse, type House } from './testing.ts'

/** Sixteen letters that stand nowhere else. */
const canary = (): string =>
  `zq${Array.from(crypto.getRandomValues(new Uint8Array(14)), (byte) => String.fromCodePoint(97 + (byte % 26))).join('')}`
const number = (): string =>
  `2782${Array.from(crypto.getRandomValues(new Uint8Array(7)), (byte) => byte % 10).join('')}`

/** What the owner reads on some page, and what nobody's page shows but is kept. */
const shown = {
  name: canary(),
  text: canary(),
  edited: canary(),
  quoting: canary(),
  caption: canary(),
  place: canary(),
  contact: canary(),
  button: canary(),
  notice: canary(),
  reaction: canary(),
  said: canary(),
  reply: canary(),
  note: canary(),
  evidence: canary(),
  attention: canary(),
  newest: canary(),
  asked: canary(),
}
const kept = {
  chat: canary(),
  quoted: canary(),
  media: canary(),
  file: canary(),
  detail: canary(),
  raw: canary(),
}
const numbers = [number(), number(), number()] as const
const cardNumber = number()

let house: House
let chats: string[]

/** What was hidden and stands in a text: words, and numbers however they are written. */
const foundIn = (answer: string): string[] => {
  const digits = answer.replaceAll(/[\s()-]/g, '')
  return [
    ...Object.entries({ ...shown, ...kept }).flatMap(([what, word]) =>
      answer.toLowerCase().includes(word) ? [what] : [],
    ),
    // With +27, with 0 or with neither: the last nine digits are in all of them.
    ...[...numbers, cardNumber].flatMap((each, i) =>
      digits.includes(each.slice(2)) ? [`number ${i}`] : [],
    ),
  ]
}

const from = (index: 0 | 1 | 2, more: Record<string, unknown> = {}) => ({
  chat_id: `${numbers[index]}@s.whatsapp.net`,
  from: numbers[index],
  from_name: index === 2 ? undefined : shown.name,
  ...more,
})

const tell = async (words: string, more: Record<string, unknown>): Promise<void> => {
  await house.deliver(house.says(words, more))
  house.pass(1)
}

/** Three people write in, as WhatsApp brings it: one asks for a person, one sends everything there is, of one only the number is known. */
const writeIn = async () => {
  await tell(`I want to speak to a person about ${shown.asked} please`, from(1))
  await house.work()
  await tell(shown.text, from(0))
  await tell(shown.quoting, from(0, { context: { quoted_id: kept.quoted } }))
  await tell(
    '',
    from(0, { type: 'voice', voice: { id: kept.media, mime_type: 'audio/ogg', seconds: 72 } }),
  )
  await tell('', from(0, { type: 'image', image: { id: 'i', caption: shown.caption } }))
  await tell('', from(0, { type: 'document', document: { id: 'd', file_name: kept.file } }))
  await tell('', from(0, { type: 'location', location: { latitude: -33.93, name: shown.place } }))
  await tell('', from(0, { type: 'contact', contact: { name: `${shown.contact} ${cardNumber}` } }))
  await tell(
    '',
    from(0, { type: 'reply', reply: { buttons_reply: { id: 'b', title: shown.button } } }),
  )
  await house.work()
  await tell(shown.newest, from(2))
}

/** What comes by other ways: an edit, a reaction, details, what the team and the receptionist said, what stands in the raw delivery. */
const fillIn = async (conversation: string) => {
  const as = {
    text: `select set_config('app.org_id', $1, true), set_config('app.actor', 'test', true), set_config('app.at', $2, true)`,
    values: [house.business.orgId, house.now().toISOString()],
  }
  const line = (given: Record<string, unknown>) => {
    const row = { conversation_id: conversation, at: house.now().toISOString(), ...given }
    const names = ['channel_id', ...Object.keys(row)]
    const values = [house.business.channelId, ...Object.values(row)]
    return {
      text: `insert into app.messages (${names.join(', ')}) values (${names.map((_, i) => `$${i + 1}`).join(', ')})`,
      values,
    }
  }
  await house.asOwner(
    as,
    line({ by: 'customer', text: shown.edited, edited_at: house.now().toISOString() }),
    line({ by: 'customer', kind: 'system', text: shown.notice }),
    line({ by: 'member', text: shown.reply, state: 'read' }),
    line({ by: 'phone', text: shown.said, state: 'sent', reaction: shown.reaction }),
    line({
      by: 'receptionist',
      text: shown.reply,
      state: 'read',
      details: JSON.stringify({ of: kept.detail }),
      evidence: JSON.stringify([{ ref: 'fact:1', says: shown.evidence }]),
    }),
    line({ by: 'receptionist', text: `Asks: “${shown.note}”`, note: true }),
    {
      text: `update app.conversations set attention = $2, chat_id = $3 where id = $1`,
      values: [conversation, shown.attention, kept.chat],
    },
    {
      text: `update app.conversations set state = 'needs_human', attention = $2 where id <> $1`,
      values: [conversation, `Left a message: ${shown.attention}`],
    },
    { text: `update app.events set raw = $1`, values: [kept.raw] },
    { text: `update app.customer_chats set chat_id = chat_id || $1`, values: [kept.chat] },
  )
}

beforeEach(async () => {
  house = await openHouse()
  await writeIn()
  const [rows = []] = await house.asOwner(
    `select c.id from app.conversations c join app.customers p on p.id = c.customer_id order by p.phone = '+${numbers[0]}' desc, c.id`,
  )
  chats = rows.map(({ id }) => String(id))
  await fillIn(chats[0] ?? '')
}, 60_000)

const forms: Record<string, () => Record<string, string>> = {
  'POST /conversations/:id/replies': () => ({ text: 'We can come', cid: crypto.randomUUID() }),
  'POST /connect': () => ({ token: house.business.channelToken, phone: '082 555 0150' }),
}

/** The pages of lists that have more than one. */
const views: Record<string, string[]> = {
  'GET /': ['', '?show=needs', '?show=ai', '?show=you', '?show=closed', '?before=x'],
  'GET /live': ['', '?show=needs', '?show=ai', '?v=1'],
  'GET /conversations/:id': ['', '?before=9999', '?done=takeover', '?before=x'],
  'GET /conversations/:id/live': ['', '?v=1'],
  'GET /activity': ['', '?what=customers', '?what=chats', '?who=whatsapp'],
}

/** Asks every route of the app in every way, each time from a browser that has just logged in; answers with all that came back, by route. */
const sweep = async (signIn: () => Promise<Record<string, string>>) => {
  const answers: { asked: string; status: number; whole: string }[] = []
  const handlers = inspectRoutes(house.app).filter(({ isMiddleware }) => !isMiddleware)
  for (const { method, path } of handlers) {
    const route = `${method} ${path}`
    for (const id of path.includes(':') ? chats : ['']) {
      for (const query of views[route] ?? ['']) {
        for (const accept of ['text/html', 'text/x-part']) {
          const response = await house.request(path.replaceAll(/:\w+/g, id) + query, {
            method,
            headers: { ...(await signIn()), Accept: accept },
            ...(method === 'POST' ? { body: new URLSearchParams(forms[route]?.() ?? {}) } : {}),
          })
          const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`)
          const whole = `${headers.join('\n')}\n\n${await response.text()}`
          answers.push({
            asked: `${method} ${path}${query} ${accept}`,
            status: response.status,
            whole,
          })
        }
      }
    }
  }
  return answers
}

const blind = grantable.filter((permission) => permission !== 'personal.read')
const roles: { who: string; signIn: () => Promise<Record<string, string>> }[] = [
  { who: 'a viewer', signIn: () => house.signedIn('viewer') },
  {
    who: 'a role of the business’s own that may do everything else',
    signIn: () => house.signedIn('custom', { permissions: blind }),
  },
  {
    who: 'a role of the business’s own that may do nothing',
    signIn: () => house.signedIn('custom'),
  },
]

test.each(roles)(
  'no answer to $who holds a name, a number or a word of a customer [#24]',
  async ({ signIn }) => {
    const answers = await sweep(signIn)
    expect(answers.length).toBeGreaterThan(90)
    const leaks = answers.flatMap(({ asked, whole }) =>
      foundIn(whole).map((what) => `${asked}: ${what}`),
    )
    expect(leaks).toEqual([])
  },
  120_000,
)

test('the same answers to the owner hold them all, and what is never shown is in none [#24]', async () => {
  const answers = await sweep(() => house.signedIn('owner'))
  const found = new Set(answers.flatMap(({ whole }) => foundIn(whole)))
  expect([...found].toSorted()).toEqual(
    [...Object.keys(shown), 'number 0', 'number 1', 'number 2', 'number 3'].toSorted(),
  )
}, 120_000)

test('a viewer is told what is hidden, in plain words and without a way to call [#24]', async () => {
  const headers = await house.signedIn('viewer')
  const page = async (path: string) => (await house.request(path, { headers })).text()
  const inbox = await page('/')
  expect(inbox).toContain('Customer')
  expect(inbox).toContain('Hidden for your role')
  expect(inbox).toContain('The reason is hidden for your role')
  const thread = await page(`/conversations/${chats[0]}`)
  expect(thread).toContain('<title id="title">Customer')
  expect(thread).toContain('Voice note, 1:12')
  expect(thread).toContain('Hidden for your role')
  expect(thread).not.toContain('Empty message')
  expect(thread).not.toContain('tel:')
  expect(thread).not.toContain('<textarea')
})

test('a role that answers without seeing sends what it wrote, and reads it no more than the rest [#24]', async () => {
  const headers = await house.signedIn('custom', { permissions: blind })
  const word = canary()
  const response = await house.request(`/conversations/${chats[1]}/replies`, {
    method: 'POST',
    headers: { ...headers, Accept: 'text/x-part' },
    body: new URLSearchParams({ text: word, cid: crypto.randomUUID() }),
  })
  expect(response.status).toBe(200)
  expect(await response.text()).not.toContain(word)
  const [rows] = await house.asOwner({
    text: `select state from app.messages where text = $1`,
    values: [word],
  })
  expect(rows).toEqual([{ state: 'queued' }])
})
