import * as z from 'zod'

import {
  countChats,
  INBOX_PAGE,
  listChats,
  listNeedsYou,
  readInboxVersion,
  type Show,
} from '../src/conversation/inbox.ts'
import { one } from '../src/errors.ts'
import { isMessageKind } from '../src/inbound.ts'
import { mayDo } from '../src/member/roles.ts'
import { findChannel, readOrg } from '../src/org/org.ts'
import { ledgerOf, readLedger } from '../src/subscription/ledger.ts'
import { mayAnswer, readUsage } from '../src/subscription/usage.ts'
import type { HouseApp, HouseContext } from './http.ts'
import { placeOf, readQuery, timePlace } from './input.ts'
import { InboxLive, InboxPage } from './pages/inbox.tsx'
import type { InboxRow, InboxView } from './pages/props.ts'
import { requireMember } from './session.ts'

const Query = z.object({
  show: z.enum(['all', 'needs', 'ai', 'you', 'closed']).default('all'),
  before: timePlace.optional(),
  v: z.string().max(100).optional(),
})

/** The list of chats, and the same as live fragments: 204 while nothing has changed. */
export const mountInbox = (app: HouseApp): HouseApp =>
  app
    .get('/', requireMember('inbox.read'), async (c) =>
      c.html(<InboxPage {...await readInbox(c, readQuery(c, Query))} />),
    )
    .get('/live', requireMember('inbox.read'), async (c) => {
      const query = readQuery(c, Query)
      const view = await readInbox(c, query)
      if (view.version === query.v) return c.body(null, 204)
      c.header('x-v', view.version)
      return c.html(<InboxLive {...view} />)
    })

const readInbox = async (
  c: HouseContext,
  { show, before }: z.infer<typeof Query>,
): Promise<InboxView> => {
  const { deps } = c.var
  const { db } = deps
  const at = deps.clock()
  const [me, orgs, channels, needing, chats, counts, versions, state, runs, [used]] =
    await c.var.ask(
      readOrg(db),
      findChannel(db),
      listNeedsYou(db),
      listChats(db, { show, before: before ?? null }),
      countChats(db, { at }),
      readInboxVersion(db),
      ...readLedger(db),
      readUsage(db, { at }),
    )
  const isResting = !mayAnswer(ledgerOf(state, runs).subscription, used, at)
  const org = one(orgs)
  const page = chats.slice(0, INBOX_PAGE)
  const waiting = before || show !== 'all' ? [] : needing
  const { needsYou, today, todayByAi } = one(counts)
  const channel = { health: channels[0]?.health ?? null, since: channels[0]?.healthAt ?? null }
  return {
    me: { name: me.name, orgName: org.name },
    seesPersonal: me.seesPersonal,
    at,
    zone: org.timezone,
    filter: show,
    rows: [...waiting, ...page].map(asRow),
    needsYou,
    todayChats: today,
    todayByAi,
    earlier: chats.length > INBOX_PAGE ? earlierHref(show, page.at(-1)) : null,
    past: before !== undefined,
    channel,
    isResting,
    maySubscribe: mayDo(me, 'subscription.manage'),
    version: `${one(versions).version}${channel.health}${isResting ? 'r' : ''}`,
  }
}

type Chat = Awaited<ReturnType<typeof listChats>>[number]

const asRow = (chat: Chat): InboxRow => ({
  ...chat,
  lastKind: chat.lastKind !== null && isMessageKind(chat.lastKind) ? chat.lastKind : null,
})

const earlierHref = (show: Show, last: Chat | undefined): string | null => {
  if (!last) return null
  const before = encodeURIComponent(placeOf({ at: last.lastAt, id: last.id }))
  return show === 'all' ? `/?before=${before}` : `/?show=${show}&before=${before}`
}
