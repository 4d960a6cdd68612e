import { describe, expect, test } from 'vitest'

import {
  freshDb,
  MORNING,
  NETWORK,
  openBusiness,
  randomHash,
  seconds,
  sessionDoor,
  signInWith,
  type OpenBusiness,
} from './testing.ts'

const house = await freshDb()
const { lookups, lookUp } = house
const PASSWORD_HASH = 'the stored hash of a password'
const CODE = randomHash()

const notice = () => ({ id: crypto.randomUUID(), sealed: 'a notice' })
const once = () => [{ key: randomHash(), limit: 1, seconds: 900 }]

/** The events of a shop's people, the oldest first. */
const eventsOf = async ({ orgId, userId }: OpenBusiness) => {
  const [rows = []] = await house.asOwner({
    text: `select type, org_id, user_id, detail, network, e::text as row from app.security_events e
            where org_id = $1 or user_id = $2 order by at, type`,
    values: [orgId, userId],
  })
  return rows
}

const logIn = (shop: OpenBusiness, { seen = null, ...more }: Record<string, string | null> = {}) =>
  lookUp(
    lookups.passwordLogin({
      email: shop.email,
      seen,
      newHash: null,
      signIn: signInWith(more),
      forgive: [],
      at: MORNING,
    }),
  )
const withPassword = (shop: OpenBusiness, factor = 'off') =>
  shop.arrange(
    `update app.users set password_hash = $2, second_factor = $3 where id = $1`,
    shop.userId,
    PASSWORD_HASH,
    factor,
  )
/** A link in the owner's mailbox, asked for by a browser. */
const link = async (shop: OpenBusiness, purpose: 'login' | 'reset', limits = once()) => {
  const stored = { token: randomHash(), browser: randomHash(), code: CODE }
  const ask = () =>
    lookUp(
      lookups.requestLink({
        limits,
        network: NETWORK,
        email: shop.email,
        token: { ...stored, purpose, minutes: 10 },
        mail: { id: crypto.randomUUID(), known: 'a link', unknown: null },
        at: MORNING,
      }),
    )
  await ask()
  const redeem = (browserHash: string, password: string | null = null) =>
    lookUp(
      lookups.redeemLogin({
        tokenHash: stored.token,
        browserHash,
        codeHash: null,
        password,
        notice: notice(),
        signIn: signInWith(),
        at: MORNING,
      }),
    )
  return { ...stored, ask, redeem }
}
/** Wrong answers to the second question, five to a log-in, as its mail allows. */
const answerWrongly = async (shop: OpenBusiness, times: number) => {
  await withPassword(shop, 'email')
  for (let n = 0; n < times; n += 1) {
    const half = randomHash()
    await logIn(shop, { seen: PASSWORD_HASH, half })
    const proof = { code: randomHash() }
    const finish = { halfHash: half, proof, trust: false, signIn: signInWith(), at: MORNING }
    await lookUp(lookups.finishLogin(finish))
  }
}
const confirmWrongly = (shop: OpenBusiness, more: Partial<{ codeToken: string }> = {}) =>
  lookUp(
    lookups.confirmSession({
      tokenHash: shop.tokenHash,
      newTokenHash: randomHash(),
      codeToken: randomHash(),
      proof: { code: randomHash() },
      at: MORNING,
      ...more,
    }),
  )
const sendCode = (shop: OpenBusiness, { email, limits = once() }: SendCode) => {
  const stored = { token: randomHash(), code: CODE }
  const token = email
    ? { ...stored, purpose: 'email' as const, email }
    : { ...stored, purpose: 'confirm' as const }
  const asked = { tokenHash: shop.tokenHash, limits, token, mail: notice(), at: MORNING }
  return lookUp(lookups.sendCode(asked)).then(() => stored)
}
type SendCode = { email?: string; limits?: ReturnType<typeof once> }
const moveTo = async (shop: OpenBusiness, code: string) => {
  const { token } = await sendCode(shop, { email: `new-${crypto.randomUUID()}@example.com` })
  const renewed = { tokenHash: shop.tokenHash, newTokenHash: randomHash(), at: MORNING }
  await lookUp(lookups.changeEmail({ ...renewed, codeToken: token, code, notice: notice() }))
}
const twice = async (act: () => Promise<unknown>) => {
  await act()
  await act()
}

