import * as z from 'zod'

import {
  closeConversation,
  handBack,
  lockConversation,
  readByOwner,
  reopenConversation,
  takeOver,
} from '../src/conversation/conversation.ts'
import {
  listThread,
  readConversation,
  readThreadVersion,
  THREAD_PAGE,
} from '../src/conversation/inbox.ts'
import { one } from '../src/errors.ts'
import { deliveryStates, isMessageKind, type DeliveryState } from '../src/inbound.ts'
import { mayDo } from '../src/member/roles.ts'
import { queueReply, reopenUnanswered, retryReply } from '../src/message/message.ts'
import { readOrg } from '../src/org/org.ts'
import type { Db, Query as DbQuery } from '../src/scope.ts'
import { MAX_TEXT } from '../src/vendors/whapi.ts'
import { wantsFragments, type HouseApp, type HouseContext } from './http.ts'
import { readForm, readId, readQuery } from './input.ts'
import { ConversationLive, ConversationPage } from './pages/conversation.tsx'
import type { ConversationView, Done, ThreadLine } from './pages/props.ts'
import { requireMember } from './session.ts'
import { wakeReply } from './wake.ts'

const Query = z.object({
  before: z.coerce.number().int().positive().optional(),
  v: z.string().max(100).optional(),
  done: z.enum(['takeover', 'handback', 'closing', 'reopening']).optional(),
})
const Reply = z.object({
  text: z
    .string()
    // Browsers post CRLF; WhatsApp echoes LF, and the echo must match.
    .transform((typed) => typed.replaceAll('\r\n', '\n').trim())
    .pipe(
      z.string().min(1, 'write something first').max(MAX_TEXT, `at most ${MAX_TEXT} characters`),
    ),
  cid: z.uuid(),
})

/** One thread: reading it, answering in it, and who answers. A post answers fragments to the page's script, else it goes back to the page. */
export const mountConversation = (app: HouseApp): HouseApp => {
  app
    .get('/conversations/:id', requireMember('inbox.read'), async (c) =>
      c.html(<ConversationPage {...await readThread(c, readQuery(c, Query))} />),
    )
    .get('/conversations/:id/live', requireMember('inbox.read'), async (c) => {
      const query = readQuery(c, Query)
      const view = await readThread(c, query)
      if (view.version === query.v) return c.body(null, 204)
      return fragments(c, view)
    })
    .post('/conversations/:id/replies', requireMember('conversation.answer'), async (c) => {
      const { db, clock } = c.var.deps
      const { text, cid } = await readForm(c, Reply)
      const conversationId = readId(c)
      const at = clock()
      const reply = { conversationId, clientId: cid, text, at }
      return act(c, {
        queries: [queueReply(db, reply), takeOver(db, { conversationId, at })],
        done: null,
      })
    })
    .post(
      '/conversations/:id/messages/:message/retry',
      requireMember('conversation.answer'),
      async (c) => {
        const { db, clock } = c.var.deps
        const line = { conversationId: readId(c), messageId: readId(c, 'message'), at: clock() }
        // A second tap finds it on its way, and shows that.
        return act(c, { queries: [retryReply(db, line)], done: null })
      },
    )
    .post('/conversations/:id/reading', requireMember('conversation.answer'), async (c) => {
      const { deps } = c.var
      await c.var.ask(readByOwner(deps.db, { conversationId: readId(c), at: deps.clock() }))
      return c.body(null, 204)
    })
  for (const move of ['takeover', 'handback', 'closing', 'reopening'] as const) {
    app.post(`/conversations/:id/${move}`, requireMember('conversation.answer'), async (c) => {
      const { db, clock } = c.var.deps
      return act(c, {
        queries: moves[move](db, { conversationId: readId(c), at: clock() }),
        done: move,
      })
    })
  }
  return app
}

type Chat = { conversationId: string; at: Date }

