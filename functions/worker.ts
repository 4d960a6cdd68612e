import type { MessageBatch } from '@cloudflare/workers-types'

import { createApp } from './app.tsx'
import { buildDeps, type Deps } from './deps.ts'
import { runWakeUps } from './queue.ts'
import { sweep } from './scheduled.ts'

type App = ReturnType<typeof createApp>
type Worker = {
  fetch: (request: Request, env: unknown, ctx: Parameters<App['fetch']>[2]) => Promise<Response>
  queue: (batch: MessageBatch, env: unknown) => Promise<void>
  scheduled: (controller: unknown, env: unknown) => Promise<void>
}

/** The three ways the platform calls us. What they need is built once an isolate, at its first event. */
export const createWorker = (build: (env: unknown) => Deps): Worker => {
  let house: { deps: Deps; app: App } | undefined
  const open = (env: unknown) => {
    if (house) return house
    const deps = build(env)
    house = { deps, app: createApp(deps) }
    return house
  }
  return {
    fetch: async (request, env, ctx) => open(env).app.fetch(request, {}, ctx),
    queue: (batch, env) => runWakeUps(batch, open(env).deps),
    scheduled: (_controller, env) => sweep(open(env).deps),
  }
}

export default createWorker(buildDeps)
