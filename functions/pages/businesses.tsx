/** GET /businesses: where one person works. For those who still wait for approval, who have no tabs, it stands by itself. */
import type { FC } from 'hono/jsx'

import { WayIn } from './layout.tsx'
import { Heard } from './parts.tsx'
import { text } from './text.en.ts'

export type OwnBusiness = {
  orgId: string
  name: string
  state: 'pending' | 'active'
  isCurrent: boolean
}

const words = text.businesses

export const BusinessesPage: FC<{ businesses: OwnBusiness[] }> = ({ businesses }) => (
  <WayIn title={words.title}>
    <div class="card">
      <h1>{words.title}</h1>
      {businesses.length > 1 ? <p class="lead">{words.says}</p> : null}
      <ul>
        {businesses.map((business) => (
          <li class="dev">
            <div>
              <b dir="auto">{business.name}</b>
              {business.isCurrent ? <small>{words.current}</small> : null}
              {business.state === 'pending' ? <small>{words.pending}</small> : null}
            </div>
            {business.isCurrent ? null : (
              <form method="post" action="/businesses">
                <input type="hidden" name="org" value={business.orgId} />
                <button class="btn sm" type="submit">
                  <span>
                    {words.open}
                    <Heard>{` ${business.name}`}</Heard>
                  </span>
                </button>
              </form>
            )}
          </li>
        ))}
      </ul>
    </div>
    <a class="link" href="/more">
      {words.back}
    </a>
  </WayIn>
)
