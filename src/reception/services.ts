/** Answers about what the business does, what it costs and how long it takes. */
import { isNearSpelling } from '../knowledge/spelling.ts'
import { isStopWord, stem } from '../knowledge/stems.ts'
import { showRand } from '../money.ts'
import { wordsOf } from '../words.ts'
import type { Business, Evidence, Service } from './briefing.ts'
import type { Answer } from './desk.ts'

const MOST_SERVICES = 4
const LIST_CHARACTERS = 480
const MINUTES_PER_HOUR = 60

const priceWords =
  /\b(how much|hw much|howmuch|price|prices|pricing|pricelist|cost|costs|charge|charges|rates?|fees?|hoeveel|wat kos|kos|prys|pryse|\w*malini|bokae|amanani|intengo|quote)\b/
const durationWords =
  /\bhow long\b|\bhow many hours\b|\bduration\b|\btime (does|do|will) it take\b|\bhoe lank\b|\bisikhathi esingakanani\b|\bixesha elingakanani\b/
/** Whether something costs at all is for the facts. */
const asksWhetherCharged = /\bcharge (extra |me )?for\b|\bfor an? quote\b/

const listWords =
  /\b(services|price ?list|menu|dienste|pryslys|izinsizakalo|iinkonzo|treatments)\b|\bwhat (do|can) (you|u) (guys )?(do|offer|fix)\b|\bwat doen julle\b|\bwhat kind of (work|things)\b/

/** Stems that name no service by themselves. */
const generalWords = new Set([
  'tak',
  'work',
  'all',
  'servic',
  'everyth',
  'job',
  'tim',
  'list',
  'per',
  'night',
  'hour',
  'day',
  'person',
  'ukubuza',
])

export const asksPrice = (question: string): boolean => priceWords.test(wordsOf(question).join(' '))
export const asksDuration = (question: string): boolean =>
  durationWords.test(wordsOf(question).join(' '))
export const asksForList = (question: string): boolean =>
  listWords.test(wordsOf(question).join(' '))

/** The words of a question without those that ask for price or duration. */
export const withoutAsking = (question: string): string =>
  wordsOf(question)
    .join(' ')
    .replaceAll(new RegExp(priceWords, 'g'), ' ')
    .replaceAll(new RegExp(durationWords, 'g'), ' ')

const contentOf = (text: string): string[] =>
  wordsOf(text)
    .filter((word) => !isStopWord(word))
    .map(stem)

const namesOf = ({ name, aliases }: Service): string[][] =>
  [name, ...aliases].map(contentOf).filter((words) => words.length > 0)

/** Words that name some service are not typing mistakes for another: a bride wants no braids. */
const saidIn = (text: string, services: readonly Service[]): ((word: string) => boolean) => {
  const said = contentOf(text)
  const known = new Set(services.flatMap(namesOf).flat())
  const unknown = said.filter((word) => !known.has(word))
  return (word) => said.includes(word) || unknown.some((other) => isNearSpelling(other, word))
}

/** The services a text names. "Gents cut" does not also mean every other cut: a name inside a longer one that was said is left out. */
export const servicesIn = (text: string, { services }: Business): Service[] => {
  const isSaid = saidIn(text, services)
  /** The longest of a service's names that is wholly in the text; empty when none is. */
  const nameSaid = (service: Service): string[] =>
    namesOf(service)
      .filter((name) => name.every(isSaid))
      .reduce<string[]>((best, name) => (name.length > best.length ? name : best), [])
  const named = services
    .map((service) => ({ service, name: nameSaid(service) }))
    .filter(({ name }) => name.length > 0)
  const isInside = (name: string[], other: string[]) =>
    other.length > name.length && name.every((word) => other.includes(word))
  return named
    .filter(({ name }) => !named.some((other) => isInside(name, other.name)))
    .map(({ service }) => service)
}

/** A question of price or length that names nothing at all: "How much do you charge?" */
export const asksInGeneral = (question: string): boolean =>
  !asksWhetherCharged.test(wordsOf(question).join(' ')) &&
  (asksPrice(question) || asksDuration(question)) &&
  contentOf(withoutAsking(question)).every((word) => generalWords.has(word))

/** A question of price or length that speaks of these services and of nothing else: "braid removal" is not "braids". */
export const asksOnlyOf = (services: readonly Service[], question: string): boolean => {
  const names = new Set(services.flatMap(namesOf).flat())
  return (
    (asksPrice(question) || asksDuration(question)) &&
    contentOf(withoutAsking(question)).every((word) => names.has(word) || generalWords.has(word))
  )
}

/** "45 minutes", "1 hour 30 minutes". */
export const showDuration = (minutes: number): string => {
  const hours = Math.floor(minutes / MINUTES_PER_HOUR)
  const rest = minutes % MINUTES_PER_HOUR
  const parts = [
    hours > 0 ? `${hours} ${hours === 1 ? 'hour' : 'hours'}` : '',
    rest > 0 ? `${rest} ${rest === 1 ? 'minute' : 'minutes'}` : '',
  ]
  return parts.filter((part) => part !== '').join(' ')
}

const showPrice = ({ priceCents, priceFrom }: Service): string =>
  priceCents === null ? '' : `${priceFrom ? 'from ' : ''}${showRand(priceCents)}`

const asSentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`)

/** "Box braids: from R650, about 4 hours. Hair is not included." */
const sayService = (service: Service): string => {
  const { name, durationMinutes, description } = service
  const duration = durationMinutes === null ? '' : `about ${showDuration(durationMinutes)}`
  const said = [showPrice(service), duration].filter((part) => part !== '').join(', ')
  const head = said === '' ? `Yes, we do ${name}.` : `${name}: ${said}.`
  return description ? `${head} ${asSentence(description)}` : head
}

export const serviceEvidence = (service: Service): Evidence => ({
  ref: `service:${service.id}`,
  says: sayService(service),
})

/** Several services with the same words are all named: the customer knows which one was meant. */
export const answerServices = (services: readonly Service[], question: string): Answer => {
  const shown = services.slice(0, MOST_SERVICES)
  const unpriced = shown.filter(({ priceCents }) => priceCents === null)
  const lacking = asksPrice(question) && unpriced.length > 0
  const names = unpriced.map(({ name }) => name).join(' and ')
  return {
    text: [
      ...shown.map(sayService),
      ...(lacking ? [`I have no price for ${names}, so I have passed your question on.`] : []),
    ].join('\n'),
    intent: asksPrice(question) ? 'price' : 'service',
    evidence: shown.map(serviceEvidence),
    ...(lacking ? { attention: `Asked for the price of ${names}` } : {}),
  }
}

/** As many services as a message holds, then how many more there are. */
export const listServices = ({ services }: Business): Answer | null => {
  if (services.length === 0) return null
  const lines = services.map((service) => {
    const price = showPrice(service)
    return price === '' ? service.name : `${service.name}: ${price}`
  })
  const fitting = lines.filter(
    (_, index) => lines.slice(0, index + 1).join('\n').length <= LIST_CHARACTERS,
  )
  const left = lines.length - fitting.length
  const more = left === 0 ? [] : [`And ${left} more, just ask.`]
  return {
    text: ['We do:', ...fitting, ...more].join('\n'),
    intent: 'services',
    evidence: services.slice(0, fitting.length).map(serviceEvidence),
  }
}
