/** What of the activity is asked for, the same for the page and for the file. */
import * as z from 'zod'

import { memberOf, type Who } from '../src/audit/audit.ts'
import { kinds } from '../src/audit/deed.ts'

export const Filter = z.object({
  who: z.union([z.enum(['all', 'ai', 'whatsapp', 'frontdesk']), z.uuid()]).default('all'),
  what: z.enum(['all', ...kinds, 'security']).default('all'),
})
export type Filter = z.infer<typeof Filter>

export const whoOf = (who: string): Who => {
  if (who === 'all') return null
  return who === 'ai' || who === 'whatsapp' || who === 'frontdesk' ? who : { memberId: who }
}

/** Only people log in: of a group's log-ins everybody's are shown. */
export const personOf = (who: string): string | null => memberOf(whoOf(who))
