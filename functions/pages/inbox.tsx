/** GET / (the inbox) and GET /live (the same list as fragments). */
import type { FC } from 'hono/jsx'

import { sameDay, showRecent } from '../../src/time.ts'
import { Page, Tabs, Title } from './layout.tsx'
import { Avatar, Count, Empty, Heard, Icon, nameOf, plainKinds, stateLooks } from './parts.tsx'
import type { Filter, InboxRow, InboxView } from './props.ts'
import { text } from './text.en.ts'

export const InboxPage: FC<InboxView> = (view) => (
  <Page title={titleOf(view)} look="p-list">
    <Banner {...view} />
    <main data-live={view.past ? undefined : liveOf(view.filter)} data-v={view.version}>
      <header class="top">
        <div class="ttl">
          <div>
            <h1>{text.inbox.title}</h1>
            <Today {...view} />
          </div>
          {view.channel.health === 'working' && !view.isResting ? (
            <a class="pill" href="/connect">
              <span class="live" />
              {text.inbox.aiOn}
            </a>
          ) : null}
        </div>
        <Filters {...view} />
      </header>
      <Chats {...view} />
    </main>
    <Tabs here="inbox" needsYou={view.needsYou} />
  </Page>
)

/** What GET /live answers when something changed: top-level parts with ids. */
export const InboxLive: FC<InboxView> = (view) => (
  <>
    <Title>{titleOf(view)}</Title>
    <Banner {...view} />
    <Today {...view} />
    <Filters {...view} />
    <Chats {...view} />
    <Tabs here="inbox" needsYou={view.needsYou} />
  </>
)

const titleOf = ({ needsYou }: InboxView): string =>
  needsYou > 0 ? `(${needsYou}) ${text.inbox.title}` : text.inbox.title

const liveOf = (filter: Filter): string => (filter === 'all' ? '/live' : `/live?show=${filter}`)

/** Red when customers are not being answered, amber while it may still pass. */
const Banner: FC<InboxView> = (view) => {
  const { health } = view.channel
  const words = health === 'working' ? restOf(view) : troubleOf(view, health ?? 'none')
  if (!words) return <div id="banner" role="status" />
  return (
    <div id="banner" role="status">
      <div class={health === 'starting' ? 'banner wait' : 'banner'}>
        <Icon name="alert" />
        <span>{words.says}</span>
        {words.link ? <a href={words.href}>{words.link}</a> : null}
      </div>
    </div>
  )
}

type Words = { says: string; link: string | null; href: string }

const restOf = ({ isResting, maySubscribe }: InboxView): Words | null =>
  isResting
    ? {
        says: text.channel.resting,
        link: maySubscribe ? text.channel.why : null,
        href: '/subscription',
      }
    : null

const troubleOf = (view: InboxView, health: 'down' | 'linking' | 'starting' | 'none'): Words => ({
  ...{
    down: { says: text.channel.down(sinceOf(view)), link: text.channel.reconnect },
    linking: { says: text.channel.linking, link: text.channel.finish },
    starting: { says: text.channel.starting, link: null },
    none: { says: text.channel.none, link: text.channel.connect },
  }[health],
  href: '/connect',
})

const sinceOf = ({ channel: { since }, at, zone }: InboxView): string | null => {
  if (!since) return null
  const when = showRecent(since, { now: at, zone })
  if (sameDay(since, at, zone)) return text.channel.at(when)
  return when === text.chat.yesterday ? text.channel.yesterday : text.channel.on(when)
}

const Today: FC<InboxView> = ({ todayChats, todayByAi }) => (
  <p class="sum" id="today">
    {text.inbox.today(todayChats, todayByAi)}
  </p>
)

const filters: Filter[] = ['all', 'needs', 'ai', 'you', 'closed']

const Filters: FC<InboxView> = ({ filter, needsYou }) => (
  <nav class="chips" id="chips" aria-label={text.inbox.filterLabel}>
    {filters.map((each) => (
      <a
        href={each === 'all' ? '/' : `/?show=${each}`}
        aria-current={each === filter ? 'page' : undefined}
      >
        {text.inbox.filters[each]}
        {each === 'needs' && needsYou > 0 ? <b>{needsYou}</b> : null}
      </a>
    ))}
  </nav>
)

const needsYou = (row: InboxRow): boolean => row.state === 'needs_human' || row.attention !== null

const Chats: FC<InboxView> = (view) => {
  const waiting = view.rows.filter(needsYou)
  const others = view.rows.filter((row) => !needsYou(row))
  return (
    <div id="chats">
      {view.rows.length === 0 ? <Empty icon="chat" {...text.inbox.empty[view.filter]} /> : null}
      {waiting.length > 0 ? (
        <section id="waiting">
          <h2 class="sec amber">{text.inbox.needsYou}</h2>
          <Rows view={view} rows={waiting} />
        </section>
      ) : null}
      {others.length > 0 ? (
        <section id="others">
          <h2 class={waiting.length > 0 ? 'sec' : 'vh'}>{text.inbox.everythingElse}</h2>
          <Rows view={view} rows={others} />
        </section>
      ) : null}
      {view.past ? (
        <a class="link" id="newest" href={view.filter === 'all' ? '/' : `/?show=${view.filter}`}>
          {text.inbox.newest}
        </a>
      ) : null}
      {view.earlier ? (
        <a class="link" id="earlier" href={view.earlier}>
          {text.inbox.earlier}
        </a>
      ) : null}
    </div>
  )
}

const Rows: FC<{ view: InboxView; rows: InboxRow[] }> = ({ view, rows }) => (
  <ul>
    {rows.map((row) => (
      <li id={`c-${row.id}`}>
        <Row row={row} view={view} />
      </li>
    ))}
  </ul>
)

const Row: FC<{ row: InboxRow; view: InboxView }> = ({ row, view: { at, zone, seesPersonal } }) => {
  const look = stateLooks[row.state]
  return (
    <a class={row.unread > 0 ? 'row new' : 'row'} href={`/conversations/${row.id}`}>
      <Avatar id={row.id} name={row.name}>
        <span class={`st ${look.class}`}>
          <Icon name={look.icon} />
          <Heard>{text.states[row.state]}</Heard>
        </span>
      </Avatar>
      <span class="rb">
        <span class="r1">
          <b dir="auto">{nameOf(row, seesPersonal)}</b>
          <time datetime={row.lastAt.toISOString()}>
            {showRecent(row.lastAt, { now: at, zone })}
          </time>
        </span>
        <span class="r2">
          <span class="pv">
            {row.lastBy ? text.inbox.by[row.lastBy] : ''}
            <bdi>{previewOf(row, seesPersonal)}</bdi>
          </span>
          {row.unread > 0 ? <Count n={row.unread} says={text.inbox.unread(row.unread)} /> : null}
        </span>
        {row.attention === null ? null : (
          <span class="why">{seesPersonal ? row.attention : text.masked.reason}</span>
        )}
      </span>
    </a>
  )
}

const PREVIEW_CHARACTERS = 120

/** The screen cuts the line; this keeps a long message from filling the page's bytes. */
const previewOf = ({ lastText, lastKind }: InboxRow, seesPersonal: boolean): string => {
  if (lastText) return Array.from(lastText).slice(0, PREVIEW_CHARACTERS).join('')
  if (!seesPersonal && lastKind && plainKinds.includes(lastKind)) return text.masked.message
  return lastKind ? text.chat.kinds[lastKind] : ''
}
