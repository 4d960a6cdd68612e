/** The business's VAT number, for those who are registered. */
import * as z from 'zod'

import { countChats } from '../src/conversation/inbox.ts'
import { one } from '../src/errors.ts'
import { changeVatNumber, readOrg } from '../src/org/org.ts'
import { VAT_NUMBER } from '../src/subscription/vat.ts'
import type { HouseApp, HouseContext } from './http.ts'
import { readForm } from './input.ts'
import { VatNumberPage } from './pages/subscription-vat.tsx'
import { text } from './pages/text.en.ts'
import { requireMember } from './session.ts'

const Typed = z.object({ vatNumber: z.string().max(300).default('') })
/** People write it in groups; nothing at all means that there is none. */
const Form = z.object({
  vatNumber: z
    .string()
    .transform((typed) => typed.replaceAll(/\s/g, ''))
    .pipe(z.literal('').or(z.string().regex(VAT_NUMBER)))
    .transform((number) => number || null),
})

const owner = requireMember('subscription.manage')

export const mountVatNumber = (app: HouseApp): HouseApp =>
  app
    .get('/subscription/vat-number', owner, async (c) => {
      const { vatNumber, needsYou } = await readPage(c)
      return c.html(<VatNumberPage typed={vatNumber ?? ''} errors={{}} needsYou={needsYou} />)
    })
    .post('/subscription/vat-number', owner, async (c) => {
      const typed = await readForm(c, Typed)
      const form = Form.safeParse(typed)
      if (form.success) {
        const [, changed] = await c.var.ask(changeVatNumber(c.var.deps.db, form.data))
        one(changed)
        return c.redirect('/subscription?done=saved', 303)
      }
      const { needsYou } = await readPage(c)
      const view = { typed: typed.vatNumber, errors: { vatNumber: text.subscription.vat.wrong } }
      return c.html(<VatNumberPage {...view} needsYou={needsYou} />, 400)
    })

const readPage = async (c: HouseContext) => {
  const { db, clock } = c.var.deps
  const [, orgs, counts] = await c.var.ask(readOrg(db), countChats(db, { at: clock() }))
  return { vatNumber: one(orgs).vatNumber, needsYou: one(counts).needsYou }
}
