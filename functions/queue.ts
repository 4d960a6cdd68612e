import type { MessageBatch } from '@cloudflare/workers-types'
import * as z from 'zod'

import { answerConversation } from '../src/reception/reception.ts'
import type { Deps } from './deps.ts'
import { logError } from './log.ts'

const WakeUp = z.object({
  orgId: z.uuid(),
  conversationId: z.uuid(),
  requestId: z.string().max(64),
})

/** A wake-up says "look now". One that fails is tried again by the queue, and the sweep finds what is due whatever happens here. */
export const runWakeUps = async (batch: MessageBatch, deps: Deps): Promise<void> => {
  for (const message of batch.messages) {
    const wakeUp = WakeUp.safeParse(message.body)
    if (!wakeUp.success) {
      message.ack()
      continue
    }
    try {
      const { error } = await answerConversation(deps, wakeUp.data)
      if (error !== undefined) logError(wakeUp.data.requestId, error)
      message.ack()
    } catch (error) {
      logError(wakeUp.data.requestId, error)
      message.retry({ delaySeconds: 5 })
    }
  }
}
