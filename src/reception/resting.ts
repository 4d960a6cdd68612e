/** Past the plan's quota, or unpaid: she takes messages and says so, and answers nothing. Pure. */
import type { Briefing, Composed } from './briefing.ts'

export const RESTING = 'resting'
/** As long as people remember what was said to them. */
const QUIET_MS = 12 * 3_600_000

/** Asking for a person, STOP, START and silence stay what they are; everything else becomes a message that is taken, and it is said once in a while. */
export const rest = (composed: Composed, { at, business, history }: Briefing): Composed => {
  if (composed.act !== 'reply' || composed.optOut !== undefined) return composed
  const ours = history.findLast(({ by }) => by !== 'customer')
  const isSaid = ours?.intent === RESTING && at.getTime() - ours.at.getTime() < QUIET_MS
  if (isSaid) return { act: 'silence', reason: RESTING }
  return {
    act: 'reply',
    text: `Thank you for your message. I have passed it on to ${business.ownerName}, who will get back to you.`,
    intent: RESTING,
    evidence: [],
    attention: 'Left a message',
  }
}
