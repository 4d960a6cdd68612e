import * as z from 'zod'

import { isDay } from '../time.ts'
import { type Caller, createRequest, type Request } from './payfast-request.ts'

/** The calls for one merchant account. All refuse with Upstream; none is repeated here. */
export type Payfast = {
  /** Whether the account's settings are right: a wrong merchant or passphrase is refused with `channel_down`. */
  ping: () => Promise<void>
  fetchRun: (token: string) => Promise<Run>
  /** No charge for so many months; the run begins again by itself. */
  pause: (token: string, months: number) => Promise<void>
  unpause: (token: string) => Promise<void>
  /** PayFast mails the payer, and sends a notice of its own. */
  cancel: (token: string) => Promise<void>
  /** Other terms for the charges to come. */
  update: (token: string, terms: { cents?: number; runOn?: string }) => Promise<void>
  readRefund: (providerId: string) => Promise<Refund>
}
/** A run of monthly charges, as PayFast has it. */
export type Run = {
  state: RunState
  /** The next charge. */
  cents: number
  runOn: string | null
  paidCycles: number
  stateText: string
}
export type RunState = (typeof runStates)[number] | 'unknown'
export type Refund = {
  state: 'refundable' | 'completed' | 'not_available'
  cents: number
}

/** By PayFast's numbers; only 1 is in its documentation. */
const runStates = [
  'unknown',
  'active',
  'cancelled',
  'paused',
  'complete',
  'in_review',
  'failed',
  'locked',
] as const

export const createPayfast = (caller: Caller): Payfast => {
  const request = createRequest(caller)
  return { ...runCalls(request), ...accountCalls(request) }
}

const whole = z.coerce.number().int().min(0)
const runShape = z
  .object({
    amount: whole,
    status: z.coerce.number(),
    run_date: z.string().nullish(),
    cycles_complete: whole.nullish(),
    status_text: z.string().nullish(),
  })
  .transform((said): Run => {
    const day = said.run_date?.slice(0, 10) ?? ''
    return {
      state: runStates[said.status] ?? 'unknown',
      cents: said.amount,
      runOn: isDay(day) ? day : null,
      paidCycles: said.cycles_complete ?? 0,
      stateText: said.status_text ?? '',
    }
  })

/** `true` in the sandbox, "true" where money is real. */
const Done = z.union([z.literal(true), z.literal('true')])

const runCalls = (request: Request): Omit<Payfast, 'ping' | 'readRefund'> => {
  const pathOf = (token: string, act: string) =>
    `/subscriptions/${encodeURIComponent(token)}/${act}`
  const put = async (name: string, token: string, body?: Record<string, number>) => {
    const path = pathOf(token, name)
    await request(Done, { name, method: 'PUT', path, ...(body && { body }) })
  }
  return {
    fetchRun: (token) => request(runShape, { name: 'fetchRun', path: pathOf(token, 'fetch') }),
    pause: (token, months) => put('pause', token, { cycles: months }),
    unpause: (token) => put('unpause', token),
    cancel: (token) => put('cancel', token),
    update: async (token, { cents, runOn }) => {
      const body = {
        ...(cents !== undefined && { amount: cents }),
        ...(runOn !== undefined && { run_date: runOn }),
      }
      const path = pathOf(token, 'update')
      await request(z.unknown(), { name: 'update', method: 'PATCH', path, body })
    },
  }
}

const refundStates = {
  REFUNDABLE: 'refundable',
  COMPLETED: 'completed',
  NOT_AVAILABLE: 'not_available',
} as const
const refundShape = z
  .object({
    status: z.enum(['REFUNDABLE', 'COMPLETED', 'NOT_AVAILABLE']),
    amount_available_for_refund: whole.nullish(),
  })
  .transform((said): Refund => ({
    state: refundStates[said.status],
    cents: said.amount_available_for_refund ?? 0,
  }))

const accountCalls = (request: Request): Pick<Payfast, 'ping' | 'readRefund'> => ({
  ping: async () => {
    await request(z.unknown(), { name: 'ping', path: '/ping' })
  },
  readRefund: (providerId) =>
    request(refundShape, {
      name: 'readRefund',
      path: `/refunds/query/${encodeURIComponent(providerId)}`,
    }),
})
