/** Every view before somebody is logged in. */
import type { Page } from 'playwright-core'

import type { Business } from '../businesses.ts'
import { openPage } from './browser.ts'
import { passes, type Gate } from './gate.ts'
import { mailedLink, sees, type Play } from './people.ts'

type Tour = Play & { gate: Gate; business: Business }

const LINKS_ALLOWED = 3 // for one address in a quarter of an hour

export const tourWayIn = async (tour: Tour): Promise<void> => {
  await tourUnasked(tour)
  await tourForms(tour)
  await tourAsked(tour)
}

const tourUnasked = async ({ check, gate, stage, business }: Tour) => {
  const link = await stage.businesses.signIn(business.email)
  await passes(check, 'logging in', () =>
    gate.pass([
      { name: 'login', path: `${stage.appOrigin}/login` },
      { name: 'login-spent', path: `${stage.appOrigin}/login?notice=link_spent` },
      { name: 'login-verify', path: link },
    ]),
  )
}

const askForLink = async (page: Page, email: string, answer: RegExp) => {
  await page.getByLabel('Email').fill(email)
  await page.getByRole('button', { name: 'Email me a link' }).click()
  await sees(page, answer)
}

const signUpWrong = async (page: Page) => {
  await page.getByLabel('Business name').fill('Zanele’s Nails')
  await page.getByLabel('Your name').fill('Zanele')
  await page.getByLabel('Email').fill('zanele@nowhere')
  await page.getByLabel('WhatsApp number').fill('12')
  await page.getByRole('button', { name: 'Start free' }).click()
  await sees(page, /^Write the number as/)
}

const typeWrongCode = async (page: Page) => {
  await page.getByLabel('Code').fill('0000 0000')
  await page.getByRole('button', { name: 'Log in' }).click()
  await sees(page, /^That is not the code/)
}

const resetWrong = async (page: Page) => {
  await page.getByLabel('New password').fill('Password2026')
  await page.getByRole('button', { name: 'Save and log in' }).click()
  await sees(page, /^Many people use that password/)
}

const tourForms = async ({ check, gate, stage }: Tour) => {
  const login = `${stage.appOrigin}/login`
  const signup = `${stage.appOrigin}/signup`
  const askWrong = (page: Page) => askForLink(page, 'zanele@nowhere', /^Write your email/)
  await passes(check, 'asking for a link and signing up, and the mistakes in them', () =>
    gate.pass([
      { name: 'login-mistake', path: login, act: askWrong, actStatus: 400 },
      { name: 'login-reset', path: `${login}/reset` },
      { name: 'login-reset-mistake', path: `${login}/reset`, act: askWrong, actStatus: 400 },
      { name: 'signup', path: signup },
      { name: 'signup-mistake', path: signup, act: signUpWrong, actStatus: 400 },
    ]),
  )
}

const tourAsked = async (tour: Tour) => {
  const { check, gate, stage, business } = tour
  const login = `${stage.appOrigin}/login`
  const asking = await openPage(tour.browser, tour.said)
  const ask = async () => {
    await asking.goto(login)
    await askForLink(asking, business.email, /^Look in your email/)
  }
  const path = await mailedLink(tour, business.email, ask)
  const cookies = await asking.context().storageState()
  const sent = { name: 'login-sent', path: `${login}/sent` }
  await passes(check, 'a link on its way, and opened in the browser that asked', () =>
    gate.pass([sent, { name: 'login-own', path }], cookies),
  )
  await passes(check, 'a link opened in another browser, and a wrong code', () =>
    gate.pass([
      { name: 'login-code', path },
      { name: 'login-code-wrong', path, act: typeWrongCode, actStatus: 400 },
    ]),
  )
  const reset = await mailedLink(tour, business.email, async () => {
    await asking.goto(`${login}/reset`)
    await askForLink(asking, business.email, /^Look in your email/)
  })
  const own = await asking.context().storageState()
  await passes(check, 'a link for a new password, and a password that is guessed first', () =>
    gate.pass(
      [
        { name: 'reset-own', path: reset },
        { name: 'reset-weak', path: reset, act: resetWrong, actStatus: 400 },
      ],
      own,
    ),
  )
  await passes(check, 'a link for a new password in another browser', () =>
    gate.pass([{ name: 'reset-code', path: reset }]),
  )
  for (let asked = 2; asked < LINKS_ALLOWED; asked += 1) await ask()
  await asking.context().close()
  const askAgain = (page: Page) => askForLink(page, business.email, /^Too many tries/)
  await passes(check, 'too many links asked for', () =>
    gate.pass([{ name: 'problem-429', path: login, act: askAgain, actStatus: 429 }]),
  )
}