const moves: Record<Done, (db: Db, chat: Chat) => DbQuery[]> = {
  takeover: (db, chat) => [takeOver(db, chat)],
  handback: (db, chat) => [
    lockConversation(db, chat.conversationId),
    reopenUnanswered(db, chat),
    handBack(db, chat),
  ],
  closing: (db, chat) => [closeConversation(db, chat)],
  reopening: (db, chat) => [reopenConversation(db, chat)],
}

/** Does it and reads the thread in the same trip; what became due is sent by whoever the wake-up reaches. */
const act = async (
  c: HouseContext,
  { queries, done }: { queries: DbQuery[]; done: Done | null },
): Promise<Response> => {
  const { deps, requestId } = c.var
  const conversationId = readId(c)
  const { orgId, ...view } = await readThread(c, {}, queries)
  await wakeReply(deps, { orgId, conversationId, requestId })
  if (wantsFragments(c)) return fragments(c, { ...view, done })
  return c.redirect(`/conversations/${conversationId}${done ? `?done=${done}` : ''}`, 303)
}

const fragments = (c: HouseContext, view: ConversationView): Response | Promise<Response> => {
  c.header('x-v', view.version)
  return c.html(<ConversationLive {...view} />)
}

const readThread = async (
  c: HouseContext,
  query: z.infer<typeof Query>,
  first: readonly DbQuery[] = [],
): Promise<ConversationView & { orgId: string }> => {
  const { deps } = c.var
  const { db } = deps
  const conversationId = readId(c)
  const [me, , orgs, conversations, newest, versions] = await c.var.ask(
    first,
    readOrg(db),
    readConversation(db, { conversationId }),
    listThread(db, { conversationId, before: query.before ?? null }),
    readThreadVersion(db, { conversationId }),
  )
  const conversation = one(conversations)
  const org = one(orgs)
  const mayAnswer = mayDo(me, 'conversation.answer')
  const page = newest.slice(0, THREAD_PAGE)
  const oldest = page.at(-1)
  return {
    orgId: me.orgId,
    me: { name: me.name, orgName: org.name },
    seesPersonal: me.seesPersonal,
    mayAnswer,
    mayAskPayment: mayDo(me, 'payment.request'),
    mayExport: mayDo(me, 'data.export'),
    at: deps.clock(),
    zone: org.timezone,
    conversation,
    lines: withRetry(
      page.toReversed(),
      mayAnswer && query.before === undefined ? conversationId : null,
    ),
    earlier:
      newest.length > THREAD_PAGE && oldest
        ? `/conversations/${conversationId}?before=${oldest.seq}`
        : null,
    past: query.before !== undefined,
    version: one(versions).version,
    clientId: crypto.randomUUID(),
    done: query.done ?? null,
  }
}

type Row = Awaited<ReturnType<typeof listThread>>[number]

const asLine = (row: Row): ThreadLine => ({
  id: row.id,
  by: row.by,
  kind: isMessageKind(row.kind) ? row.kind : 'unsupported',
  text: row.text,
  at: row.at,
  state: row.by === 'customer' ? null : shownState(row.state),
  memberName: row.memberName,
  evidence: row.evidence ?? [],
  note: row.note,
  edited: row.editedAt !== null,
  removed: row.removedAt !== null,
  reaction: row.reaction,
  clientId: row.clientId,
  seconds: typeof row.details?.['seconds'] === 'number' ? row.details['seconds'] : null,
})

/** `newest`: the chat whose newest lines these are; only there a line may be sent again (src/message/message.ts `retryReply`). */
const withRetry = (rows: Row[], newest: string | null): ThreadLine[] => {
  const last = rows.findLast(({ by, note }) => by !== 'customer' && !note)
  const mayGo = last?.by === 'member' && last.state === 'failed' && last.providerId === null
  return rows.map((row) => ({
    ...asLine(row),
    retry:
      newest && mayGo && row === last ? `/conversations/${newest}/messages/${row.id}/retry` : null,
  }))
}

/** Waiting to leave and leaving look the same to a person. */
const shownState = (state: Row['state']): DeliveryState | null => {
  if (state === 'queued' || state === 'sending') return 'pending'
  return deliveryStates.find((known) => known === state) ?? null
}
