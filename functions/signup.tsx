import * as z from 'zod'

import { writeMail } from '../src/mail/mail.ts'
import { toE164 } from '../src/phone.ts'
import { linkMinutes } from '../src/session/magic-link.ts'
import type { HouseApp } from './http.ts'
import { emailAddress, mistakesIn, oneLine, readForm } from './input.ts'
import { askForLink } from './link.ts'
import { SignupPage } from './pages/signup.tsx'
import { text } from './pages/text.en.ts'

const field = z.string().max(300).default('')
const Typed = z.object({ business: field, name: field, email: field, phone: field })
type Typed = z.infer<typeof Typed>

const empty: Typed = { business: '', name: '', email: '', phone: '' }

const Form = z.object({
  business: oneLine(120, text.signup.businessWrong),
  name: oneLine(80, text.signup.nameWrong),
  email: emailAddress,
  phone: z.string().transform((typed, ctx) => {
    const phone = toE164(typed)
    if (phone === null) ctx.addIssue(text.connect.phoneWrong)
    return phone ?? z.NEVER
  }),
})

/** A business signs up: nothing is made until the link in the mail is opened, so nobody can be signed up by somebody else. */
export const mountSignup = (app: HouseApp): HouseApp =>
  app
    .get('/signup', (c) => c.html(<SignupPage values={empty} errors={{}} />))
    .post('/signup', async (c) => {
      const typed = await readForm(c, Typed)
      const form = Form.safeParse(typed)
      if (!form.success) {
        return c.html(<SignupPage values={typed} errors={mistakesIn(form.error)} />, 400)
      }
      const signUp = form.data
      const { email: to, business } = signUp
      const loginUrl = `${c.var.deps.origin}/login`
      await askForLink(c, {
        purpose: 'signup',
        email: to,
        signUp,
        letters: {
          known: () => writeMail('already_member', { to, loginUrl }),
          unknown: (link) =>
            writeMail('signup_link', { to, business, link, minutes: linkMinutes.signup }),
        },
      })
      return c.redirect('/login/sent', 303)
    })
