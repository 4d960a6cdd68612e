import { existsSync } from 'node:fs'

import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'

const WAIT_MS = 15_000
const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** The phone a person holds. */
export const HANDSET = {
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
} as const

/** Null where no Chromium is found; CHROMIUM names another one. */
export const openBrowser = async (): Promise<Browser | null> => {
  const executablePath = process.env['CHROMIUM'] ?? PLACES.find((place) => existsSync(place))
  if (executablePath === undefined || !existsSync(executablePath)) return null
  return chromium.launch({ executablePath, args: FLAGS })
}

/** A page with cookies of its own. What its console complains about, reports of the content policy included, goes to `said`. */
export const openPage = async (
  browser: Browser,
  said: string[],
  options: BrowserContextOptions = {},
): Promise<Page> => {
  const context = await browser.newContext({ ...HANDSET, timezoneId: 'UTC', ...options })
  context.setDefaultTimeout(WAIT_MS)
  const page = await context.newPage()
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      said.push(`${message.text()} ${message.location().url}`)
  })
  page.on('pageerror', ({ message }) => said.push(message))
  return page
}
