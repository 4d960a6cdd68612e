/** One JSON line an event. No address, header, body or query is ever logged: they hold tokens and what customers write. */
/* oxlint-disable no-console -- the one place that writes the log */
import { Problem } from '../src/errors.ts'

type Line = { requestId: string; method: string; route: string; status: number; ms: number }

const written = (event: string, fields: object): string =>
  JSON.stringify({ at: new Date().toISOString(), event, ...fields })

export const logRequest = (line: Line): void => {
  console.log(written('request', line))
}

/** For whoever runs this: at least fifty failures at log-ins within a minute. What they were stands in `app.security_events`. */
export const logAlert = (alerts: number): void => {
  console.error(written('alert', { what: 'failed log-ins', alerts }))
}

/** For whoever runs this: a notice of PayFast's that was refused, or came from where PayFast says it sends nothing from. */
export const logPayment = (
  requestId: string,
  { what, proof }: { what: string; proof?: string },
): void => {
  console.error(written('alert', { requestId, what, proof }))
}

/** The kind of error and the database's code; a driver's message holds the query and its values, so only ours are written out. */
export const logError = (requestId: string, error: unknown): void => {
  console.error(
    written('error', {
      requestId,
      name: error instanceof Error ? error.name : typeof error,
      ...(error instanceof Problem ? { message: error.message } : {}),
      code: codeOf(error),
      stack: error instanceof Error ? frames(error) : undefined,
    }),
  )
}

const codeOf = (error: unknown): string | undefined => {
  if (!(error instanceof Error)) return undefined
  if ('code' in error && typeof error.code === 'string') return error.code
  return codeOf(error.cause)
}

/** Where, without the message that stands in a stack's first lines. */
const frames = (error: Error): string[] =>
  (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 5)
    .map((line) => line.trim())
