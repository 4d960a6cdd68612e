/** GET /confirm: the ways in which this person can prove anew who they are. */
import type { FC } from 'hono/jsx'

import { MoreHead, Page, Tabs } from './layout.tsx'
import { Field } from './parts.tsx'
import { PasswordField } from './password.tsx'
import { text } from './text.en.ts'

export type ConfirmView = {
  /** A path of ours: where it goes on. */
  next: string
  email: string
  hasPassword: boolean
  /** An authenticator app. */
  hasApp: boolean
  /** The business asks for two factors and this session had one. */
  needsAnother: boolean
  /** A code was mailed. */
  sent: boolean
  errors: { password?: string; code?: string }
  needsYou: number
}

export const ConfirmPage: FC<ConfirmView> = (view) => (
  <Page title={text.confirm.title} look="p-card">
    <main>
      <MoreHead>
        <h1>{text.confirm.title}</h1>
      </MoreHead>
      <div class="stack">
        {view.sent ? (
          <p class="alert" role="status">
            {text.confirm.sent(view.email)}
          </p>
        ) : null}
        <p class="lead">{view.needsAnother ? text.confirm.another : text.confirm.says}</p>
        {view.hasPassword ? <ByPassword {...view} /> : null}
        {view.hasApp || view.sent || view.errors.code ? <ByCode {...view} /> : null}
        {view.hasApp ? null : <ByMail {...view} />}
      </div>
    </main>
    <Tabs here="more" needsYou={view.needsYou} />
  </Page>
)

const ByPassword: FC<ConfirmView> = ({ next, errors }) => (
  <section class="card">
    <h2>{text.confirm.byPassword}</h2>
    <form method="post" action="/confirm">
      <input type="hidden" name="next" value={next} />
      <PasswordField
        name="password"
        label={text.passwordLogin.password}
        error={errors.password}
        autocomplete="current-password"
      />
      <button class="btn pri wide" type="submit">
        {text.confirm.send}
      </button>
    </form>
  </section>
)

const ByCode: FC<ConfirmView> = ({ next, errors, hasApp }) => (
  <section class="card">
    <h2>{hasApp ? text.confirm.byApp : text.confirm.byCode}</h2>
    <form method="post" action="/confirm">
      <input type="hidden" name="next" value={next} />
      <Field
        name="code"
        label={text.second.code}
        hint={hasApp ? text.confirm.appHint : text.second.hint.email}
        error={errors.code}
        input={{ type: 'text', autocomplete: 'one-time-code', value: '', maxlength: 40 }}
      />
      <button class="btn pri wide" type="submit">
        {text.confirm.send}
      </button>
    </form>
  </section>
)

const ByMail: FC<ConfirmView> = ({ next, email, sent }) => (
  <section class="card">
    <h2>{text.confirm.byMail}</h2>
    <p class="lead">{text.confirm.byMailSays(email)}</p>
    <form method="post" action="/confirm/code">
      <input type="hidden" name="next" value={next} />
      <button class="btn wide" type="submit">
        {sent ? text.confirm.mailAgain : text.confirm.mail}
      </button>
    </form>
  </section>
)
