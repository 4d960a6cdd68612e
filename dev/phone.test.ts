import { describe, expect, it } from 'vitest'

import { createWhapi } from './whapi.ts'

const CHAT = '27825550101@s.whatsapp.net'

const open = (linked = true) => {
  const whapi = createWhapi({ now: () => new Date(), deliver: async () => new Response() })
  const channel = whapi.addChannel({
    token: 't',
    providerChannelId: 'C1',
    phone: '+27825550199',
    linked,
  })
  const get = (path: string) => whapi.fetch(new Request(`http://stage${path}`))
  const act = (body: object) =>
    whapi.fetch(
      new Request('http://stage/phone/act', {
        method: 'POST',
        body: JSON.stringify({ channel: 'C1', chatId: CHAT, name: 'Lerato', ...body }),
      }),
    )
  const state = async (): Promise<unknown> =>
    (await get(`/phone/state?channel=C1&chat=${encodeURIComponent(CHAT)}`)).json()
  return { whapi, channel, get, act, state }
}

describe('the phone page', () => {
  it.each([
    ['/phone', 'text/html'],
    ['/phone/phone.js', 'text/javascript'],
    ['/phone/phone.css', 'text/css'],
  ])('serves %s, without inline script', async (path, type) => {
    const response = await open().get(path)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toContain(type)
    expect(response.headers.get('content-security-policy')).toContain("default-src 'self'")
    expect(await response.text()).not.toMatch(/<script>|\son\w+=/)
  })

  it('serves no other file', async () => {
    expect((await open().get('/phone/phone.ts')).status).toBe(404)
    expect((await open().get('/phone/..%2Fwhapi.ts')).status).toBe(404)
  })

  it('shows what was said, in order, and who is typing', async () => {
    const { act, state, channel } = open()
    expect((await act({ act: 'say', texts: ['one', 'two', 'three'] })).status).toBe(200)
    await act({ act: 'owner', text: 'mine' })
    channel.typingUntilMs.set(CHAT, Date.now() + 1000)
    expect(await state()).toMatchObject({
      typing: true,
      lines: [
        { text: { body: 'one' }, from_name: 'Lerato', from_me: false },
        { text: { body: 'two' } },
        { text: { body: 'three' } },
        { text: { body: 'mine' }, from_me: true, source: 'mobile' },
      ],
    })
  })

  it.each(['voice', 'image', 'location', 'contact'])('sends a %s', async (kind) => {
    const { act, state } = open()
    await act({ act: 'send', kind })
    expect(await state()).toMatchObject({ lines: [{ type: kind }] })
  })

  it('changes and deletes a line', async () => {
    const { act, state, channel } = open()
    await act({ act: 'say', texts: ['at 10'] })
    const id = channel.lines[0]?.message.id
    await act({ act: 'edit', id, text: 'at 11' })
    expect(await state()).toMatchObject({ lines: [{ text: { body: 'at 11' } }] })
    await act({ act: 'remove', id })
    expect(await state()).toMatchObject({ lines: [] })
  })

  it('links a number with the code the app shows, and only with that', async () => {
    const { whapi, act, state, channel } = open(false)
    const headers = { Authorization: 'Bearer t' }
    const asked = new Request('http://stage/whapi/users/login/27825550150', { headers })
    const { code } = (await (await whapi.fetch(asked)).json()) as { code: string }
    expect(await state()).toMatchObject({ channels: [{ health: 'QR', asksForCode: true }] })
    const wrong = await act({ act: 'link', code: '000-00' })
    expect(wrong.status).toBe(400)
    expect(channel.health).toBe('QR')
    expect((await act({ act: 'link', code: code.replace('-', ' ') })).status).toBe(200)
    expect(channel).toMatchObject({ health: 'AUTH', phone: '+27825550150', pairingCode: null })
  })

  it('says what is wrong with an act it does not know', async () => {
    await expect(open().act({ act: 'dance' })).rejects.toThrow('wrong input')
    expect((await open().act({ act: 'call', channel: 'C2' })).status).toBe(400)
  })
})
