import { addDays, addMonths, localParts } from '../src/time.ts'
import type { Notices } from './payfast-notices.ts'
import {
  ACTIVE,
  CANCELLED,
  type Checkout,
  COMPLETE,
  LOCKED,
  noticeFields,
  PAUSED,
  type Payment,
  type Run,
} from './payfast-state.ts'

const ZONE = 'Africa/Johannesburg'
const CHARGED_AT = 'T08:00:00+02:00'
/** Once a day; then the run is locked. */
const ATTEMPTS = 5
const MONTHS: Record<number, number> = { 3: 1, 4: 3, 5: 6, 6: 12 }
const DAYS: Record<number, number> = { 1: 1, 2: 7 }

export type Runs = ReturnType<typeof createRuns>

/** Payments, and the charges that follow by themselves as the stage's clock goes on. */
export const createRuns = ({ now, notices }: { now: () => Date; notices: Notices }) => {
  const runs = new Map<string, Run>()
  const payments: Payment[] = []
  let lastId = 1_089_249
  const today = () => localParts(now(), ZONE).date

  const take = (merchantId: string, cents: number, token: string | null): Payment => {
    lastId += 1
    const payment = { id: String(lastId), merchantId, cents, token, at: now().toISOString() }
    payments.push(payment)
    return payment
  }
  const tell = async (run: Pick<Run, 'merchant' | 'form'>, given: NoticeOf): Promise<void> => {
    const url = run.form.get('notify_url')
    if (!url) return
    const fields = noticeFields(run.form, given)
    await notices.send({ merchant: run.merchant, url, fields })
  }

  const pay = async ({ merchant, form }: Checkout): Promise<void> => {
    const cents = centsOf(form.get('amount'))
    if (!form.has('subscription_type')) {
      const { id } = take(merchant.merchantId, cents, null)
      return tell({ merchant, form }, { id, status: 'COMPLETE', cents })
    }
    const run = newRun({ merchant, form }, today())
    runs.set(run.token, run)
    const { id } = take(merchant.merchantId, cents, run.token)
    const billingDate = form.get('billing_date') ?? today()
    return tell(run, { id, status: 'COMPLETE', cents, token: run.token, billingDate })
  }

  const charge = async (run: Run): Promise<void> => {
    run.status = ACTIVE
    run.pausedFrom = null
    if (run.failing > 0) {
      run.failing -= 1
      run.attempts += 1
      // Nobody is told of a charge that failed, as at PayFast: it has to be found out.
      if (run.attempts >= ATTEMPTS) run.status = LOCKED
      return
    }
    run.attempts = 0
    run.paidCycles += 1
    run.runOn = nextOf(run)
    if (run.cycles > 0 && run.paidCycles >= run.cycles) run.status = COMPLETE
    const { id } = take(run.merchant.merchantId, run.cents, run.token)
    await tell(run, { id, status: 'COMPLETE', cents: run.cents, token: run.token })
  }

  const acts = {
    charge,
    cancel: async (run: Run): Promise<void> => {
      run.status = CANCELLED
      lastId += 1
      await tell(run, { id: String(lastId), status: 'CANCELLED', token: run.token })
    },
    pause: (run: Run, cycles: number): void => {
      if (run.status === LOCKED) return acts.unpause(run)
      run.pausedFrom ??= run.runOn
      run.status = PAUSED
      run.runOn = addMonths(run.runOn, cycles)
    },
    /** Of a locked run the charge that failed is tried again today. */
    unpause: (run: Run): void => {
      let from = run.status === LOCKED ? today() : (run.pausedFrom ?? run.runOn)
      while (from < today()) from = nextOf({ ...run, runOn: from })
      Object.assign(run, { status: ACTIVE, attempts: 0, pausedFrom: null, runOn: from })
    },
  }

  return {
    ...acts,
    pay,
    payments: (): readonly Payment[] => payments,
    all: (): Run[] => [...runs.values()],
    find: (token: string | undefined): Run | undefined => runs.get(token ?? ''),
    /** The earliest charge, or repeated attempt at one, that is due. */
    due: (atMs: number): { run: Run; dueMs: number } | undefined =>
      [...runs.values()]
        .filter(({ status }) => status === ACTIVE || status === PAUSED)
        .map((run) => ({ run, dueMs: Date.parse(addDays(run.runOn, run.attempts) + CHARGED_AT) }))
        .filter(({ dueMs }) => dueMs <= atMs)
        .sort((one, two) => one.dueMs - two.dueMs)[0],
    reset: (): void => {
      runs.clear()
      payments.length = 0
    },
  }
}
type NoticeOf = Parameters<typeof noticeFields>[1]

const newRun = ({ merchant, form }: Pick<Run, 'merchant' | 'form'>, today: string): Run => {
  const number = (name: string) => Number(form.get(name) ?? 0)
  const run: Run = {
    token: crypto.randomUUID(),
    merchant,
    form,
    status: ACTIVE,
    cents: centsOf(form.get('recurring_amount') ?? form.get('amount')),
    frequency: number('frequency'),
    cycles: number('cycles'),
    paidCycles: 1,
    runOn: form.get('billing_date') ?? today,
    pausedFrom: null,
    attempts: 0,
    failing: 0,
  }
  // What is taken today is the first charge, so the next is a period away.
  return run.runOn === today ? { ...run, runOn: nextOf(run) } : run
}

const nextOf = ({ runOn, frequency }: Pick<Run, 'runOn' | 'frequency'>): string =>
  frequency in DAYS
    ? addDays(runOn, DAYS[frequency] ?? 1)
    : addMonths(runOn, MONTHS[frequency] ?? 1)

const centsOf = (amount = '0'): number => Math.round(Number(amount) * 100)
