/** Which step of our Worker a trip to the database is, told by its statements. */
import type { Trip } from '../neon.ts'

type Is = (trip: Trip) => boolean

const has =
  (pattern: RegExp): Is =>
  ({ queries }) =>
    queries.some((query) => pattern.test(query))

export const isWebhook = has(/app\.ingest\(/)
export const isClaim = has(/^update "app"\."conversations".*"lease_token" = .*\+ 1/)
export const isReply = has(/^insert into "app"\."messages"/)
export const isMark = has(/app\.catch_up\(/)
