import { sql } from 'drizzle-orm'
import { pgPolicy, pgRole } from 'drizzle-orm/pg-core'

/** The Worker's role: made in SQL (db/roles.sql), owns nothing, cannot bypass row-level security. */
export const appRole = pgRole('app_runtime').existing()

/** In a policy the setting stands in a select, so that Postgres reads it once per statement (an InitPlan). */
const ownOrgId = sql`nullif((select current_setting('app.org_id', true)), '')::uuid`

/** One policy for all four commands: rows of the organisation that the door opened. No door, no rows. */
export const ownOrgOnly = () =>
  pgPolicy('own_org', {
    as: 'permissive',
    for: 'all',
    to: appRole,
    using: sql`org_id = ${ownOrgId}`,
    withCheck: sql`org_id = ${ownOrgId}`,
  })

/** The same for `orgs` itself, whose id is the organisation. */
export const ownRowOnly = () =>
  pgPolicy('own_org', {
    as: 'permissive',
    for: 'all',
    to: appRole,
    using: sql`id = ${ownOrgId}`,
    withCheck: sql`id = ${ownOrgId}`,
  })

/** Behind a member's door a person sees what is theirs, in whichever organisation. */
export const ownRowsOfPerson = (name: string) =>
  pgPolicy(name, {
    as: 'permissive',
    for: 'all',
    to: appRole,
    using: sql`user_id = nullif((select current_setting('app.user_id', true)), '')::uuid`,
    withCheck: sql`user_id = nullif((select current_setting('app.user_id', true)), '')::uuid`,
  })

/** Tables without an organisation, each with its reason. The Worker has no grant on them: only doors and lookups reach them. */
export const orgless: Record<string, string> = {
  users: 'a person may belong to several organisations',
  sessions:
    'looked up by the hash of a cookie, before an organisation is known; a member sees and ends their own',
  devices: 'a browser belongs to a person, in whichever organisation',
  login_tokens: 'redeemed before an organisation is known',
  outbox: 'the first mails are written before there is an organisation',
  limits: 'counted before anybody is known',
  security_events: 'most refusals belong to no organisation',
}

/** Tables that are their own history and carry no mark trigger, each with its reason. */
export const unmarked: Record<string, string> = {
  audit: 'it is the marks',
  events: 'what the channel told us: insert-only but for the wiping of a removed message',
  messages: 'each line keeps its own times, states and edits',
  users:
    'no organisation to mark under; what a person changes about their log-in is a security event',
  sessions: 'no organisation to mark under; a session is its own record',
  devices: 'no organisation to mark under; the log-in that made it is a security event',
  notices: 'each is the note of a change that has its mark',
  payments: 'each is a notice of PayFast’s as it came, and says what came of it',
  request_payments: 'each is a notice of PayFast’s as it came, and says what came of it',
  usage: 'counts answers, each of which is a line of its own',
  login_tokens: 'no organisation to mark under; a token keeps when it was used',
  outbox: 'no organisation to mark under; a mail keeps when it was sent',
  limits: 'counters that are gone with their window',
  security_events: 'they are marks themselves; the Worker has no right on them',
}
