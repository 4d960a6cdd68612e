/** GET /login/password and GET /security/password. */
import type { FC } from 'hono/jsx'

import { MoreHead, Page, Tabs, WayIn } from './layout.tsx'
import { ConfirmFirst, Field } from './parts.tsx'
import type { PasswordLoginView, PasswordView } from './props.ts'
import { text } from './text.en.ts'

export const PasswordLoginPage: FC<PasswordLoginView> = ({ email, errors }) => (
  <WayIn title={text.login.title}>
    <div class="card">
      <h1>{text.login.title}</h1>
      <form method="post" action="/login/password">
        <Field
          name="email"
          label={text.login.email}
          error={errors.email}
          input={{ type: 'email', inputmode: 'email', autocomplete: 'username', value: email }}
        />
        <PasswordField
          name="password"
          label={text.passwordLogin.password}
          error={errors.password}
          autocomplete="current-password"
        />
        <button class="btn pri wide" type="submit">
          {text.passwordLogin.send}
        </button>
      </form>
    </div>
    <a class="link" href="/login/reset">
      {text.passwordLogin.forgot}
    </a>
    <a class="link" href="/login">
      {text.passwordLogin.byLink}
    </a>
  </WayIn>
)

export const PasswordPage: FC<PasswordView> = (view) => (
  <Page title={text.password.title} look="p-card">
    <main>
      <MoreHead>
        <h1>{text.password.title}</h1>
      </MoreHead>
      <div class="stack">
        {view.saved ? (
          <p class="alert" role="status">
            {text.password.saved}
          </p>
        ) : null}
        <section class="card">
          {view.step === 'confirm' ? (
            <ConfirmFirst next="/security/password" />
          ) : (
            <PasswordForm {...view} />
          )}
        </section>
      </div>
    </main>
    <Tabs here="more" needsYou={view.needsYou} />
  </Page>
)

const PasswordForm: FC<PasswordView> = ({ step, errors }) => (
  <form method="post" action="/security/password">
    <p class="lead">{step === 'set' ? text.password.setSays : text.password.changeSays}</p>
    {step === 'change' ? (
      <PasswordField
        name="current"
        label={text.password.current}
        error={errors.current}
        autocomplete="current-password"
      />
    ) : null}
    <PasswordField
      name="password"
      label={text.password.new}
      hint={text.password.hint}
      error={errors.password}
      autocomplete="new-password"
    />
    <button class="btn pri wide" type="submit">
      {text.password.save}
    </button>
  </form>
)

/** Never filled in by us: a typed password is not sent back. */
export const PasswordField: FC<{
  name: string
  label: string
  hint?: string
  error: string | undefined
  autocomplete: string
}> = ({ autocomplete, ...field }) => (
  <Field {...field} input={{ type: 'password', autocomplete, value: '' }} />
)
