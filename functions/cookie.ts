import { getCookie, setCookie } from 'hono/cookie'

import type { HouseContext } from './http.ts'

/** The only way this house sets a cookie: for this host alone, out of reach of scripts, never over plain HTTP, not with foreign posts. */
const attributes = {
  prefix: 'host',
  path: '/',
  secure: true,
  httpOnly: true,
  sameSite: 'Lax',
} as const

export const readHostCookie = (c: HouseContext, name: string): string | undefined =>
  getCookie(c, name, 'host')

export const writeHostCookie = (
  c: HouseContext,
  name: string,
  { value, seconds }: { value: string; seconds: number },
): void => setCookie(c, name, value, { ...attributes, maxAge: seconds })

export const dropHostCookie = (c: HouseContext, name: string): void =>
  setCookie(c, name, '', { ...attributes, maxAge: 0 })
