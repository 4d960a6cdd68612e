/** Asking for a link that sets a new password; the link's page is in verify.tsx. */
import * as z from 'zod'

import { writeMail } from '../src/mail/mail.ts'
import { linkMinutes } from '../src/session/magic-link.ts'
import type { HouseApp } from './http.ts'
import { emailAddress, readForm } from './input.ts'
import { askForLink } from './link.ts'
import { ResetPage } from './pages/reset.tsx'
import { text } from './pages/text.en.ts'

const Typed = z.object({ email: z.string().max(300).default('') })

export const mountReset = (app: HouseApp): HouseApp =>
  app
    .get('/login/reset', (c) => c.html(<ResetPage email="" error={null} />))
    .post('/login/reset', async (c) => {
      const { email: typed } = await readForm(c, Typed)
      const email = emailAddress.safeParse(typed)
      if (!email.success) {
        return c.html(<ResetPage email={typed} error={text.login.emailWrong} />, 400)
      }
      const letter = (link: string) =>
        writeMail('reset_link', { to: email.data, link, minutes: linkMinutes.reset })
      const letters = { known: letter, unknown: () => null }
      await askForLink(c, { purpose: 'reset', email: email.data, letters })
      return c.redirect('/login/sent', 303)
    })
