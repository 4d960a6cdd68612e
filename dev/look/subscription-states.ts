/** What becomes of a subscription as months go by: overdue, paused, cancelled, ended, and one that was never paid. The stage's clock moves on. */
import type { Page } from 'playwright-core'

import type { Business } from '../businesses.ts'
import { passes, type View } from './gate.ts'
import type { Tour } from './more-views.ts'
import { sees, signIn } from './people.ts'

const DAY_SECONDS = 86_400
/** From the first payment to two days past the second's date: late enough that it is missed. */
const OVERDUE_DAYS = 33
const FAILING = 3

/** Behind everything else: whoever was logged in no longer is. `never`: a business that does not subscribe. */
export const tourSubscriptionStates = async (tour: Tour, never: Business): Promise<void> => {
  const { stage } = tour
  const run = stage.payfast.runs.all().at(-1)
  if (!run) throw new Error('nobody subscribed')
  run.failing = FAILING
  await passDays(tour, OVERDUE_DAYS)
  await look(tour, 'a subscription whose payment is overdue', [
    { name: 'subscription-overdue', path: '/subscription' },
    { name: 'checkout-overdue', path: '/subscription/checkout' },
  ])
  await passDays(tour, 2)
  await asOwner(tour, async (owner) => {
    await press(owner, '/subscription/pause', 'Pause for a month')
    await sees(owner, /^Paused/)
  })
  await look(tour, 'a subscription that is paused', [
    { name: 'subscription-paused', path: '/subscription' },
    { name: 'resume', path: '/subscription/pause' },
  ])
  await asOwner(tour, async (owner) => {
    await press(owner, '/subscription/pause', 'Go on')
    await sees(owner, 'Payments go on.')
    await press(owner, '/subscription/cancellation', 'Cancel it')
    await sees(owner, /^Cancelled\. Nothing/)
  })
  await look(tour, 'a subscription that is cancelled, with time left', [
    { name: 'subscription-cancelled', path: '/subscription' },
    { name: 'checkout-cancelled', path: '/subscription/checkout' },
  ])
  await passDays(tour, OVERDUE_DAYS)
  await look(tour, 'a subscription that has ended', [
    { name: 'subscription-ended', path: '/subscription' },
    { name: 'team-ended', path: '/team' },
    { name: 'connect-ended', path: '/connect' },
  ])
  await look({ ...tour, business: never }, 'a trial that is over, and a business’s VAT number', [
    { name: 'subscription-unpaid', path: '/subscription' },
    { name: 'inbox-unpaid', path: '/' },
    { name: 'vat-number', path: '/subscription/vat-number' },
    {
      name: 'vat-number-mistake',
      path: '/subscription/vat-number',
      act: typeWrong,
      actStatus: 400,
    },
  ])
}

/** So many days go by for everybody, PayFast and the sweep included. */
const passDays = async ({ stage }: Tour, days: number): Promise<void> => {
  stage.clock.advance(days * DAY_SECONDS)
  await stage.payfast.tick()
  await fetch(`${stage.url}/control/sweep`, { method: 'POST', body: '{}' })
}

const asOwner = async (tour: Tour, act: (owner: Page) => Promise<void>): Promise<void> => {
  const owner = await signIn(tour, tour.business.email)
  await act(owner)
  await owner.context().close()
}

const press = async (page: Page, path: string, button: string): Promise<void> => {
  await page.goto(new URL(path, page.url()).href)
  await page.getByRole('button', { name: button }).click()
}

const look = async (tour: Tour, title: string, views: View[]): Promise<void> => {
  const { check, gate, stage, business } = tour
  const owner = await signIn(tour, business.email)
  const cookies = await owner.context().storageState()
  await owner.context().close()
  const here = views.map((view) => ({ ...view, path: stage.appOrigin + view.path }))
  await passes(check, title, () => gate.pass(here, cookies))
}

const typeWrong = async (page: Page): Promise<void> => {
  await page.getByLabel('Your VAT number').fill('123')
  await page.getByRole('button', { name: 'Save' }).click()
  await sees(page, /^A VAT number has ten digits/)
}
