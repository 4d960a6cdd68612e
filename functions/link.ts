/** Asking for a link by mail: the same for signing in, signing up and a new password, and the same for every address, whoever has it. */
import * as z from 'zod'

import { LimitReached, one } from '../src/errors.ts'
import type { Mail } from '../src/mail/mail.ts'
import { linkMinutes, type LinkPurpose } from '../src/session/magic-link.ts'
import { dropHostCookie, readHostCookie, writeHostCookie } from './cookie.ts'
import type { HouseContext } from './http.ts'
import { limitedNetwork, shownNetwork } from './network.ts'
import { wakeNotice } from './sign-in.ts'

const COOKIE = 'ml'

type Limit = { what: string; limit: number; seconds: number }
const limitsOf = (email: string, network: string): Limit[] => [
  { what: `link to ${email}, quarter of an hour`, limit: 3, seconds: 900 },
  { what: `link to ${email}, day`, limit: 10, seconds: 86_400 },
  { what: `links asked from ${network}`, limit: 10, seconds: 900 },
]

export type SignUp = { business: string; name: string; email: string; phone: string }
/** What goes to the address, by whether somebody signs in with it already; null: nothing goes. */
type Letters = { known: (link: string) => Mail | null; unknown: (link: string) => Mail | null }

/** Writes the link and its mail in one trip and remembers the asking browser. Throws LimitReached. */
export const askForLink = async (
  c: HouseContext,
  asked: { purpose: LinkPurpose; email: string; signUp?: SignUp; letters: Letters },
): Promise<void> => {
  const { deps } = c.var
  const link = await deps.newLink()
  const url = `${deps.origin}/login/verify?t=${link.token}`
  const id = crypto.randomUUID()
  const sealed = async (mail: Mail | null) => mail && deps.sealMail(id, mail)
  const { email, purpose, signUp, letters } = asked
  const limits = limitsOf(email, limitedNetwork(c))
  const asks = await deps.lookUp(
    deps.lookups.requestLink({
      limits: await Promise.all(
        limits.map(async ({ what, ...limit }) => ({ key: await deps.limitKey(what), ...limit })),
      ),
      network: shownNetwork(c),
      email,
      token: {
        ...link.stored,
        purpose,
        minutes: linkMinutes[purpose],
        ...(signUp ? { sign_up: signUp } : {}),
      },
      mail: {
        id,
        known: await sealed(letters.known(url)),
        unknown: await sealed(letters.unknown(url)),
      },
      at: deps.clock(),
    }),
  )
  const { waitSeconds } = one(asks)
  if (waitSeconds > 0) throw new LimitReached('too many links were asked for', waitSeconds)
  await wakeNotice(c, id)
  remember(c, { browser: link.browser, email, purpose })
}

const Asking = z.object({
  browser: z.string().min(20).max(100),
  email: z.string().max(254),
  purpose: z.enum(['login', 'signup', 'reset']),
})
type Asking = z.infer<typeof Asking>

const remember = (c: HouseContext, asking: Asking): void =>
  writeHostCookie(c, COOKIE, {
    value: btoa(encodeURIComponent(JSON.stringify(asking))),
    seconds: linkMinutes[asking.purpose] * 60,
  })

/** What this browser asked for, while its link lives; null in any other browser. */
export const askingOf = (c: HouseContext): Asking | null => {
  try {
    const cookie = readHostCookie(c, COOKIE) ?? ''
    return Asking.parse(JSON.parse(decodeURIComponent(atob(cookie))))
  } catch {
    return null
  }
}

export const forgetAsking = (c: HouseContext): void => dropHostCookie(c, COOKIE)
