/** Answers from the business's own card: where it is and how to reach it. */
import { bandOf } from '../knowledge/ranking.ts'
import { showSouthAfrican } from '../phone.ts'
import { wordsOf } from '../words.ts'
import type { Evidence } from './briefing.ts'
import { search, factOf, type Answer, type Desk } from './desk.ts'

const whereWords =
  /\bwhere (are|r) (you|u|y?all)\b|\bwheres? (is )?(the|your|ur) (salon|shop|practice|place|office|guest ?house|lodge|business|store|premises|surgery|rooms)\b|\b(your|ur|the|physical|street|business) (address|location)\b|\b(send|share|drop) (me )?(your |the |a )?(location|pin|address)\b|\bwhere exactly\b|\blocated\b|\bsituated\b|^(address|location|adres|directions)( (please|pls|asb))?$|\bdirections\b|\bwaar is julle\b|\bjulle adres\b|\b(niphi|nikuphi|ikuphi|likuphi|ikheli|idilesi)\b|\ble kae\b|\bhow (do|can) (i|we) (get|find) (there|you|to you)\b/
const phoneWords =
  /\b(phone|telephone|tel|cell|contact|landline) (number|no|nr|details?)\b|\b(your|ur) (phone|number|contacts?|tel)\b|\bcan (i|we) (call|phone|ring)\b|\bnumber (for|to call|to phone)\b|\bjulle (nommer|telefoonnommer)\b|\binombolo\b|\bhow (do|can) (i|we) (contact|reach) (you|u)\b/
const emailWords =
  /\b(your|ur|the|an|what|whats|is|julle) (is )?(your )?(e ?mail|epos)( address)?\b|^e ?mail\b/
const websiteWords = /\bweb ?site\b|\bweb ?page\b|\bwebwerf\b|\bonline (shop|store|booking|page)\b/

/** The street, and how to find it when the owner has said so. */
const answerWhere = (question: string, desk: Desk): Answer | null => {
  const { address } = desk.business
  if (address === null) return null
  const [best] = search(desk, question)
  const fact = best && bandOf(best.confidence) === 'answer' ? factOf(desk, best.id) : undefined
  const directions = fact?.kind === 'location' ? fact : undefined
  return {
    text: [`We are at ${address}.`, ...(directions ? [directions.answer] : [])].join(' '),
    intent: 'location',
    evidence: [
      { ref: 'profile:address', says: address },
      ...(directions ? [{ ref: `fact:${directions.id}`, says: directions.answer }] : []),
    ],
  }
}

const answerContact = (said: string, { business }: Desk): Answer | null => {
  const phone = business.phone && showSouthAfrican(business.phone)
  const asked: (readonly [ref: string, wanted: boolean, value: string | null, words: string])[] = [
    ['profile:phone', phoneWords.test(said), phone, 'Our number is'],
    ['profile:email', emailWords.test(said), business.email, 'Our e-mail address is'],
    ['profile:website', websiteWords.test(said), business.website, 'Our website is'],
  ]
  const given = asked.flatMap(([ref, wanted, value, words]) =>
    wanted && value !== null ? [{ ref, value, words }] : [],
  )
  if (given.length === 0) return null
  return {
    text: given.map(({ words, value }) => `${words} ${value}.`).join(' '),
    intent: 'contact',
    evidence: given.map(({ ref, value }): Evidence => ({ ref, says: value })),
  }
}

export const answerProfile = (question: string, desk: Desk): Answer | null => {
  const said = wordsOf(question).join(' ')
  return whereWords.test(said) ? answerWhere(question, desk) : answerContact(said, desk)
}
