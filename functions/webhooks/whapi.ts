import { isRefusedData } from '../../src/errors.ts'
import type { Inbound } from '../../src/inbound.ts'
import { recordInbound } from '../../src/message/inbound.ts'
import { hashToken } from '../../src/session/token.ts'
import type { Proof } from '../../src/vendors/whapi-hook.ts'
import { parseWhapiWebhook } from '../../src/vendors/whapi-webhook.ts'
import type { HouseApp, HouseContext } from '../http.ts'
import { readBytes } from '../input.ts'
import { logError } from '../log.ts'

const BODY_LIMIT_BYTES = 1_048_576
const RAW_LIMIT = 65_536

/** Whapi's deliveries. Answers 200 when everything is stored, else a 5xx, and Whapi comes again. One trip; a forged one makes none. */
export const mountWhapi = (app: HouseApp): HouseApp =>
  app.post('/webhooks/whapi/:hook', async (c) => {
    const { deps } = c.var
    const body = await readBytes(c.req.raw, BODY_LIMIT_BYTES)
    if (body === null) return c.body(null, 413)
    const hook = c.req.param('hook')
    const proof = await deps.prove({ hook, headers: c.req.raw.headers, body })
    if (!proof) return c.body(null, 401)
    const said = { body: new TextDecoder().decode(body), receivedAt: deps.clock() }
    const delivery = parseWhapiWebhook(said) ?? (await unreadable(said))
    const { orgId, due } = await store(c, { ...delivery, proof, receivedAt: said.receivedAt })
    await wakeFor(c, orgId, due)
    return c.body(null, 200)
  })

type Delivery = {
  proof: Proof
  channelId: string | null
  items: readonly Inbound[]
  receivedAt: Date
}

/** The whole delivery in one trip. Should one item be refused by the database, it must not cost its neighbours: then each goes alone. */
const store = async (c: HouseContext, delivery: Delivery) => {
  const { deps, requestId } = c.var
  const { proof, receivedAt, channelId: providerChannelId } = delivery
  const door = { ...proof, providerChannelId, at: receivedAt, requestId }
  const record = async (items: readonly Inbound[]) => {
    const [{ orgId }, due] = await deps.ask(
      deps.doors.enterChannel(door),
      recordInbound(deps.db, { channelId: proof.channelId, items, receivedAt }),
    )
    return { orgId, due }
  }
  try {
    return await record(delivery.items)
  } catch (error) {
    if (!isRefusedData(error)) throw error
    logError(requestId, error)
  }
  const stored = []
  for (const item of delivery.items) {
    stored.push(await record([item]).catch((error: unknown) => record([refused(item, error)])))
  }
  return { orgId: stored[0]?.orgId ?? '', due: stored.flatMap(({ due }) => due) }
}

/** Kept by its key alone, so that it is not sent for ever. Throws what is no fault of the item. */
const refused = ({ key, at }: Inbound, error: unknown): Inbound => {
  if (!isRefusedData(error)) throw error
  return { type: 'other', kind: 'refused', key, at, raw: null }
}

/** Proven but not to be understood: kept and answered 200, else it would be sent again for ever. */
const unreadable = async ({ body, receivedAt }: { body: string; receivedAt: Date }) => {
  const key = `body:${await hashToken(body)}`
  const raw = body.replaceAll('\0', '\uFFFD').slice(0, RAW_LIMIT)
  const items: Inbound[] = [{ type: 'other', kind: 'unreadable', key, at: receivedAt, raw }]
  return { channelId: null, items }
}

/** One wake-up a thread, a second after its pause has passed. It is only a wake-up: if it fails, the sweep finds the row. */
const wakeFor = async (
  c: HouseContext,
  orgId: string,
  due: readonly { conversationId: string; pauseSeconds: number }[],
): Promise<void> => {
  const { deps, requestId } = c.var
  const pauses = new Map(
    due.map(({ conversationId, pauseSeconds }) => [conversationId, pauseSeconds]),
  )
  const wakeUps = [...pauses].map(([conversationId, pauseSeconds]) => ({
    orgId,
    conversationId,
    requestId,
    delaySeconds: pauseSeconds + 1,
  }))
  if (wakeUps.length > 0) await deps.wake(wakeUps).catch(() => {})
}
