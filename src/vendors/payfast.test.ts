import { describe, expect, it, vi } from 'vitest'

import { Upstream } from '../errors.ts'
import type { Account } from './payfast-account.ts'
import { apiSignature } from './payfast-sign.ts'
import { createPayfast } from './payfast.ts'

/** What PayFast does with these calls is tested before its stand-in, in dev/payfast.test.ts. */

const account: Account = {
  merchantId: '10026561',
  merchantKey: 'stagehouse001',
  passphrase: 'a-passphrase-that-nobody-may-see',
  mode: 'live',
}
const TOKEN = 'dc0521d3-55fe-269b-fa00-b647310d760f'
const at = new Date('2026-11-24T22:30:05.500Z')

type Answer = () => Response | Promise<Response>
const open = (answer: Answer, given: Partial<Account> = {}) => {
  const calls: { url: string; init: RequestInit }[] = []
  const payfast = createPayfast({
    account: { ...account, ...given },
    clock: () => at,
    fetch: async (url, init) => {
      calls.push({ url, init })
      return answer()
    },
  })
  return { payfast, calls }
}
const said = (response: unknown, status = 200, ok = true) =>
  Response.json({
    code: status,
    status: ok ? 'success' : 'failed',
    data: { response, message: 'words' },
  })
const refusalOf = async (work: Promise<unknown>): Promise<Upstream> => {
  const error = await work.catch((thrown: unknown) => thrown)
  if (error instanceof Upstream) return error
  throw new Error(`expected an Upstream, got ${String(error)}`)
}

describe('a call to PayFast’s API', () => {
  it('is signed over its headers, with the time in Johannesburg, and names itself', async () => {
    const { payfast, calls } = open(() => Response.json('Payfast API'))
    await payfast.ping()
    const [call] = calls
    expect(call?.url).toBe('https://api.payfast.co.za/ping')
    const headers = Object.fromEntries(new Headers(call?.init.headers))
    const signed = {
      'merchant-id': '10026561',
      version: 'v1',
      timestamp: '2026-11-25T00:30:05+02:00',
    }
    expect(headers).toEqual({
      ...signed,
      signature: apiSignature(signed, account.passphrase),
      'user-agent': 'Frontdesk',
    })
    expect(call?.init).toMatchObject({ method: 'GET', redirect: 'manual' })
  })

  it('signs its body along, and goes to the sandbox by a parameter', async () => {
    const { payfast, calls } = open(() => said(true), { mode: 'sandbox' })
    await payfast.update(TOKEN, { cents: 110_000, runOn: '2026-12-24' })
    const [call] = calls
    expect(call?.url).toBe(`https://api.payfast.co.za/subscriptions/${TOKEN}/update?testing=true`)
    const body = { amount: 110_000, run_date: '2026-12-24' }
    expect(call?.init.body).toBe(JSON.stringify(body))
    const headers = new Headers(call?.init.headers)
    const signed = {
      'merchant-id': '10026561',
      version: 'v1',
      timestamp: '2026-11-25T00:30:05+02:00',
    }
    expect(headers.get('signature')).toBe(apiSignature({ ...signed, ...body }, account.passphrase))
    expect(headers.get('content-type')).toBe('application/json')
    expect(call?.init.method).toBe('PATCH')
  })

  it('without a body sends none', async () => {
    const { payfast, calls } = open(() => said('true'))
    await payfast.cancel(TOKEN)
    await payfast.unpause('a/b')
    expect(calls.map(({ init }) => [init.method, init.body])).toEqual([
      ['PUT', undefined],
      ['PUT', undefined],
    ])
    expect(calls[1]?.url).toContain('/subscriptions/a%2Fb/unpause')
  })

  it.each([
    [429, 'retry', 'no'],
    [500, 'retry', 'unknown'],
    [503, 'retry', 'unknown'],
    [401, 'channel_down', 'no'],
    [400, 'never', 'no'],
    [404, 'never', 'no'],
    [302, 'never', 'no'],
  ])('answered %i is %s, and its effect: %s', async (status, verdict, reached) => {
    const { payfast } = open(() => said(false, status, false))
    const error = await refusalOf(payfast.cancel(TOKEN))
    expect(error).toMatchObject({ verdict, reached })
    expect(error.message).toBe(`cancel: PayFast answered ${status} words`)
  })

  it('that failed under HTTP 200 has failed', async () => {
    const coded = { code: 401, status: 'failed', data: { response: false, message: 'no' } }
    const { payfast } = open(() => Response.json(coded))
    expect(await refusalOf(payfast.ping())).toMatchObject({ verdict: 'channel_down' })
    const bare = { status: 'failed', data: {} }
    const other = open(() => Response.json(bare))
    expect(await refusalOf(other.payfast.ping())).toMatchObject({ verdict: 'never' })
  })

  it('that takes too long, or is cut off, may have had its effect', async () => {
    const slow = open(() => Promise.reject(new DOMException('too long', 'TimeoutError')))
    const error = await refusalOf(slow.payfast.cancel(TOKEN))
    expect(error).toMatchObject({ verdict: 'retry', reached: 'unknown' })
    expect(error.message).toContain('took too long')
    const cut = open(() => Promise.reject(new TypeError('terminated')))
    expect(await refusalOf(cut.payfast.cancel(TOKEN))).toMatchObject({ reached: 'unknown' })
  })

  it('where nothing listens had none', async () => {
    const hosts = { site: 'http://127.0.0.1:65535', api: 'http://127.0.0.1:65535' }
    const nobody = createPayfast({ account: { ...account, hosts }, clock: () => at, fetch })
    expect(await refusalOf(nobody.ping())).toMatchObject({ verdict: 'retry', reached: 'no' })
  })

  it.each(['', 'OK', '{}', '{"code":200,"status":"success","data":{"response":false}}'])(
    'to cancel, answered %j, may or may not have cancelled',
    async (body) => {
      const { payfast } = open(() => new Response(body))
      expect(await refusalOf(payfast.cancel(TOKEN))).toMatchObject({
        verdict: 'retry',
        reached: 'unknown',
      })
    },
  )

  it('is tried once, with 15 seconds, and its errors hold no secret', async () => {
    const timeout = vi.spyOn(AbortSignal, 'timeout')
    const { payfast, calls } = open(() => said(false, 500, false))
    const error = await refusalOf(payfast.fetchRun(TOKEN))
    expect(calls).toHaveLength(1)
    expect(timeout).toHaveBeenCalledWith(15_000)
    timeout.mockRestore()
    expect(JSON.stringify([error, error.message])).not.toMatch(/nobody-may-see|dc0521d3/)
  })
})

