/** What the headers do in a real browser: a script that got into a page does not run, and a page of another site cannot show ours. */
import assert from 'node:assert/strict'

import type { Page, Route } from 'playwright-core'

import { openPage } from './browser.ts'
import type { Play } from './people.ts'

const STRANGER = 'http://stranger.example/'
const SHIELDS = ['content-security-policy', 'x-frame-options']
/** As if a text had been written into the page without being escaped. */
const INJECTED = `<script>globalThis.ran = 'script'</script><img src="/none.png" onerror="globalThis.ran = 'handler'">`

export const playShields = async (play: Play): Promise<void> => {
  await play.check('an inline script that got into a page does not run [#69]', async () => {
    assert.equal(await ranIn(play, { shielded: true }), null)
    // The same without our policy, or the check would see nothing.
    assert.notEqual(await ranIn(play, { shielded: false }), null)
  })
  await play.check('in a frame of another site a page of ours stays blank [#70]', async () => {
    assert.equal(await wordsInFrame(play, { shielded: true }), '')
    assert.match(await wordsInFrame(play, { shielded: false }), /Log in/)
  })
}

const ranIn = (play: Play, { shielded }: { shielded: boolean }): Promise<string | null> =>
  alone(play, async (page, login) => {
    await page.route(login, (route) => answer(route, { shielded, more: INJECTED }))
    await page.goto(login, { waitUntil: 'networkidle' })
    return page.evaluate(() => String(Reflect.get(globalThis, 'ran') ?? '') || null)
  })

const wordsInFrame = (play: Play, { shielded }: { shielded: boolean }): Promise<string> =>
  alone(play, async (page, login) => {
    const body = `<!doctype html><title>A prize!</title><iframe src="${login}"></iframe>`
    await page.route(STRANGER, (route) => route.fulfill({ contentType: 'text/html', body }))
    await page.route(login, (route) => answer(route, { shielded, more: '' }))
    await page.goto(STRANGER, { waitUntil: 'networkidle' })
    const [frame] = page.frames().filter((one) => one !== page.mainFrame())
    assert.ok(frame)
    // What a browser shows in place of a refused page is its own, not ours.
    return frame.url() === login ? frame.locator('body').innerText() : ''
  })

/** A browser of its own: what its console says is the point, and no failure. */
const alone = async <T>(
  { browser, stage }: Play,
  work: (page: Page, login: string) => Promise<T>,
): Promise<T> => {
  const page = await openPage(browser, [])
  const found = await work(page, `${stage.appOrigin}/login`)
  await page.context().close()
  return found
}

/** The Worker's own answer, with `more` at its end. */
const answer = async (
  route: Route,
  { shielded, more }: { shielded: boolean; more: string },
): Promise<void> => {
  const response = await route.fetch()
  const kept = Object.entries(response.headers()).filter(
    ([name]) => shielded || !SHIELDS.includes(name),
  )
  const body = (await response.text()).replace('</body>', `${more}</body>`)
  await route.fulfill({ response, headers: Object.fromEntries(kept), body })
}
