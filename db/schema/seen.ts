/**
 * What pages read customers, chats and lines through: a role that may not see personal data gets them without name, number and words.
 * The door says who may (`app.personal`); under security_invoker the caller's own policies hold as on the tables.
 */
import { eq, getTableColumns, sql } from 'drizzle-orm'
import type { AnyPgColumn } from 'drizzle-orm/pg-core'

import { app } from './columns.ts'
import { conversations } from './conversation.ts'
import { customers } from './customer.ts'
import { messages } from './message.ts'
import { paymentRequests } from './payment-request.ts'

const isShown = sql`(select current_setting('app.personal', true)) = 'shown'`
const shown = (column: AnyPgColumn, name: string) =>
  sql<string | null>`case when ${isShown} then ${column} end`.as(name)

export const customersSeen = app
  .view('customers_seen')
  .with({ securityInvoker: true })
  .as((qb) =>
    qb
      .select({
        ...getTableColumns(customers),
        name: shown(customers.name, 'name'),
        phone: shown(customers.phone, 'phone'),
      })
      .from(customers),
  )

/** That there is a reason to look is shown to everybody, the reason itself is not: it quotes the customer. */
export const conversationsSeen = app
  .view('conversations_seen')
  .with({ securityInvoker: true })
  .as((qb) =>
    qb
      .select({
        ...getTableColumns(conversations),
        chatId: shown(conversations.chatId, 'chat_id'),
        attention: sql<
          string | null
        >`case when ${isShown} or ${conversations.attention} is null then ${conversations.attention} else '' end`.as(
          'attention',
        ),
        customerName: shown(customers.name, 'customer_name'),
        customerPhone: shown(customers.phone, 'customer_phone'),
      })
      .from(conversations)
      .innerJoin(customers, eq(customers.id, conversations.customerId)),
  )

/** Of what a line carries only its length in seconds says nothing about anybody. */
export const messagesSeen = app
  .view('messages_seen')
  .with({ securityInvoker: true })
  .as((qb) =>
    qb
      .select({
        ...getTableColumns(messages),
        text: shown(messages.text, 'text'),
        quotes: shown(messages.quotes, 'quotes'),
        reaction: shown(messages.reaction, 'reaction'),
        details: sql<Record<
          string,
          string | number | boolean | null
        > | null>`case when ${isShown} then ${messages.details} else jsonb_build_object('seconds', ${messages.details} -> 'seconds') end`.as(
          'details',
        ),
        evidence: sql<
          { ref: string; says: string }[] | null
        >`case when ${isShown} then ${messages.evidence} end`.as('evidence'),
      })
      .from(messages),
  )

/** What somebody is asked to pay for says who they are, or what of them is treated. */
export const paymentRequestsSeen = app
  .view('payment_requests_seen')
  .with({ securityInvoker: true })
  .as((qb) =>
    qb
      .select({
        ...getTableColumns(paymentRequests),
        purpose: shown(paymentRequests.purpose, 'purpose'),
      })
      .from(paymentRequests),
  )
