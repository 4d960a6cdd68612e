/** The owner's subscription: where it stands, the way to PayFast, and back. */
import * as z from 'zod'

import { countChats } from '../src/conversation/inbox.ts'
import { one } from '../src/errors.ts'
import { readOrg } from '../src/org/org.ts'
import { ledgerOf, listPayments, openCheckout, readLedger } from '../src/subscription/ledger.ts'
import { MONTH_CENTS, plans, type Terms } from '../src/subscription/plan.ts'
import { isLive } from '../src/subscription/run.ts'
import {
  graceEnds,
  next,
  offer,
  paidUntil,
  planOf,
  type Subscription,
} from '../src/subscription/subscription.ts'
import { localParts } from '../src/time.ts'
import { cardUpdateUrl, checkoutTargets, checkoutUrl } from '../src/vendors/payfast-account.ts'
import { type Checkout, checkoutFields } from '../src/vendors/payfast-checkout.ts'
import type { HouseApp, HouseContext } from './http.ts'
import { readQuery } from './input.ts'
import { CheckoutPage, PayPage, Returned, ReturnPage } from './pages/subscription-steps.tsx'
import { SubscriptionPage, type SubscriptionView } from './pages/subscription.tsx'
import { text } from './pages/text.en.ts'
import { requireMember } from './session.ts'

const Done = z.object({
  done: z.enum(['paused', 'resumed', 'cancelled', 'saved', 'unchanged']).optional(),
})
const Notice = z.object({ notice: z.enum(['back']).optional() })
/** What the page shows already; nothing else is new before the payment is in. */
const Shown = z.object({ v: z.string().max(100).optional() })

const owner = requireMember('subscription.manage')
const ownerAnew = requireMember('subscription.manage', { fresh: true })

export const mountSubscription = (app: HouseApp): HouseApp =>
  app
    .get('/subscription', owner, async (c) => {
      const { done } = readQuery(c, Done)
      return c.html(<SubscriptionPage {...await readPage(c)} done={done ?? null} />)
    })
    .get('/subscription/checkout', owner, async (c) => {
      const { notice } = readQuery(c, Notice)
      const { subscription, at, isFresh, needsYou } = await readStanding(c)
      const hasVat = c.var.deps.seller !== null
      const view = { terms: offer(subscription, at), isFresh, hasVat, needsYou }
      return c.html(<CheckoutPage {...view} turnedBack={notice === 'back'} />)
    })
    .post('/subscription/checkout', ownerAnew, async (c) => {
      const { deps } = c.var
      const { subscription, at, orgId, payer, needsYou } = await readStanding(c)
      const terms = offer(subscription, at)
      if (!terms) return c.redirect('/subscription/checkout', 303)
      const id = crypto.randomUUID()
      await c.var.ask(openCheckout(deps.db, { id, terms }))
      const { account } = deps.payfast
      const fields = checkoutFields(account, orderOf(deps.origin, { id, orgId, payer, terms }))
      c.set('formTargets', checkoutTargets(account))
      const hasVat = deps.seller !== null
      const view = { terms, action: checkoutUrl(account), fields, hasVat, needsYou }
      return c.html(<PayPage {...view} />)
    })
    .get('/subscription/return', owner, async (c) => {
      const { subscription, needsYou } = await readStanding(c)
      return c.html(<ReturnPage isPaid={isPaid(subscription)} needsYou={needsYou} />)
    })
    .get('/subscription/return/live', owner, async (c) => {
      const { v } = readQuery(c, Shown)
      const { subscription } = await readStanding(c)
      if (!isPaid(subscription) || v === 'paid') return c.body(null, 204)
      c.header('x-v', 'paid')
      return c.html(<Returned isPaid />)
    })

type Order = {
  id: string
  orgId: string
  payer: NonNullable<Checkout['payer']>
  terms: Terms
}
const orderOf = (origin: string, { id, orgId, payer, terms }: Order): Checkout => ({
  paymentId: id,
  orgId,
  payer,
  cents: terms.firstCents,
  itemName: text.subscription.plan,
  returnUrl: `${origin}/subscription/return`,
  cancelUrl: `${origin}/subscription/checkout?notice=back`,
  notifyUrl: `${origin}/webhooks/payfast`,
  monthly: { cents: terms.monthCents, from: terms.from },
})

/** That somebody comes back says nothing; only the notice does. */
const isPaid = ({ state }: Subscription): boolean => state === 'active'

/** What the subscription is at this moment, for each of its pages. */
export const readStanding = async (c: HouseContext) => {
  const { db, clock } = c.var.deps
  const at = clock()
  const [me, state, runs, counts, orgs] = await c.var.ask(
    ...readLedger(db),
    countChats(db, { at }),
    readOrg(db),
  )
  const ledger = ledgerOf(state, runs)
  const { ownerName, email } = one(orgs)
  return {
    at,
    ledger,
    subscription: next(ledger.subscription, { type: 'clock' }, at),
    orgId: me.orgId,
    isFresh: me.isFresh,
    payer: { firstName: ownerName, ...(email !== null && { email }) },
    needsYou: one(counts).needsYou,
  }
}

const readPage = async (c: HouseContext): Promise<Omit<SubscriptionView, 'done'>> => {
  const { db, clock, payfast, origin, seller } = c.var.deps
  const at = clock()
  const [, state, runs, paid, orgs, counts] = await c.var.ask(
    ...readLedger(db),
    listPayments(db),
    readOrg(db),
    countChats(db, { at }),
  )
  const subscription = next(ledgerOf(state, runs).subscription, { type: 'clock' }, at)
  const { timezone: zone, vatNumber } = one(orgs)
  const until = paidUntil(subscription)
  const run = subscription.runs.find(isLive)
  const cardUrl = (token: string) => cardUpdateUrl(payfast.account, token, `${origin}/subscription`)
  const grace = graceEnds(subscription)
  return {
    zone,
    state: subscription.state,
    graceUntil: subscription.state === 'past_due' && grace ? localParts(grace, zone).date : null,
    allows: plans[planOf(subscription)],
    until: until ?? localParts(subscription.trialEndsAt, zone).date,
    next:
      run && !run.isPaused && until !== null && subscription.state === 'active'
        ? { cents: MONTH_CENTS, on: until }
        : null,
    canSubscribe: offer(subscription, at) !== null,
    run: run
      ? {
          isPaused: run.isPaused,
          cardUrl: payfast.account.mode === 'live' ? cardUrl(run.id) : null,
        }
      : null,
    isEnding: subscription.runs.some(({ ending }) => ending === 'asked'),
    payments: paid,
    seller,
    vatNumber,
    needsYou: one(counts).needsYou,
  }
}
