/** Who writes in. */
import { eq } from 'drizzle-orm'

import { conversations } from '../../db/schema/conversation.ts'
import { customers } from '../../db/schema/customer.ts'
import type { Db } from '../scope.ts'

/** The person behind a thread. */
export const readCustomer = (db: Db, conversationId: string) =>
  db
    .select({ id: customers.id, name: customers.name, optedOutAt: customers.optedOutAt })
    .from(customers)
    .innerJoin(conversations, eq(conversations.customerId, customers.id))
    .where(eq(conversations.id, conversationId))

/** STOP and START. `at` null takes the wish back. */
export const setOptOut = (db: Db, { customerId, at }: { customerId: string; at: Date | null }) =>
  db
    .update(customers)
    .set({ optedOutAt: at })
    .where(eq(customers.id, customerId))
    .returning({ id: customers.id })
