/** What was said, and with whom: through the views that hide personal data from a role that may not see it, as on the pages. */
import { eq, sql } from 'drizzle-orm'

import { members } from '../../db/schema/member.ts'
import { requestPayments } from '../../db/schema/payment-request.ts'
import {
  conversationsSeen,
  customersSeen,
  messagesSeen,
  paymentRequestsSeen,
} from '../../db/schema/seen.ts'
import { moment, named, plain, rand, telephone, typed } from './cell.ts'
import { asTheyCame, momentKey, numberKey, ofRow, ROWS, type Entry } from './entry.ts'

// One lookup for each chat of the page, by its key: whatever the planner thinks of the tables, it reads no others, and none twice.
const chatsOfPage = sql`chat as materialized (select k.id, c.* from (select distinct ${ofRow('conversation_id')} as id from ${ROWS}) k
     cross join lateral (select ${conversationsSeen.customerName}, ${conversationsSeen.customerPhone}
       from ${conversationsSeen} where ${conversationsSeen.id} = k.id limit 1) c)`
const chatOfRow = sql`left join chat on chat.id = ${ofRow('conversation_id')}`

export const messages: Entry = {
  filters: ['conversation'],
  source: {
    from: () => messagesSeen,
    id: messagesSeen.id,
    day: messagesSeen.at,
    keys: [momentKey(messagesSeen.at), numberKey(messagesSeen.seq)],
    born: numberKey(messagesSeen.seq),
  },
  matching: ({ conversation }) =>
    conversation === null ? undefined : eq(messagesSeen.conversationId, conversation),
  aside: chatsOfPage,
  beside: sql`${chatOfRow} left join ${members} on ${members.id} = ${ofRow('member_id')}`,
  columns: {
    time: [ofRow('at'), moment],
    customer: [sql`chat.customer_name`, typed],
    phone: [sql`chat.customer_phone`, telephone],
    written_by: [ofRow('by'), named('author')],
    member: [members.name, typed],
    kind: [sql`case when ${ofRow('note')} then 'note' else ${ofRow('kind')} end`, named('kind')],
    message: [ofRow('text'), typed],
    status: [ofRow('state'), named('line')],
    edited: [ofRow('edited_at'), moment],
    removed: [ofRow('removed_at'), moment],
    conversation: [ofRow('conversation_id'), plain],
    id: [ofRow('id'), plain],
  },
}

export const conversations: Entry = {
  source: asTheyCame(conversationsSeen),
  columns: {
    began: [ofRow('created_at'), moment],
    last_message: [ofRow('last_message_at'), moment],
    customer: [ofRow('customer_name'), typed],
    phone: [ofRow('customer_phone'), telephone],
    state: [ofRow('state'), named('chat')],
    reason: [ofRow('attention'), typed],
    unread: [ofRow('unread'), plain],
    id: [ofRow('id'), plain],
  },
}

export const customers: Entry = {
  source: asTheyCame(customersSeen),
  columns: {
    first_seen: [ofRow('created_at'), moment],
    customer: [ofRow('name'), typed],
    phone: [ofRow('phone'), telephone],
    opted_out: [ofRow('opted_out_at'), moment],
    id: [ofRow('id'), plain],
  },
}

/** What customers were asked to pay into the business's own account. */
export const requests: Entry = {
  besides: 'payment.request',
  source: asTheyCame(paymentRequestsSeen),
  aside: chatsOfPage,
  beside: sql`${chatOfRow} left join ${requestPayments} on ${requestPayments.requestId} = ${ofRow('id')} and ${requestPayments.verdict} = 'applied'`,
  columns: {
    asked: [ofRow('created_at'), moment],
    customer: [sql`chat.customer_name`, typed],
    phone: [sql`chat.customer_phone`, telephone],
    amount: [ofRow('cents'), rand],
    purpose: [ofRow('purpose'), typed],
    state: [ofRow('state'), named('request')],
    until: [ofRow('expires_at'), moment],
    paid: [ofRow('paid_at'), moment],
    payfast_id: [requestPayments.providerId, typed],
    conversation: [ofRow('conversation_id'), plain],
    id: [ofRow('id'), plain],
  },
}
