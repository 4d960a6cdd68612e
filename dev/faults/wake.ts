import { workerOf, type World } from './world.ts'

type Ids = { orgId: string; conversationId: string }

/** Wakes a Worker for these conversations, one after the other in one invocation, as a batch of the queue does. */
export const wake = async (world: World, due: readonly Ids[], worker = 0): Promise<void> => {
  const timestamp = new Date().toISOString()
  const messages = due.map(({ orgId, conversationId }) => ({
    id: conversationId,
    timestamp,
    attempts: 1,
    body: { orgId, conversationId, requestId: 'faults' },
  }))
  const response = await fetch(`${workerOf(world, worker).url}/__stage/queue`, {
    method: 'POST',
    body: JSON.stringify(messages),
  }).catch(() => null)
  await response?.arrayBuffer().catch(() => null)
}
