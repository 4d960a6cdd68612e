import { sql } from 'drizzle-orm'
import { check, index, primaryKey, text } from 'drizzle-orm/pg-core'

import { ownOrgOnly } from '../policies/fence.ts'
import { app, changedAt, createdAt, id, orgId } from './columns.ts'
import { orgs } from './org.ts'

export const factKinds = ['location', 'contact', 'policy', 'payment', 'faq', 'note'] as const

/** One thing the receptionist may say, with the ways people ask for it. */
export const facts = app.table(
  'facts',
  {
    id: id(),
    orgId: orgId().references(() => orgs.id, { onDelete: 'cascade' }),
    kind: text('kind', { enum: factKinds }).notNull().default('faq'),
    question: text('question').notNull(),
    variants: text('variants').array().notNull().default([]),
    answer: text('answer').notNull(),
    changedAt: changedAt(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    index('facts_by_org').on(t.orgId, t.createdAt),
    ownOrgOnly(),
    check('facts_question_length', sql`char_length(${t.question}) between 1 and 300`),
    check('facts_answer_length', sql`char_length(${t.answer}) between 1 and 1000`),
  ],
)
