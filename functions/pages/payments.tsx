/** GET /payments: what customers were asked to pay, and where the money goes. */
import type { FC } from 'hono/jsx'

import { showRand } from '../../src/money.ts'
import { MoreHead, Page, Tabs } from './layout.tsx'
import { Heard, nameOf } from './parts.tsx'
import { text } from './text.en.ts'

const words = text.payment

type Request = {
  id: string
  conversationId: string
  name: string | null
  phone: string | null
  cents: number
  /** Null where names are hidden. */
  purpose: string | null
  standing: keyof typeof words.states
  /** On which it was paid, or until which it could be. */
  day: string
  isPaidTwice: boolean
}
export type PaymentsView = {
  requests: readonly Request[]
  earlier: string | null
  past: boolean
  seesPersonal: boolean
  merchantId: string | null
  maySetUp: boolean
  needsYou: number
}

export const PaymentsPage: FC<PaymentsView> = (view) => (
  <Page title={words.title} look="p-card">
    <main>
      <MoreHead>
        <h1>{words.title}</h1>
      </MoreHead>
      <div class="stack">
        <p class="lead">{words.says}</p>
        <Account {...view} />
        <Requests {...view} />
      </div>
    </main>
    <Tabs here="more" needsYou={view.needsYou} />
  </Page>
)

const Account: FC<PaymentsView> = ({ merchantId, maySetUp }) => (
  <section class="card">
    <h2>{words.account.title}</h2>
    <p class="lead">{merchantId === null ? words.account.none : words.account.is(merchantId)}</p>
    {maySetUp ? (
      <a class={merchantId === null ? 'btn pri wide' : 'btn wide'} href="/payments/account">
        {merchantId === null ? words.account.setUp : words.account.change}
      </a>
    ) : null}
  </section>
)

const Requests: FC<PaymentsView> = ({ requests, earlier, past, seesPersonal }) => (
  <section class="card">
    <p class="lead">{requests.length === 0 ? words.empty : words.how}</p>
    <ul class="acts">
      {requests.map((request) => (
        <Line request={request} seesPersonal={seesPersonal} />
      ))}
    </ul>
    {past ? (
      <a class="link" href="/payments">
        {words.newest}
      </a>
    ) : null}
    {earlier ? (
      <a class="link" href={earlier}>
        {words.earlier}
      </a>
    ) : null}
  </section>
)

const Line: FC<{ request: Request; seesPersonal: boolean }> = ({ request, seesPersonal }) => {
  const { id, conversationId, cents, purpose, standing, day, isPaidTwice } = request
  const name = nameOf(request, seesPersonal)
  return (
    <li>
      <p>
        <b>{showRand(cents)}</b> <span dir="auto">{purpose ?? words.hidden}</span>
      </p>
      <p>
        <a href={`/conversations/${conversationId}`}>{name}</a>
      </p>
      <p class="lead">{words.states[standing](day)}</p>
      {isPaidTwice ? <p class="alert">{words.twice}</p> : null}
      {standing === 'open' ? (
        <form method="post" action={`/payments/${id}/cancellation`}>
          <button class="btn sm" type="submit">
            <span>
              {words.takeBack}
              <Heard>{` ${showRand(cents)}, ${name}`}</Heard>
            </span>
          </button>
        </form>
      ) : null}
    </li>
  )
}