/** What happens, and the one event of its type that is to come of it. `org`: it happened in the business, else at the person's own log-in. */
const cases: {
  type: string
  detail: string | null
  org?: boolean
  act: (shop: OpenBusiness) => Promise<unknown>
}[] = [
  {
    type: 'logged_in',
    detail: 'link',
    org: true,
    act: async (shop) => {
      const { redeem, browser } = await link(shop, 'login')
      await redeem(browser)
    },
  },
  {
    type: 'logged_in',
    detail: 'password',
    org: true,
    act: async (shop) => {
      await withPassword(shop)
      await logIn(shop, { seen: PASSWORD_HASH })
    },
  },
  {
    type: 'logged_in',
    detail: 'reset',
    org: true,
    act: async (shop) => {
      const { redeem, browser } = await link(shop, 'reset')
      await redeem(browser, PASSWORD_HASH)
    },
  },
  { type: 'password_wrong', detail: null, act: (shop) => logIn(shop) },
  {
    type: 'code_wrong',
    detail: 'link',
    act: async (shop) => (await link(shop, 'login')).redeem(randomHash()),
  },
  { type: 'code_wrong', detail: 'second_factor', act: (shop) => answerWrongly(shop, 1) },
  { type: 'code_wrong', detail: 'confirm', org: true, act: (shop) => confirmWrongly(shop) },
  { type: 'code_wrong', detail: 'email', org: true, act: (shop) => moveTo(shop, randomHash()) },
  {
    type: 'limit_reached',
    detail: 'login',
    act: async (shop) => (await link(shop, 'login')).ask(),
  },
  {
    type: 'limit_reached',
    detail: 'password',
    act: (shop) => {
      const limits = { limits: once(), deviceLimits: [], deviceHash: null }
      const found = { ...limits, network: NETWORK, email: shop.email, at: MORNING }
      return twice(() => lookUp(lookups.findPassword(found)))
    },
  },
  { type: 'limit_reached', detail: 'second_factor', act: (shop) => answerWrongly(shop, 11) },
  {
    type: 'limit_reached',
    detail: 'proof',
    org: true,
    act: async (shop) => {
      for (let n = 0; n < 11; n += 1) await confirmWrongly(shop)
    },
  },
  {
    type: 'limit_reached',
    detail: 'confirm',
    org: true,
    act: (shop) => {
      const limits = once()
      return twice(() => sendCode(shop, { limits }))
    },
  },
  {
    type: 'refused',
    detail: 'GET /activity',
    org: true,
    act: (shop) =>
      lookUp(
        lookups.noteRefusal({
          limits: once(),
          tokenHash: shop.tokenHash,
          type: 'refused',
          detail: 'GET /activity',
          network: NETWORK,
          at: MORNING,
        }),
      ),
  },
  {
    type: 'new_device',
    detail: null,
    act: async (shop) => {
      await withPassword(shop)
      await twice(() => logIn(shop, { seen: PASSWORD_HASH }))
    },
  },
  {
    type: 'password_changed',
    detail: null,
    act: (shop) =>
      lookUp(
        lookups.setPassword({
          tokenHash: shop.tokenHash,
          newTokenHash: randomHash(),
          seen: null,
          newHash: PASSWORD_HASH,
          notice: notice(),
          at: MORNING,
        }),
      ),
  },
  {
    type: 'second_factor_changed',
    detail: null,
    act: (shop) =>
      lookUp(
        lookups.setSecondFactor({
          tokenHash: shop.tokenHash,
          newTokenHash: randomHash(),
          factor: { kind: 'email' },
          notice: notice(),
          at: MORNING,
        }),
      ),
  },
  { type: 'email_changed', detail: null, org: true, act: (shop) => moveTo(shop, CODE) },
]

