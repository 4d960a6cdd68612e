import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { describe, expect, test } from 'vitest'

import { createMailbox } from './mailbox.ts'
import { connectionDropped } from './mishap.ts'
import { createModel, type Model } from './model.ts'
import { createStatic } from './static.ts'

const HEADERS = {
  'x-api-key': 'key',
  'anthropic-version': '2023-06-01',
  'content-type': 'application/json',
}
const hello = { model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'hi' }] }
const ask = (model: Model, body: unknown, headers: Record<string, string> = HEADERS) =>
  model.fetch(
    new Request('http://stage/model/v1/messages', {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    }),
  )

describe('the model', () => {
  test('gives its scripted answers in order: a tool call, then the text', async () => {
    const model = createModel()
    model.script([{ tool: 'find_slots', input: { day: '2026-12-01' } }, { text: '09:00 is free.' }])
    expect(await (await ask(model, hello)).json()).toMatchObject({
      stop_reason: 'tool_use',
      content: [{ type: 'tool_use', name: 'find_slots', input: { day: '2026-12-01' } }],
    })
    expect(await (await ask(model, hello)).json()).toMatchObject({
      stop_reason: 'end_turn',
      content: [{ type: 'text', text: '09:00 is free.' }],
    })
    expect(model.requests()).toHaveLength(2)
  })

  const toolUse = { type: 'tool_use', id: 'toolu_1', name: 'find_slots', input: {} }
  const result = { type: 'tool_result', tool_use_id: 'toolu_2', content: '' }
  test.each([
    ['no max_tokens', { ...hello, max_tokens: undefined }, HEADERS],
    [
      'a first message of the assistant',
      { ...hello, messages: [{ role: 'assistant', content: 'hi' }] },
      HEADERS,
    ],
    [
      'a tool call without its result',
      { ...hello, messages: [...hello.messages, { role: 'assistant', content: [toolUse] }] },
      HEADERS,
    ],
    [
      'a result that answers another call',
      {
        ...hello,
        messages: [
          ...hello.messages,
          { role: 'assistant', content: [toolUse] },
          { role: 'user', content: [result] },
        ],
      },
      HEADERS,
    ],
    [
      'a temperature under 2026-10-21',
      { ...hello, temperature: 1 },
      { ...HEADERS, 'anthropic-version': '2026-10-21' },
    ],
    ['no version', hello, { ...HEADERS, 'anthropic-version': '' }],
  ])('refuses %s with 400', async (_name, body, headers) => {
    const response = await ask(createModel(), body, headers)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { type: 'invalid_request_error' } })
  })

  test('refuses a call without a key with 401', async () => {
    const response = await ask(createModel(), hello, { 'anthropic-version': '2023-06-01' })
    expect(response.status).toBe(401)
  })

  test('fails as arranged, as often as arranged, and is then well again', async () => {
    const model = createModel()
    model.mishaps.arrange({ times: 2, delayMs: 0, status: 529, afterAccept: false })
    expect((await ask(model, hello)).status).toBe(529)
    expect(await (await ask(model, hello)).json()).toMatchObject({
      error: { type: 'overloaded_error' },
    })
    expect((await ask(model, hello)).status).toBe(200)
  })

  test('can take a request and drop the connection', async () => {
    const model = createModel()
    model.mishaps.arrange({ times: 1, delayMs: 0, afterAccept: true })
    await expect(ask(model, hello)).rejects.toBe(connectionDropped)
    expect(model.requests()).toHaveLength(1)
  })
})

describe('the mailbox', () => {
  const text = 'Log in: http://localhost:8787/login/abc <script>alert(1)</script>'
  const mail = {
    from: 'b@example.com',
    to: ['a@example.com'],
    subject: '<b>Hi</b>',
    text,
    html: '',
  }
  const openMailbox = () => {
    const mailbox = createMailbox(() => new Date('2026-11-24T08:00:00Z'))
    const post = async (body: unknown, headers: Record<string, string> = {}) => {
      const init = { method: 'POST', body: JSON.stringify(body) }
      const request = new Request('http://stage/mail', {
        ...init,
        headers: { Authorization: 'Bearer key', ...headers },
      })
      const response = await mailbox.fetch(request)
      return { status: response.status, ...((await response.json()) as Record<string, unknown>) }
    }
    return { mailbox, post }
  }

  test('keeps what is sent and shows it as text, never as a page', async () => {
    const { mailbox, post } = openMailbox()
    expect(await post(mail)).toMatchObject({ status: 200, id: expect.any(String) })
    const shown = await (await mailbox.fetch(new Request('http://stage/mailbox'))).text()
    expect(shown).not.toMatch(/<script|<b>/)
    expect(shown).toContain('<a href="http://localhost:8787/login/abc">')
    expect(mailbox.mails()).toMatchObject([
      { to: 'a@example.com', text, at: '2026-11-24T08:00:00.000Z' },
    ])
  })

  test('takes a mail that comes twice with one key once, and another with that key not at all', async () => {
    const { mailbox, post } = openMailbox()
    const key = { 'Idempotency-Key': 'mail-1' }
    const first = await post(mail, key)
    expect(await post(mail, key)).toEqual(first)
    expect(await post({ ...mail, subject: 'Another' }, key)).toMatchObject({
      status: 409,
      name: 'invalid_idempotent_request',
    })
    expect(mailbox.mails()).toHaveLength(1)
  })

  test.each([
    ['that names no address', { ...mail, to: ['nobody'] }, 422],
    ['with two recipients', { ...mail, to: ['a@example.com', 'c@example.com'] }, 422],
    ['with a line break in its subject', { ...mail, subject: 'Hi\r\nBcc: c@example.com' }, 422],
    ['that is no mail', 'hello', 422],
  ])('refuses a mail %s', async (_, body, status) => {
    const { mailbox, post } = openMailbox()
    expect(await post(body)).toMatchObject({ status, name: 'validation_error' })
    expect(mailbox.mails()).toEqual([])
  })

  test('refuses a caller without a key, and fails when asked to', async () => {
    const { mailbox, post } = openMailbox()
    expect(await post(mail, { Authorization: '' })).toMatchObject({ status: 401 })
    mailbox.mishaps.arrange({ times: 1, delayMs: 0, status: 503, afterAccept: false })
    expect(await post(mail)).toMatchObject({ status: 503 })
    expect(mailbox.mails()).toEqual([])
  })
})

test('a static file has its type and the headers of _headers, and nothing outside is served', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'static-'))
  await writeFile(path.join(folder, 'app.js'), 'x')
  await writeFile(path.join(folder, '_headers'), '/*.js\n  Cache-Control: max-age=60\n')
  const assets = createStatic(folder)
  const read = (name: string) => assets.fetch(new Request(`http://stage/static${name}`))
  const script = await read('/app.js')
  expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  expect(script.headers.get('cache-control')).toBe('max-age=60')
  expect(assets.paths).toStrictEqual(['/app.js'])
  expect((await read('/_headers')).status).toBe(404)
  expect((await read('/%2e%2e/etc/passwd')).status).toBe(404)
})
