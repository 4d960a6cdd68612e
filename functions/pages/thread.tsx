/** The lines of one chat: day pills, bubbles, internal notes. Who spoke is shown by side, by colour and by a word. */
import type { FC } from 'hono/jsx'

import type { DeliveryState, MessageKind } from '../../src/inbound.ts'
import { addDays, localParts, showShortDay, showTime } from '../../src/time.ts'
import { ActionForm, Heard, Icon, plainKinds } from './parts.tsx'
import type { IconName } from './parts.tsx'
import type { ConversationView, Evidence, Speaker, ThreadLine } from './props.ts'
import { text } from './text.en.ts'

export const Thread: FC<ConversationView> = ({ lines, earlier, past, at, zone, ...view }) => (
  <ol class="thread" id="thread">
    {earlier ? (
      <li class="more" id="earlier">
        <a class="link" href={earlier}>
          {text.chat.earlier}
        </a>
      </li>
    ) : null}
    {view.mayExport && !past ? (
      <li class="more" id="file">
        <a class="link" href={`/export/messages.csv?conversation=${view.conversation.id}`}>
          {text.export.chat}
        </a>
      </li>
    ) : null}
    {lines.length === 0 ? (
      <li class="day" id="no-lines">
        <span>{text.chat.empty}</span>
      </li>
    ) : null}
    {lines.flatMap((line, index) => {
      const before = lines[index - 1]
      const day = localParts(line.at, zone).date
      const newDay = !before || localParts(before.at, zone).date !== day
      const first = newDay || before.by !== line.by || before.note || before.kind === 'system'
      return [
        newDay ? <Day day={day} today={localParts(at, zone).date} /> : null,
        <Line line={line} first={first} zone={zone} seesPersonal={view.seesPersonal} />,
      ]
    })}
    {past ? (
      <li class="more" id="newest">
        <a class="link" href={`/conversations/${view.conversation.id}`}>
          {text.chat.newest}
        </a>
      </li>
    ) : (
      <Attention {...view} lines={lines} />
    )}
  </ol>
)

const Day: FC<{ day: string; today: string }> = ({ day, today }) => (
  <li class="day" id={`d-${day}`}>
    <span>{dayWords(day, today)}</span>
  </li>
)

const dayWords = (day: string, today: string): string => {
  if (day === today) return text.chat.today
  if (day === addDays(today, -1)) return text.chat.yesterday
  return day.slice(0, 4) === today.slice(0, 4)
    ? showShortDay(day)
    : `${showShortDay(day)} ${day.slice(0, 4)}`
}

type Said = { line: ThreadLine; first: boolean; zone: string; seesPersonal: boolean }

const Line: FC<Said> = ({ line, ...more }) => {
  if (line.note) {
    const says = more.seesPersonal ? line.text : text.masked.message
    return <Note id={`m-${line.id}`} title={text.chat.noteTitle} says={says} />
  }
  if (line.kind === 'system') {
    return (
      <li class="day" id={`m-${line.id}`}>
        <span>{line.text ?? text.chat.kinds.system}</span>
      </li>
    )
  }
  return <Bubble line={line} {...more} />
}

type Reason = Pick<ConversationView, 'conversation' | 'lines' | 'seesPersonal'>

/** The reason to look stands as a note under the newest line, unless a note already says it; masked, any note may. */
const Attention: FC<Reason> = ({ conversation: { attention, state }, lines, seesPersonal }) => {
  const isSaid = lines.some((line) => line.note && (!seesPersonal || line.text === attention))
  if (attention === null || isSaid) return null
  const title = state === 'needs_human' ? text.chat.helpTitle : text.chat.lookTitle
  return <Note id="attention" title={title} says={seesPersonal ? attention : text.masked.reason} />
}

const Note: FC<{ id: string; title: string; says: string | null }> = ({ id, title, says }) => (
  <li class="note" id={id}>
    <Icon name="hand" />
    <div>
      <b>{title}</b>
      <p dir="auto">{says}</p>
      <small>{text.chat.onlyTeam}</small>
    </div>
  </li>
)

const sides: Record<Speaker, 'customer' | 'ai' | 'human'> = {
  customer: 'customer',
  receptionist: 'ai',
  member: 'human',
  phone: 'human',
  integration: 'human',
}

