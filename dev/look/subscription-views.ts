/** The subscription: every view of it, and the owner's way to PayFast and back. */
import type { Page } from 'playwright-core'

import { passes } from './gate.ts'
import type { Tour } from './more-views.ts'
import { sees, signIn, withoutReload } from './people.ts'

export const tourSubscription = async (tour: Tour): Promise<void> => {
  const { check, gate, cookies, stage } = tour
  const here = (path: string) => `${stage.appOrigin}/subscription${path}`
  await passes(check, 'the subscription before anything is paid', () =>
    gate.pass(
      [
        { name: 'subscription-trial', path: here('') },
        { name: 'checkout', path: here('/checkout') },
        { name: 'checkout-back', path: here('/checkout?notice=back') },
        { name: 'pay', path: here('/checkout'), act: goOn },
        { name: 'returned-waits', path: here('/return') },
        { name: 'pause-nothing', path: here('/pause') },
        { name: 'cancellation-nothing', path: here('/cancellation') },
      ],
      cookies,
    ),
  )
  await check('an owner subscribes at PayFast: “Confirming…”, then it is done, by itself', () =>
    payAtPayfast(tour),
  )
  await passes(check, 'the subscription once it is paid', () =>
    gate.pass(
      [
        { name: 'subscription-active', path: here('') },
        { name: 'subscription-done', path: here('?done=resumed') },
        { name: 'checkout-already', path: here('/checkout') },
        { name: 'returned', path: here('/return') },
        { name: 'pause', path: here('/pause') },
        { name: 'pause-away', path: here('/pause?notice=away') },
        { name: 'cancellation', path: here('/cancellation') },
      ],
      cookies,
    ),
  )
}

const goOn = async (page: Page) => {
  await page.getByRole('button', { name: 'Go on' }).click()
  await sees(page, /^Pay R799 at PayFast/)
}

const payAtPayfast = async (tour: Tour): Promise<void> => {
  const { stage, business } = tour
  const owner = await signIn(tour, business.email)
  stage.payfast.notices.behave({ hold: true })
  await owner.goto(`${stage.appOrigin}/subscription`)
  await owner.getByRole('link', { name: 'Subscribe' }).click()
  await goOn(owner)
  await owner.getByRole('button', { name: 'Pay R799 at PayFast' }).click()
  await owner.waitForURL(/\/payfast\/eng\/process\/payment\//)
  await owner.getByRole('button', { name: /^Pay/ }).click()
  await owner.waitForURL(`${stage.appOrigin}/subscription/return`)
  await sees(owner, 'Confirming…')
  await withoutReload(owner, async () => {
    await stage.payfast.notices.release('sent')
    await sees(owner, 'You’re subscribed')
  })
  stage.payfast.notices.behave({})
  await owner.context().close()
}
