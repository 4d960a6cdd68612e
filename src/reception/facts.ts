/** Answers from the owner's own words, found by ranking; and the offer of topics when it is not clear which. */
import { bandOf, type Ranked } from '../knowledge/ranking.ts'
import { wordsOf } from '../words.ts'
import type { Fact, Service } from './briefing.ts'
import { factOf, lastOfOurs, search, serviceOf, type Answer, type Desk } from './desk.ts'
import { answerServices, asksPrice, servicesIn, withoutAsking } from './services.ts'

export const OFFER = 'offer'
const MOST_TOPICS = 3
/** A topic below this is no help in a choice. */
const TOPIC_FROM = 0.25
/** Two services this near each other: she asks which. */
const CLOSE_SHARE = 0.75
/** So well explained that it goes before answers found by their words alone. */
export const SURE = 0.8

export const sayFact = (fact: Fact): Answer => ({
  text: fact.answer,
  intent: fact.kind,
  evidence: [{ ref: `fact:${fact.id}`, says: fact.answer }],
})

const statesPrice = (answer: string): boolean =>
  /\bR ?\d|\bfree\b|\bno charge\b|\bincluded\b/i.test(answer)

/** The fact that answers beyond doubt, unless it speaks of hours: those are always computed. */
export const sureFact = (question: string, desk: Desk): Fact | undefined => {
  const [best] = search(desk, question)
  if (!best || best.confidence < SURE) return undefined
  const entry = desk.index().entries.find(({ id }) => id === best.id)
  return entry?.concepts.has('hours') ? undefined : factOf(desk, best.id)
}

/** A service found by ranking alone must be meant by more than "how much" and "how long", and clearly before the next one. */
const rankedService = (question: string, desk: Desk): Service | undefined => {
  const [best, next] = search(desk, withoutAsking(question))
  if (!best || bandOf(best.confidence) !== 'answer') return undefined
  const isClose = next && serviceOf(desk, next.id) && next.score > best.score * CLOSE_SHARE
  return isClose ? undefined : serviceOf(desk, best.id)
}

/** The fact or service that answers, when one clearly does. */
export const answerByRanking = (question: string, desk: Desk): Answer | null => {
  const [best] = search(desk, question)
  if (!best || bandOf(best.confidence) !== 'answer') return null
  const named = servicesIn(question, desk.business)
  const fact = factOf(desk, best.id)
  const missesPrice = fact && asksPrice(question) && named.length > 0 && !statesPrice(fact.answer)
  if (fact && !missesPrice) return sayFact(fact)
  if (named.length > 0) return answerServices(named, question)
  const service = rankedService(question, desk)
  return service ? answerServices([service], question) : null
}

/** Without the question mark: a reply asks one thing at a time. */
const asTopic = (question: string): string => question.replace(/\?$/, '')

const topicOf = (desk: Desk, ref: string): string | undefined => {
  const fact = factOf(desk, ref)
  return fact ? asTopic(fact.question) : serviceOf(desk, ref)?.name
}

/** Up to three topics to choose from by number; null when nothing comes near. */
export const offerTopics = (question: string, desk: Desk): Answer | null => {
  const ranked: Ranked[] = search(desk, question)
  if (bandOf(ranked[0]?.confidence ?? 0) === 'message') return null
  const topics = ranked
    .filter(({ confidence }, place) => place === 0 || confidence >= TOPIC_FROM)
    .slice(0, MOST_TOPICS)
    .flatMap(({ id }) => {
      const topic = topicOf(desk, id)
      return topic === undefined ? [] : [{ ref: id, topic }]
    })
  return {
    text: [
      'I am not sure what you mean. Reply with a number, or put it in other words:',
      ...topics.map(({ topic }, index) => `${index + 1}. ${topic}`),
    ].join('\n'),
    intent: OFFER,
    evidence: topics.map(({ ref, topic }) => ({ ref, says: topic })),
  }
}

const CHOICE = /^(?:number |nr |no |option )?(\d)$/

/** The topic behind "2" after an offer of ours; undefined when our side has written anything since. */
const chosenTopic = (texts: readonly string[], desk: Desk): string | undefined => {
  const last = lastOfOurs(desk)
  if (last?.by !== 'receptionist' || last.intent !== OFFER) return undefined
  const number = CHOICE.exec(wordsOf(texts.join(' ')).join(' '))?.[1]
  const start = `${number}. `
  const line = last.text?.split('\n').find((text) => text.startsWith(start))
  return line?.slice(start.length)
}

/** The answer to a number from our last offer. */
export const answerChoice = (texts: readonly string[], desk: Desk): Answer | null => {
  const topic = chosenTopic(texts, desk)
  if (topic === undefined) return null
  const fact = desk.business.facts.find(({ question }) => asTopic(question) === topic)
  if (fact) return sayFact(fact)
  const service = desk.business.services.find(({ name }) => name === topic)
  return service ? answerServices([service], '') : null
}
