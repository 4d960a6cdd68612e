/** The closed list of what can go wrong, and the one translator from the database's words. No HTTP here: functions/app.ts decides status and page. */

export class Problem extends Error {
  override name = 'Problem'
}
/** Nobody, or not who they say: no session, a wrong secret, a spent link. */
export class NotProven extends Problem {
  override name = 'NotProven'
}
/** Absent and another organisation's are the same answer. */
export class NotFound extends Problem {
  override name = 'NotFound'
}
/**
 * `role`: not for this role. `pending`: a member whom nobody has approved yet. `factor`: the business asks for two factors and there was one.
 * `stale`: who they are was proven more than 15 minutes ago, and this asks for it anew. `elsewhere`: not asked for on a page of ours, whoever they are.
 */
export class Forbidden extends Problem {
  override name = 'Forbidden'
  readonly reason: 'role' | 'pending' | 'factor' | 'stale' | 'elsewhere'
  constructor(message: string, reason: Forbidden['reason'] = 'role', options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}
/** `fields` says for each wrong field what is allowed, in words for the person who typed it. */
export class Invalid extends Problem {
  override name = 'Invalid'
  readonly fields: Record<string, string>
  constructor(message: string, fields: Record<string, string> = {}) {
    super(message)
    this.fields = fields
  }
}
/** The world moved on: taken, already done, no longer possible. */
export class Conflict extends Problem {
  override name = 'Conflict'
}
/** The plan has no room for one more; whatever there is stays. */
export class QuotaReached extends Problem {
  override name = 'QuotaReached'
}
/** Too many tries within the limit's window; one is free again after `retrySeconds`. */
export class LimitReached extends Problem {
  override name = 'LimitReached'
  readonly retrySeconds: number
  constructor(message: string, retrySeconds = 60, options?: ErrorOptions) {
    super(message, options)
    this.retrySeconds = retrySeconds
  }
}
/** As much as this isolate does at once is being done; `retrySeconds` later there may be room. */
export class Busy extends Problem {
  override name = 'Busy'
  readonly retrySeconds: number
  constructor(message: string, retrySeconds: number) {
    super(message)
    this.retrySeconds = retrySeconds
  }
}
/** The database is away or chose us as a deadlock's victim: the same request later will do. */
export class Unavailable extends Problem {
  override name = 'Unavailable'
}
/**
 * An outside service did not do what was asked.
 * `retry`: later, the same; `channel_down`: the number is not linked, or our key for the service is refused; `never`: this request will always fail.
 * `reached` says whether the request may have had its effect: `no`, or `unknown` (a time-out after it left).
 */
export class Upstream extends Problem {
  override name = 'Upstream'
  readonly verdict: 'retry' | 'channel_down' | 'never'
  readonly reached: 'no' | 'unknown'
  constructor(
    message: string,
    verdict: 'retry' | 'channel_down' | 'never',
    reached: 'no' | 'unknown' = 'no',
  ) {
    super(message)
    this.verdict = verdict
    this.reached = reached
  }
}

const codeOf = (error: unknown): string | null => {
  if (!(error instanceof Error)) return null
  if ('code' in error && typeof error.code === 'string') return error.code
  return codeOf(error.cause)
}

/** `refuse_beyond` (db/team.sql) says in its detail how many seconds there are to wait. */
const waitOf = (error: unknown): number => {
  if (!(error instanceof Error)) return 60
  if ('detail' in error) return Number(error.detail) || 60
  return waitOf(error.cause)
}

type Meaning = (cause: unknown) => Problem
const busy: Meaning = (cause) => new Unavailable('the database is busy', { cause })
const taken: Meaning = (cause) => new Conflict('taken', { cause })
const absent: Meaning = (cause) => new NotFound('not found', { cause })

/** The doors' own codes (db/doors.sql), then Postgres': uniqueness, foreign keys, an id that is no uuid, and what passes by itself. */
const meanings: Record<string, Meaning> = {
  UA401: (cause) => new NotProven('not signed in', { cause }),
  UA403: (cause) => new Forbidden('not allowed', 'role', { cause }),
  UA423: (cause) => new Forbidden('waits for approval', 'pending', { cause }),
  UA426: (cause) => new Forbidden('a second factor is asked for', 'factor', { cause }),
  UA428: (cause) => new Forbidden('prove anew who you are', 'stale', { cause }),
  UA404: absent,
  UA409: (cause) => new Conflict('the claim is stale', { cause }),
  UA429: (cause) => new LimitReached('too often', waitOf(cause), { cause }),
  '23505': taken,
  '23P01': taken,
  '23503': absent,
  '22P02': absent,
  '40P01': busy,
  '40001': busy,
  '55P03': busy,
  '57014': busy,
  '57P01': busy,
  '57P03': busy,
  '53300': busy,
}

/** The database's words as our errors; anything else is returned as it came. */
export const fromDatabase = (error: unknown): unknown => {
  if (error instanceof Problem) return error
  const problem = meanings[codeOf(error) ?? '']?.(error)
  if (problem) return problem
  return isConnectionFailure(error)
    ? new Unavailable('the database is away', { cause: error })
    : error
}

/** The data itself was refused (a value or a constraint): the same again will be refused again. */
export const isRefusedData = (error: unknown): boolean => /^2[23]/.test(codeOf(error) ?? '')

const isConnectionFailure = (error: unknown): boolean =>
  error instanceof Error &&
  (/Error connecting to database|fetch failed|Network connection lost|Server error \(HTTP status 5/.test(
    error.message,
  ) ||
    isConnectionFailure(error.cause))

/** The one row a guarded statement or a read must have answered with; none means `refusal`. */
export const one = <T>(rows: readonly T[], refusal: Problem = new NotFound('not found')): T => {
  const [row] = rows
  if (row === undefined) throw refusal
  return row
}
