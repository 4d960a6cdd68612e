/** An owner's first week: signs up, logs in by link, takes a colleague on, and finds a device that is new. */
import assert from 'node:assert/strict'

import type { Page } from 'playwright-core'

import { openPage } from './browser.ts'
import { mailedLink, sees, until, type Play } from './people.ts'

const OWNER = 'naledi@example.com'
const COLLEAGUE = 'lindiwe@example.com'
const PHONE = { userAgent: 'Mozilla/5.0 (iPhone) AppleWebKit/605.1 Version/18.0 Safari/605.1' }

export const playColleague = async (play: Play): Promise<void> => {
  const owner = await openPage(play.browser, play.said)
  await play.check('an owner signs up, logs out and logs in again by link', async () => {
    await signUp(play, owner)
    await logIn(play, owner, OWNER)
    await owner.waitForURL(`${play.stage.appOrigin}/`)
  })
  // The console of somebody who waits says 403, as it should.
  const colleague = await openPage(play.browser, [])
  await play.check('a colleague is invited, accepts, and waits for approval', async () => {
    await accept(colleague, await invite(play, owner))
    await logIn(play, colleague, COLLEAGUE)
    await sees(colleague, 'Waiting for approval')
  })
  await play.check('once the owner approves them they are told, and in', async () => {
    await approve(play, owner)
    await colleague.goto(`${play.stage.appOrigin}/`)
    await sees(colleague, 'No chats yet')
  })
  await play.check('a new device is told of by mail, seen on the list and logged out', async () => {
    await loseDevice(play, owner)
  })
  await colleague.context().close()
  await owner.context().close()
}

const subjects = ({ stage }: Play, email: string): string[] =>
  stage.mailbox
    .mails()
    .filter(({ to }) => to === email)
    .map(({ subject }) => subject)

const signUp = async (play: Play, page: Page) => {
  const { stage } = play
  await page.goto(`${stage.appOrigin}/signup`)
  await page.getByLabel('Business name').fill('Naledi’s Nursery')
  await page.getByLabel('Your name').fill('Naledi')
  await page.getByLabel('Email').fill(OWNER)
  await page.getByLabel('WhatsApp number').fill('082 555 0170')
  const link = await mailedLink(play, OWNER, () =>
    page.getByRole('button', { name: 'Start free' }).click(),
  )
  await page.goto(link)
  await page.getByRole('button', { name: `Log in as ${OWNER}` }).click()
  await page.waitForURL(`${stage.appOrigin}/connect`)
  await page.goto(`${stage.appOrigin}/more`)
  await page.getByRole('button', { name: 'Log out' }).click()
  await sees(page, 'You’re logged out.')
}

const logIn = async (play: Play, page: Page, email: string) => {
  await page.goto(`${play.stage.appOrigin}/login`)
  await page.getByLabel('Email').fill(email)
  const link = await mailedLink(play, email, () =>
    page.getByRole('button', { name: 'Email me a link' }).click(),
  )
  await page.goto(link)
  await page.getByRole('button', { name: `Log in as ${email}` }).click()
}

const invite = async (play: Play, owner: Page): Promise<string> => {
  await owner.getByRole('link', { name: 'More' }).click()
  await owner.getByRole('link', { name: /^Team/ }).click()
  await owner.getByLabel('Email').fill(COLLEAGUE)
  await owner.getByLabel('Staff').check()
  return mailedLink(play, COLLEAGUE, async () => {
    await owner.getByRole('button', { name: 'Send the invitation' }).click()
    await sees(owner, 'The invitation is on its way.')
  })
}

const accept = async (colleague: Page, link: string) => {
  await colleague.goto(link)
  await sees(colleague, /Naledi’s Nursery/)
  await colleague.getByLabel('Your name').fill('Lindiwe')
  await colleague.getByRole('button', { name: 'Accept' }).click()
  await sees(colleague, /Naledi has to approve you/)
}

const approve = async (play: Play, owner: Page) => {
  await owner.goto(`${play.stage.appOrigin}/team`)
  await sees(owner, 'They see nothing until you approve them.')
  await owner.getByRole('button', { name: 'Approve' }).click()
  await sees(owner, 'Approved. They get an email.')
  await until(
    () => subjects(play, COLLEAGUE),
    (mails) => mails.includes('You are on the team on Frontdesk'),
  )
}

const loseDevice = async (play: Play, owner: Page) => {
  const { stage } = play
  const alerts = () =>
    subjects(play, OWNER).filter((subject) => subject.startsWith('New device')).length
  assert.equal(alerts(), 0)
  const phone = await openPage(play.browser, play.said, PHONE)
  await logIn(play, phone, OWNER)
  await phone.waitForURL(`${stage.appOrigin}/`)
  await until(alerts, (count) => count === 1)
  await owner.goto(`${stage.appOrigin}/security`)
  await owner.getByRole('button', { name: /^Log out Safari on iPhone/ }).click()
  await sees(owner, /on this device only/)
  await phone.goto(`${stage.appOrigin}/`)
  assert.equal(new URL(phone.url()).pathname, '/login')
  await phone.context().close()
}
