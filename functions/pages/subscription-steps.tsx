/** The pages on the way to PayFast and back, and those that pause and cancel. */
import type { Child, FC } from 'hono/jsx'

import { BackHead, Page, Tabs } from './layout.tsx'
import { ActionForm, ConfirmFirst } from './parts.tsx'
import { PayfastButton, type PayfastForm } from './payfast-form.tsx'
import { text } from './text.en.ts'

const words = text.subscription

/** A page off the subscription’s own. */
export const Step: FC<{
  title: string
  needsYou: number
  live?: string
  children: Child
}> = ({ title, needsYou, live, children }) => (
  <Page title={title} look="p-card">
    <main data-live={live} data-v={live && 'waits'}>
      <BackHead href="/subscription" label={words.back}>
        <h1>{title}</h1>
      </BackHead>
      <div class="stack">{children}</div>
    </main>
    <Tabs here="more" needsYou={needsYou} />
  </Page>
)

export type Terms = { firstCents: number; monthCents: number; from: string }

export type CheckoutView = {
  /** Null: there is nothing to subscribe to. */
  terms: Terms | null
  isFresh: boolean
  turnedBack: boolean
  hasVat: boolean
  needsYou: number
}

export const CheckoutPage: FC<CheckoutView> = ({ terms, isFresh, hasVat, ...view }) => (
  <Step title={words.checkout.title} needsYou={view.needsYou}>
    {view.turnedBack ? (
      <p class="alert" role="status">
        {words.checkout.turnedBack}
      </p>
    ) : null}
    {terms ? (
      <Offer terms={terms} hasVat={hasVat}>
        {isFresh ? (
          <ActionForm
            action="/subscription/checkout"
            label={words.checkout.go}
            look="btn pri wide"
          />
        ) : (
          <ConfirmFirst next="/subscription/checkout" />
        )}
      </Offer>
    ) : (
      <p class="card lead">{words.checkout.already}</p>
    )}
  </Step>
)

const Offer: FC<{ terms: Terms; hasVat: boolean; children: Child }> = (offer) => (
  <section class="card">
    <h2>{words.plan}</h2>
    <p class="lead">{words.checkout.now(offer.terms)}</p>
    <p class="lead">{words.checkout.later(offer.terms)}</p>
    {offer.hasVat ? <p class="lead">{words.checkout.withVat}</p> : null}
    <p class="lead">{words.checkout.where}</p>
    {offer.children}
  </section>
)

export type PayView = PayfastForm & { terms: Terms; hasVat: boolean; needsYou: number }

export const PayPage: FC<PayView> = ({ terms, action, fields, hasVat, needsYou }) => (
  <Step title={words.checkout.title} needsYou={needsYou}>
    <Offer terms={terms} hasVat={hasVat}>
      <PayfastButton action={action} fields={fields} label={words.checkout.pay(terms)} />
    </Offer>
  </Step>
)

export type ReturnView = { isPaid: boolean; needsYou: number }

export const ReturnPage: FC<ReturnView> = ({ isPaid, needsYou }) => (
  <Step
    title={words.returned.title}
    needsYou={needsYou}
    {...(isPaid ? {} : { live: '/subscription/return/live' })}
  >
    <Returned isPaid={isPaid} />
  </Step>
)

/** What GET /subscription/return/live answers once the notice is in. */
export const Returned: FC<{ isPaid: boolean }> = ({ isPaid }) => (
  <section class="card" id="returned" role="status">
    <h2>{isPaid ? words.returned.done : words.returned.waits}</h2>
    <p class="lead">{isPaid ? words.returned.doneSays : words.returned.waitsSays}</p>
    {isPaid ? (
      <a class="btn pri wide" href="/">
        {words.returned.home}
      </a>
    ) : (
      <a class="btn wide" href="/subscription/return">
        {words.returned.again}
      </a>
    )}
  </section>
)

export type ChangeView = {
  isFresh: boolean
  /** PayFast did not answer, so nothing was done. */
  isAway: boolean
  needsYou: number
}

const Away: FC = () => (
  <p class="alert" role="alert">
    {words.away}
  </p>
)

/** `isPaused` null: there is nothing to pause. */
export const PausePage: FC<ChangeView & { isPaused: boolean | null }> = (view) => {
  const { isPaused, isFresh, isAway, needsYou } = view
  const step = isPaused ? words.resume : words.pause
  return (
    <Step title={step.title} needsYou={needsYou}>
      {isAway ? <Away /> : null}
      <section class="card">
        <p class="lead">{saysOf(isPaused)}</p>
        {isPaused === null ? null : <Pause isPaused={isPaused} isFresh={isFresh} />}
      </section>
    </Step>
  )
}

const Pause: FC<{ isPaused: boolean; isFresh: boolean }> = ({ isPaused, isFresh }) => {
  if (!isFresh) return <ConfirmFirst next="/subscription/pause" />
  return (
    <form method="post" action="/subscription/pause">
      <input type="hidden" name="to" value={isPaused ? 'resumed' : 'paused'} />
      <button class="btn pri wide" type="submit">
        {(isPaused ? words.resume : words.pause).go}
      </button>
    </form>
  )
}

const saysOf = (isPaused: boolean | null): string => {
  if (isPaused === null) return words.pausing.none
  return isPaused ? words.pausing.resumeSays : words.pausing.says
}

/** `until` null: there is nothing to cancel. */
export const CancellationPage: FC<Omit<ChangeView, 'isAway'> & { until: string | null }> = ({
  until,
  isFresh,
  needsYou,
}) => (
  <Step title={words.cancelling.title} needsYou={needsYou}>
    <section class="card">
      <p class="lead">{until === null ? words.cancelling.none : words.cancelling.says(until)}</p>
      {until === null ? null : <Cancel isFresh={isFresh} />}
    </section>
  </Step>
)

const Cancel: FC<{ isFresh: boolean }> = ({ isFresh }) => (
  <>
    {isFresh ? (
      <ActionForm
        action="/subscription/cancellation"
        label={words.cancelling.go}
        look="btn bad wide"
      />
    ) : (
      <ConfirmFirst next="/subscription/cancellation" />
    )}
    <a class="btn wide" href="/subscription">
      {words.cancelling.keep}
    </a>
  </>
)
