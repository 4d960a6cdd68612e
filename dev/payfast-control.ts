import * as z from 'zod'

import { call, type Call } from './control-call.ts'
import { WrongInput } from './http.ts'
import type { Run } from './payfast-state.ts'
import type { Payfast } from './payfast.ts'

/** A notice by its place among those sent; -1 is the last. */
const index = z.int().default(-1)
const ofRun = { token: z.uuid() }

const Validate = z.discriminatedUnion('answer', [
  z.object({ answer: z.enum(['truth', 'invalid']) }),
  z.object({ answer: z.literal('status'), status: z.int().min(200).max(599) }),
  z.object({ answer: z.literal('slow'), delayMs: z.number().min(0).max(600_000) }),
  z.object({ answer: z.literal('down'), minutes: z.number().min(0) }),
])
const Act = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('charge'), ...ofRun }),
  z.strictObject({ act: z.literal('fail'), ...ofRun, attempts: z.int().min(0).default(5) }),
  z.strictObject({ act: z.literal('cancel'), ...ofRun }),
  z.strictObject({ act: z.literal('replay'), index, url: z.url().optional() }),
  z.strictObject({
    act: z.literal('tamper'),
    index,
    field: z.string().regex(/^\w+$/),
    value: z.string(),
  }),
  z.strictObject({
    act: z.literal('habits'),
    copies: z.int().min(1).max(100).default(1),
    hold: z.boolean().default(false),
    oddOrder: z.boolean().default(false),
  }),
  z.strictObject({
    act: z.literal('release'),
    order: z.enum(['sent', 'reversed', 'shuffled']).default('sent'),
  }),
  z.strictObject({ act: z.literal('validate'), as: Validate }),
  z.strictObject({ act: z.literal('tick') }),
  z.strictObject({ act: z.literal('reset') }),
])
type Act = z.infer<typeof Act>

export const payfastCalls = (payfast: Payfast): Record<string, Call> => ({
  'GET /control/payfast': call(
    'PayFast’s runs of charges, its payments and the notices it sent',
    z.object({}),
    () => ({
      runs: payfast.runs.all().map(shown),
      payments: payfast.runs.payments(),
      notices: payfast.notices.sent(),
      held: payfast.notices.held().length,
    }),
  ),
  'POST /control/payfast': call(
    '{ act: charge | fail | cancel | replay | tamper | habits | release | validate | tick | reset, … }: what PayFast does or how it errs',
    Act,
    (act) => perform(payfast, act),
  ),
})

const perform = async (payfast: Payfast, act: Act): Promise<unknown> => {
  const { runs, notices } = payfast
  switch (act.act) {
    case 'charge':
      await runs.charge(runOf(payfast, act.token))
      return shown(runOf(payfast, act.token))
    case 'fail':
      runOf(payfast, act.token).failing = act.attempts
      return shown(runOf(payfast, act.token))
    case 'cancel':
      await runs.cancel(runOf(payfast, act.token))
      return shown(runOf(payfast, act.token))
    case 'replay':
      return {
        status: answered(
          await notices.replay({ index: act.index, ...(act.url && { url: act.url }) }),
        ),
      }
    case 'tamper':
      return { status: answered(await notices.tamper(act)) }
    case 'habits':
      notices.behave({ copies: act.copies, hold: act.hold, oddOrder: act.oddOrder })
      return notices.habits
    case 'release':
      return { released: await notices.release(act.order) }
    case 'validate':
      payfast.validation.behave(act.as)
      return act.as
    case 'tick':
      await payfast.tick()
      break
    case 'reset':
      payfast.reset()
  }
  return null
}

const runOf = ({ runs }: Payfast, token: string): Run => {
  const run = runs.find(token)
  if (!run) throw new WrongInput({ token: 'no run of charges has it' })
  return run
}

const answered = (status: number | null): number => {
  if (status === null) throw new WrongInput({ index: 'no notice has it' })
  return status
}

const shown = ({ merchant, form, ...run }: Run) => ({
  ...run,
  merchantId: merchant.merchantId,
  paymentId: form.get('m_payment_id'),
})
