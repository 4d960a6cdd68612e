/** The people of the play: an owner in the app, and a customer in the phone simulator. */
import { setTimeout as sleep } from 'node:timers/promises'

import type { Browser, BrowserContextOptions, Page } from 'playwright-core'

import type { Business } from '../businesses.ts'
import type { Stage } from '../stage.ts'
import type { Channel } from '../whapi-state.ts'
import { openPage } from './browser.ts'
import type { Check } from './checks.ts'

export type Play = {
  stage: Stage
  browser: Browser
  check: Check
  /** What consoles complained about. */
  said: string[]
}

const POLL_MS = 100
const WAIT_MS = 15_000

/** Asks until the answer is right; throws with the last answer. */
export const until = async <T>(ask: () => Promise<T> | T, isRight: (found: T) => boolean) => {
  const deadline = performance.now() + WAIT_MS
  for (;;) {
    const found = await ask()
    if (isRight(found)) return found
    if (performance.now() > deadline) throw new Error(`still ${JSON.stringify(found)}`)
    await sleep(POLL_MS)
  }
}

/** Waits until the words can be seen. */
export const sees = (page: Page, words: string | RegExp): Promise<void> =>
  page.getByText(words).filter({ visible: true }).first().waitFor()

export const gone = (page: Page, words: string | RegExp): Promise<void> =>
  page.getByText(words).filter({ visible: true }).first().waitFor({ state: 'hidden' })

/** Fails when the page was loaded anew meanwhile. */
export const withoutReload = async (page: Page, work: () => Promise<unknown>): Promise<void> => {
  const mark = () => Object.hasOwn(globalThis, 'notReloaded')
  await page.evaluate(() => Object.assign(globalThis, { notReloaded: true }))
  await work()
  if (!(await page.evaluate(mark))) throw new Error('the page was loaded anew')
}

/** Opens a one-time link and presses its button. */
export const signIn = async (
  { stage, browser, said }: Play,
  email: string,
  options?: BrowserContextOptions,
): Promise<Page> => {
  const page = await openPage(browser, said, options)
  await page.goto(await stage.businesses.signIn(email))
  await page.getByRole('button', { name: /^Log in as/ }).click()
  await page.waitForURL(`${stage.appOrigin}/`)
  return page
}

const linksTo = ({ stage }: Play, email: string): string[] =>
  stage.mailbox
    .mails()
    .filter(({ to }) => to === email)
    .flatMap(({ text }) => /http\S+\/(login\/verify|join)\?t=\S+/.exec(text)?.[0] ?? [])

/** The link that comes by mail after `ask`. */
export const mailedLink = async (
  play: Play,
  email: string,
  ask: () => Promise<unknown>,
): Promise<string> => {
  const before = linksTo(play, email).length
  await ask()
  const links = await until(
    () => linksTo(play, email),
    ({ length }) => length > before,
  )
  return links.at(-1) ?? ''
}

/** The state of a chat as its bar words it: "The AI is answering". */
export const bar = (page: Page) => page.locator('#mode b')

export const tapMove = (page: Page, name: 'Take over' | 'Hand back') =>
  page.locator('#mode').getByRole('button', { name }).click()

/** Types a reply in the open chat and sends it. */
export const reply = async (page: Page, words: string): Promise<void> => {
  await page.getByRole('textbox').fill(words)
  await page.getByRole('button', { name: 'Send' }).click()
}

/** After a press the same spot is dead for half a second (functions/client/app.ts). */
export const SECOND_TAP_MS = 700

export type Simulator = Awaited<ReturnType<typeof openSimulator>>

export const openSimulator = async ({ stage, browser, said }: Play) => {
  const page = await openPage(browser, said)
  await page.goto(`${stage.url}/phone`)
  await page.locator('#channel option').first().waitFor({ state: 'attached' })
  const send = (words: string) => page.locator('#text').fill(words)
  return {
    page,
    /** Bubbles that hold these words. */
    bubbles: (words: string | RegExp) => page.locator('#lines li').filter({ hasText: words }),
    choose: async (customer: string, number?: string): Promise<void> => {
      await page.locator('#customer').selectOption({ label: customer })
      if (number === undefined) return
      const channel = page.locator('#channel option').filter({ hasText: number })
      await page.locator('#channel').selectOption(await channel.getAttribute('value'))
    },
    say: async (words: string): Promise<void> => {
      await send(words)
      await page.locator('#composer button').click()
    },
    /** A button under "More to send". */
    act: async (name: string | RegExp, words = ''): Promise<void> => {
      await send(words)
      await page.locator('details').evaluate((details) => details.setAttribute('open', ''))
      await page.getByRole('button', { name }).click()
    },
    typeCode: async (code: string): Promise<void> => {
      await page.locator('#code').fill(code)
      await page.getByRole('button', { name: 'Link', exact: true }).click()
    },
  }
}

/** Whapi's side of the number that the business was loaded with. */
export const channelOf = ({ stage }: Play, { channelToken }: Business): Channel => {
  const channel = stage.whapi.channels().find(({ token }) => token === channelToken)
  if (!channel) throw new Error('Whapi knows no such number')
  return channel
}

/** What Whapi took from us with exactly these words. */
export const sentTimes = ({ stage }: Play, words: string): number =>
  stage.whapi.sent().filter(({ text }) => text === words).length
