import { Hono } from 'hono'
import * as z from 'zod'

import type { Mishaps } from './mishap.ts'
import type { Runs } from './payfast-runs.ts'
import { callDigest } from './payfast-sign.ts'
import {
  ACTIVE,
  CANCELLED,
  COMPLETE,
  LOCKED,
  type Merchant,
  PAUSED,
  type Run,
} from './payfast-state.ts'

type World = {
  findMerchant: (id: string) => Merchant | undefined
  runs: Runs
  mishaps: Mishaps
}
type Env = { Variables: { merchant: Merchant; body: Record<string, unknown> } }

const SIGNED_HEADERS = ['merchant-id', 'version', 'timestamp']
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[+-]\d\d:?\d\d)?$/
const STATES: Record<number, string> = {
  [ACTIVE]: 'ACTIVE',
  [CANCELLED]: 'CANCELLED',
  [PAUSED]: 'PAUSED',
  [COMPLETE]: 'COMPLETE',
  [LOCKED]: 'SYSTEM PAUSED',
}

/** The calls of api.payfast.co.za that Frontdesk uses, under /payfast/api, with their signatures checked and their own envelopes. */
export const createPayfastApi = ({ findMerchant, runs, mishaps }: World) => {
  const app = new Hono<Env>().basePath('/payfast/api')
  app.onError((error) => {
    throw error // the server in front decides: a dropped connection has no answer
  })
  app.notFound(() => refuse(404, 'Endpoint not found'))
  app.use(async (c, next) => {
    const text = await c.req.text()
    const body: unknown = text === '' ? {} : JSON.parse(text)
    const proven = proof(c.req.raw, body as Record<string, unknown>, findMerchant)
    if (proven instanceof Response) return proven
    c.set('merchant', proven)
    c.set('body', body as Record<string, unknown>)
    return next()
  })
  app.use((_c, next) => mishaps.around<Response | void>(next, (code) => refuse(code, 'arranged')))
  // As documented: a bare string, in no envelope.
  app.get('/ping', (c) => c.json(c.get('merchant').mode === 'live' ? 'Payfast API' : 'API V1'))
  app.get('/refunds/query/:id', (c) => {
    const { merchantId } = c.get('merchant')
    const payment = runs
      .payments()
      .find((made) => made.id === c.req.param('id') && made.merchantId === merchantId)
    if (!payment) return refuse(404, 'Payment not found')
    return accept({
      status: 'REFUNDABLE',
      amount_available_for_refund: payment.cents,
      refund_full: { method: 'PAYMENT_SOURCE' },
      refund_partial: { method: 'PAYMENT_SOURCE' },
      bank_names: [],
    })
  })
  addRunCalls(app, runs)
  return app
}

const accept = (response: unknown): Response =>
  Response.json({ code: 200, status: 'success', data: { response, message: 'Success' } })
const refuse = (code: number, message: string): Response =>
  Response.json({ code, status: 'failed', data: { response: false, message } }, { status: code })

const proof = (
  request: Request,
  body: Record<string, unknown>,
  findMerchant: World['findMerchant'],
): Merchant | Response => {
  const header = (name: string) => request.headers.get(name) ?? ''
  const missing = [...SIGNED_HEADERS, 'signature'].find((name) => header(name) === '')
  if (missing) return refuse(400, `Missing header ${missing}`)
  if (header('version') !== 'v1' || !TIMESTAMP.test(header('timestamp')))
    return refuse(400, 'Version or timestamp format')
  if (!/^[\da-f]{32}$/.test(header('signature'))) return refuse(400, 'Signature format')
  const { searchParams } = new URL(request.url)
  const merchant = findMerchant(header('merchant-id'))
  const isTesting = searchParams.get('testing') === 'true'
  if (!merchant || isTesting !== (merchant.mode === 'sandbox'))
    return refuse(401, 'Merchant not found')
  const values = new Map([
    ...SIGNED_HEADERS.map((name): [string, string] => [name, header(name)]),
    ...searchParams,
    ...Object.entries(body).map(([name, value]): [string, string] => [name, String(value)]),
  ])
  return callDigest(values, merchant.passphrase) === header('signature')
    ? merchant
    : refuse(401, 'Merchant authorization failed.')
}

const Pause = z.object({ cycles: z.coerce.number().int().min(1).default(1) })
const Update = z.strictObject({
  cycles: z.int().min(0).optional(),
  frequency: z.int().min(1).max(6).optional(),
  run_date: z.iso.date().optional(),
  amount: z.int().min(500).optional(),
})

const addRunCalls = (app: Hono<Env>, runs: Runs): void => {
  const given = (token: string, merchant: Merchant): Run | undefined => {
    const run = runs.find(token)
    return run?.merchant.merchantId === merchant.merchantId ? run : undefined
  }
  /** A call on a run of this merchant that stands in one of these states. */
  const onRun = (
    states: number[],
    act: (run: Run, body: Record<string, unknown>) => Response | Promise<Response>,
  ) =>
    async function handle(c: { req: { param: (name: 'token') => string }; get: Get }) {
      const run = given(c.req.param('token'), c.get('merchant'))
      if (!run) return refuse(404, 'Subscription not found')
      if (!states.includes(run.status))
        return refuse(400, 'The subscription is not in a valid state.')
      return act(run, c.get('body'))
    }
  const every = [ACTIVE, CANCELLED, PAUSED, COMPLETE, LOCKED]
  app.get(
    '/subscriptions/:token/fetch',
    onRun(every, (run) => accept(shown(run))),
  )
  app.put(
    '/subscriptions/:token/pause',
    onRun([ACTIVE, PAUSED, LOCKED], (run, body) => {
      const read = Pause.safeParse(body)
      if (!read.success) return refuse(400, z.prettifyError(read.error))
      runs.pause(run, read.data.cycles)
      return accept(true)
    }),
  )
  app.put(
    '/subscriptions/:token/unpause',
    onRun([PAUSED, LOCKED], (run) => {
      runs.unpause(run)
      return accept(true)
    }),
  )
  app.put(
    '/subscriptions/:token/cancel',
    onRun([ACTIVE, PAUSED, LOCKED], async (run) => {
      await runs.cancel(run)
      // In the sandbox a boolean, where money is real a word.
      return accept(run.merchant.mode === 'live' ? 'true' : true)
    }),
  )
  app.patch(
    '/subscriptions/:token/update',
    onRun([ACTIVE, PAUSED], (run, body) => {
      const read = Update.safeParse(body)
      if (!read.success) return refuse(400, z.prettifyError(read.error))
      const { amount, run_date: runOn, ...rest } = read.data
      Object.assign(run, rest, amount && { cents: amount }, runOn && { runOn })
      return accept(shown(run))
    }),
  )
}
type Get = { (name: 'merchant'): Merchant; (name: 'body'): Record<string, unknown> }

const shown = (run: Run) => ({
  amount: run.cents,
  cycles: run.cycles,
  cycles_complete: run.paidCycles,
  frequency: run.frequency,
  run_date: `${run.runOn}T00:00:00+02:00`,
  status: run.status,
  status_reason: '',
  status_text: STATES[run.status],
  token: run.token,
})