const Bubble: FC<Said> = ({ line, first, zone, seesPersonal }) => (
  <li class={`b ${sides[line.by]}${first ? ' f' : ''}`} id={`m-${line.clientId ?? line.id}`}>
    <By line={line} first={first} />
    <div class={line.state === 'failed' ? 'bub failed' : 'bub'}>
      <Words line={line} seesPersonal={seesPersonal} />
      <Meta line={line} zone={zone} />
    </div>
    {line.retry ? (
      <ActionForm part action={line.retry} label={text.chat.retry} look="retry" />
    ) : null}
    {line.reaction ? (
      <span class="react">
        <Heard>{text.chat.reaction}</Heard>
        {line.reaction}
      </span>
    ) : null}
    {line.evidence.length > 0 && !line.removed ? <Why evidence={line.evidence} /> : null}
  </li>
)

const speakerOf = ({ by, memberName }: ThreadLine): string =>
  by === 'member' && memberName ? memberName : text.chat.by[by]

/** The word is seen on the first bubble of a run, and never for the customer: the left side is theirs. It is heard always. */
const By: FC<{ line: ThreadLine; first: boolean }> = ({ line, first }) => (
  <span class={first && line.by !== 'customer' ? 'by' : 'vh'}>
    {line.by === 'receptionist' ? <Icon name="sparkles" /> : null}
    {speakerOf(line)}
    <Heard>: </Heard>
  </span>
)

const kindIcons: Record<MessageKind, IconName> = {
  text: 'chat',
  button_reply: 'chat',
  list_reply: 'chat',
  image: 'image',
  video: 'video',
  voice: 'mic',
  audio: 'music',
  document: 'file',
  sticker: 'smile',
  location: 'pin',
  contact: 'contact',
  poll: 'poll',
  poll_vote: 'poll',
  order: 'bag',
  call: 'call',
  system: 'chat',
  unsupported: 'unknown',
}

const keptOnPhone: readonly MessageKind[] = [
  'image',
  'video',
  'voice',
  'audio',
  'document',
  'sticker',
  'unsupported',
]

const Words: FC<{ line: ThreadLine; seesPersonal: boolean }> = ({ line, seesPersonal }) => {
  if (line.removed) return <em class="gone">{text.chat.removed}</em>
  const isPlain = plainKinds.includes(line.kind)
  if (isPlain && !seesPersonal) return <em class="gone">{text.masked.message}</em>
  if (isPlain && line.text) return <span dir="auto">{line.text}</span>
  return (
    <>
      <span class="media">
        <Icon name={kindIcons[line.kind]} />
        <span>
          <b>{text.chat.line(line)}</b>
          {keptOnPhone.includes(line.kind) ? <small>{text.chat.seeInWhatsApp}</small> : null}
        </span>
      </span>
      {line.text ? <span dir="auto">{line.text}</span> : null}
    </>
  )
}

const Meta: FC<{ line: ThreadLine; zone: string }> = ({ line, zone }) => (
  <span class="mt">
    {line.edited && !line.removed ? <span>{text.chat.edited}</span> : null}
    <time datetime={line.at.toISOString()}>{showTime(line.at, zone)}</time>
    {line.state && line.by !== 'customer' ? <Ticks state={line.state} /> : null}
  </span>
)

const ticks: Record<DeliveryState, { icon: IconName; class?: string }> = {
  pending: { icon: 'clock' },
  sent: { icon: 'check' },
  delivered: { icon: 'checks' },
  read: { icon: 'checks', class: 'rd' },
  played: { icon: 'checks', class: 'rd' },
  failed: { icon: 'alert' },
  deleted: { icon: 'ban' },
}

const Ticks: FC<{ state: DeliveryState }> = ({ state }) => {
  const { icon, class: look } = ticks[state]
  return (
    <>
      {state === 'failed' ? <b>{text.chat.delivery.failed}</b> : null}
      <Icon name={icon} {...(look ? { class: look } : {})} />
      {state === 'failed' ? null : <Heard>{text.chat.delivery[state]}</Heard>}
    </>
  )
}

/** "Why did it say that": the rows of the owner's own facts that the answer rests on. */
const Why: FC<{ evidence: Evidence[] }> = ({ evidence }) => {
  const sources = [...new Set(evidence.map(({ ref }) => text.chat.source(ref)))]
  return (
    <details class="fact">
      <summary>
        {text.chat.from}
        {sources.join(', ')}
        <Icon name="chevron-down" />
      </summary>
      <ul>
        {evidence.map(({ says }) => (
          <li dir="auto">{says}</li>
        ))}
      </ul>
    </details>
  )
}
