/** GET /login/second. */
import type { FC } from 'hono/jsx'

import { WayIn } from './layout.tsx'
import { Field } from './parts.tsx'
import { text } from './text.en.ts'

export type SecondView = { asks: 'email' | 'totp'; error: 'code_wrong' | null }

export const SecondPage: FC<SecondView> = ({ asks, error }) => (
  <WayIn title={text.second.title}>
    <div class="card">
      <h1>{text.second.title}</h1>
      <p class="lead">{text.second.says[asks]}</p>
      <form method="post" action="/login/second">
        <Field
          name="code"
          label={text.second.code}
          hint={text.second.hint[asks]}
          error={error ? text.second[error] : undefined}
          input={{
            type: 'text',
            autocomplete: 'one-time-code',
            value: '',
            maxlength: 40,
            ...(asks === 'email' ? { inputmode: 'numeric' } : {}),
          }}
        />
        <label class="check">
          <input type="checkbox" name="trust" value="1" />
          <span>{text.second.trust}</span>
        </label>
        <button class="btn pri wide" type="submit">
          {text.second.send}
        </button>
      </form>
    </div>
    <a class="link" href="/login">
      {text.second.another}
    </a>
  </WayIn>
)
