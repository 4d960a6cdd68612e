import { sql } from 'drizzle-orm'

import { paymentRequests, requestPayments } from '../../db/schema/payment-request.ts'
import { showRand } from '../money.ts'
import type { Db } from '../scope.ts'

/** The intent of a line that thanks for money: true whoever answers the chat by then, and however late it leaves. */
export const THANKS = 'payment_received'

/** Thanks the payer in the chat, with a note for the team: once, as the payment's own line. No row: that payment paid nothing. */
export const queueThanks = (
  db: Db,
  paid: { merchantId: string; providerId: string; grossCents: number | null; at: Date },
) => {
  const at = sql`${paid.at.toISOString()}::timestamptz`
  const rand = showRand(paid.grossCents ?? 0)
  const thanks = db.$with('thanks', { id: sql<string>`id`.as('id') }).as(sql`
    insert into app.messages (conversation_id, channel_id, by, text, state, at, client_id, intent)
    select c.id, c.channel_id, 'receptionist', concat(${`Thank you, we received ${rand} for “`}::text, r.purpose, '”.'), 'queued', ${at}, p.id, ${THANKS}
      from ${requestPayments} p join ${paymentRequests} r on r.id = p.request_id join app.conversations c on c.id = r.conversation_id
     where p.merchant_id = ${paid.merchantId} and p.provider_id = ${paid.providerId} and p.verdict = 'applied'
    on conflict (org_id, conversation_id, client_id) do nothing returning conversation_id, channel_id`)
  const note = db.$with('note', { id: sql<string>`id`.as('id') }).as(sql`
    insert into app.messages (conversation_id, channel_id, by, text, note, at)
    select t.conversation_id, t.channel_id, 'receptionist', ${`Paid: ${rand}, PayFast ${paid.providerId}`}::text, true, ${at} from thanks t
    returning conversation_id as id`)
  return db.with(thanks, note).select({ conversationId: note.id }).from(note)
}
