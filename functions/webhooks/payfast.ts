import * as z from 'zod'

import { fromDatabase, NotProven } from '../../src/errors.ts'
import type { Told } from '../../src/subscription/ledger.ts'
import {
  type Expected,
  type Notice,
  parseNotice,
  proveNotice,
} from '../../src/vendors/payfast-notice.ts'
import type { HouseApp, HouseContext } from '../http.ts'
import { readBytes } from '../input.ts'
import { logPayment } from '../log.ts'
import { limitedNetwork, shownNetwork } from '../network.ts'
import { type Book, type Outcome, takeNotice } from '../payment.ts'
import { requestBook } from '../request-payment.ts'
import { subscriptionBook } from '../subscription-payment.ts'

const BODY_LIMIT_BYTES = 65_536
/** An hour's notes of refusals: of one network, and of all. The same notice is noted once a day, however often it comes. */
const NOTES = { network: 60, all: 600 }
const HOUR_SECONDS = 3600
const DAY_SECONDS = 86_400

const statuses = { done: 200, refused: 400, undecided: 503 } as const satisfies Record<
  Outcome,
  number
>

/** PayFast's notices to our own account, and to a business's own. 200: done, or done before. 400: refused, and noted. 503: not decided, PayFast comes again. */
export const mountPayfast = (app: HouseApp): HouseApp =>
  app
    .post('/webhooks/payfast', async (c) => {
      const read = await readNotice(c)
      if (read instanceof Response) return read
      return prove(c, { ...read, account: c.var.deps.payfast.account, book: subscriptionBook })
    })
    .post('/webhooks/payfast/:org', async (c) => {
      const { deps } = c.var
      const read = await readNotice(c)
      if (read instanceof Response) return read
      const orgId = c.req.param('org')
      const [merchant] = isId(orgId) ? await deps.lookUp(deps.lookups.findMerchant({ orgId })) : []
      if (!merchant) return refuse(c, { raw: read.raw, proof: 'organisation' })
      const account = await deps.openMerchant({ orgId, ...merchant })
      return prove(c, { ...read, account, orgId, book: requestBook })
    })

type Read = { notice: Notice; raw: string }

/** The notice, or the answer to what is none. */
const readNotice = async (c: HouseContext): Promise<Read | Response> => {
  const body = await readBytes(c.req.raw, BODY_LIMIT_BYTES)
  if (body === null) return c.body(null, 413)
  const raw = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true }).decode(body)
  const read = parseNotice(raw)
  return 'refused' in read ? refuse(c, { raw, proof: read.refused }) : { notice: read.notice, raw }
}

/** `account`, `orgId`: what the address stands for, whatever the notice says. */
const prove = async (
  c: HouseContext,
  { notice, raw, book, ...expected }: Read & Expected & { book: Book },
): Promise<Response> => {
  const { deps, requestId } = c.var
  const proof = proveNotice(notice, expected)
  if (proof === 'signature') return refuse(c, { raw, proof })
  if (proof !== null || !isId(notice.orgId))
    return refuse(c, { raw, proof: proof ?? 'organisation', orgId: notice.orgId })
  const told = toldOf(c, notice, raw)
  if (!told.isListed) logPayment(requestId, { what: 'a payment notice from an unlisted address' })
  const proven = { notice, told, network: shownNetwork(c), requestId }
  const outcome = await takeNotice(deps, book, proven).catch(unknownTo)
  if (outcome === null) return refuse(c, { raw, proof: 'organisation' })
  if (outcome === 'refused') alert(c)
  return c.body(null, statuses[outcome])
}

const isId = (text: string): boolean => z.uuid().safeParse(text).success

/** Null where no organisation is of that id. */
const unknownTo = (error: unknown): null => {
  if (fromDatabase(error) instanceof NotProven) return null
  throw error
}

/** What the columns hold. */
const [ID_CHARS, STATUS_CHARS, SOURCE_CHARS] = [100, 30, 60]

/** As it is kept: Postgres holds no NUL. */
const toldOf = (c: HouseContext, notice: Notice, raw: string): Told => {
  const { merchantId, providerId, status, token, paymentId, grossCents } = notice
  const source = c.req.header('cf-connecting-ip') ?? 'unknown'
  return {
    merchantId,
    providerId: kept(providerId, ID_CHARS),
    status: kept(status, STATUS_CHARS),
    token: token === null ? null : kept(token, ID_CHARS),
    paymentId: kept(paymentId, ID_CHARS),
    grossCents,
    raw: kept(raw, BODY_LIMIT_BYTES),
    source: kept(source, SOURCE_CHARS),
    isListed: c.var.deps.payfast.isListed(source),
  }
}
const kept = (text: string, characters: number): string =>
  text.replaceAll('\0', '\uFFFD').slice(0, characters)

/** Refused before it was proven: one note, within limits, and no trace of what it said. */
const refuse = async (
  c: HouseContext,
  { raw, proof, orgId = '' }: { raw: string; proof: string; orgId?: string },
): Promise<Response> => {
  const { deps } = c.var
  const limitOf = async (what: string, limit: number, seconds = HOUR_SECONDS) => ({
    key: await deps.limitKey(`refused payments of ${what}`),
    limit,
    seconds,
  })
  await deps.lookUp(
    deps.lookups.notePaymentRefusal({
      limits: [
        await limitOf(limitedNetwork(c), NOTES.network),
        await limitOf('everybody', NOTES.all),
      ],
      once: await limitOf(`this text to ${c.req.path}: ${raw}`, 1, DAY_SECONDS),
      orgId: isId(orgId) ? orgId : null,
      proof,
      network: shownNetwork(c),
      at: deps.clock(),
    }),
  )
  alert(c, proof)
  return c.body(null, 400)
}

/** The row of a genuine one says why. */
const alert = (c: HouseContext, proof = 'see its row'): void =>
  logPayment(c.var.requestId, { what: 'a payment notice was refused', proof })
