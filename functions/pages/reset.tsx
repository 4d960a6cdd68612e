/** GET /login/reset, and the page of its link: a form for the new password. */
import type { FC } from 'hono/jsx'

import { WayIn } from './layout.tsx'
import { CodeField, EmailField } from './login.tsx'
import { PasswordField } from './password.tsx'
import { text } from './text.en.ts'

/** `email`: as it was typed. */
export type ResetView = { email: string; error: string | null }

export type NewPasswordView = {
  /** Whose link it is; null where the browser is not the one that asked. */
  who: string | null
  token: string
  needsCode: boolean
  errors: { code?: string; password?: string }
}

export const ResetPage: FC<ResetView> = ({ email, error }) => (
  <WayIn title={text.reset.title}>
    <div class="card">
      <h1>{text.reset.title}</h1>
      <p class="lead">{text.reset.says}</p>
      <form method="post" action="/login/reset">
        <EmailField value={email} error={error} />
        <button class="btn pri wide" type="submit">
          {text.reset.send}
        </button>
      </form>
    </div>
    <a class="link" href="/login">
      {text.reset.byLink}
    </a>
  </WayIn>
)

export const NewPasswordPage: FC<NewPasswordView> = ({ who, token, needsCode, errors }) => (
  <WayIn title={text.reset.title}>
    <div class="card">
      <h1>{text.reset.title}</h1>
      <p class="lead">{needsCode ? text.login.needsCode : text.reset.forWhom(who ?? '')}</p>
      <form method="post" action="/login/verify">
        <input type="hidden" name="t" value={token} />
        {needsCode ? <CodeField error={errors.code} /> : null}
        <PasswordField
          name="password"
          label={text.password.new}
          hint={text.password.hint}
          error={errors.password}
          autocomplete="new-password"
        />
        <p class="lead">{text.reset.endsOthers}</p>
        <button class="btn pri wide" type="submit">
          {text.reset.save}
        </button>
      </form>
    </div>
  </WayIn>
)
