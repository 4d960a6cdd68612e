/** GET /payments/account: the business's own account at PayFast. */
import type { FC } from 'hono/jsx'

import { BackHead, Page, Tabs } from './layout.tsx'
import { ConfirmFirst, Field } from './parts.tsx'
import { text } from './text.en.ts'

const words = text.payment.account

export type MerchantErrors = Partial<Record<'merchantId' | 'merchantKey' | 'passphrase', string>>
export type MerchantView = {
  merchantId: string
  isFresh: boolean
  errors: MerchantErrors
  needsYou: number
}

export const MerchantPage: FC<MerchantView> = (view) => (
  <Page title={words.title} look="p-card">
    <main>
      <BackHead href="/payments" label={text.payment.back}>
        <h1>{words.title}</h1>
      </BackHead>
      <div class="stack">
        <section class="card">
          <p class="lead">{words.says}</p>
          {view.isFresh ? <AccountForm {...view} /> : <ConfirmFirst next="/payments/account" />}
        </section>
      </div>
    </main>
    <Tabs here="more" needsYou={view.needsYou} />
  </Page>
)

const AccountForm: FC<MerchantView> = ({ merchantId, errors }) => (
  <form method="post" action="/payments/account">
    <Field
      name="merchantId"
      label={words.merchantId}
      hint={words.merchantIdHint}
      error={errors.merchantId}
      input={{ type: 'text', inputmode: 'numeric', autocomplete: 'off', value: merchantId }}
    />
    <Field
      name="merchantKey"
      label={words.merchantKey}
      error={errors.merchantKey}
      input={{ type: 'password', autocomplete: 'new-password', value: '' }}
    />
    <Field
      name="passphrase"
      label={words.passphrase}
      hint={words.passphraseHint}
      error={errors.passphrase}
      input={{ type: 'password', autocomplete: 'new-password', value: '' }}
    />
    <button class="btn pri wide" type="submit">
      {words.save}
    </button>
  </form>
)
