/** What is sold: the plans, their prices and what each allows. No other file knows an amount. Rand in whole cents, with the VAT in it where there is any. */
import { addMonths } from '../time.ts'

export const TRIAL_DAYS = 14
/** So long before its end the owners are told. */
export const TRIAL_WARNING_DAYS = 3
/** The first month a business ever pays for. */
export const FIRST_MONTH_CENTS = 79_900
export const MONTH_CENTS = 110_000

/** `unpaid`: she still takes messages and says so; nothing is lost, held back or taken away. */
export type PlanName = 'trial' | 'receptionist' | 'unpaid'
export type Plan = {
  /** Messages that the model answers in a calendar month. */
  answers: number
  /** WhatsApp numbers. */
  numbers: number
  /** People who can sign in. */
  members: number
}

export const plans: Record<PlanName, Plan> = {
  trial: { answers: 300, numbers: 1, members: 3 },
  receptionist: { answers: 2000, numbers: 1, members: 10 },
  unpaid: { answers: 0, numbers: 0, members: 0 },
}

/** As much as there is of each now; answers in this month. */
export type Usage = { answers: number; numbers: number; members: number }
export type Allowed = { answer: boolean; addNumber: boolean; addMember: boolean }

/** Whether there may be one more of each. What is there already stays, on every plan. */
export const planAllows = (plan: PlanName, usage: Usage): Allowed => {
  const { answers, numbers, members } = plans[plan]
  return {
    answer: usage.answers < answers,
    addNumber: usage.numbers < numbers,
    addMember: usage.members < members,
  }
}

/** What a checkout asks for: so much at once, and so much a month from a day on. */
export type Terms = { firstCents: number; monthCents: number; from: string }

export const termsOf = ({
  hasPaidBefore,
  startsOn,
}: {
  hasPaidBefore: boolean
  startsOn: string
}): Terms => ({
  firstCents: hasPaidBefore ? MONTH_CENTS : FIRST_MONTH_CENTS,
  monthCents: MONTH_CENTS,
  from: monthAfter(startsOn),
})

const LAST_SAFE_DAY = '28'

/** A month on, on a day that every month has: how PayFast steps from the 31st is not documented. */
export const monthAfter = (day: string): string => {
  const next = addMonths(day, 1)
  return next.slice(8) > LAST_SAFE_DAY ? `${next.slice(0, 8)}${LAST_SAFE_DAY}` : next
}

/**
 * Whether `cents` is what the terms ask for, given what was taken under them before. The first amount once, the monthly one ever again, in
 * whatever order their notices arrive; not a cent more or less.
 */
export const isDue = (
  { firstCents, monthCents }: Pick<Terms, 'firstCents' | 'monthCents'>,
  taken: readonly number[],
  cents: number,
): boolean => cents === monthCents || (cents === firstCents && !taken.includes(firstCents))
