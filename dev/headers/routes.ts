/** Bundled and asked by classes.ts: Node by itself reads no JSX. */
import { inspectRoutes } from 'hono/dev'

import { createApp } from '../../functions/app.tsx'
import type { Deps } from '../../functions/deps.ts'

/** The paths of all GET routes, as the app mounts them: an app that is only asked for them needs nothing. */
const handlers = inspectRoutes(createApp({} as Deps)).filter(({ isMiddleware }) => !isMiddleware)
export const getPaths: readonly string[] = [
  ...new Set(handlers.filter(({ method }) => method === 'GET').map(({ path }) => path)),
]
