/** What the receptionist may say. */
import { asc } from 'drizzle-orm'

import { facts } from '../../db/schema/knowledge.ts'
import type { Db } from '../scope.ts'

export const listFacts = (db: Db) =>
  db
    .select({
      id: facts.id,
      kind: facts.kind,
      question: facts.question,
      variants: facts.variants,
      answer: facts.answer,
    })
    .from(facts)
    .orderBy(asc(facts.createdAt), asc(facts.id))
