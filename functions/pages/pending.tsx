/** What somebody sees whom nobody has approved yet: nothing of the business. */
import type { FC } from 'hono/jsx'

import { WayIn } from './layout.tsx'
import { ActionForm } from './parts.tsx'
import { text } from './text.en.ts'

export type PendingView = { hasOthers: boolean; requestId: string }

const words = text.pending

export const PendingPage: FC<PendingView> = ({ hasOthers, requestId }) => (
  <WayIn title={words.title}>
    <div class="card">
      <h1>{words.title}</h1>
      <p class="lead">{words.says}</p>
      {hasOthers ? (
        <a class="btn pri wide" href="/businesses">
          {words.others}
        </a>
      ) : null}
      <ActionForm action="/logout" label={words.logOut} look="btn wide" />
      <small class="ref">{text.problem.reference(requestId)}</small>
    </div>
  </WayIn>
)
