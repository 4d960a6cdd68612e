/**
 * `npm run timing`: can somebody tell from the time of an answer whether an address has an account? Pairs of a known and an unknown
 * address, in turn and in random order, through the real Worker. The measure is the area under the ROC curve: 0.5 is a coin, 1 is a gift.
 */
import { randomInt } from 'node:crypto'

import { Client } from 'pg'

import { parseKeys } from '../../src/sealed.ts'
import { hashPassword } from '../../src/session/password.ts'
import { plans } from '../../src/subscription/plan.ts'
import { logIn, openBusiness } from '../business.ts'
import { withStage, type Stage } from '../stage.ts'
import { ownerUnderAttack } from './attack.ts'

const PAIRS = 200
const WARM_UP = 20
/** As the Worker makes them by default (functions/env.ts). */
const PASSWORD_COST = 10
const LOWEST = 0.45
const HIGHEST = 0.55
const SLOWEST_MS = 1000

type Flow = {
  name: string
  path: string
  expected: number
  form: (email: string) => Record<string, string>
  /** Of somebody who is logged in. */
  cookie?: () => string
}
const flows: Flow[] = [
  { name: 'a sign-in link', path: '/login', expected: 303, form: (email) => ({ email }) },
  {
    name: 'a link for a new password',
    path: '/login/reset',
    expected: 303,
    form: (email) => ({ email }),
  },
  {
    name: 'sign-up',
    path: '/signup',
    expected: 303,
    form: (email) => ({ business: 'Karoo Plumbers', name: 'Pieter', phone: '082 555 0133', email }),
  },
  {
    name: 'a password',
    path: '/login/password',
    expected: 401,
    form: (email) => ({ email, password: 'not the right one' }),
  },
]

/** People with an account, one for each request, so that no limit is met. */
const addPeople = async (stage: Stage, count: number, passwordHash: string) => {
  const client = new Client({ connectionString: stage.ownerUrl })
  await client.connect()
  await client.query(
    `insert into app.users (email, password_hash, created_at)
     select 'known' || n || '@example.com', $2, now() from generate_series(1, $1::int) n on conflict do nothing`,
    [count, passwordHash],
  )
  await client.end()
}

/** How many places a new business has besides its owner's: an invitation holds one. */
const INVITES_EACH = plans.trial.members - 1

/** An invitation is sent from behind a session: enough owners for all of them. */
const invitation = async (stage: Stage, count: number): Promise<Flow> => {
  const cookies: string[] = []
  for (let n = 0; n < Math.ceil((count * 2) / INVITES_EACH); n += 1) {
    const owner = { name: 'Naledi', email: `owner${n}@example.com` }
    await openBusiness(stage.ownerUrl, { name: `Nursery ${n}`, owner })
    cookies.push(await logIn(stage.ownerUrl, owner.email))
  }
  let sent = 0
  return {
    name: 'an invitation',
    path: '/team/invitations',
    expected: 303,
    form: (email) => ({ email, role: 'staff' }),
    cookie: () => {
      const cookie = cookies[Math.floor(sent / INVITES_EACH)] ?? ''
      sent += 1
      return cookie
    },
  }
}

let turn = 0
const timeOf = async (
  stage: Stage,
  { path, form, expected, cookie }: Flow,
  email: string,
): Promise<number> => {
  turn += 1
  const body = new URLSearchParams(form(email))
  const started = performance.now()
  const response = await fetch(stage.appOrigin + path, {
    method: 'POST',
    redirect: 'manual',
    body,
    headers: {
      origin: stage.appOrigin,
      ...(cookie ? { cookie: cookie() } : {}),
      'cf-connecting-ip': `10.${(turn >> 16) & 255}.${(turn >> 8) & 255}.${turn & 255}`,
    },
  })
  await response.arrayBuffer()
  const ms = performance.now() - started
  if (response.status !== expected) throw new Error(`${path} answered ${response.status}`)
  return ms
}

/** The chance that a known address took longer than an unknown one (ties count half). */
export const areaUnderCurve = (known: readonly number[], unknown: readonly number[]): number => {
  let wins = 0
  for (const one of known)
    for (const other of unknown) wins += one > other ? 1 : one === other ? 0.5 : 0
  return wins / (known.length * unknown.length)
}

const measure = async (stage: Stage, flow: Flow): Promise<number> => {
  const times = { known: [] as number[], unknown: [] as number[] }
  for (let n = 1; n <= PAIRS + WARM_UP; n += 1) {
    const pair = ['known', 'unknown'] as const
    for (const kind of randomInt(2) === 0 ? pair : pair.toReversed()) {
      const ms = await timeOf(stage, flow, `${kind}${n}@example.com`)
      if (n > WARM_UP) times[kind].push(ms)
    }
  }
  return areaUnderCurve(times.known, times.unknown)
}

const main = async (): Promise<void> => {
  await withStage({ name: 'timing', queue: false }, async (stage) => {
    const keys = parseKeys(stage.bindings.PEPPER_KEYS)
    const hash = await hashPassword(keys, 'the right one', PASSWORD_COST)
    await addPeople(stage, PAIRS + WARM_UP, hash)
    for (const flow of [...flows, await invitation(stage, PAIRS + WARM_UP)]) {
      const area = await measure(stage, flow)
      const isEven = area >= LOWEST && area <= HIGHEST
      if (!isEven) process.exitCode = 1
      console.log(`${isEven ? 'even ' : 'TELLS'}  ${area.toFixed(3)}  ${flow.name}, ${PAIRS} pairs`)
    }
    const times = await ownerUnderAttack(stage, hash)
    const slowest = Math.round(Math.max(...times))
    if (slowest > SLOWEST_MS) process.exitCode = 1
    console.log(`${slowest} ms at most for the owner's ${times.length} log-ins under attack`)
  })
}

if (import.meta.main) await main()