describe('an event of somebody’s log-in', () => {
  test.each(cases)(
    '$type, $detail: is written once, for the right person, and holds no secret [#9] [#107]',
    async (happening) => {
      const shop = await openBusiness(house)
      await happening.act(shop)
      const events = await eventsOf(shop)
      const { type, detail, org = false } = happening
      expect(events.filter((event) => event['type'] === type)).toEqual([
        {
          type,
          detail,
          org_id: org ? shop.orgId : null,
          user_id: shop.userId,
          network: NETWORK,
          row: expect.any(String),
        },
      ])
      for (const secret of [shop.email, PASSWORD_HASH, CODE])
        expect(JSON.stringify(events)).not.toContain(secret)
    },
  )

  test('all types that the database knows are tried here', async () => {
    const [functions = []] = await house.asOwner(
      `select prosrc from pg_proc where pronamespace = 'app'::regnamespace`,
    )
    const source = functions.map(({ prosrc }) => String(prosrc)).join('\n')
    const types = [...source.matchAll(/(?:note_event|tell_person)\('(\w+)'/g)].flatMap(
      ([, type]) => type ?? [],
    )
    const tried = cases.map(({ type }) => type)
    expect(types.length).toBeGreaterThan(10)
    // A payment is nobody's log-in; functions/webhooks/payfast.test.ts tries each of its refusals.
    const left = types.filter((type) => !tried.includes(type) && type !== 'payment_refused')
    expect(left).toEqual([])
  })

  test('a failure at an address that nobody has is counted, and belongs to nobody', async () => {
    const before = await house.asOwner(
      `select count(*) from app.security_events where user_id is null`,
    )
    const unknown = {
      email: `nobody-${crypto.randomUUID()}@example.com`,
      seen: null,
      newHash: null,
    }
    await lookUp(
      lookups.passwordLogin({ ...unknown, signIn: signInWith(), forgive: [], at: seconds(1) }),
    )
    const after = await house.asOwner(
      `select count(*) from app.security_events where user_id is null`,
    )
    expect(Number(after[0]?.[0]?.['count'])).toBe(Number(before[0]?.[0]?.['count']) + 1)
  })
})

test('an event says where the session is used, not where it began [#107]', async () => {
  const shop = await openBusiness(house)
  const elsewhere = sessionDoor(shop.tokenHash, MORNING, { network: '203.0.113.0/24' })
  await house.ask(house.doors.enterSession(elsewhere))
  await confirmWrongly(shop)
  expect(await eventsOf(shop)).toMatchObject([{ type: 'code_wrong', network: '203.0.113.0/24' }])
})

describe('a refusal', () => {
  test('of nobody’s session is not noted; of one session thirty in an hour are [#107]', async () => {
    const shop = await openBusiness(house)
    const limits = [{ key: randomHash(), limit: 30, seconds: 3600 }]
    const note = (tokenHash: string, at = MORNING) =>
      lookUp(
        lookups.noteRefusal({
          limits,
          tokenHash,
          type: 'refused',
          detail: 'GET /',
          network: NETWORK,
          at,
        }),
      )
    expect(await note(randomHash())).toEqual([{ noted: false }])
    for (let n = 0; n < 40; n += 1) expect(await note(shop.tokenHash)).toEqual([{ noted: n < 30 }])
    expect(await eventsOf(shop)).toHaveLength(30)
    expect(await note(shop.tokenHash, seconds(3600))).toEqual([{ noted: true }])
  })
})

test.each([
  'select from app.security_events',
  `insert into app.security_events (at, type) values (now(), 'logged_in')`,
  `update app.security_events set type = type`,
  'delete from app.security_events',
  'truncate app.security_events',
  `update app.audit set actor = actor`,
  'delete from app.audit',
  'truncate app.audit',
  `insert into app.audit (actor, at, table_name, action) values ('x', now(), 'orgs', 'update')`,
])('the Worker may not "%s" [#106]', async (statement) => {
  await expect(house.asRuntime(statement)).rejects.toMatchObject({ code: '42501' })
})
