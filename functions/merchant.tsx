import * as z from 'zod'

import { countChats } from '../src/conversation/inbox.ts'
import { one, Upstream } from '../src/errors.ts'
import { readMerchant, saveMerchant } from '../src/payment-request/merchant.ts'
import { accountProblems, type Account } from '../src/vendors/payfast-account.ts'
import type { HouseApp, HouseContext } from './http.ts'
import { readForm } from './input.ts'
import { MerchantPage, type MerchantErrors } from './pages/merchant.tsx'
import { text } from './pages/text.en.ts'
import { requireMember } from './session.ts'

const typed = z.string().trim().max(200).default('')
const Typed = z.object({ merchantId: typed, merchantKey: typed, passphrase: typed })

/** The business's own account at PayFast: checked with PayFast, then sealed. */
export const mountMerchant = (app: HouseApp): HouseApp =>
  app
    .get('/payments/account', requireMember('payment.manage'), async (c) =>
      c.html(<MerchantPage {...(await readAccount(c)).view} />),
    )
    .post('/payments/account', requireMember('payment.manage', { fresh: true }), async (c) => {
      const { deps } = c.var
      const { merchantId, ...secrets } = await readForm(c, Typed)
      const { orgId, view } = await readAccount(c)
      const errors = await problemsOf(c, { ...deps.payfast.account, merchantId, ...secrets })
      if (errors)
        return c.html(<MerchantPage {...view} merchantId={merchantId} errors={errors} />, 400)
      const sealed = await deps.sealMerchant(orgId, secrets)
      await c.var.ask(saveMerchant(deps.db, { merchantId, sealed }))
      return c.redirect('/payments', 303)
    })

const readAccount = async (c: HouseContext) => {
  const { db, clock } = c.var.deps
  const [me, merchants, counts] = await c.var.ask(readMerchant(db), countChats(db, { at: clock() }))
  const view = {
    merchantId: merchants[0]?.merchantId ?? '',
    isFresh: me.isFresh,
    errors: {} as MerchantErrors,
    needsYou: one(counts).needsYou,
  }
  return { orgId: me.orgId, view }
}

/** What is wrong with the form, by its own rules and then by PayFast's word; null: it may be kept. */
const problemsOf = async (c: HouseContext, account: Account): Promise<MerchantErrors | null> => {
  const { payfast } = c.var.deps
  const words = text.payment.account
  const problems = accountProblems(account)
  if (Object.keys(problems).length > 0) return problems
  if (account.merchantId === payfast.account.merchantId) return { merchantId: words.ours }
  try {
    await payfast.ping(account)
    return null
  } catch (error) {
    if (!(error instanceof Upstream)) throw error
    return { passphrase: error.verdict === 'channel_down' ? words.unknown : words.away }
  }
}
