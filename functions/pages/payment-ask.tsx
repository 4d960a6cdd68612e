/** GET /conversations/:id/payment: asks the customer of a chat for a payment. */
import type { FC } from 'hono/jsx'

import { PURPOSE_CHARACTERS } from '../../src/payment-request/payment-request.ts'
import { BackHead, Page, Tabs } from './layout.tsx'
import { Field, nameOf } from './parts.tsx'
import type { Chat } from './props.ts'
import { text } from './text.en.ts'

const words = text.payment.ask

/** How many days a link may work. */
export const lifeDays = [1, 3, 7, 30] as const

export type AskFields = { amount: string; purpose: string; days: string }
export type AskErrors = Partial<Record<keyof AskFields, string>>
export type AskView = {
  conversation: Pick<Chat, 'id' | 'name' | 'phone'>
  seesPersonal: boolean
  hasAccount: boolean
  maySetUp: boolean
  /** Of the request that the form makes: a double tap makes one. */
  id: string
  values: AskFields
  errors: AskErrors
}

export const AskPage: FC<AskView> = (view) => {
  const { conversation, seesPersonal, hasAccount, maySetUp } = view
  return (
    <Page title={words.title} look="p-card">
      <main>
        <BackHead href={`/conversations/${conversation.id}`} label={words.back}>
          <h1>{words.title}</h1>
        </BackHead>
        <div class="stack">
          <section class="card">
            {hasAccount ? (
              <>
                <p class="lead">{words.of(nameOf(conversation, seesPersonal))}</p>
                <AskForm {...view} />
              </>
            ) : (
              <NoAccount maySetUp={maySetUp} />
            )}
          </section>
        </div>
      </main>
      <Tabs here="inbox" needsYou={0} />
    </Page>
  )
}

const NoAccount: FC<{ maySetUp: boolean }> = ({ maySetUp }) =>
  maySetUp ? (
    <>
      <p class="lead">{words.noAccount}</p>
      <a class="btn pri wide" href="/payments/account">
        {text.payment.account.setUp}
      </a>
    </>
  ) : (
    <p class="lead">{words.noAccountOthers}</p>
  )

const AskForm: FC<AskView> = ({ conversation, id, values, errors }) => (
  <form method="post" action={`/conversations/${conversation.id}/payment`}>
    <input type="hidden" name="cid" value={id} />
    <Field
      name="amount"
      label={words.amount}
      hint={words.amountHint}
      error={errors.amount}
      input={{ type: 'text', inputmode: 'decimal', autocomplete: 'off', value: values.amount }}
    />
    <Field
      name="purpose"
      label={words.purpose}
      hint={words.purposeHint}
      error={errors.purpose}
      input={{
        type: 'text',
        autocomplete: 'off',
        maxlength: PURPOSE_CHARACTERS,
        value: values.purpose,
      }}
    />
    <div class="fld">
      <label for="days">{words.days}</label>
      <select id="days" name="days">
        {lifeDays.map((days) => (
          <option value={String(days)} selected={String(days) === values.days}>
            {words.forDays(days)}
          </option>
        ))}
      </select>
      {errors.days ? <small class="err">{errors.days}</small> : null}
    </div>
    <button class="btn pri wide" type="submit">
      {words.send}
    </button>
  </form>
)
