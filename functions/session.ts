import type { MiddlewareHandler } from 'hono'

import { NotProven } from '../src/errors.ts'
import { rolesThatMay, type Permission } from '../src/member/roles.ts'
import type { AskBehind } from '../src/scope.ts'
import { hashToken } from '../src/session/token.ts'
import { dropHostCookie, readHostCookie, writeHostCookie } from './cookie.ts'
import type { House, HouseContext } from './http.ts'
import { shownNetwork } from './network.ts'

const COOKIE = 'sid'
/** The session's absolute life; the database ends an idle one after 14 days. */
const SESSION_SECONDS = 90 * 86_400

export type Guard = { permission: Permission; besides?: Permission | undefined; fresh: boolean }
const guards = new WeakMap<object, Guard>()

/** What a guard asks for, for the law that joins it with the routes; null: it is none. */
export const guardOf = (middleware: object): Guard | null => guards.get(middleware) ?? null

/**
 * The route's guard: the cookie becomes the door of every trip the route makes. No cookie is refused without asking the database. `besides`: another
 * permission that is needed too. `fresh`: who they are must have been proven within the last 15 minutes.
 */
export const requireMember = (
  permission: Permission,
  { besides, fresh = false }: Partial<Pick<Guard, 'besides' | 'fresh'>> = {},
): MiddlewareHandler<House> => {
  const guard: MiddlewareHandler<House> = async (c, next) => {
    const { deps, requestId } = c.var
    const tokenHash = await sessionHash(c)
    const door = {
      tokenHash,
      need: permission,
      besides,
      roles: rolesThatMay(permission, besides),
      personalRoles: rolesThatMay('personal.read'),
      fresh,
      network: shownNetwork(c),
      requestId,
    }
    const ask: AskBehind = (...asked) =>
      deps.ask(deps.doors.enterSession({ ...door, at: deps.clock() }), ...asked)
    c.set('ask', ask)
    await next()
  }
  guards.set(guard, { permission, besides, fresh })
  return guard
}

/** What is stored of the asking browser's session, for its door or a question about that very row. */
export const sessionHash = async (c: HouseContext): Promise<string> => hashToken(tokenOf(c))

/** Under what a code that was mailed to the holder of this session is kept: it is this session's and for this purpose. */
export const codeTokenOf = (c: HouseContext, purpose: 'confirm' | 'email'): Promise<string> =>
  hashToken(`${purpose}|${tokenOf(c)}`)

const tokenOf = (c: HouseContext): string => {
  const token = readHostCookie(c, COOKIE)
  if (!token) throw new NotProven('not signed in')
  return token
}

export const setSession = (c: HouseContext, token: string): void =>
  writeHostCookie(c, COOKIE, { value: token, seconds: SESSION_SECONDS })

/** The token of the session that ends, for its row. */
export const clearSession = (c: HouseContext): string | undefined => {
  const token = readHostCookie(c, COOKIE)
  dropHostCookie(c, COOKIE)
  return token
}
