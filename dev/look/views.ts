/** Every view the owner can meet, brought about on the stage and put through the gate. */
import assert from 'node:assert/strict'

import type { BrowserContextOptions, Page } from 'playwright-core'

import { inOrg } from '../business.ts'
import type { Business } from '../businesses.ts'
import { openPage } from './browser.ts'
import { tourFiles } from './file-views.ts'
import { openGate, passes, type Gate, type View } from './gate.ts'
import { tourMore } from './more-views.ts'
import { tourOwnLogin } from './own-login-views.ts'
import { tourPayments } from './payment-views.ts'
import { channelOf, reply, sees, signIn, type Play } from './people.ts'
import { seedChats, seedThread } from './seed.ts'
import { tourSubscriptionStates } from './subscription-states.ts'
import { tourWayIn } from './way-in-views.ts'
import { weigh } from './weight.ts'

const FIRST_LOAD_MAX_BYTES = 30_000
const SCRIPT_MAX_BYTES = 6_000

type Cookies = BrowserContextOptions['storageState']
type Tour = Play & { gate: Gate; business: Business; cookies: Cookies; owner: Page }

/** `never`: a business that does not subscribe. */
export const playViews = async (
  play: Play,
  { business, never, shots }: { business: Business; never: Business; shots: string },
) => {
  const gate = await openGate(play.browser, shots)
  const owner = await signIn(play, business.email)
  const cookies = await owner.context().storageState()
  const tour = { ...play, gate, business, cookies, owner }
  await tourWayIn(tour)
  await tourInbox(tour)
  await tourThread(tour)
  await tourPayments(tour)
  await tourActivity(tour)
  await tourFiles(tour)
  await owner.context().close()
  await tourProblems(tour)
  await tourConnect(tour)
  await tourMore(tour)
  await tourOwnLogin(tour)
  await tourSubscriptionStates(tour, never)
  console.log(`      ${gate.looked()} views looked at`)
}

const tourInbox = async (tour: Tour) => {
  const { check, gate, stage, business, cookies } = tour
  const at = (query: string) => `${stage.appOrigin}/${query}`
  await passes(check, 'the empty inbox', () =>
    gate.pass([{ name: 'inbox-empty', path: at('') }], cookies),
  )
  await seedChats(stage, channelOf(tour, business))
  await passes(check, 'the inbox with fifty chats', () =>
    gate.pass(
      [
        { name: 'inbox', path: at('') },
        { name: 'inbox-needs', path: at('?show=needs') },
        { name: 'inbox-none-closed', path: at('?show=closed') },
      ],
      cookies,
    ),
  )
  await check(
    'the first load of that inbox stays within 30 kB, its script within 6 kB',
    async () => {
      const page = await openPage(tour.browser, tour.said, cookies ? { storageState: cookies } : {})
      const { bytes, scriptBytes } = await weigh(page, at(''))
      await page.context().close()
      console.log(`      first load ${bytes} bytes, script ${scriptBytes} bytes (brotli)`)
      assert.ok(bytes <= FIRST_LOAD_MAX_BYTES && scriptBytes <= SCRIPT_MAX_BYTES)
    },
  )
}

const tourThread = async (tour: Tour) => {
  const { check, gate, stage, business, cookies, owner } = tour
  await seedThread(stage, channelOf(tour, business))
  await owner.goto(`${stage.appOrigin}/`)
  await owner.getByText(/^Christiaan/).click()
  await owner.waitForURL(/conversations/)
  const path = owner.url()
  const openFacts = (page: Page) =>
    page
      .locator('details.fact')
      .last()
      .evaluate((facts) => facts.setAttribute('open', ''))
  await passes(check, 'a long thread that waits for the owner', () =>
    gate.pass([{ name: 'thread', path, act: openFacts }], cookies),
  )
  stage.whapi.arrange({ times: 1, status: 400, delayMs: 0, afterAccept: false })
  await reply(owner, 'I will call you at four')
  await sees(owner, 'Not sent')
  const earlier = await owner.getByText('Show earlier messages').getAttribute('href')
  await passes(check, 'a thread with a reply that was not sent, and its earlier lines', () =>
    gate.pass(
      [
        { name: 'thread-failed', path },
        { name: 'thread-earlier', path: `${stage.appOrigin}${earlier}` },
        { name: 'thread-toast', path: `${path}?done=takeover` },
      ],
      cookies,
    ),
  )
}

