/** GET /login and GET /login/verify. The link's page only asks: the token is spent by the POST, so previews and scanners cannot burn it. */
import type { FC } from 'hono/jsx'

import { Page } from './layout.tsx'
import { Icon } from './parts.tsx'
import type { LoginView, VerifyView } from './props.ts'
import { text } from './text.en.ts'

export const LoginPage: FC<LoginView> = ({ notice }) => (
  <Page title={text.login.title} look="p-plain">
    <main>
      <Brand />
      {notice ? (
        <p class="alert" role="status">
          {text.login[notice]}
        </p>
      ) : null}
      <div class="card">
        <h1>{text.login.title}</h1>
        <p class="lead">{text.login.says}</p>
      </div>
    </main>
  </Page>
)

export const VerifyPage: FC<VerifyView> = ({ who, token }) => (
  <Page title={text.login.title} look="p-plain">
    <main>
      <Brand />
      <div class="card">
        <h1>{text.login.title}</h1>
        <p class="lead">{text.login.verifySays}</p>
        <form method="post" action="/login/verify">
          <input type="hidden" name="t" value={token} />
          <button class="btn pri wide" type="submit">
            <span>{text.login.verify(who)}</span>
          </button>
        </form>
      </div>
    </main>
  </Page>
)

export const Brand: FC = () => (
  <p class="brand">
    <Icon name="chat" />
    {text.product}
  </p>
)
