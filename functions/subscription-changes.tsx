/** Pausing, going on, and cancelling: PayFast is told, and what it then says is kept. */
import * as z from 'zod'

import { Conflict, one, Upstream } from '../src/errors.ts'
import type { Happening } from '../src/subscription/happening.ts'
import { advance } from '../src/subscription/judge.ts'
import { type Ledger, moveSubscription } from '../src/subscription/ledger.ts'
import { isLive } from '../src/subscription/run.ts'
import { paidUntil, type Subscription } from '../src/subscription/subscription.ts'
import type { Deps } from './deps.ts'
import type { HouseApp, HouseContext } from './http.ts'
import { readForm, readQuery } from './input.ts'
import { logError } from './log.ts'
import { CancellationPage, PausePage } from './pages/subscription-steps.tsx'
import { requireMember } from './session.ts'
import { readStanding } from './subscription.tsx'

const PAUSE_MONTHS = 1

const Trouble = z.object({ notice: z.enum(['away']).optional() })
const Pausing = z.object({ to: z.enum(['paused', 'resumed']) })

const owner = requireMember('subscription.manage')
const ownerAnew = requireMember('subscription.manage', { fresh: true })

export const mountSubscriptionChanges = (app: HouseApp): HouseApp =>
  app
    .get('/subscription/pause', owner, async (c) => {
      const { notice } = readQuery(c, Trouble)
      const { subscription, isFresh, needsYou } = await readStanding(c)
      const isPaused = pausable(subscription)?.isPaused ?? null
      const view = { isPaused, isFresh, isAway: notice === 'away', needsYou }
      return c.html(<PausePage {...view} />)
    })
    .post('/subscription/pause', ownerAnew, async (c) => {
      const { to } = await readForm(c, Pausing)
      const { ledger, subscription } = await readStanding(c)
      const run = pausable(subscription)
      if (!run || run.isPaused === (to === 'paused'))
        return c.redirect('/subscription?done=unchanged', 303)
      if (!(await isTold(c, to, run.id))) return c.redirect('/subscription/pause?notice=away', 303)
      await move(c, ledger, { type: to, runId: run.id })
      return c.redirect(`/subscription?done=${to}`, 303)
    })
    .get('/subscription/cancellation', owner, async (c) => {
      const { subscription, isFresh, needsYou } = await readStanding(c)
      const until = subscription.runs.some(isLive) ? paidUntil(subscription) : null
      return c.html(<CancellationPage until={until} isFresh={isFresh} needsYou={needsYou} />)
    })
    .post('/subscription/cancellation', ownerAnew, async (c) => {
      const { deps, requestId } = c.var
      const { ledger } = await readStanding(c)
      const going = ledger.subscription.runs.filter(isLive).map(({ id }) => id)
      if (going.length === 0) return c.redirect('/subscription?done=unchanged', 303)
      await move(c, ledger, { type: 'cancel_asked' })
      for (const token of going) await endAtPayfast(deps, { token, requestId })
      return c.redirect('/subscription?done=cancelled', 303)
    })

/** One that is overdue is not paused: it would end the service at once. */
const pausable = ({ runs, state }: Subscription) =>
  runs.filter(isLive).find(({ isPaused }) => isPaused || state === 'active')

/** False where PayFast did not answer, or would not. */
const isTold = async (c: HouseContext, to: 'paused' | 'resumed', token: string) => {
  const { api } = c.var.deps.payfast
  try {
    await (to === 'paused' ? api.pause(token, PAUSE_MONTHS) : api.unpause(token))
    return true
  } catch (error) {
    if (!(error instanceof Upstream)) throw error
    logError(c.var.requestId, error)
    return false
  }
}

const move = async (c: HouseContext, ledger: Ledger, happened: Happening): Promise<void> => {
  const { db, clock } = c.var.deps
  const to = advance(ledger, happened, { at: clock() })
  const [, moved] = await c.var.ask(moveSubscription(db, { version: ledger.version, to }))
  one(moved, new Conflict('the subscription has just changed'))
}

/** That it is to end is kept already: where PayFast is away now, the sweep tells it. */
export const endAtPayfast = async (
  { payfast }: Deps,
  { token, requestId }: { token: string; requestId: string },
): Promise<void> => {
  try {
    await payfast.api.cancel(token)
  } catch (error) {
    if (!(error instanceof Upstream)) throw error
    logError(requestId, error)
  }
}
