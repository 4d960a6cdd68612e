/** What the business does, how long it takes and what it costs. */
import { asc } from 'drizzle-orm'

import { services } from '../../db/schema/service.ts'
import type { Db } from '../scope.ts'

export const listServices = (db: Db) =>
  db
    .select({
      id: services.id,
      name: services.name,
      aliases: services.aliases,
      priceCents: services.priceCents,
      priceFrom: services.priceFrom,
      durationMinutes: services.durationMinutes,
      description: services.description,
    })
    .from(services)
    .orderBy(asc(services.name))
