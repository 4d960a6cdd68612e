/** Every view behind the tab "More". */
import assert from 'node:assert/strict'

import type { BrowserContextOptions, Page } from 'playwright-core'

import type { Business } from '../businesses.ts'
import { passes, type Gate } from './gate.ts'
import { sees, signIn, type Play } from './people.ts'
import { tourSubscription } from './subscription-views.ts'
import { tourTeam } from './team-views.ts'

export type Tour = Play & {
  gate: Gate
  business: Business
  cookies: BrowserContextOptions['storageState']
}

export const tourMore = async (tour: Tour): Promise<void> => {
  const { check, gate, stage, business, cookies } = tour
  const path = `${stage.appOrigin}/security`
  const other = await signIn(tour, business.email)
  await other.goto(path) // an inbox would go on asking after its session has ended
  await passes(check, 'more, and the devices of somebody logged in on several', () =>
    gate.pass(
      [
        { name: 'more', path: `${stage.appOrigin}/more` },
        { name: 'security', path },
        { name: 'export', path: `${stage.appOrigin}/export` },
      ],
      cookies,
    ),
  )
  const endOthers = async (page: Page) => {
    const button = page.getByRole('button', { name: 'Log out everywhere else' })
    if (await button.count()) await button.click()
    await sees(page, /on this device only/)
  }
  await passes(check, 'the devices once everywhere else is logged out', () =>
    gate.pass([{ name: 'security-alone', path, act: endOthers }], cookies),
  )
  await check('the device that was logged out finds itself at the way in', async () => {
    await other.goto(`${stage.appOrigin}/`)
    assert.equal(new URL(other.url()).pathname, '/login')
    await other.context().close()
  })
  await tourSubscription(tour)
  // More people than the free trial has room for.
  await tourTeam(tour)
}
