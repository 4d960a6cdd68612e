import type { Deps } from './deps.ts'

/** Something is due in this chat, now. Whoever is not woken for it is found by the next sweep. */
export const wakeReply = (
  deps: Deps,
  chat: { orgId: string; conversationId: string; requestId: string },
): Promise<void> => deps.wake([{ ...chat, delaySeconds: 0 }]).catch(() => {})
