/** What every view must pass: axe, 44 px targets, no sideways overflow, an empty console, valid HTML; four widths in both colour schemes. */
import assert from 'node:assert/strict'
import path from 'node:path'

import { AxeBuilder } from '@axe-core/playwright'
import { HtmlValidate } from 'html-validate'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'

import { openPage } from './browser.ts'
import type { Check } from './checks.ts'

export type View = {
  name: string
  path: string
  /** Of the answer; 200 if absent. */
  status?: number
  /** Of what `act` posts, where that is refused. */
  actStatus?: number
  /** What a person does before looking. */
  act?: (page: Page) => Promise<unknown>
}
type StorageState = BrowserContextOptions['storageState']
export type Gate = Awaited<ReturnType<typeof openGate>>

const PHONE_WIDTHS = [320, 360, 390]
const DESKTOP_WIDTHS = [1280]
const SHOT_WIDTHS = [390]
const SCHEMES = ['light', 'dark'] as const
type Scheme = (typeof SCHEMES)[number]
const PHONE_HEIGHT = 844
const DESKTOP_HEIGHT = 800
const SMALLEST_TARGET_PX = 43.5 // 44, less rounding
const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

const html = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    'no-inline-style': 'error',
    'aria-label-misuse': ['error', { allowAnyNamable: true }],
    'long-title': 'off', // a customer's name may be long
    'require-sri': 'off', // our own origin
    // How JSX is printed.
    'no-trailing-whitespace': 'off',
    'void-style': 'off',
    'doctype-style': 'off',
    'attribute-boolean-style': 'off',
    'attribute-empty-style': 'off',
  },
})

/** Two pages stay open, a phone's and a computer's; `shots` names a folder for pictures. */
export const openGate = async (browser: Browser, shots: string) => {
  let looked = 0
  const open = async (storageState: StorageState) => {
    const said: string[] = []
    const cookies = storageState === undefined ? {} : { storageState }
    const phone = await openPage(browser, said, cookies)
    const desktop = await openPage(browser, said, {
      ...cookies,
      viewport: { width: 1280, height: DESKTOP_HEIGHT },
      isMobile: false,
      hasTouch: false,
    })
    return { said, phone, desktop }
  }

  const lookAt = async (page: Page, view: View, widths: number[]): Promise<string[]> => {
    const problems = await visit(page, view)
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme })
      for (const width of widths) {
        const height = width < 900 ? PHONE_HEIGHT : DESKTOP_HEIGHT
        await page.setViewportSize({ width, height })
        for (const problem of await inspect(page, colorScheme))
          problems.push(`${width} ${colorScheme}: ${problem}`)
        looked += 1
        if (SHOT_WIDTHS.includes(width))
          await page.screenshot({
            path: path.join(shots, `${view.name}-${width}-${colorScheme}.png`),
          })
      }
    }
    return problems
  }

  return {
    looked: () => looked,
    /** Every problem of these views, for somebody with these cookies. */
    pass: async (views: readonly View[], storageState?: StorageState): Promise<string[]> => {
      const { said, phone, desktop } = await open(storageState)
      const problems: string[] = []
      for (const view of views) {
        const found = await Promise.all([
          lookAt(phone, view, PHONE_WIDTHS),
          lookAt(desktop, view, DESKTOP_WIDTHS),
        ])
        const complaints = said.splice(0).filter((words) => !isOwnStatus(words, view))
        problems.push(
          ...[...found.flat(), ...complaints].map((problem) => `${view.name}: ${problem}`),
        )
      }
      await phone.context().close()
      await desktop.context().close()
      return problems
    },
  }
}

/** A check that the gate found nothing. */
export const passes = (check: Check, title: string, find: () => Promise<string[]>) =>
  check(`gate: ${title}`, async () => {
    const problems = await find()
    assert.equal(problems.length, 0, problems.join('\n'))
  })

/** Opens the view and checks what the server answered. */
const visit = async (page: Page, view: View): Promise<string[]> => {
  const { status = 200, act } = view
  const response = await page.goto(view.path, { waitUntil: 'load' })
  const problems: string[] = []
  if (response?.status() !== status) problems.push(`answered ${response?.status()}`)
  const report = await html.validateString((await response?.text()) ?? '')
  for (const { ruleId, message } of report.results.flatMap(({ messages }) => messages))
    problems.push(`html ${ruleId}: ${message}`)
  await act?.(page)
  return problems
}

/** Chromium reports a page of an error as a resource that failed to load. */
const isOwnStatus = (words: string, { status, actStatus }: View): boolean =>
  [status, actStatus].some((own) => own && words.includes(`responded with a status of ${own}`))

const inspect = async (page: Page, scheme: Scheme): Promise<string[]> => {
  const hasAxe = await page.evaluate(() => Object.hasOwn(globalThis, 'axe'))
  const { violations } = await new AxeBuilder({
    page,
    ...(hasAxe && { axeSource: 'void axe' }), // half a megabyte: handed over once a page
  })
    // Of all rules only contrast depends on the scheme.
    .options({
      runOnly: scheme === 'dark' ? ['color-contrast'] : STANDARDS,
      resultTypes: ['violations'],
    })
    .setLegacyMode(true) // no frames here
    .analyze()
  const { small, over } = await page.evaluate(measure, SMALLEST_TARGET_PX)
  return [
    ...violations.map(
      ({ id, nodes }) =>
        `axe ${id}: ${nodes[0]?.target.join(' ')} ${nodes[0]?.any[0]?.message ?? ''}`,
    ),
    ...small.map((element) => `smaller than 44 px: ${element}`),
    ...(over > 0 ? [`${over} px wider than the screen`] : []),
  ]
}

/** Runs in the page: what a thumb would miss, and how far the page reaches past the screen. */
const measure = (smallest: number) => {
  const targets = document.querySelectorAll('a[href], button, input, select, textarea, summary')
  const small: string[] = []
  for (const element of targets) {
    // A box to tick is tapped by its label.
    const target = element.matches('[type=checkbox], [type=radio]')
      ? element.closest('label')
      : element
    const { width, height } = (target ?? element).getBoundingClientRect()
    if (width === 0 || getComputedStyle(element).display === 'inline') continue
    if (width < smallest || height < smallest)
      small.push(
        `${element.localName}.${element.className} ${Math.round(width)}x${Math.round(height)}`,
      )
  }
  return { small, over: document.documentElement.scrollWidth - innerWidth }
}
