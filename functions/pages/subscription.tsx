/** GET /subscription: where it stands, what comes next, and what was paid. */
import type { FC } from 'hono/jsx'

import { localParts, showShortDay } from '../../src/time.ts'
import { MoreHead, Page, Tabs } from './layout.tsx'
import { text } from './text.en.ts'

export type State = 'trial' | 'active' | 'past_due' | 'cancelled' | 'lapsed'
export type Payment = {
  id: string
  at: Date
  cents: number
  providerId: string
  vatCents: number | null
}
export type SubscriptionView = {
  zone: string
  state: State
  /** The last day of the trial, or the first that is not paid for. */
  until: string
  next: { cents: number; on: string } | null
  canSubscribe: boolean
  /** The monthly payments that go on; `cardUrl`: PayFast's page for another card, where it has one. */
  run: { isPaused: boolean; cardUrl: string | null } | null
  isEnding: boolean
  payments: readonly Payment[]
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
      </div>
    </main>
    <Tabs here="more" needsYou={view.needsYou} />
  </Page>
)

const Standing: FC<SubscriptionView> = ({ state, until, next, run, isEnding, canSubscribe }) => (
  <section class="card">
    <h2>{words.states[state].title}</h2>
    <p class="lead">{words.states[state].says(until)}</p>
    {next ? <p class="lead">{words.next(next.cents, next.on)}</p> : null}
    {run?.isPaused ? <p class="lead">{words.paused}</p> : null}
    {isEnding ? <p class="lead">{words.ending}</p> : null}
    {canSubscribe ? (
      <a class="btn pri wide" href="/subscription/checkout">
        {words.subscribe}
      </a>
    ) : null}
    {run ? <Changes {...run} /> : null}
  </section>
)

const Changes: FC<NonNullable<SubscriptionView['run']>> = ({ isPaused, cardUrl }) => (
  <>
    {cardUrl ? (
      <a class="btn wide" href={cardUrl} rel="noreferrer">
        {words.another}
      </a>
    ) : null}
    <a class="btn wide" href="/subscription/pause">
      {isPaused ? words.resume.title : words.pause.title}
    </a>
    <a class="btn wide" href="/subscription/cancellation">
      {words.cancel}
    </a>
  </>
)

/** "Tue 24 Nov 2026". */
const showDate = (at: Date, zone: string): string => {
  const { date } = localParts(at, zone)
  return `${showShortDay(date)} ${date.slice(0, 4)}`
}

const Payments: FC<SubscriptionView> = ({ payments, vatNumber, zone }) => (
  <section class="card">
    <h2>{words.payments}</h2>
    {payments.length === 0 ? <p class="lead">{words.noPayments}</p> : null}
    <ul class="acts">
      {payments.map((payment) => (
        <li>
          <p>
            <b>{words.payment(payment.cents)}</b>{' '}
            <time datetime={payment.at.toISOString()}>{showDate(payment.at, zone)}</time>
          </p>
          <small class="lead">{words.reference(payment.providerId)}</small>
          {payment.vatCents !== null && vatNumber !== null ? (
            <p class="lead">{words.vat(payment.vatCents, vatNumber)}</p>
          ) : null}
        </li>
      ))}
    </ul>
  </section>
)
