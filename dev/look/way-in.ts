/** Signing up and logging in by mail: in the browser that asked, in another one, and without JavaScript. */
import assert from 'node:assert/strict'

import type { Business } from '../businesses.ts'
import { openPage } from './browser.ts'
import { mailedLink, sees, type Play } from './people.ts'

export const playWayIn = async (play: Play, business: Business): Promise<void> => {
  await playSignUp(play)
  await playLogIn(play, business)
}

const playSignUp = async (play: Play): Promise<void> => {
  const { check, stage, browser, said } = play
  const email = 'ayesha@example.com'
  await check('a business signs up without JavaScript and its link leads to connect', async () => {
    const page = await openPage(browser, said, { javaScriptEnabled: false })
    await page.goto(`${stage.appOrigin}/login`)
    await page.getByRole('link', { name: 'New here? Start free' }).click()
    await page.getByLabel('Business name').fill('Ayesha’s Bakery')
    await page.getByLabel('Your name').fill('Ayesha')
    await page.getByLabel('Email').fill(email)
    await page.getByLabel('WhatsApp number').fill('12')
    const send = page.getByRole('button', { name: 'Start free' })
    await send.click()
    await sees(page, /^Write the number as/)
    assert.equal(await page.getByLabel('Business name').inputValue(), 'Ayesha’s Bakery')
    await page.getByLabel('WhatsApp number').fill('082 555 0160')
    const link = await mailedLink(play, email, async () => {
      await send.click()
      await sees(page, `We sent a link to ${email}.`)
    })
    await page.goto(link)
    await page.getByRole('button', { name: `Log in as ${email}` }).click()
    await page.waitForURL(`${stage.appOrigin}/connect`)
    await page.getByRole('link', { name: 'More' }).click()
    await sees(page, 'Logged in as Ayesha, Ayesha’s Bakery')
    await page.context().close()
  })
}

const playLogIn = async (play: Play, { email }: Business): Promise<void> => {
  const { check, stage, browser, said } = play
  const asking = await openPage(browser, said)
  const askForLink = () =>
    mailedLink(play, email, async () => {
      await asking.goto(`${stage.appOrigin}/login`)
      await asking.getByLabel('Email').fill(email)
      await asking.getByRole('button', { name: 'Email me a link' }).click()
      await asking.waitForURL(`${stage.appOrigin}/login/sent`)
    })
  await check('another browser needs the code that the asking one shows', async () => {
    const link = await askForLink()
    const code = await asking.locator('.code [aria-hidden]').innerText()
    assert.match(code, /^\d{4} \d{4}$/)
    const other = await openPage(browser, said)
    const enter = async (typed: string) => {
      await other.getByLabel('Code').fill(typed)
      await other.getByRole('button', { name: 'Log in' }).click()
    }
    await other.goto(link)
    assert.equal(await other.getByText(email).count(), 0)
    await enter(code === '0000 0000' ? '0000 0001' : '0000 0000')
    await sees(other, /^That is not the code/)
    await enter(code)
    await other.waitForURL(`${stage.appOrigin}/`)
    await other.context().close()
  })
  await check('the browser that asked is in with one tap', async () => {
    await asking.goto(await askForLink())
    await asking.getByRole('button', { name: `Log in as ${email}` }).click()
    await asking.waitForURL(`${stage.appOrigin}/`)
  })
  await asking.context().close()
}