const tourActivity = async (tour: Tour) => {
  const { check, gate, stage, business, cookies } = tour
  const at = (query: string) => `${stage.appOrigin}/activity${query}`
  await runInOrg(
    stage.ownerUrl,
    business,
    `insert into app.security_events (at, type, org_id, user_id, detail, network)
     select now() - n * interval '7 hours', (array['password_wrong', 'code_wrong', 'limit_reached', 'refused'])[1 + n % 4], $1, user_id,
            (array[null, 'second_factor', 'password', 'POST /conversations/:id/takeover'])[1 + n % 4], '2001:db8:12:3400::/64'
       from generate_series(1, 60) n, app.members where org_id = $1`,
  )
  await passes(check, 'who did what, all of it, a part, and none', () =>
    gate.pass(
      [
        { name: 'activity', path: at('') },
        { name: 'activity-business', path: at('?what=business') },
        { name: 'activity-none', path: at('?what=answers&who=ai') },
        { name: 'activity-security', path: at('?what=security') },
      ],
      cookies,
    ),
  )
}

const tourProblems = async ({ check, gate, stage, cookies }: Tour) => {
  const { appOrigin } = stage
  await passes(check, 'pages that say what went wrong', async () => {
    const known = await gate.pass(
      [
        { name: 'problem-404', path: `${appOrigin}/nothing-here`, status: 404 },
        { name: 'problem-400', path: `${appOrigin}/?show=wrong`, status: 400 },
      ],
      cookies,
    )
    stage.neon.mishaps.arrange({ times: 100, status: 500, delayMs: 0, afterAccept: false })
    const down: View = { name: 'problem-503', path: `${appOrigin}/`, status: 503 }
    const outage = await gate.pass([down], cookies)
    stage.neon.mishaps.arrange(null)
    return [...known, ...outage]
  })
}

const tourConnect = async (tour: Tour) => {
  const { check, gate, stage, business, cookies } = tour
  const path = `${stage.appOrigin}/connect`
  const asHealth = (health: string) =>
    runInOrg(
      stage.ownerUrl,
      business,
      `update app.channels set health = '${health}' where org_id = $1`,
    )
  for (const health of ['working', 'starting', 'linking', 'down']) {
    await asHealth(health)
    await passes(check, `the connect page while the number is ${health}`, () =>
      gate.pass([{ name: `connect-${health}`, path }], cookies),
    )
  }
  await stage.whapi.unlink(channelOf(tour, business))
  const askCode = async (page: Page) => {
    await page.getByRole('button', { name: 'Get a code' }).click()
    await page.locator('.code').waitFor()
  }
  await passes(check, 'the connect page with a code, and the inbox without a connection', () =>
    gate.pass(
      [
        { name: 'connect-code', path, act: askCode },
        { name: 'inbox-disconnected', path: `${stage.appOrigin}/` },
      ],
      cookies,
    ),
  )
  await runInOrg(stage.ownerUrl, business, 'delete from app.channels where org_id = $1')
  const sendWrong = async (page: Page) => {
    await page.getByLabel('Channel token').fill('short')
    await page.getByLabel('WhatsApp number').fill('082 555 0150')
    await page.getByRole('button', { name: 'Save and continue' }).click()
    await sees(page, /^Paste the whole token/)
  }
  await passes(check, 'the connect page without a number, and with a mistake in its form', () =>
    gate.pass(
      [
        { name: 'connect-none', path },
        { name: 'connect-mistake', path, act: sendWrong, actStatus: 400 },
      ],
      cookies,
    ),
  )
}

/** As the schema's owner, whom no fence holds: `$1` is the business. */
const runInOrg = (ownerUrl: string, { orgId }: Business, statement: string) =>
  inOrg(ownerUrl, { orgId }, (client) => client.query(statement, [orgId]))
