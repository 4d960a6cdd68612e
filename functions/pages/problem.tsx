/** The page for everything that went wrong: what happened, what to do, and a reference to tell us. */
import type { FC } from 'hono/jsx'

import { WayIn } from './layout.tsx'
import type { ProblemView } from './props.ts'
import { text } from './text.en.ts'

const LOGGED_OUT = 401
const PLAN_IS_FULL = 402
const NOT_ALLOWED = 403

/** A role of the business's own may be without an inbox; "More" is everybody's. */
const wayOn = (status: number): { href: string; says: string } => {
  if (status === LOGGED_OUT) return { href: '/login', says: text.problem.logIn }
  if (status === PLAN_IS_FULL) return { href: '/subscription', says: text.problem.plan }
  if (status === NOT_ALLOWED) return { href: '/more', says: text.problem.more }
  return { href: '/', says: text.problem.home }
}

export const ProblemPage: FC<ProblemView> = ({ status, says, retryMinutes, requestId }) => {
  const words = text.problem.words(status)
  const wait = retryMinutes === undefined ? null : text.problem.tooMany(retryMinutes)
  const way = wayOn(status)
  return (
    <WayIn title={words.title}>
      <div class="card">
        <h1>{words.title}</h1>
        <p class="lead">{says ?? wait ?? words.says}</p>
        <a class="btn pri wide" href={way.href}>
          {way.says}
        </a>
        <small class="ref">{text.problem.reference(requestId)}</small>
      </div>
    </WayIn>
  )
}
