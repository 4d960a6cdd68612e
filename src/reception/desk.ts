/** What lies on the receptionist's desk while she composes: the briefing, today's date, an index of the facts. */
import {
  buildIndex,
  rankFacts,
  type Index,
  type Rankable,
  type Ranked,
} from '../knowledge/ranking.ts'
import { openState } from '../org/hours.ts'
import { localParts } from '../time.ts'
import type { Briefing, Business, Evidence, Fact, Line, Service } from './briefing.ts'

export type Desk = {
  briefing: Briefing
  business: Business
  at: Date
  /** "YYYY-MM-DD" in the business's zone. */
  today: string
  /** Made when first asked for: hours and greetings need none. */
  index: () => Index
}

/** One part of a reply. `attention` is for the owner. */
export type Answer = {
  text: string
  intent: string
  evidence: Evidence[]
  attention?: string
}

const SESSION_MS = 12 * 3_600_000

/** A service speaks of its price and its length, whatever its name. */
const rankableService = (service: Service): Rankable => ({
  id: `service:${service.id}`,
  question: service.name,
  variants: [
    ...service.aliases,
    `how much is ${service.name}`,
    `how long does ${service.name} take`,
    `do you do ${service.name}`,
  ],
  answer: service.description ?? '',
  concepts: ['price', 'duration'],
})

const rankableFact = (fact: Fact): Rankable => ({
  id: `fact:${fact.id}`,
  question: fact.question,
  variants: fact.variants,
  answer: fact.answer,
  concepts: /\bR ?\d|\bfree\b|\bno charge\b/i.test(fact.answer) ? ['price'] : [],
})

const indexOf = ({ facts, services }: Business): Index =>
  buildIndex([...facts.map(rankableFact), ...services.map(rankableService)])

export const openDesk = (briefing: Briefing): Desk => {
  const { business, at } = briefing
  let index: Index | undefined
  return {
    briefing,
    business,
    at,
    today: localParts(at, business.timezone).date,
    index: () => (index ??= indexOf(business)),
  }
}

export const search = (desk: Desk, text: string): Ranked[] => rankFacts(desk.index(), text)

export const factOf = (desk: Desk, ref: string): Fact | undefined =>
  desk.business.facts.find(({ id }) => ref === `fact:${id}`)

export const serviceOf = (desk: Desk, ref: string): Service | undefined =>
  desk.business.services.find(({ id }) => ref === `service:${id}`)

/** Our side's last line, whoever of us wrote it. */
export const lastOfOurs = ({ briefing }: Desk): Line | undefined =>
  briefing.history.findLast(({ by }) => by !== 'customer')

/** Nobody of ours has written in this session yet, so she says who she is. */
export const isNewSession = (desk: Desk): boolean => {
  const last = lastOfOurs(desk)
  return !last || desk.at.getTime() - last.at.getTime() > SESSION_MS
}

export const isOpenNow = ({ business, at }: Desk): boolean =>
  business.hours.length === 0 || openState(business, at).open

/** At most this much of the customer's words in a line for the owner. */
const QUOTE_CHARACTERS = 120

/** The burst in one line, for the owner. */
export const quoteBurst = ({ briefing }: Desk): string => {
  const said = briefing.burst
    .flatMap(({ text }) => (text === null ? [] : [text.trim()]))
    .join(' ')
    .replaceAll(/\s+/g, ' ')
  return said.length <= QUOTE_CHARACTERS ? said : `${said.slice(0, QUOTE_CHARACTERS - 1)}…`
}
