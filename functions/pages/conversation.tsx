/** GET /conversations/:id, its live fragments, and the answer to what is done there. */
import type { FC } from 'hono/jsx'

import { showSouthAfrican } from '../../src/phone.ts'
import { sameDay, showMoment, showTime } from '../../src/time.ts'
import { MAX_TEXT } from '../../src/vendors/whapi.ts'
import { Page, Tabs, Title } from './layout.tsx'
import { ActionForm, Avatar, Icon, nameOf, stateLooks } from './parts.tsx'
import type { Chat, ConversationView, Done } from './props.ts'
import { text } from './text.en.ts'
import { Thread } from './thread.tsx'

export const ConversationPage: FC<ConversationView> = (view) => (
  <Page title={nameOf(view.conversation, view.seesPersonal)} look="p-chat">
    <Head {...view} />
    <main
      data-live={view.past ? undefined : pathOf(view.conversation, 'live')}
      data-v={view.version}
      data-reading={view.mayAnswer ? pathOf(view.conversation, 'reading') : undefined}
    >
      <div class="scroll" tabindex={0} role="log" aria-label={text.chat.thread}>
        <Thread {...view} />
      </div>
      <div class="foot">
        <StateBar {...view} />
        {mayWrite(view) ? <Composer {...view} /> : null}
      </div>
    </main>
    <div id="toast" role="status">
      <Toast {...view} />
    </div>
    <Tabs here={null} needsYou={0} />
  </Page>
)

/** What the live route and every post answer: top-level parts with ids, and the toast when something was done. */
export const ConversationLive: FC<ConversationView> = (view) => (
  <>
    <Title>{nameOf(view.conversation, view.seesPersonal)}</Title>
    <Closer {...view} />
    <Thread {...view} />
    <StateBar {...view} />
    {view.done ? (
      <div id="toast" role="status">
        <Toast {...view} />
      </div>
    ) : null}
  </>
)

const mayWrite = ({ mayAnswer, past, conversation }: ConversationView): boolean =>
  mayAnswer && !past && conversation.state !== 'blocked'

const pathOf = ({ id }: Chat, verb: string): string => `/conversations/${id}/${verb}`

const Head: FC<ConversationView> = (view) => {
  const { conversation, seesPersonal } = view
  const name = nameOf(conversation, seesPersonal)
  return (
    <header class="bar">
      <a class="ib" href="/" aria-label={text.chat.back}>
        <Icon name="back" />
      </a>
      <Avatar id={conversation.id} name={conversation.name} />
      <div class="who">
        <h1 dir="auto">{name}</h1>
        {conversation.name && conversation.phone ? (
          <small>{showSouthAfrican(conversation.phone)}</small>
        ) : null}
      </div>
      {conversation.phone ? (
        <a class="ib" href={`tel:${conversation.phone}`} aria-label={text.chat.call(name)}>
          <Icon name="phone" />
        </a>
      ) : null}
      <Closer {...view} />
    </header>
  )
}

/** A page of earlier lines posts plainly, so that it lands on the newest ones. */
const Closer: FC<ConversationView> = ({ conversation, past, mayAnswer }) => (
  <div id="closer">
    {!mayAnswer || conversation.state === 'closed' || conversation.state === 'blocked' ? null : (
      <ActionForm
        part={!past}
        action={pathOf(conversation, 'closing')}
        label={text.chat.close}
        icon="archive"
        look="ib"
      />
    )}
  </div>
)

/** One state, one button. */
const StateBar: FC<ConversationView> = (view) => {
  const { conversation } = view
  const look = stateLooks[conversation.state]
  return (
    <div class={`mode ${look.class}`} id="mode">
      <Icon name={look.icon} />
      <span>
        <b>{text.chat.bars[conversation.state].title}</b>
        <small>{barWords(view)}</small>
      </span>
      <StateButton view={view} look={`btn sm ${look.class}`} />
    </div>
  )
}

const barWords = ({
  conversation: { state, humanUntil },
  at,
  zone,
  mayAnswer,
}: ConversationView): string => {
  if (!mayAnswer) return text.chat.onlyReads
  if (state !== 'human' || !humanUntil) return text.chat.bars[state].says
  const when = sameDay(humanUntil, at, zone)
    ? text.channel.at(showTime(humanUntil, zone))
    : text.channel.on(showMoment(humanUntil, zone))
  return text.chat.aiBack(when)
}

const moves = {
  ai: { verb: 'takeover', label: text.chat.takeOver },
  needs_human: { verb: 'takeover', label: text.chat.takeOver },
  human: { verb: 'handback', label: text.chat.handBack },
  closed: { verb: 'reopening', label: text.chat.reopen },
  blocked: null,
} satisfies Record<Chat['state'], { verb: Done; label: string } | null>

const StateButton: FC<{ view: ConversationView; look: string }> = ({ view, look }) => {
  const { conversation, past, mayAnswer } = view
  const move = moves[conversation.state]
  if (!move || !mayAnswer) return null
  return (
    <ActionForm
      part={!past}
      action={pathOf(conversation, move.verb)}
      label={move.label}
      look={look}
    />
  )
}

const Composer: FC<ConversationView> = ({ conversation, clientId, mayAskPayment }) => {
  const [firstName] = (conversation.name ?? '').trim().split(/\s+/)
  return (
    <form class="cmp" id="composer" method="post" action={pathOf(conversation, 'replies')}>
      <input type="hidden" name="cid" value={clientId} />
      {mayAskPayment ? (
        <a class="ib" href={pathOf(conversation, 'payment')} aria-label={text.chat.askPayment}>
          <Icon name="card" />
        </a>
      ) : null}
      <label class="vh" for="text">
        {text.chat.messageUnnamed}
      </label>
      <textarea
        id="text"
        name="text"
        rows={1}
        required
        maxlength={MAX_TEXT}
        placeholder={firstName ? text.chat.message(firstName) : text.chat.messageUnnamed}
      />
      <button class="ib snd" type="submit" aria-label={text.chat.send}>
        <Icon name="send" />
      </button>
    </form>
  )
}

const opposites: Record<Done, Done> = {
  takeover: 'handback',
  handback: 'takeover',
  closing: 'reopening',
  reopening: 'closing',
}

const Toast: FC<ConversationView> = ({ conversation, done }) =>
  done ? (
    <div class="toast">
      <span>{text.chat.done[done]}</span>
      <ActionForm
        part
        action={pathOf(conversation, opposites[done])}
        label={text.chat.undo}
        look="undo"
      />
    </div>
  ) : null
