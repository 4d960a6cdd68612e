import { describe, expect, test, vi } from 'vitest'

import { confirmNotice } from './payfast-confirm.ts'
import { type Notice, parseNotice } from './payfast-notice.ts'

const body = 'pf_payment_id=1&payment_status=CANCELLED&item_description=&merchant_id=10026561'
const read = parseNotice(`${body}&signature=${'0'.repeat(32)}`)
const notice: Notice = 'notice' in read ? read.notice : expect.unreachable()

type Answer = () => Response | Promise<Response>
const asking = async (answer: Answer, mode: 'live' | 'sandbox' = 'live') => {
  const calls: { url: string; init: RequestInit }[] = []
  const verdict = await confirmNotice(
    {
      account: { mode },
      fetch: async (url, init) => {
        calls.push({ url, init })
        return answer()
      },
    },
    notice,
  )
  return { verdict, calls }
}

describe('asking PayFast whether it sent a notice', () => {
  test.each([
    ['VALID', 'valid'],
    ['VALID\n', 'valid'],
    ['\r\n valid \r\nmore', 'valid'],
    ['INVALID', 'invalid'],
    ['Invalid\n', 'invalid'],
    ['', 'undecided'],
    ['VALIDATED', 'undecided'],
    ['<html>VALID</html>', 'undecided'],
    ['NOT VALID', 'undecided'],
  ])('answered %j is %s [#44]', async (said, meaning) => {
    expect((await asking(() => new Response(said))).verdict).toBe(meaning)
  })

  test.each([403, 500, 502, 503, 504, 302, 404, 429])(
    'answered %i decides nothing, whatever the words [#44]',
    async (status) => {
      expect((await asking(() => new Response('VALID', { status }))).verdict).toBe('undecided')
      expect((await asking(() => new Response('INVALID', { status }))).verdict).toBe('undecided')
    },
  )

  test('decides nothing where nobody answers, or too late, or the answer breaks off', async () => {
    const silent = () => Promise.reject(new TypeError('fetch failed'))
    const slow = () => Promise.reject(new DOMException('too long', 'TimeoutError'))
    const broken = () =>
      new Response(new ReadableStream({ pull: (stream) => stream.error(new Error('reset')) }))
    for (const answer of [silent, slow, broken])
      expect((await asking(answer)).verdict).toBe('undecided')
  })

  test('sends all of it but the signature and the passphrase, and names itself', async () => {
    const timeout = vi.spyOn(AbortSignal, 'timeout')
    const { calls } = await asking(() => new Response('VALID'))
    expect(timeout).toHaveBeenCalledWith(15_000)
    timeout.mockRestore()
    expect(calls).toMatchObject([
      {
        url: 'https://www.payfast.co.za/eng/query/validate',
        init: { method: 'POST', redirect: 'manual', body },
      },
    ])
    const headers = new Headers(calls[0]?.init.headers)
    expect(headers.get('content-type')).toBe('application/x-www-form-urlencoded')
    expect(headers.get('user-agent')).toBe('Frontdesk')
  })

  test('asks the sandbox about what the sandbox sent', async () => {
    const { calls } = await asking(() => new Response('VALID'), 'sandbox')
    expect(calls[0]?.url).toBe('https://sandbox.payfast.co.za/eng/query/validate')
  })
})
