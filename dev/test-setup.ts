import type { TestProject } from 'vitest/node'
import * as z from 'zod'

import { prepareDatabase } from '../db/migrate.ts'
import { readJson, serve, type Fetch } from './http.ts'
import { createMailbox } from './mailbox.ts'
import { createNeon } from './neon.ts'
import { freePort, startPostgres } from './postgres.ts'
import { createWhapi } from './whapi.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the tests' stand-ins listen: Neon under /sql and /databases, Whapi under /whapi, mail under /mail. */
    stage: string
  }
}

const TEMPLATE = 'template_frontdesk'

const Channel = z.object({
  token: z.string(),
  providerChannelId: z.string(),
  phone: z.string(),
  linked: z.boolean().default(true),
})

/** One Postgres, one Neon endpoint, one Whapi and one mailbox for the whole run. Each test clones the migrated template and adds a channel of its own. */
export default async function setUp(project: TestProject) {
  process.env['OWNER_PASSWORD'] ??= 'owner-of-the-tests'
  process.env['RUNTIME_PASSWORD'] ??= 'runtime-of-the-tests'
  const postgres = await startPostgres({ name: 'test', durable: false })
  const urls = await prepareDatabase(postgres.adminUrl, TEMPLATE)
  const neon = createNeon({ adminUrl: postgres.adminUrl, ...urls })
  // Tests deliver what Whapi would send themselves, so that its order is theirs to choose.
  const whapi = createWhapi({
    now: () => new Date(),
    deliver: () => Promise.resolve(new Response()),
    timing: { echoMs: 1, sentMs: 1, deliveredMs: 1, readMs: 1 },
  })
  const mailbox = createMailbox(() => new Date())
  const rooms: Fetch = async (request) => {
    const { pathname } = new URL(request.url)
    if (pathname === '/channels') {
      whapi.addChannel(await readJson(request, Channel))
      return Response.json({})
    }
    if (pathname === '/mail') return mailbox.fetch(request)
    if (pathname === '/mailbox') return Response.json(mailbox.mails())
    if (pathname === '/sent') return Response.json(whapi.sent())
    return pathname.startsWith('/whapi') ? whapi.fetch(request) : neon.fetch(request)
  }
  const port = await freePort()
  const server = await serve({ port, fetch: rooms, sql: neon.answer })
  project.provide('stage', `http://127.0.0.1:${port}`)
  return async () => {
    whapi.stop()
    await server.stop()
    await neon.stop()
    await postgres.stop()
  }
}
