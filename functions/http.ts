import type { Context, Hono } from 'hono'

import type { AskBehind } from '../src/scope.ts'
import type { Deps } from './deps.ts'

/** What every handler finds on its context. */
export type House = {
  Variables: {
    deps: Deps
    requestId: string
    /** Asks through the member's door; refuses on a route without a guard. */
    ask: AskBehind
    /** Where else than to us a form of this answer may go. */
    formTargets?: readonly string[]
    /** The page that a file is asked for on: there a log-in that is not fresh comes back to. */
    standsOn?: string
  }
}
export type HouseApp = Hono<House>
export type HouseContext = Context<House>

/** The page's own script asks for the changed parts; a plain form wants a page. */
export const wantsFragments = (c: HouseContext): boolean =>
  c.req.header('accept')?.includes('text/x-part') ?? false
