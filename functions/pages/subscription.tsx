/** GET /subscription: where it stands, what comes next, and what was paid. */
import type { FC } from 'hono/jsx'

import type { Plan } from '../../src/subscription/plan.ts'
import { type Seller, vatIn } from '../../src/subscription/vat.ts'
import { localParts, showDate } from '../../src/time.ts'
import { MoreHead, Page, Tabs } from './layout.tsx'
import { text } from './text.en.ts'

export type State = 'trial' | 'active' | 'past_due' | 'cancelled' | 'lapsed'
export type Payment = {
  id: string
  at: Date
  cents: number
  providerId: string
}
export type SubscriptionView = {
  zone: string
  state: State
  /** The last day of the trial, or the first that is not paid for. */
  until: string
  /** While a payment is missing: the last day on which everything works. */
  graceUntil: string | null
  /** What the plan has room for now. */
  allows: Plan
  next: { cents: number; on: string } | null
  canSubscribe: boolean
  /** The monthly payments that go on; `cardUrl`: PayFast's page for another card, where it has one. */
  run: { isPaused: boolean; cardUrl: string | null } | null
  isEnding: boolean
  payments: readonly Payment[]
  /** We, where we are registered for VAT: then each payment is a tax invoice. */
  seller: Seller | null
  /** The business's own. */
  vatNumber: string | null
  done: keyof typeof words.done | null
  needsYou: number
}

const words = text.subscription

export const SubscriptionPage: FC<SubscriptionView> = (view) => (
  <Page title={words.title} look="p-card">
    <main>
      <MoreHead>
        <h1>{words.title}</h1>
      </MoreHead>
      <div class="stack">
        {view.done ? (
          <p class="alert" role="status">
            {words.done[view.done]}
          </p>
        ) : null}
        <Standing {...view} />
        <Payments {...view} />
        <VatNumber {...view} />
      </div>
    </main>
    <Tabs here="more" needsYou={view.needsYou} />
  </Page>
)

const Standing: FC<SubscriptionView> = (view) => {
  const { state, until, graceUntil, next, run, allows } = view
  const { title, says } = words.states[run?.isPaused ? pausedIn(state) : state]
  return (
    <section class="card">
      <h2>{title}</h2>
      <p class="lead">{says(until)}</p>
      {graceUntil ? <p class="lead">{words.grace(graceUntil)}</p> : null}
      {next ? <p class="lead">{words.next(next.cents, next.on)}</p> : null}
      {view.isEnding ? <p class="lead">{words.ending}</p> : null}
      {allows.members > 0 ? <p class="lead">{words.allows(allows)}</p> : null}
      {mayBeginAnew(view) ? (
        <a class="btn pri wide" href="/subscription/checkout">
          {words.subscribe}
        </a>
      ) : null}
      {run ? <Changes state={state} {...run} /> : null}
    </section>
  )
}

const pausedIn = (state: State) => (state === 'lapsed' ? 'paused_over' : 'paused')

/** A run that is paused goes on, and one that is overdue takes another card, where it can: beside it a second one would begin. */
const mayBeginAnew = ({ state, run, canSubscribe }: SubscriptionView): boolean =>
  canSubscribe && !run?.isPaused && !(state === 'past_due' && run?.cardUrl)

type Run = NonNullable<SubscriptionView['run']>

const Changes: FC<Run & { state: State }> = ({ state, isPaused, cardUrl }) => (
  <>
    {isPaused ? (
      <a class="btn pri wide" href="/subscription/pause">
        {words.resume.title}
      </a>
    ) : null}
    {cardUrl ? (
      <a class={state === 'past_due' ? 'btn pri wide' : 'btn wide'} href={cardUrl} rel="noreferrer">
        {words.another}
      </a>
    ) : null}
    {state === 'active' && !isPaused ? (
      <a class="btn wide" href="/subscription/pause">
        {words.pause.title}
      </a>
    ) : null}
    <a class="btn wide" href="/subscription/cancellation">
      {words.cancel}
    </a>
  </>
)

const Payments: FC<SubscriptionView> = ({ payments, seller, zone }) => (
  <section class="card">
    <h2>{words.payments}</h2>
    {seller && payments.length > 0 ? <p class="lead">{words.seller(seller)}</p> : null}
    {payments.length === 0 ? <p class="lead">{words.noPayments}</p> : null}
    <ul class="acts">
      {payments.map((payment) => (
        <li>
          <p>
            <b>{words.payment(payment.cents)}</b>{' '}
            <time datetime={payment.at.toISOString()}>
              {showDate(localParts(payment.at, zone).date)}
            </time>
          </p>
          <small class="lead">
            {seller
              ? words.invoice(payment.providerId, vatIn(payment.cents))
              : words.reference(payment.providerId)}
          </small>
        </li>
      ))}
    </ul>
  </section>
)

const VatNumber: FC<Pick<SubscriptionView, 'vatNumber'>> = ({ vatNumber }) => (
  <section class="card">
    <h2>{words.vat.title}</h2>
    <p class="lead">{vatNumber === null ? words.vat.none : words.vat.given(vatNumber)}</p>
    <a class="btn wide" href="/subscription/vat-number">
      {vatNumber === null ? words.vat.give : words.vat.change}
    </a>
  </section>
)
