/** What customers are asked to pay: the list, asking in a chat, and taking back. */
import * as z from 'zod'

import { makeDue } from '../src/conversation/conversation.ts'
import { countChats, readConversation } from '../src/conversation/inbox.ts'
import { one } from '../src/errors.ts'
import { mayDo } from '../src/member/roles.ts'
import { queueReply } from '../src/message/message.ts'
import { parseRand } from '../src/money.ts'
import { readOrg } from '../src/org/org.ts'
import { readMerchant } from '../src/payment-request/merchant.ts'
import {
  cancelRequest,
  LEAST_CENTS,
  listRequests,
  MOST_CENTS,
  openRequest,
  PURPOSE_CHARACTERS,
  REQUESTS_PAGE,
  standingOf,
} from '../src/payment-request/payment-request.ts'
import { later, localParts } from '../src/time.ts'
import type { HouseApp, HouseContext } from './http.ts'
import { mistakesIn, oneLine, placeOf, readForm, readId, readQuery, timePlace } from './input.ts'
import { AskPage, type AskErrors, type AskFields, lifeDays } from './pages/payment-ask.tsx'
import { PaymentsPage } from './pages/payments.tsx'
import { text } from './pages/text.en.ts'
import { requireMember } from './session.ts'
import { wakeReply } from './wake.ts'

const DAY_SECONDS = 86_400
const words = text.payment.ask

const Query = z.object({ before: timePlace.optional() })
const Typed = z.object({
  amount: z.string().max(40).default(''),
  purpose: z.string().max(1000).default(''),
  days: z.string().max(10).default('7'),
  cid: z.uuid(),
})
const Asked = z.object({
  amount: z
    .string()
    .transform((typed) => parseRand(typed) ?? 0)
    .refine((cents) => cents >= LEAST_CENTS && cents <= MOST_CENTS, words.amountWrong),
  // PayFast takes "0" for nothing.
  purpose: oneLine(PURPOSE_CHARACTERS, words.purposeWrong).regex(/\p{L}/u, words.purposeWrong),
  days: z
    .string()
    .transform(Number)
    .refine((days) => lifeDays.some((known) => known === days), words.daysWrong),
})

const member = requireMember('payment.request')

export const mountPaymentRequests = (app: HouseApp): HouseApp =>
  app
    .get('/payments', member, async (c) => {
      const { before } = readQuery(c, Query)
      return c.html(<PaymentsPage {...await readPage(c, before ?? null)} />)
    })
    .post('/payments/:id/cancellation', member, async (c) => {
      const [, cancelled] = await c.var.ask(cancelRequest(c.var.deps.db, { id: readId(c) }))
      one(cancelled)
      return c.redirect('/payments', 303)
    })
    .get('/conversations/:id/payment', member, async (c) =>
      c.html(<AskPage {...await readAsk(c)} />),
    )
    .post('/conversations/:id/payment', member, async (c) => {
      const { cid: id, ...typed } = await readForm(c, Typed)
      const asked = Asked.safeParse(typed)
      if (asked.success) return send(c, { id, ...asked.data })
      const errors = mistakesIn(asked.error)
      return c.html(<AskPage {...await readAsk(c, { values: typed, errors, id })} />, 400)
    })

/** The request, and the line with its link as this member's own; she goes on answering. */
const send = async (
  c: HouseContext,
  { id, amount: cents, purpose, days }: { id: string } & z.infer<typeof Asked>,
): Promise<Response> => {
  const { deps, requestId } = c.var
  const { db } = deps
  const conversationId = readId(c)
  const at = deps.clock()
  const url = await deps.payUrl(id)
  const line = text.payment.line({ cents, purpose, url, forDays: days })
  const expiresAt = later(at, days * DAY_SECONDS)
  const [{ orgId }] = await c.var.ask(
    openRequest(db, { id, conversationId, cents, purpose, expiresAt }),
    queueReply(db, { conversationId, clientId: id, text: line, at }),
    makeDue(db, { conversationId, at }),
  )
  await wakeReply(deps, { orgId, conversationId, requestId })
  return c.redirect(`/conversations/${conversationId}`, 303)
}

type Again = { values: AskFields; errors: AskErrors; id: string }

const readAsk = async (c: HouseContext, again?: Again) => {
  const { db } = c.var.deps
  const conversationId = readId(c)
  const [me, conversations, merchants] = await c.var.ask(
    readConversation(db, { conversationId }),
    readMerchant(db),
  )
  return {
    conversation: one(conversations),
    seesPersonal: me.seesPersonal,
    hasAccount: merchants.length > 0,
    maySetUp: mayDo(me, 'payment.manage'),
    id: again?.id ?? crypto.randomUUID(),
    values: again?.values ?? { amount: '', purpose: '', days: '7' },
    errors: again?.errors ?? {},
  }
}

const readPage = async (c: HouseContext, before: z.infer<typeof timePlace> | null) => {
  const { db, clock } = c.var.deps
  const at = clock()
  const [me, requests, merchants, orgs, counts] = await c.var.ask(
    listRequests(db, { before }),
    readMerchant(db),
    readOrg(db),
    countChats(db, { at }),
  )
  const { timezone: zone } = one(orgs)
  const page = requests.slice(0, REQUESTS_PAGE)
  const last = requests.length > REQUESTS_PAGE ? page.at(-1) : undefined
  return {
    requests: page.map((request) => {
      const standing = standingOf(request, at)
      const day = request.paidAt ?? request.expiresAt
      return { ...request, standing, day: localParts(day, zone).date }
    }),
    earlier: last ? `/payments?before=${placeOf(last)}` : null,
    past: before !== null,
    seesPersonal: me.seesPersonal,
    merchantId: merchants[0]?.merchantId ?? null,
    maySetUp: mayDo(me, 'payment.manage'),
    needsYou: one(counts).needsYou,
  }
}
