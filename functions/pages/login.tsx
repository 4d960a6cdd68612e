/** GET /login, /login/sent and /login/verify. The link's page only asks: the token is spent by the POST, so previews and scanners cannot burn it. */
import type { FC } from 'hono/jsx'

import { WayIn } from './layout.tsx'
import { Field, Heard } from './parts.tsx'
import type { LoginView, SentView, VerifyView } from './props.ts'
import { text } from './text.en.ts'

export const LoginPage: FC<LoginView> = ({ notice, email, error }) => (
  <WayIn title={text.login.title} notice={notice ? text.login[notice] : null}>
    <div class="card">
      <h1>{text.login.title}</h1>
      <p class="lead">{text.login.says}</p>
      <form method="post" action="/login">
        <EmailField value={email} error={error} />
        <button class="btn pri wide" type="submit">
          {text.login.send}
        </button>
      </form>
    </div>
    <a class="link" href="/login/password">
      {text.login.byPassword}
    </a>
    <a class="link" href="/signup">
      {text.login.signUp}
    </a>
  </WayIn>
)

const askAgain = { login: '/login', signup: '/signup', reset: '/login/reset' } as const

/** The same whether or not the address is known. */
export const SentPage: FC<SentView> = ({ purpose, email, code, minutes }) => (
  <WayIn title={text.sent.title}>
    <div class="card">
      <h1>{text.sent.title}</h1>
      <p>{text.sent[purpose](email)}</p>
      <p>{text.sent.openHere}</p>
      <p class="lead">{text.sent.elsewhere}</p>
      <p class="code">
        <Heard>{text.sent.codeLabel(Array.from(code).join(' '))}</Heard>
        <span aria-hidden="true">{grouped(code)}</span>
      </p>
      <p class="lead">{text.sent.lasts(minutes)}</p>
      <p class="lead">{text.sent.notThere}</p>
    </div>
    <a class="link" href={askAgain[purpose]}>
      {text.sent.another}
    </a>
  </WayIn>
)

export const VerifyPage: FC<VerifyView> = ({ who, token, needsCode, error }) => (
  <WayIn title={text.login.title}>
    <div class="card">
      <h1>{text.login.title}</h1>
      <p class="lead">{needsCode ? text.login.needsCode : text.login.verifySays}</p>
      <form method="post" action="/login/verify">
        <input type="hidden" name="t" value={token} />
        {needsCode ? <CodeField error={error ? text.login[error] : undefined} /> : null}
        <button class="btn pri wide" type="submit">
          <span>{who === null ? text.login.verifyUnnamed : text.login.verify(who)}</span>
        </button>
      </form>
    </div>
  </WayIn>
)

export const EmailField: FC<{ value: string; error: string | null }> = ({ value, error }) => (
  <Field
    name="email"
    label={text.login.email}
    error={error ?? undefined}
    input={{ type: 'email', inputmode: 'email', autocomplete: 'email', value }}
  />
)

const CODE_DIGITS = 8

/** The eight digits of the screen that asked for a link. */
export const CodeField: FC<{ error: string | undefined }> = ({ error }) => (
  <Field
    name="code"
    label={text.login.code}
    hint={text.login.codeHint}
    error={error}
    input={{
      type: 'text',
      inputmode: 'numeric',
      autocomplete: 'one-time-code',
      pattern: '[0-9]{4} ?[0-9]{4}',
      maxlength: CODE_DIGITS + 1,
      value: '',
    }}
  />
)

/** "12345678" as "1234 5678". */
const grouped = (code: string): string =>
  `${code.slice(0, CODE_DIGITS / 2)} ${code.slice(CODE_DIGITS / 2)}`
