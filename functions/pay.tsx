/** What a customer is asked to pay, behind the link in their chat. They need no account, and can change nothing of it. */
import * as z from 'zod'

import { NotFound, one } from '../src/errors.ts'
import { readOrg } from '../src/org/org.ts'
import { readMerchant } from '../src/payment-request/merchant.ts'
import { readRequest, standingOf } from '../src/payment-request/payment-request.ts'
import { localParts } from '../src/time.ts'
import { checkoutTargets, checkoutUrl } from '../src/vendors/payfast-account.ts'
import { checkoutFields } from '../src/vendors/payfast-checkout.ts'
import type { HouseApp, HouseContext } from './http.ts'
import { readQuery } from './input.ts'
import { PayerPage, PayerStanding } from './pages/pay.tsx'

const Query = z.object({ notice: z.enum(['back', 'returned']).optional() })
/** What the page shows already; nothing else is new before the payment is in. */
const Shown = z.object({ v: z.string().max(100).optional() })

export const mountPay = (app: HouseApp): HouseApp =>
  app
    .get('/pay/:token', async (c) => {
      const { notice } = readQuery(c, Query)
      const { form, ...view } = await readPay(c)
      const waits = notice === 'returned' && view.standing === 'open'
      if (form && !waits) c.set('formTargets', form.targets)
      const path = new URL(view.url).pathname
      const shown = { ...view, path, form: waits ? null : form, waits }
      return c.html(<PayerPage {...shown} turnedBack={notice === 'back'} />)
    })
    .get('/pay/:token/live', async (c) => {
      const { v } = readQuery(c, Shown)
      const { standing } = await readPay(c)
      if (standing !== 'paid' || v === 'paid') return c.body(null, 204)
      c.header('x-v', 'paid')
      return c.html(<PayerStanding standing="paid" />)
    })

/** Where to post what: PayFast's signed form. Null once there is nothing to pay. */
const readPay = async (c: HouseContext) => {
  const { deps, requestId } = c.var
  const { db } = deps
  const id = await deps.readPayToken(c.req.param('token') ?? '')
  if (id === null) throw new NotFound('no link of ours')
  const at = deps.clock()
  const door = deps.doors.enterPayer({ paymentRequestId: id, at, requestId })
  const [{ orgId }, requests, merchants, orgs] = await deps.ask(
    door,
    readRequest(db, { id }),
    readMerchant(db),
    readOrg(db),
  )
  const request = one(requests)
  const { name: business, timezone } = one(orgs)
  const url = await deps.payUrl(id)
  const standing = standingOf(request, at)
  const { cents, purpose } = request
  const until = localParts(request.expiresAt, timezone).date
  const view = { url, business, standing, cents, purpose, until }
  if (standing !== 'open') return { ...view, form: null }
  const account = await deps.openMerchant({ orgId, ...one(merchants) })
  const fields = checkoutFields(account, {
    paymentId: id,
    orgId,
    cents,
    itemName: purpose,
    itemDescription: business,
    returnUrl: `${url}?notice=returned`,
    cancelUrl: `${url}?notice=back`,
    notifyUrl: `${deps.origin}/webhooks/payfast/${orgId}`,
  })
  const form = { action: checkoutUrl(account), targets: checkoutTargets(account), fields }
  return { ...view, form }
}
