/** GET /pay/:token: what a customer is asked to pay, and the form that takes them to PayFast. */
import type { Child, FC } from 'hono/jsx'

import { showRand } from '../../src/money.ts'
import type { Standing } from '../../src/payment-request/payment-request.ts'
import { Page } from './layout.tsx'
import { PayfastButton, type PayfastForm } from './payfast-form.tsx'
import { text } from './text.en.ts'

const words = text.payment.pay

export type PayerView = {
  path: string
  business: string
  standing: Standing
  cents: number
  purpose: string
  /** The last day on which it can be paid. */
  until: string
  /** Null: there is nothing to pay, or it is being confirmed. */
  form: PayfastForm | null
  /** They come back from PayFast, whose notice is not in yet. */
  waits: boolean
  turnedBack: boolean
}

export const PayerPage: FC<PayerView> = (view) => {
  const { path, business, standing, cents, purpose, waits, turnedBack } = view
  return (
    <Page title={words.title(business)} look="p-plain">
      <main data-live={waits ? `${path}/live` : undefined} data-v={waits ? 'waits' : undefined}>
        {turnedBack && standing === 'open' ? (
          <p class="alert" role="status">
            {words.turnedBack}
          </p>
        ) : null}
        <section class="card">
          <h1>{words.asks(business)}</h1>
          <p class="due">{showRand(cents)}</p>
          <p class="lead" dir="auto">
            {purpose}
          </p>
        </section>
        {standing === 'open' ? <Open {...view} /> : <PayerStanding standing={standing} />}
      </main>
    </Page>
  )
}

const Open: FC<PayerView> = ({ path, until, form, cents }) => {
  if (!form) return <Waiting path={path} />
  return (
    <Says title={null}>
      <p class="lead">{words.where}</p>
      <p class="lead">{words.until(until)}</p>
      <PayfastButton action={form.action} fields={form.fields} label={words.go(cents)} />
    </Says>
  )
}

const Waiting: FC<{ path: string }> = ({ path }) => (
  <Says title={words.waits}>
    <p class="lead">{words.waitsSays}</p>
    <a class="btn wide" href={`${path}?notice=returned`}>
      {words.again}
    </a>
  </Says>
)

/** Also what GET /pay/:token/live answers once it is paid. */
export const PayerStanding: FC<{ standing: Exclude<Standing, 'open'> }> = ({ standing }) => (
  <Says title={words.states[standing].title}>
    <p class="lead">{words.states[standing].says}</p>
  </Says>
)

const Says: FC<{ title: string | null; children: Child }> = ({ title, children }) => (
  <section class="card" id="standing" role="status">
    {title === null ? null : <h2>{title}</h2>}
    {children}
  </section>
)
