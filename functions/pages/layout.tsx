/** The html shell of every page: the one stylesheet, the one script, the tabs. */
import { raw } from 'hono/html'
import type { Child, FC } from 'hono/jsx'

import { Count, Icon } from './parts.tsx'
import type { IconName } from './parts.tsx'
import { text } from './text.en.ts'

export const Page: FC<{ title: string; look: string; children: Child }> = ({
  title,
  look,
  children,
}) => (
  <>
    {raw('<!doctype html>')}
    <html lang="en-ZA">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="theme-color" media="(prefers-color-scheme: light)" content="#ffffff" />
        <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#121916" />
        <Title>{title}</Title>
        <link rel="stylesheet" href="/app.css" />
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <script type="module" src="/app.js" />
      </head>
      <body class={look}>{children}</body>
    </html>
  </>
)

/** Also a fragment: the count of chats that need the owner stands in it. */
export const Title: FC<{ children: string }> = ({ children }) => (
  <title id="title">{`${children} · ${text.product}`}</title>
)

type Tab = 'inbox' | 'whatsapp' | 'more'
const tabs: { tab: Tab; href: string; icon: IconName }[] = [
  { tab: 'inbox', href: '/', icon: 'chat' },
  { tab: 'whatsapp', href: '/connect', icon: 'smartphone' },
  { tab: 'more', href: '/more', icon: 'more' },
]

export const Tabs: FC<{ here: Tab | null; needsYou: number }> = ({ here, needsYou }) => (
  <nav class="tabs" id="tabs" aria-label={text.tabs.label}>
    {tabs.map(({ tab, href, icon }) => (
      <a href={href} aria-current={tab === here ? 'page' : undefined}>
        <span class="tab-i">
          <Icon name={icon} />
          {tab === 'inbox' && needsYou > 0 ? (
            <Count n={needsYou} says={text.needsYouCount(needsYou)} />
          ) : null}
        </span>
        {text.tabs[tab]}
      </a>
    ))}
  </nav>
)

/** The head of a page behind another, with the way back there. */
export const BackHead: FC<{ href: string; label: string; children: Child }> = ({
  href,
  label,
  children,
}) => (
  <header class="top ttl">
    <a class="ib" href={href} aria-label={label}>
      <Icon name="back" />
    </a>
    {children}
  </header>
)

export const MoreHead: FC<{ children: Child }> = ({ children }) => (
  <BackHead href="/more" label={text.more.back}>
    {children}
  </BackHead>
)

/** The shell of a page that stands by itself: before somebody is logged in, and where something went wrong. */
export const WayIn: FC<{ title: string; notice?: string | null; children: Child }> = ({
  title,
  notice,
  children,
}) => (
  <Page title={title} look="p-plain">
    <main>
      <Brand />
      {notice ? (
        <p class="alert" role="status">
          {notice}
        </p>
      ) : null}
      {children}
    </main>
  </Page>
)

const Brand: FC = () => (
  <p class="brand">
    <Icon name="chat" />
    {text.product}
  </p>
)
