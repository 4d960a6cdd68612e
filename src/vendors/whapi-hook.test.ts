import { describe, expect, it } from 'vitest'

import { createProver, hookName, hookSecret, readHook } from './whapi-hook.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)
const keyFrom = (text: string) => bytesOf(text.padEnd(32, '.'))
const current = { id: 'k2', key: keyFrom('current') }
const previous = { id: 'k1', key: keyFrom('previous') }
const prove = createProver([current, previous])

const hook = { channelId: '6a7c1f0e-3c1d-4a54-9d3b-0f5b6f0c2a11', generation: 3 }
const secret = await hookSecret(current.key, hook)
const body = bytesOf('{"messages":[]}')
const sign = async (signed: Uint8Array<ArrayBuffer>, key = secret) => {
  const hmac = { name: 'HMAC', hash: 'SHA-256' }
  const imported = await crypto.subtle.importKey('raw', bytesOf(key), hmac, false, ['sign'])
  const mac = new Uint8Array(await crypto.subtle.sign('HMAC', imported, signed))
  return Array.from(mac, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
const signature = await sign(body)
const foreign = await sign(body, 'another secret')

const deliver = (given: { name?: string; headers: HeadersInit; body?: Uint8Array<ArrayBuffer> }) =>
  prove({
    hook: given.name ?? hookName(hook),
    headers: new Headers(given.headers),
    body: given.body ?? body,
  })

describe('the secret in a header', () => {
  it('proves the channel, whatever the body says [#33]', async () => {
    const proof = { ...hook, mode: 'static_header' }
    expect(await deliver({ headers: { 'X-Webhook-Secret': secret } })).toEqual(proof)
    const headers = { 'x-webhook-secret': secret }
    expect(await deliver({ headers, body: bytesOf('not JSON') })).toEqual(proof)
  })

  it('is what any HMAC-SHA256 tool makes of the master key, the channel and the generation [#34]', () => {
    // printf 'whapi-hook|<channel id>|3' | openssl dgst -sha256 -hmac <master key> -binary | base64, in base64url
    expect(secret).toBe('_Q3ot2xkf-wG-DaOo3l-xnofNnSCud-4wVHj4eldE9c')
  })

  it.each<[string, HeadersInit]>([
    ['no header', {}],
    ['an empty header', { 'X-Webhook-Secret': '' }],
    ['a wrong secret', { 'X-Webhook-Secret': `${'A'.repeat(42)}E` }],
    [
      'one character changed',
      { 'X-Webhook-Secret': `${secret.startsWith('A') ? 'B' : 'A'}${secret.slice(1)}` },
    ],
    ['a secret cut short', { 'X-Webhook-Secret': secret.slice(0, 42) }],
    ['a secret with something after it', { 'X-Webhook-Secret': `${secret}A` }],
    [
      'the header twice',
      [
        ['X-Webhook-Secret', secret],
        ['X-Webhook-Secret', secret],
      ],
    ],
    [
      'the right and a wrong secret',
      [
        ['X-Webhook-Secret', secret],
        ['X-Webhook-Secret', 'A'.repeat(43)],
      ],
    ],
    ['the secret as a signature', { 'X-Whapi-Signature': secret }],
    ['the secret in another header', { Authorization: `Bearer ${secret}` }],
  ])('is refused: %s [#33]', async (_, headers) => {
    expect(await deliver({ headers })).toBeNull()
  })

  it('is refused with its spare bits set, though it decodes to the same bytes [#33]', async () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const next = alphabet[alphabet.indexOf(secret.slice(-1)) + 1]
    const headers = { 'X-Webhook-Secret': secret.slice(0, 42) + next }
    expect(await deliver({ headers })).toBeNull()
  })

  it("of one channel is refused at another's address [#34]", async () => {
    const other = { ...hook, channelId: crypto.randomUUID() }
    expect(
      await deliver({ name: hookName(other), headers: { 'X-Webhook-Secret': secret } }),
    ).toBeNull()
  })

  it('of one generation is refused at the next, each is proven at its own [#34]', async () => {
    const next = { ...hook, generation: 4 }
    const headers = { 'X-Webhook-Secret': secret }
    expect(await deliver({ name: hookName(next), headers })).toBeNull()
    expect(await deliver({ headers })).toMatchObject({ generation: 3 })
    const renewed = { 'X-Webhook-Secret': await hookSecret(current.key, next) }
    expect(await deliver({ name: hookName(next), headers: renewed })).toMatchObject({
      generation: 4,
    })
  })

  it('made with the previous master key is accepted while that key is listed, then refused [#34]', async () => {
    const headers = { 'X-Webhook-Secret': await hookSecret(previous.key, hook) }
    expect(await deliver({ headers })).toEqual({ ...hook, mode: 'static_header' })
    const later = createProver([current])
    expect(await later({ hook: hookName(hook), headers: new Headers(headers), body })).toBeNull()
  })
})

describe('the signature over the body', () => {
  it.each([
    ['lower case', signature],
    ['upper case', signature.toUpperCase()],
    ['with its prefix', `sha256=${signature}`],
  ])('proves the channel: %s [#33]', async (_, value) => {
    const proof = { ...hook, mode: 'hmac_sha256_body_hex' }
    expect(await deliver({ headers: { 'X-Whapi-Signature': value } })).toEqual(proof)
  })

  it.each([
    ['emoji', '{"body":"Môre 👋🏽"}'],
    ['Cyrillic', '{"body":"Здравствуйте"}'],
    ['CRLF', '{"body":"one"}\r\n'],
    ['escaped text', '{"body":"\\ud83d\\udc4b"}'],
  ])('is decided on the bytes as they came: %s [#33]', async (_, text) => {
    const signed = bytesOf(text)
    const headers = { 'X-Whapi-Signature': await sign(signed) }
    expect(await deliver({ headers, body: signed })).not.toBeNull()
    const rewritten = bytesOf(JSON.stringify(JSON.parse(text), null, 1))
    expect(await deliver({ headers, body: rewritten })).toBeNull()
  })

  it('is decided on bytes that are no UTF-8 at all [#33]', async () => {
    const signed = Uint8Array.from([0xff, 0xfe, 0x00, 0x80])
    expect(
      await deliver({ headers: { 'X-Whapi-Signature': await sign(signed) }, body: signed }),
    ).not.toBeNull()
  })

  it('is refused when one byte of the body has changed [#33]', async () => {
    const changed = Uint8Array.from(body, (byte, at) => (at === 3 ? byte ^ 1 : byte))
    expect(await deliver({ headers: { 'X-Whapi-Signature': signature }, body: changed })).toBeNull()
  })

  it.each<[string, HeadersInit]>([
    ['empty', { 'X-Whapi-Signature': '' }],
    ['one digit short', { 'X-Whapi-Signature': signature.slice(1) }],
    ['not hexadecimal', { 'X-Whapi-Signature': 'g'.repeat(64) }],
    ['another algorithm', { 'X-Whapi-Signature': `sha512=${signature}` }],
    ['signed with another key', { 'X-Whapi-Signature': foreign }],
    [
      'twice',
      [
        ['X-Whapi-Signature', signature],
        ['X-Whapi-Signature', signature],
      ],
    ],
    ['together with the secret', { 'X-Whapi-Signature': signature, 'X-Webhook-Secret': secret }],
    ['as the secret', { 'X-Webhook-Secret': signature }],
  ])('is refused: %s [#33]', async (_, headers) => {
    expect(await deliver({ headers })).toBeNull()
  })
})

describe('comparing secrets', () => {
  it.each([0, 1, 42, 43, 44, 1000])(
    'handles a header of %i characters without failing [#35]',
    async (length) => {
      expect(await deliver({ headers: { 'X-Webhook-Secret': 'A'.repeat(length) } })).toBeNull()
      expect(await deliver({ headers: { 'X-Whapi-Signature': 'a'.repeat(length) } })).toBeNull()
    },
  )
})

describe('the address', () => {
  it('names a channel and a generation', () => {
    expect(readHook(hookName(hook))).toEqual(hook)
  })
  it.each([
    '',
    hook.channelId,
    `${hook.channelId}.`,
    `${hook.channelId}.0`,
    `${hook.channelId}.03`,
    `${hook.channelId}.-1`,
    `${hook.channelId}.1.2`,
    `${hook.channelId}.1234567890`,
    `${hook.channelId.toUpperCase()}.1`,
    ` ${hook.channelId}.1`,
    `${hook.channelId}.1\n`,
    `../${hook.channelId}.1`,
  ])('is refused: %j', async (name) => {
    expect(readHook(name)).toBeNull()
    expect(await deliver({ name, headers: { 'X-Webhook-Secret': secret } })).toBeNull()
  })
})
