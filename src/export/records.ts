/** What was done in the business, by whom, and what was paid. */
import { and, eq, sql, type SQL } from 'drizzle-orm'

import { audit } from '../../db/schema/audit.ts'
import { members } from '../../db/schema/member.ts'
import { orgs } from '../../db/schema/org.ts'
import { payments as paid } from '../../db/schema/subscription.ts'
import { marksOf, memberOf } from '../audit/audit.ts'
import { VAT_PERCENT } from '../subscription/vat.ts'
import { moment, named, namedTogether, plain, rand, typed, type Cell } from './cell.ts'
import { asTheyCame, idKey, momentKey, numberKey, ofRow, type Entry } from './entry.ts'

export const activity: Entry = {
  besides: 'audit.read',
  filters: ['who', 'what'],
  source: {
    from: () => audit,
    id: audit.id,
    day: audit.at,
    keys: [numberKey(audit.seq), idKey(audit.id)],
    born: numberKey(audit.seq),
  },
  matching: marksOf,
  beside: sql`left join ${members} on ${ofRow('actor')} = 'member:' || ${members.id}`,
  columns: {
    time: [ofRow('at'), moment],
    who: [sql`split_part(${ofRow('actor')}, ':', 1)`, named('doer')],
    member: [members.name, typed],
    what: [sql`${ofRow('action')} || ' ' || ${ofRow('table_name')}`, named('deed')],
    table: [ofRow('table_name'), plain],
    row: [ofRow('row_id'), plain],
    network: [ofRow('network'), plain],
    request: [ofRow('request_id'), plain],
    before: [sql`${ofRow('before')}::text`, typed],
    after: [sql`${ofRow('after')}::text`, typed],
    id: [ofRow('id'), plain],
  },
}

/** Log-ins, failures, limits and refusals of a year. The database hands them out by its own function only. */
export const security: Entry = {
  besides: 'audit.read',
  filters: ['who'],
  source: {
    from: ({ who }) => sql`app.list_events(${memberOf(who)}::uuid, null, null, null)`,
    id: sql`id`,
    day: sql`at`,
    keys: [momentKey(sql`at`), idKey(sql`id`)],
    born: momentKey(sql`at`),
  },
  columns: {
    time: [ofRow('at'), moment],
    member: [ofRow('member_name'), typed],
    what: [sql`concat_ws(' ', ${ofRow('type')}, ${ofRow('detail')})`, namedTogether('event')],
    network: [ofRow('network'), plain],
    id: [ofRow('id'), plain],
  },
}

const vatIn = (cents: SQL) =>
  sql`round(${cents}::numeric * ${VAT_PERCENT} / ${100 + VAT_PERCENT})::int`
const vat: Cell = (cents, how) => (how.chargesVat ? rand(vatIn(cents), how) : sql`null`)
const withoutVat: Cell = (cents, how) =>
  how.chargesVat ? rand(sql`${cents} - ${vatIn(cents)}`, how) : sql`null`

/** What was paid for Frontdesk. The VAT is told where we are registered for it, as on the receipts. */
export const payments: Entry = {
  besides: 'subscription.manage',
  source: asTheyCame(paid),
  matching: () => and(eq(paid.verdict, 'applied'), eq(paid.status, 'COMPLETE')),
  beside: sql`cross join ${orgs}`,
  columns: {
    time: [ofRow('created_at'), moment],
    amount: [ofRow('gross_cents'), rand],
    vat: [ofRow('gross_cents'), vat],
    without_vat: [ofRow('gross_cents'), withoutVat],
    vat_number: [orgs.vatNumber, plain],
    payfast_id: [ofRow('provider_id'), typed],
    id: [ofRow('id'), plain],
  },
}
