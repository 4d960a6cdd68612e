/** The page for everything that went wrong: what happened, what to do, and a reference to tell us. */
import type { FC } from 'hono/jsx'

import { WayIn } from './layout.tsx'
import type { ProblemView } from './props.ts'
import { text } from './text.en.ts'

const LOGGED_OUT = 401

export const ProblemPage: FC<ProblemView> = ({ status, says, retryMinutes, requestId }) => {
  const words = text.problem.words(status)
  const wait = retryMinutes === undefined ? null : text.problem.tooMany(retryMinutes)
  const loggedOut = status === LOGGED_OUT
  return (
    <WayIn title={words.title}>
      <div class="card">
        <h1>{words.title}</h1>
        <p class="lead">{says ?? wait ?? words.says}</p>
        <a class="btn pri wide" href={loggedOut ? '/login' : '/'}>
          {loggedOut ? text.problem.logIn : text.problem.home}
        </a>
        <small class="ref">{text.problem.reference(requestId)}</small>
      </div>
    </WayIn>
  )
}
