/** What the pages are given. The queries answer with these rows; a page adds words and nothing else. */
import type { Action, ColumnChange, Deed, Doer, Kind } from '../../src/audit/deed.ts'
import type { ChannelHealth, DeliveryState, MessageKind } from '../../src/inbound.ts'

export type Viewer = { name: string; orgName: string }

/** Who has the chat. `blocked`: nobody answers this number. */
export type ChatState = 'ai' | 'needs_human' | 'human' | 'closed' | 'blocked'
export type Speaker = 'customer' | 'receptionist' | 'member' | 'phone' | 'integration'
export type Filter = 'all' | 'needs' | 'ai' | 'you' | 'closed'

export type InboxRow = {
  id: string
  name: string | null
  /** E.164. */
  phone: string | null
  state: ChatState
  /** Why the owner should look, one line; empty where it is masked. */
  attention: string | null
  unread: number
  lastAt: Date
  lastText: string | null
  lastKind: MessageKind | null
  lastBy: Speaker | null
}

/** `health` null: no WhatsApp number has been set up. */
export type ChannelSign = { health: ChannelHealth | null; since: Date | null }

export type InboxView = {
  me: Viewer
  /** False: names, numbers and words of customers came masked. */
  seesPersonal: boolean
  at: Date
  /** IANA zone. */
  zone: string
  filter: Filter
  rows: InboxRow[]
  needsYou: number
  todayChats: number
  todayByAi: number
  /** Where "Show earlier" leads. */
  earlier: string | null
  /** True on a page of earlier chats: it does not refresh itself. */
  past?: boolean
  channel: ChannelSign
  /** The plan has no answer left: she takes messages only. */
  isResting: boolean
  maySubscribe: boolean
  version: string
}

/** What an answer rests on, as in Composed (src/reception/briefing.ts). */
export type Evidence = { ref: string; says: string }

export type ThreadLine = {
  id: string
  by: Speaker
  kind: MessageKind
  text: string | null
  at: Date
  /** How far one of our own lines got. */
  state: DeliveryState | null
  memberName: string | null
  evidence: Evidence[]
  /** An internal note: only the team sees it. */
  note: boolean
  edited: boolean
  removed: boolean
  reaction: string | null
  /** The id the owner's browser gave this reply: its bubble on the page becomes this line. */
  clientId?: string | null
  /** Where a post sends it again: of a person's newest line that never left. */
  retry?: string | null
  /** Length of a voice note, recording or video. */
  seconds?: number | null
}

export type Chat = {
  id: string
  name: string | null
  /** E.164. */
  phone: string | null
  state: ChatState
  attention: string | null
  /** When the AI comes back by itself. */
  humanUntil: Date | null
}

/** What was just done to a chat, so that it can be undone. */
export type Done = 'takeover' | 'handback' | 'closing' | 'reopening'

export type ConversationView = {
  me: Viewer
  /** False: names, numbers and words of customers came masked. */
  seesPersonal: boolean
  /** False: may look, and nothing else. */
  mayAnswer: boolean
  mayAskPayment: boolean
  /** Is led to this chat as a file. */
  mayExport: boolean
  at: Date
  zone: string
  conversation: Chat
  lines: ThreadLine[]
  earlier: string | null
  /** True on a page of earlier lines: it does not refresh itself. */
  past?: boolean
  version: string
  /** A fresh id for the next reply: the same reply posted twice is sent once. */
  clientId: string
  /** Shown as a toast with Undo. */
  done?: Done | null
}

export type ConnectView = {
  me: Viewer
  at: Date
  zone: string
  channel: {
    /** E.164. */
    phone: string | null
    health: ChannelHealth
    since: Date | null
  } | null
  code: { text: string; expiresAt: Date } | null
  /** The form as it was typed; a token is never sent back. */
  values: { phone: string }
  errors: { token?: string; phone?: string }
  /** False: the form asks who they are anew before it is shown. */
  isFresh: boolean
  /** The plan has no answer left: she takes messages only. */
  isResting: boolean
  /** False: there is no number yet, and the plan allows none. */
  hasRoom: boolean
  maySubscribe: boolean
  needsYou: number
}

export type MoreView = {
  me: Viewer
  seesActivity: boolean
  mayExport: boolean
  seesTeam: boolean
  seesPayments: boolean
  seesSubscription: boolean
  /** The person has another business to go to. */
  hasOthers: boolean
  needsYou: number
}

/** One browser in which the person is logged in. */
export type OwnSession = {
  id: string
  userAgent: string | null
  /** As far as it is kept: "196.25.1.0/24". */
  network: string | null
  createdAt: Date
  lastSeenAt: Date
  /** The one that asks for the page. */
  current: boolean
}

export type SecurityView = {
  at: Date
  /** IANA zone. */
  zone: string
  /** The last used first. */
  sessions: OwnSession[]
  needsYou: number
}

export type LoginView = {
  notice: 'link_spent' | 'logged_out' | null
  /** As it was typed. */
  email: string
  error: string | null
}

export type SentView = {
  purpose: 'login' | 'signup' | 'reset'
  email: string
  /** Eight digits, for another browser than the one that asked. */
  code: string
  /** How long link and code work. */
  minutes: number
}

export type VerifyView = {
  /** Whose link it is; null where the browser is not the one that asked. */
  who: string | null
  token: string
  needsCode: boolean
  error: 'code_wrong' | null
}

export type PasswordLoginView = {
  /** As it was typed. */
  email: string
  errors: { email?: string; password?: string }
}

export type PasswordView = {
  /** `set`: there is none yet; `confirm`: nor is the log-in recent enough to set the first. */
  step: 'set' | 'change' | 'confirm'
  errors: { current?: string; password?: string }
  saved: boolean
  needsYou: number
}

type SignupFields = { business: string; name: string; email: string; phone: string }

/** The form as it was typed, and what is wrong in it. */
export type SignupView = { values: SignupFields; errors: Partial<SignupFields> }

export type ActivityRow = {
  id: string
  at: Date
  doer: Doer
  /** Of the team's; null for others and for somebody who has left. */
  memberName: string | null
  tableName: string
  action: Action
  deed: Deed
  /** The thread it is about. */
  conversationId: string | null
  changes: ColumnChange[]
  /** Where a member's change came from, as far as it is kept. */
  network: string | null
}

/** What concerns somebody's log-in: it went well, failed, or was refused. */
export type EventRow = {
  id: string
  at: Date
  type: string
  detail: string | null
  network: string | null
  /** Whose log-in; null for somebody who has left. */
  memberName: string | null
}

export type ActivityView = {
  zone: string
  /** "all", a group of doers, or a member's id. */
  who: string
  what: Kind | 'security' | 'all'
  members: { id: string; name: string }[]
  /** Of the kind `security` there are events, else marks. */
  rows: ActivityRow[]
  events: EventRow[]
  /** The row behind which "Show earlier" begins. */
  earlier: string | null
  past: boolean
  needsYou: number
}

export type ProblemView = {
  /** HTTP status. */
  status: number
  /** A sentence for this case; null takes the words of the status. */
  says: string | null
  /** With a 429: when it is allowed again. */
  retryMinutes?: number
  requestId: string
}
