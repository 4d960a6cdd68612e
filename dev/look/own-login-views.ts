/** Every view of a person's own log-in: confirming, the second step, the address. */
import type { BrowserContextOptions, Page } from 'playwright-core'

import { asOwner } from '../business.ts'
import type { Business } from '../businesses.ts'
import { passes, type Gate } from './gate.ts'
import { sees, signIn, type Play } from './people.ts'

type Tour = Play & { gate: Gate; business: Business }
type Cookies = BrowserContextOptions['storageState']

export const tourOwnLogin = async (tour: Tour): Promise<void> => {
  const owner = await signIn(tour, tour.business.email)
  const cookies = await owner.context().storageState()
  await tourFresh(tour, cookies)
  await tourStale(tour, cookies)
  await owner.context().close()
}

const typeWrongCode = async (page: Page) => {
  await page.getByLabel('Code from the app').fill('000000')
  await page.getByRole('button', { name: 'Turn on' }).click()
  await sees(page, /^That is not the code/)
}
const typeWrongAddress = async (page: Page) => {
  await page.getByLabel('Email').fill('zanele@nowhere')
  await page.getByRole('button', { name: 'Email me a code' }).click()
  await sees(page, /^Write your email/)
}
const askForCode = async (page: Page) => {
  await page.getByLabel('Email').fill('zanele.new@example.com')
  await page.getByRole('button', { name: 'Email me a code' }).click()
  await sees(page, /^We sent a code/)
}

const tourFresh = async ({ check, gate, stage }: Tour, cookies: Cookies) => {
  const factor = `${stage.appOrigin}/security/second-factor`
  const email = `${stage.appOrigin}/security/email`
  await passes(check, 'the second step, and an authenticator app to set up', () =>
    gate.pass(
      [
        { name: 'second-factor', path: factor },
        { name: 'second-factor-saved', path: `${factor}?notice=saved` },
        { name: 'second-factor-app', path: `${factor}/app` },
        {
          name: 'second-factor-app-wrong',
          path: `${factor}/app`,
          act: typeWrongCode,
          actStatus: 400,
        },
      ],
      cookies,
    ),
  )
  await passes(check, 'the address to log in with, another one, and its code', () =>
    gate.pass(
      [
        { name: 'email', path: email },
        { name: 'email-wrong', path: email, act: typeWrongAddress, actStatus: 400 },
        { name: 'email-code', path: email, act: askForCode },
      ],
      cookies,
    ),
  )
}

const confirmWrong = async (page: Page) => {
  await page.getByLabel('Code', { exact: true }).fill('00000000')
  await page.getByRole('button', { name: 'Confirm', exact: true }).click()
  await sees(page, /^That is not the code/)
}

/** The same session, whose last proof is long ago, in a business that asks for two factors by then. */
const tourStale = async ({ check, gate, stage, business }: Tour, cookies: Cookies) => {
  const at = (path: string) => `${stage.appOrigin}${path}`
  await asOwner(stage.ownerUrl, (client) =>
    client.query('update app.sessions set sudo_until = created_at where org_id = $1', [
      business.orgId,
    ]),
  )
  await passes(check, 'confirming, and the pages that ask for it', () =>
    gate.pass(
      [
        { name: 'confirm', path: at('/confirm?next=/connect') },
        { name: 'confirm-sent', path: at('/confirm?next=/connect&sent=1') },
        { name: 'confirm-wrong', path: at('/confirm?sent=1'), act: confirmWrong, actStatus: 400 },
        { name: 'second-factor-stale', path: at('/security/second-factor') },
        { name: 'connect-stale', path: at('/connect') },
      ],
      cookies,
    ),
  )
  const asksForTwo = (asks: boolean) =>
    asOwner(stage.ownerUrl, (client) =>
      client.query('update app.orgs set requires_second_factor = $2 where id = $1', [
        business.orgId,
        asks,
      ]),
    )
  await asksForTwo(true)
  await passes(check, 'the second step where the business asks for it', () =>
    gate.pass([{ name: 'second-factor-required', path: at('/') }], cookies),
  )
  await asksForTwo(false)
}