describe('a run of charges', () => {
  it.each([
    [1, 'active'],
    [2, 'cancelled'],
    [3, 'paused'],
    [4, 'complete'],
    [5, 'in_review'],
    [6, 'failed'],
    [7, 'locked'],
    [8, 'unknown'],
    [0, 'unknown'],
  ])('in state %i is %s', async (status, state) => {
    const { payfast } = open(() => said({ amount: 110_000, status, run_date: '2026-12-24' }))
    expect(await payfast.fetchRun(TOKEN)).toMatchObject({ state, runOn: '2026-12-24' })
  })

  it('is read with numbers as text and a date with its hour, or without any', async () => {
    const words = { amount: '110000', status: '1', run_date: '2026-12-24T00:00:00+02:00' }
    const { payfast } = open(() => said({ ...words, cycles_complete: '3', status_text: 'ACTIVE' }))
    expect(await payfast.fetchRun(TOKEN)).toEqual({
      state: 'active',
      cents: 110_000,
      runOn: '2026-12-24',
      paidCycles: 3,
      stateText: 'ACTIVE',
    })
    const bare = open(() => said({ amount: 0, status: 2, run_date: null }))
    expect(await bare.payfast.fetchRun(TOKEN)).toMatchObject({ runOn: null, paidCycles: 0 })
  })

  it('that PayFast describes in other words is not understood', async () => {
    const { payfast } = open(() => said({ status: 1 }))
    expect(await refusalOf(payfast.fetchRun(TOKEN))).toMatchObject({ verdict: 'retry' })
  })
})
