import type { MessageBatch } from '@cloudflare/workers-types'
import * as z from 'zod'

import { answerConversation } from '../src/reception/reception.ts'
import type { Deps } from './deps.ts'
import { logError } from './log.ts'
import { sendMail } from './mail.ts'

const ReplyWakeUp = z.object({
  orgId: z.uuid(),
  conversationId: z.uuid(),
  requestId: z.string().max(64),
})
const MailWakeUp = z.object({ mail: z.uuid() })
const WakeUp = z.union([ReplyWakeUp, MailWakeUp])
export type WakeUp = z.infer<typeof WakeUp>

/** A wake-up says "look now". One that fails is tried again by the queue, and the sweep finds what is due whatever happens here. */
export const runWakeUps = async (batch: MessageBatch, deps: Deps): Promise<void> => {
  for (const message of batch.messages) {
    const wakeUp = WakeUp.safeParse(message.body)
    if (!wakeUp.success) {
      message.ack()
      continue
    }
    const isDone = await runWakeUp(deps, wakeUp.data)
    if (isDone) message.ack()
    else message.retry({ delaySeconds: 5 })
  }
}

/** False: it met no database, and is to be run again. */
export const runWakeUp = async (deps: Deps, wakeUp: WakeUp): Promise<boolean> => {
  try {
    if ('mail' in wakeUp) await sendMail(deps, wakeUp.mail)
    else await answer(deps, wakeUp)
    return true
  } catch (error) {
    logError('mail' in wakeUp ? wakeUp.mail : wakeUp.requestId, error)
    return false
  }
}

const answer = async (deps: Deps, wakeUp: z.infer<typeof ReplyWakeUp>): Promise<void> => {
  const { error } = await answerConversation(deps, wakeUp)
  if (error !== undefined) logError(wakeUp.requestId, error)
}
