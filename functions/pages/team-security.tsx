/** GET /team/security: whether everybody is asked for two steps. */
import type { FC } from 'hono/jsx'

import { BackHead, Page, Tabs } from './layout.tsx'
import { text } from './text.en.ts'

export type TeamSecurityView = { required: boolean; needsYou: number }

const words = text.teamSecurity

export const TeamSecurityPage: FC<TeamSecurityView> = ({ required, needsYou }) => (
  <Page title={words.title} look="p-card">
    <main>
      <BackHead href="/team" label={text.team.back}>
        <h1>{words.title}</h1>
      </BackHead>
      <div class="stack">
        <section class="card">
          <h2>{required ? words.on : words.off}</h2>
          {required ? null : <p class="lead">{words.onSays}</p>}
          <form method="post" action="/team/security">
            <input type="hidden" name="required" value={required ? 'no' : 'yes'} />
            <button class={required ? 'btn wide' : 'btn pri wide'} type="submit">
              {required ? words.turnOff : words.turnOn}
            </button>
          </form>
        </section>
      </div>
    </main>
    <Tabs here="more" needsYou={needsYou} />
  </Page>
)
