/** GET /security/email: the address somebody logs in with, and the way to another. */
import type { FC } from 'hono/jsx'

import { MoreHead, Page, Tabs } from './layout.tsx'
import { EmailField } from './login.tsx'
import { ConfirmFirst, Field } from './parts.tsx'
import { text } from './text.en.ts'

export type EmailView = {
  /** The present one. */
  email: string
  /** `confirm`: who they are must be proven anew first. */
  step: 'confirm' | 'ask' | 'code'
  /** The new one. */
  typed: string
  errors: { email?: string; code?: string }
  saved: boolean
  needsYou: number
}

export const EmailPage: FC<EmailView> = (view) => (
  <Page title={text.ownEmail.title} look="p-card">
    <main>
      <MoreHead>
        <h1>{text.ownEmail.title}</h1>
      </MoreHead>
      <div class="stack">
        {view.saved ? (
          <p class="alert" role="status">
            {text.ownEmail.saved}
          </p>
        ) : null}
        <section class="card">
          <p class="lead">{text.ownEmail.present(view.email)}</p>
          {view.step === 'confirm' ? <ConfirmFirst next="/security/email" /> : null}
          {view.step === 'ask' ? <AskForm {...view} /> : null}
          {view.step === 'code' ? <CodeForm {...view} /> : null}
        </section>
      </div>
    </main>
    <Tabs here="more" needsYou={view.needsYou} />
  </Page>
)

const AskForm: FC<EmailView> = ({ typed, errors }) => (
  <form method="post" action="/security/email">
    <p class="lead">{text.ownEmail.says}</p>
    <EmailField value={typed} error={errors.email ?? null} />
    <button class="btn pri wide" type="submit">
      {text.ownEmail.send}
    </button>
  </form>
)

const CodeForm: FC<EmailView> = ({ typed, errors }) => (
  <>
    <form method="post" action="/security/email">
      <p class="lead">{text.ownEmail.sent(typed)}</p>
      <input type="hidden" name="email" value={typed} />
      <Field
        name="code"
        label={text.second.code}
        hint={text.second.hint.email}
        error={errors.code}
        input={{
          type: 'text',
          inputmode: 'numeric',
          autocomplete: 'one-time-code',
          value: '',
          maxlength: 40,
        }}
      />
      <p class="lead">{text.ownEmail.endsOthers}</p>
      <button class="btn pri wide" type="submit">
        {text.ownEmail.change}
      </button>
    </form>
    <a class="link" href="/security/email">
      {text.sent.another}
    </a>
  </>
)
