/** GET /join: an invitation, and what becomes of it. */
import type { FC } from 'hono/jsx'

import { WayIn } from './layout.tsx'
import { Field } from './parts.tsx'
import { text } from './text.en.ts'

export type JoinView = {
  business: string
  inviter: string
  email: string
  token: string
  /** As it was typed. */
  name: string
  error: string | null
}

const words = text.join

export const JoinPage: FC<JoinView> = ({ business, inviter, email, token, name, error }) => (
  <WayIn title={words.title(business)}>
    <div class="card">
      <h1>{words.title(business)}</h1>
      <p class="lead">{words.says(inviter, business)}</p>
      <p class="lead">{words.as(email)}</p>
      <form method="post" action="/join">
        <input type="hidden" name="t" value={token} />
        <Field
          name="name"
          label={words.name}
          hint={words.nameHint}
          error={error ?? undefined}
          input={{ type: 'text', autocomplete: 'name', value: name, maxlength: 80 }}
        />
        <button class="btn pri wide" type="submit">
          {words.send}
        </button>
      </form>
    </div>
  </WayIn>
)

export const JoinedPage: FC<{ inviter: string }> = ({ inviter }) => (
  <WayIn title={words.accepted.title}>
    <div class="card">
      <h1>{words.accepted.title}</h1>
      <p class="lead">{words.accepted.says(inviter)}</p>
    </div>
  </WayIn>
)

export const JoinGonePage: FC = () => (
  <WayIn title={words.gone.title}>
    <div class="card">
      <h1>{words.gone.title}</h1>
      <p class="lead">{words.gone.says}</p>
      <a class="btn wide" href="/login">
        {words.logIn}
      </a>
    </div>
  </WayIn>
)
