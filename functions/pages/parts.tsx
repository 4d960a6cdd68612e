/** The small parts that several pages share. */
import type { Child, FC } from 'hono/jsx'

import type { MessageKind } from '../../src/inbound.ts'
import { showSouthAfrican } from '../../src/phone.ts'
import type { Chat, ChatState } from './props.ts'
import { text } from './text.en.ts'

export type IconName =
  | 'sparkles'
  | 'hand'
  | 'user'
  | 'check'
  | 'checks'
  | 'clock'
  | 'chevron-right'
  | 'chevron-down'
  | 'back'
  | 'phone'
  | 'chat'
  | 'send'
  | 'archive'
  | 'alert'
  | 'mic'
  | 'image'
  | 'video'
  | 'file'
  | 'pin'
  | 'contact'
  | 'poll'
  | 'bag'
  | 'call'
  | 'smile'
  | 'timer'
  | 'smartphone'
  | 'ban'
  | 'music'
  | 'lock'
  | 'more'
  | 'card'
  | 'unknown'

/** A shape of public/icons.svg. The words stand beside it or in its parent's label. */
export const Icon: FC<{ name: IconName; class?: string }> = ({ name, class: extra }) => (
  <svg class={extra ? `i ${extra}` : 'i'} aria-hidden="true">
    <use href={`/icons.svg#${name}`} />
  </svg>
)

/** Words for people who listen to the page. */
export const Heard: FC<{ children: Child }> = ({ children }) => <span class="vh">{children}</span>

type StateLook = { class: string; icon: IconName }

/** The four states look the same everywhere. */
export const stateLooks: Record<ChatState, StateLook> = {
  ai: { class: 'ai', icon: 'sparkles' },
  needs_human: { class: 'needs', icon: 'hand' },
  human: { class: 'human', icon: 'user' },
  closed: { class: 'closed', icon: 'check' },
  blocked: { class: 'closed blocked', icon: 'ban' },
}

/** What a customer is called; `seesPersonal` false: like every other. */
export const nameOf = (
  { name, phone }: Pick<Chat, 'name' | 'phone'>,
  seesPersonal: boolean,
): string => {
  if (!seesPersonal) return text.masked.name
  return name?.trim() || (phone ? showSouthAfrican(phone) : text.chat.noName)
}

/** Lines that are nothing but their words. */
export const plainKinds: readonly MessageKind[] = [
  'text',
  'button_reply',
  'list_reply',
  'poll_vote',
]

/** "Pieter van Wyk" is PW; a name without letters has none. */
export const initialsOf = (name: string | null): string => {
  const letters = (name ?? '').split(/\s+/).flatMap((word) => /\p{L}/u.exec(word)?.[0] ?? [])
  const [first] = letters
  if (first === undefined) return ''
  const last = letters.length > 1 ? (letters.at(-1) ?? '') : ''
  return (first + last).toLocaleUpperCase('en-ZA')
}

const HUES = 6
const HASH_MULTIPLIER = 31
const HASH_MODULUS = 997

/** The same person always gets the same colour. */
const hueOf = (id: string): number =>
  Array.from(id, (char) => char.codePointAt(0) ?? 0).reduce(
    (sum, point) => (sum * HASH_MULTIPLIER + point) % HASH_MODULUS,
    0,
  ) % HUES

export const Avatar: FC<{ id: string; name: string | null; children?: Child }> = ({
  id,
  name,
  children,
}) => (
  <span class={`av h${hueOf(id)}`}>
    <span aria-hidden="true">{initialsOf(name) || <Icon name="user" />}</span>
    {children}
  </span>
)

/** A number in a pill, said in full to people who listen. */
export const Count: FC<{ n: number; says: string }> = ({ n, says }) => (
  <span class="dot">
    <span aria-hidden="true">{n > 99 ? '99+' : n}</span>
    <Heard>{says}</Heard>
  </span>
)

export const Empty: FC<{ icon: IconName; title: string; says: string }> = ({
  icon,
  title,
  says,
}) => (
  <div class="empty" id="empty">
    <Icon name={icon} />
    <h2>{title}</h2>
    <p>{says}</p>
  </div>
)

/** A form that is one button. With `part` the client module posts it and takes the fragments; without a script it is a plain post. */
export const ActionForm: FC<{
  action: string
  label: string
  look: string
  part?: boolean
  icon?: IconName
}> = ({ action, label, look, part, icon }) => (
  <form method="post" action={action} data-part={part ? '' : undefined}>
    <button class={look} type="submit" aria-label={icon ? label : undefined}>
      {icon ? <Icon name={icon} /> : label}
    </button>
  </form>
)

/** Stands where a form would add what the plan has no room for. `leads`: whoever looks may subscribe. */
export const PlanFull: FC<{ says: string; leads: boolean }> = ({ says, leads }) => (
  <>
    <p class="lead">{says}</p>
    {leads ? (
      <a class="btn pri wide" href="/subscription">
        {text.problem.plan}
      </a>
    ) : (
      <p class="lead">{text.subscription.askOwner}</p>
    )}
  </>
)

/** Stands where a form needs a session proven anew, so that nobody loses what they typed. `next`: the page it stands on. */
export const ConfirmFirst: FC<{ next: string }> = ({ next }) => (
  <>
    <p class="lead">{text.confirm.first}</p>
    <a class="btn pri wide" href={`/confirm?next=${encodeURIComponent(next)}`}>
      {text.confirm.title}
    </a>
  </>
)

type Input = {
  type: 'email' | 'password' | 'tel' | 'text'
  autocomplete: string
  value: string
  inputmode?: 'email' | 'numeric' | 'decimal' | 'tel'
  pattern?: string
  maxlength?: number
  /** Only where it may be left empty. */
  required?: false
}

/** One labelled input. What is allowed stands under it; what is wrong takes its place. */
export const Field: FC<{
  name: string
  label: string
  hint?: string
  error: string | undefined
  input: Input
}> = ({ name, label, hint, error, input }) => (
  <div class="fld">
    <label for={name}>{label}</label>
    <input
      id={name}
      name={name}
      required
      spellcheck={false}
      aria-invalid={error ? 'true' : undefined}
      aria-describedby={(error ?? hint) ? `${name}-says` : undefined}
      {...input}
    />
    {(error ?? hint) ? (
      <small id={`${name}-says`} class={error ? 'err' : undefined}>
        {error ?? hint}
      </small>
    ) : null}
  </div>
)
