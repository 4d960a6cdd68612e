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
 * day. `id` and `generation` are chosen by the caller, since the sealed token and the secret are bound to them.
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
    at: Date
  },
) => {
  const link = {
    providerChannelId: channel.providerChannelId,
    tokenSealed: channel.tokenSealed,
    phone: channel.phone,
    health: channel.health,
    healthAt: channel.at,
    hookGeneration: channel.generation,
  }
  return db
    .insert(channels)
    .values({
      ...link,
      id: channel.id,
      connectedAt: channel.health === 'working' ? channel.at : null,
    })
    .onConflictDoUpdate({
      target: [channels.orgId, channels.id],
      set: {
        ...link,
        connectedAt: connectedSince(channel),
        previousUntil: later(channel.at, OVERLAP_HOURS * 3600),
      },
      // Two people at once: only the one who saw the present generation moves it.
      setWhere: eq(channels.hookGeneration, channel.generation - 1),
    })
    .returning({ id: channels.id })
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
