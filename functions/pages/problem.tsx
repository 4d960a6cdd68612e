/** The page for everything that went wrong: what happened, what to do, and a reference to tell us. */
import type { FC } from 'hono/jsx'

import { Page } from './layout.tsx'
import { Brand } from './login.tsx'
import type { ProblemView } from './props.ts'
import { text } from './text.en.ts'

const LOGGED_OUT = 401

export const ProblemPage: FC<ProblemView> = ({ status, says, requestId }) => {
  const words = text.problem.words(status)
  const loggedOut = status === LOGGED_OUT
  return (
    <Page title={words.title} look="p-plain">
      <main>
        <Brand />
        <div class="card">
          <h1>{words.title}</h1>
          <p class="lead">{says ?? words.says}</p>
          <a class="btn pri wide" href={loggedOut ? '/login' : '/'}>
            {loggedOut ? text.problem.logIn : text.problem.home}
          </a>
          <small class="ref">{text.problem.reference(requestId)}</small>
        </div>
      </main>
    </Page>
  )
}
