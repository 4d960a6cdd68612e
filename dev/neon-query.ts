import { DatabaseError, type Pool, type PoolClient } from 'pg'

import { toText } from './neon-text.ts'

/** Neon's own limit, for the request and for the answer. */
export const MAX_BYTES = 10 * 1024 * 1024

/** `body`: as bytes, so that a page of a megabyte is encoded once. */
export type Answer = { status: number; body: Buffer<ArrayBuffer> }
const answerOf = (status: number, value: unknown): Answer => ({
  status,
  body: Buffer.from(JSON.stringify(value)),
})
export type Headers = (name: string) => string | null
export type NeonQuery = { query: string; params: unknown[] }
type NeonRequest = { queries: NeonQuery[]; batch: boolean }

/** A single query or a batch; null when it is neither. */
export const readRequest = (body: string): NeonRequest | null => {
  try {
    const read: { queries?: NeonQuery[]; query?: string; params?: unknown[] } = JSON.parse(body)
    if (read.queries) return { queries: read.queries, batch: true }
    if (typeof read.query !== 'string') return null
    return { queries: [{ query: read.query, params: read.params ?? [] }], batch: false }
  } catch {
    return null
  }
}

export const refusal = (status: number, message: string): Answer =>
  answerOf(status, { message, code: null })

export const tooLarge = (what: string, status: number): Answer =>
  refusal(status, `${what} is too large (max is ${MAX_BYTES} bytes)`)

/** Runs a request on a connection of the pool and hands the connection back clean. */
export const runRequest = async (
  pool: Pool,
  request: NeonRequest,
  header: Headers,
): Promise<Answer> => {
  const connected = await pool.connect().catch((error: unknown) => asError(error))
  if (!('query' in connected)) return failure(connected, 503)
  const arrayMode = header('neon-array-mode') === 'true'
  const rawText = header('neon-raw-text-output') === 'true'
  const runOne = (query: NeonQuery) => runQuery(connected, query, { arrayMode, rawText })
  try {
    const result = request.batch
      ? { results: await runBatch(connected, request.queries, { header, runOne }) }
      : await runOne(request.queries[0] ?? { query: '', params: [] })
    await tidy(connected, request)
    const answer = answerOf(200, result)
    return answer.body.length > MAX_BYTES ? tooLarge('response', 507) : answer
  } catch (error) {
    if (!(error instanceof DatabaseError)) connected.release(true)
    else await tidy(connected, request, true)
    return failure(asError(error), 503)
  }
}

type Fields = { name: string; dataTypeID: number; format: string }[]
type Result = {
  fields: Fields
  rows: unknown[]
  command: string
  rowCount: number | null
  rowAsArray: boolean
}

/** Sent whole where Neon's proxy waits for each statement: after a failure the rest does nothing here, and is not sent there. */
const runBatch = async (
  client: PoolClient,
  queries: NeonQuery[],
  { header, runOne }: { header: Headers; runOne: (query: NeonQuery) => Promise<Result> },
): Promise<Result[]> => {
  const begun = client.query(beginOf(header))
  const running = queries.map(runOne)
  const ended = client.query('commit; reset all')
  const settled = await Promise.allSettled([begun, ...running, ended])
  const failed = settled.find((outcome) => outcome.status === 'rejected')
  if (failed) throw failed.reason
  return Promise.all(running)
}

const LEVELS: Record<string, string> = {
  ReadUncommitted: 'read uncommitted',
  ReadCommitted: 'read committed',
  RepeatableRead: 'repeatable read',
  Serializable: 'serializable',
}

const beginOf = (header: Headers): string => {
  const level = LEVELS[header('neon-batch-isolation-level') ?? '']
  return [
    'begin',
    level && `isolation level ${level}`,
    header('neon-batch-read-only') === 'true' && 'read only',
    header('neon-batch-deferrable') === 'true' && 'deferrable',
  ]
    .filter(Boolean)
    .join(' ')
}

const asSent = { getTypeParser: () => (value: string) => value }

const runQuery = async (
  client: PoolClient,
  { query, params }: NeonQuery,
  { arrayMode, rawText }: { arrayMode: boolean; rawText: boolean },
): Promise<Result> => {
  const config = {
    text: query,
    values: params.map(toText),
    queryMode: 'extended', // one statement only, as at Neon, even without parameters
    ...(arrayMode && { rowMode: 'array' as const }),
    ...(rawText && { types: asSent }),
  }
  const result = await client.query(config)
  return {
    fields: result.fields,
    rows: result.rows,
    command: result.command,
    rowCount: result.rowCount,
    rowAsArray: arrayMode,
  }
}

/** Statements that may leave something on the connection. What a function sets for the session itself is seen only in a batch. */
const touchesSession =
  /^\s*(set|begin|start|listen|prepare|declare|load|create\s+temp)\b|set_config\s*\(|pg_(try_)?advisory_lock/i

/** Neon's proxy hands no connection on with the state of the one before. */
const tidy = async (client: PoolClient, { queries }: NeonRequest, failed = false) => {
  try {
    if (failed) await client.query('rollback; reset all')
    if (queries.some(({ query }) => touchesSession.test(query))) {
      await client.query('rollback')
      await client.query('discard all')
    }
    client.release()
  } catch {
    client.release(true)
  }
}

const asError = (error: unknown): Error =>
  error instanceof Error ? error : new Error(String(error))

/** A refusal by Postgres in Neon's words (400); anything else means that the database is away. */
const failure = (error: Error, away: number): Answer => {
  if (!(error instanceof DatabaseError)) return refusal(away, error.message)
  const { message, code = null, detail = null, hint = null, position = null } = error
  const { severity = null, where = null, schema = null, table = null, column = null } = error
  const { dataType = null, constraint = null, file = null, line = null, routine = null } = error
  const { internalPosition = null, internalQuery = null } = error
  const about = { code, detail, hint, position, internalPosition, internalQuery, severity, where }
  const place = { schema, table, column, dataType, constraint, file, line, routine }
  return answerOf(400, { message, ...about, ...place })
}
