import { neon } from '@neondatabase/serverless'
import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/neon-http'
import type { RunnableQuery } from 'drizzle-orm/runnable-query'

/** A builder bound to one role's connection string. It holds no connection: every batch is one HTTP request. */
export const connect = (url: string) => drizzle({ client: neon(url) })

export type Db = ReturnType<typeof connect>
export type Query<T = unknown> = RunnableQuery<T, 'pg'>

/** Who stands behind a door: what it opened, and what a page may show. `permissions`: of a role that the business made itself. */
export type Me = {
  orgId: string
  actor: string
  role: string
  name: string
  permissions: string[] | null
  seesPersonal: boolean
  /** Proved who they are within the last 15 minutes. */
  isFresh: boolean
}
/** A door: the query that must stand first in a batch. */
export type Entry = Query<Me[]>

type Asked = Query | readonly Query[]
type Answer<Q> =
  Q extends Query<infer T>
    ? T
    : Q extends readonly Query[]
      ? { -readonly [K in keyof Q]: Answer<Q[K]> }
      : never
export type Answers<Q extends readonly Asked[]> = { -readonly [K in keyof Q]: Answer<Q[K]> }
/** Runs a door and the queries behind it: one trip, one transaction. A verb may be a query or a short list of them. */
export type Ask = <const Q extends readonly Asked[]>(
  entry: Entry,
  ...asked: Q
) => Promise<[Me, ...Answers<Q>]>
/** `Ask` with its door already in hand. */
export type AskBehind = <const Q extends readonly Asked[]>(
  ...asked: Q
) => Promise<[Me, ...Answers<Q>]>
/** Runs one lookup: a question that may be asked before an organisation is known. */
export type LookUp = <T>(query: Query<T>) => Promise<T>

const isList = (asked: Asked): asked is readonly Query[] => Array.isArray(asked)

/**
 * The two ways to run queries. An isolate's first batch also carries the fence check, which refuses (UA500) a role that is
 * superuser, can bypass row-level security or owns a table; asked outside the doors, where current_user is the Worker's own role.
 */
export const askWith = (db: Db): { ask: Ask; lookUp: LookUp } => {
  let fenced = false
  const run = async (queries: [Query, ...Query[]]): Promise<unknown[]> => {
    if (fenced) return [...(await db.batch(queries))]
    const rows = await db.batch([
      db.select({ fenced: sql<boolean>`fenced` }).from(sql`app.refuse_unfenced() as fenced`),
      ...queries,
    ])
    fenced = true
    return rows.slice(1)
  }
  const ask = async <const Q extends readonly Asked[]>(entry: Entry, ...asked: Q) => {
    const rows = await run([entry, ...asked.flatMap((q) => (isList(q) ? [...q] : [q]))])
    const [me] = rows.shift() as Me[]
    const answers = asked.map((q) => (isList(q) ? rows.splice(0, q.length) : rows.shift()))
    return [me, ...answers] as unknown as [Me, ...Answers<Q>]
  }
  const lookUp = async <T>(query: Query<T>) => {
    const [rows] = await run([query])
    return rows as T
  }
  return { ask, lookUp }
}
