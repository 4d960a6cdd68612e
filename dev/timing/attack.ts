/** Somebody tries passwords of one account, a hundred a minute from twenty addresses: how long does its owner wait at a browser they know? */
import { setTimeout as sleep } from 'node:timers/promises'

import { asOwner, openBusiness } from '../business.ts'
import type { Stage } from '../stage.ts'

const TRIES = 100
const GAP_MS = 600
const ADDRESSES = 20
const OWNER = { name: 'Naledi', email: 'attacked@example.com' }
const PASSWORD = 'the right one'

const logIn = async (stage: Stage, password: string, headers: Record<string, string>) => {
  const started = performance.now()
  const response = await fetch(`${stage.appOrigin}/login/password`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ email: OWNER.email, password }),
    headers: { origin: stage.appOrigin, ...headers },
  })
  await response.arrayBuffer()
  const { status } = response
  return { status, ms: performance.now() - started, cookies: response.headers.getSetCookie() }
}

/** Milliseconds of the owner's log-ins while the attack is going on; throws when one is refused. */
export const ownerUnderAttack = async (stage: Stage, passwordHash: string): Promise<number[]> => {
  await openBusiness(stage.ownerUrl, { name: 'Nursery', owner: OWNER })
  await asOwner(stage.ownerUrl, (client) =>
    client.query(
      `update app.users set password_hash = $2, second_factor = 'off' where email = $1`,
      [OWNER.email, passwordHash],
    ),
  )
  const home = { 'cf-connecting-ip': '198.51.100.1' }
  const { cookies } = await logIn(stage, PASSWORD, home)
  const device = cookies.find((cookie) => cookie.startsWith('__Host-device='))?.split(';')[0] ?? ''
  const times: number[] = []
  const attack: Promise<unknown>[] = []
  for (let n = 0; n < TRIES; n += 1) {
    const from = { 'cf-connecting-ip': `203.0.113.${n % ADDRESSES}` }
    attack.push(logIn(stage, `guess ${n}`, from))
    if (n % 10 === 9) {
      const { status, ms } = await logIn(stage, PASSWORD, { ...home, cookie: device })
      if (status !== 303) throw new Error(`the owner was answered ${status}`)
      times.push(ms)
    }
    await sleep(GAP_MS)
  }
  await Promise.all(attack)
  return times
}
