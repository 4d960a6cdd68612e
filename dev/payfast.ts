import { setTimeout as sleep } from 'node:timers/promises'

import { connectionDropped, createMishaps } from './mishap.ts'
import { createPayfastApi } from './payfast-api.ts'
import { createNotices, type Deliver } from './payfast-notices.ts'
import { overview } from './payfast-page.ts'
import { createProcess } from './payfast-process.ts'
import { createRuns } from './payfast-runs.ts'
import { pairsOf, query } from './payfast-sign.ts'
import { houseMerchant, type Merchant, sandboxMerchant, shopMerchant } from './payfast-state.ts'

const MINUTE_MS = 60_000

export type Payfast = ReturnType<typeof createPayfast>
/** How the validate page answers: the truth, always INVALID, a status, late, or not at all until then on the stage's clock. */
export type ValidateHabit =
  | { answer: 'truth' }
  | { answer: 'invalid' }
  | { answer: 'status'; status: number }
  | { answer: 'slow'; delayMs: number }
  | { answer: 'down'; minutes: number }

type Options = {
  now: () => Date
  /** Where notices go; the network if absent. */
  deliver?: Deliver
  random?: () => number
}

/**
 * PayFast on this machine, under /payfast: the page where the payer pays, signed notices, the page that confirms them, charges that recur
 * as the clock goes on, and the API. `tick` does what has become due by now, oldest first.
 */
export const createPayfast = ({ now, deliver = fetch, random = Math.random }: Options) => {
  const merchants = new Map<string, Merchant>()
  const addMerchant = (merchant: Merchant): void => {
    merchants.set(merchant.merchantId, merchant)
  }
  for (const merchant of [sandboxMerchant, houseMerchant, shopMerchant]) addMerchant(merchant)
  const findMerchant = (id: string) => merchants.get(id)
  const notices = createNotices({ now, deliver, random })
  const runs = createRuns({ now, notices })
  const process = createProcess({ findMerchant, runs })
  const mishaps = createMishaps()
  const api = createPayfastApi({ findMerchant, runs, mishaps })
  const validation = createValidation({ now, knows: notices.knows })

  const doDue = async (): Promise<void> => {
    for (;;) {
      const [charge, repeat] = [runs.due(now().getTime()), notices.due(now().getTime())]
      if (charge && (!repeat || charge.dueMs <= (repeat.nextAtMs ?? 0)))
        await runs.charge(charge.run)
      else if (repeat) await notices.again(repeat)
      else return
    }
  }
  // One after the other: two at once would charge twice.
  let ticking = Promise.resolve()
  const tick = (): Promise<void> => {
    ticking = ticking.then(doDue)
    return ticking
  }

  return {
    addMerchant,
    runs,
    notices,
    mishaps,
    validation,
    tick,
    busy: notices.busy,
    reset: (): void => {
      notices.reset()
      runs.reset()
      process.reset()
      validation.behave({ answer: 'truth' })
      mishaps.arrange(null)
    },
    fetch: async (request: Request): Promise<Response> => {
      const { pathname } = new URL(request.url)
      if (pathname.startsWith('/payfast/api')) return api.fetch(request)
      if (pathname === '/payfast/eng/query/validate') return validation.fetch(request)
      return pathname === '/payfast' ? overview(runs, notices) : process.fetch(request)
    },
  }
}

const createValidation = ({
  now,
  knows,
}: {
  now: () => Date
  knows: (params: string) => boolean
}) => {
  let habit: ValidateHabit = { answer: 'truth' }
  let downUntilMs = 0
  const truth = async (request: Request): Promise<Response> => {
    // Some guards in front of the real page turn callers without a name away.
    if (request.method !== 'POST' || !request.headers.get('user-agent'))
      return new Response('Forbidden', { status: 403 })
    const params = query(pairsOf(await request.text()))
    return new Response(knows(params) ? 'VALID\n' : 'INVALID\n')
  }
  return {
    behave: (wanted: ValidateHabit): void => {
      habit = wanted
      if (wanted.answer === 'down') downUntilMs = now().getTime() + wanted.minutes * MINUTE_MS
    },
    fetch: async (request: Request): Promise<Response> => {
      if (habit.answer === 'invalid') return new Response('INVALID\n')
      if (habit.answer === 'status') return new Response('arranged', { status: habit.status })
      if (habit.answer === 'slow') await sleep(habit.delayMs)
      if (habit.answer === 'down' && now().getTime() < downUntilMs) throw connectionDropped
      return truth(request)
    },
  }
}
