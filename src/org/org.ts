/** The business: its profile, hours and days off, and its WhatsApp number. */
import { asc, eq, gte, sql } from 'drizzle-orm'

import { channels, closures, openingHours, orgs } from '../../db/schema/org.ts'
import type { ChannelHealth } from '../inbound.ts'
import type { Db } from '../scope.ts'
import { later } from '../time.ts'

/** The previous secret still works this long after a renewal: queued callbacks carry the old header. */
const OVERLAP_HOURS = 24

export const readOrg = (db: Db) =>
  db
    .select({
      id: orgs.id,
      name: orgs.name,
      ownerName: orgs.ownerName,
      timezone: orgs.timezone,
      phone: orgs.phone,
      email: orgs.email,
      website: orgs.website,
      address: orgs.address,
      onPublicHolidays: orgs.onPublicHolidays,
      requiresSecondFactor: orgs.requiresSecondFactor,
      vatNumber: orgs.vatNumber,
    })
    .from(orgs)

/** Stands before what adds something that the plan counts: of two at once, the second waits, and then counts the first. */
export const lockOrg = (db: Db) => db.select({ id: orgs.id }).from(orgs).for('no key update')

/** Null: it has none. */
export const changeVatNumber = (db: Db, { vatNumber }: { vatNumber: string | null }) =>
  db.update(orgs).set({ vatNumber }).returning({ id: orgs.id })

export const readSecurity = (db: Db) =>
  db.select({ requiresSecondFactor: orgs.requiresSecondFactor }).from(orgs)

/** Asks everybody for a second step, from their next request on. */
export const requireSecondFactor = (db: Db, { required }: { required: boolean }) =>
  db.update(orgs).set({ requiresSecondFactor: required }).returning({ id: orgs.id })

export const listHours = (db: Db) =>
  db
    .select({
      id: openingHours.id,
      weekday: openingHours.weekday,
      opens: openingHours.opens,
      closes: openingHours.closes,
    })
    .from(openingHours)
    .orderBy(asc(openingHours.weekday), asc(openingHours.opens))

/** Days off that are not over: `from` is the local day, "YYYY-MM-DD". */
export const listClosures = (db: Db, { from }: { from: string }) =>
  db
    .select({
      id: closures.id,
      startsOn: closures.startsOn,
      endsOn: closures.endsOn,
      reason: closures.reason,
      opens: closures.opens,
      closes: closures.closes,
    })
    .from(closures)
    .where(gte(closures.endsOn, from))
    .orderBy(asc(closures.startsOn))

const shown = {
  id: channels.id,
  authMode: channels.authMode,
  generation: channels.hookGeneration,
  tokenSealed: channels.tokenSealed,
  phone: channels.phone,
  health: channels.health,
  healthAt: channels.healthAt,
  marksRead: channels.marksRead,
}

/** The first version has one number a business; the newest counts. */
export const findChannel = (db: Db) =>
  db
    .select(shown)
    .from(channels)
    .orderBy(sql`${channels.createdAt} desc`)
    .limit(1)

/** Any of the business's numbers, by its own id. */
export const listChannels = (db: Db) => db.select(shown).from(channels)

/**
 * Links a WhatsApp number, or links it anew: then with the next generation of its hook's secret, while the one before works for another
 * day. `id` and `generation` are chosen by the caller, since the sealed token and the secret are bound to them. `allowed`: how many the plan
 * has room for; one that is there stays, whatever the plan. No row: no room, or somebody else has just linked it. Behind `lockOrg`.
 */
export const connectWhatsapp = (
  db: Db,
  channel: {
    id: string
    generation: number
    providerChannelId: string | null
    tokenSealed: string
    phone: string | null
    health: ChannelHealth
    allowed: number
    at: Date
  },
) => {
  const { id, generation, at, allowed } = channel
  const previousUntil = later(at, OVERLAP_HOURS * 3600).toISOString()
  // Two people at once: only the one who saw the present generation moves it.
  const linked = db.$with('linked', { id: sql<string>`id`.as('id') }).as(sql`
    insert into ${channels} as c (id, hook_generation, provider_channel_id, token_sealed, phone, health, health_at, connected_at)
    select ${id}::uuid, ${generation}::int, ${channel.providerChannelId}, ${channel.tokenSealed}, ${channel.phone}, ${channel.health}::text,
           ${at.toISOString()}::timestamptz, case when ${channel.health}::text = 'working' then ${at.toISOString()}::timestamptz end
     where (select count(*) from app.channels) < ${allowed}::int or exists (select from app.channels h where h.id = ${id}::uuid)
    on conflict (org_id, id) do update set hook_generation = excluded.hook_generation, provider_channel_id = excluded.provider_channel_id,
      token_sealed = excluded.token_sealed, phone = excluded.phone, health = excluded.health, health_at = excluded.health_at,
      connected_at = coalesce(c.connected_at, excluded.connected_at), previous_until = ${previousUntil}::timestamptz
     where c.hook_generation = ${generation - 1}::int
    returning c.id`)
  return db.with(linked).select({ id: linked.id }).from(linked)
}

/** The first moment a number worked stays: older lines were written to somebody else. */
const connectedSince = ({ health, at }: { health: ChannelHealth; at: Date }) =>
  health === 'working'
    ? sql`coalesce(${channels.connectedAt}, ${at.toISOString()}::timestamptz)`
    : sql`${channels.connectedAt}`

/** What a look at the provider showed. */
export const noteHealth = (
  db: Db,
  seen: { channelId: string; health: ChannelHealth; text: string; at: Date },
) =>
  db
    .update(channels)
    .set({
      // A number that was linked and asks for a code has lost its phone.
      health:
        seen.health === 'linking'
          ? sql`case when ${channels.connectedAt} is null then 'linking' else 'down' end`
          : seen.health,
      healthText: seen.text,
      healthAt: seen.at,
      connectedAt: connectedSince(seen),
    })
    .where(eq(channels.id, seen.channelId))
    .returning({ id: channels.id })
