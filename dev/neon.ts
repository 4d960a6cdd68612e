import { randomBytes } from 'node:crypto'

import { Pool } from 'pg'

import { createMishaps } from './mishap.ts'
import {
  MAX_BYTES,
  readRequest,
  refusal,
  runRequest,
  tooLarge,
  type Answer,
  type Headers,
  type NeonQuery,
} from './neon-query.ts'

const POOL_SIZE = 20
const IDLE_MS = 2000
const TRIPS_KEPT = 500

export type Trip = { n: number; queries: string[]; database: string }
/** What the fault experiments hang in: each may delay, throw (the request fails) or kill a process. */
export type Intercept = {
  before?: (trip: Trip) => Promise<void> | void
  after?: (trip: Trip, answer: Answer) => Promise<void> | void
}
export type Neon = ReturnType<typeof createNeon>

type Settings = {
  adminUrl: string
  ownerUrl: string
  runtimeUrl: string
  poolSize?: number
}

/**
 * Neon's SQL over HTTP in front of a plain Postgres: `POST /sql` as Neon's driver speaks it, and `POST /databases`, which is ours:
 * it clones a template, so that a test in workerd can have its own database.
 */
export const createNeon = ({ adminUrl, ownerUrl, runtimeUrl, poolSize = POOL_SIZE }: Settings) => {
  const pools = new Map<string, Pool>()
  const mishaps = createMishaps()
  const intercept: Intercept = {}
  let trips: Trip[] = []
  let requests = 0
  let statements = 0

  const poolOf = (url: string): Pool => {
    const known = pools.get(url)
    if (known) return known
    const pool = new Pool({
      connectionString: url,
      max: poolSize,
      idleTimeoutMillis: IDLE_MS,
      pipeline: true, // lets a batch be sent whole
    })
    pool.on('error', () => {}) // an idle connection ended; the next request opens another
    pool.on('connect', (client) => client.on('error', () => {})) // one in use: its request hears of it
    pools.set(url, pool)
    return pool
  }
  const admin = poolOf(adminUrl)

  const noteTrip = (queries: NeonQuery[], url: string): Trip => {
    requests += 1
    statements += queries.length
    const trip = { n: requests, queries: queries.map(({ query }) => query), database: nameOf(url) }
    trips.push(trip)
    if (trips.length > TRIPS_KEPT) trips = trips.slice(-TRIPS_KEPT / 2)
    return trip
  }

  /** `POST /sql`, without the web's Request and Response: this is on the benchmark's path. */
  const answer = async (header: Headers, body: string): Promise<Answer> => {
    if (Buffer.byteLength(body) > MAX_BYTES) return tooLarge('request', 413)
    const url = header('neon-connection-string')
    const request = readRequest(body)
    if (!url || !request) return refusal(400, 'no connection string, or no query')
    const trip = noteTrip(request.queries, url)
    await intercept.before?.(trip)
    const result = await mishaps.around(
      () => runRequest(poolOf(url), request, header),
      (status) => refusal(status, 'arranged by the stage'),
    )
    await intercept.after?.(trip, result)
    return result
  }

  const cloneDatabase = async (template: string, name = newName()) => {
    for (const [url, pool] of pools)
      if (nameOf(url) === template) {
        pools.delete(url) // a template in use cannot be cloned
        await pool.end()
      }
    await admin.query(
      `create database ${quoted(name)} template ${quoted(template)} owner app_owner strategy wal_log`,
    )
    return {
      database: name,
      ownerUrl: withDatabase(ownerUrl, name),
      runtimeUrl: withDatabase(runtimeUrl, name),
    }
  }

  const handle = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url)
    if (request.method !== 'POST') return new Response(null, { status: 405 })
    if (pathname.endsWith('/sql')) {
      const { status, body } = await answer(
        (name) => request.headers.get(name),
        await request.text(),
      )
      return new Response(body, { status, headers: { 'content-type': 'application/json' } })
    }
    if (!pathname.endsWith('/databases')) return new Response(null, { status: 404 })
    const { template, name }: { template: string; name?: string } = await request.json()
    return Response.json(await cloneDatabase(template, name))
  }

  return {
    fetch: handle,
    answer,
    cloneDatabase,
    intercept,
    mishaps,
    counts: () => ({ requests, statements, trips: [...trips] }),
    reset: () => {
      trips = []
      requests = 0
      statements = 0
    },
    stop: async () => {
      const open = [...pools.values()]
      pools.clear()
      await Promise.all(open.map((pool) => pool.end()))
    },
  }
}

const nameOf = (url: string): string => new URL(url).pathname.slice(1)
const newName = (): string => `t_${randomBytes(6).toString('hex')}`
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
const withDatabase = (url: string, name: string): string => {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}
