/** All words of the owner's pages. Another language is another file of this shape. */
import type { MessageKind } from '../../src/inbound.ts'
import type { ChatState, Done, Filter, Speaker, ThreadLine } from './props.ts'
import { activity } from './text-activity.en.ts'
import { confirm } from './text-confirm.en.ts'
import { connect } from './text-connect.en.ts'
import { dataExport } from './text-export.en.ts'
import { masked } from './text-masked.en.ts'
import { more } from './text-more.en.ts'
import { ownEmail } from './text-own-email.en.ts'
import { password } from './text-password.en.ts'
import { payment } from './text-payment.en.ts'
import { secondFactor } from './text-second-factor.en.ts'
import { second } from './text-second.en.ts'
import { subscription } from './text-subscription.en.ts'
import * as team from './text-team.en.ts'
import { wayIn } from './text-way-in.en.ts'

const count = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`

const SECONDS_PER_MINUTE = 60

/** "0:12". */
const minutes = (seconds: number) =>
  `${Math.floor(seconds / SECONDS_PER_MINUTE)}:${String(Math.floor(seconds % SECONDS_PER_MINUTE)).padStart(2, '0')}`

const kinds: Record<MessageKind, string> = {
  text: 'Empty message',
  button_reply: 'Tapped a button',
  list_reply: 'Chose from a list',
  image: 'Picture',
  video: 'Video',
  voice: 'Voice note',
  audio: 'Recording',
  document: 'Document',
  sticker: 'Sticker',
  location: 'Location',
  contact: 'Contact card',
  poll: 'Poll',
  poll_vote: 'Vote in a poll',
  order: 'Order',
  call: 'WhatsApp call',
  system: 'Note from WhatsApp',
  unsupported: 'Message we cannot show',
}

const bars: Record<ChatState, { title: string; says: string }> = {
  ai: { title: 'The AI is answering', says: 'Reply below to step in' },
  needs_human: { title: 'Waiting for you', says: 'The AI won’t answer until you do' },
  human: { title: 'You’re answering', says: 'The AI is paused in this chat' },
  closed: { title: 'This chat is closed', says: 'Reply below to open it again' },
  blocked: { title: 'This number is blocked', says: 'Nobody answers it' },
}

const done: Record<Done, string> = {
  takeover: 'You’re answering now',
  handback: 'The AI is answering again',
  closing: 'Chat closed',
  reopening: 'Chat open again',
}

/** Where an answer came from, by the kind of row its evidence names. */
const sources: Record<string, string> = {
  service: 'price list',
  hours: 'opening hours',
  closure: 'days off',
  fact: 'your answers',
  calendar: 'calendar',
  profile: 'business details',
  request: 'what you asked them to pay',
}

const filters: Record<Filter, string> = {
  all: 'All',
  needs: 'Needs you',
  ai: 'AI',
  you: 'You',
  closed: 'Closed',
}

const empty: Record<Filter, { title: string; says: string }> = {
  all: {
    title: 'No chats yet',
    says: 'When somebody writes to your WhatsApp number, the chat appears here.',
  },
  needs: { title: 'Nobody needs you', says: 'Chats the AI can’t finish alone appear here.' },
  ai: { title: 'No chats with the AI', says: 'Chats the AI is answering appear here.' },
  you: { title: 'No chats with you', says: 'Chats you have taken over appear here.' },
  closed: { title: 'No closed chats', says: 'Chats you have closed appear here.' },
}

const problems: Record<number, { title: string; says: string }> = {
  400: {
    title: 'That did not work',
    says: 'Something in the form was not right. Go back and check it.',
  },
  401: { title: 'You’re logged out', says: 'Log in again to go on.' },
  402: {
    title: 'No room in your plan',
    says: 'Nothing was added, and everything you have stays. The subscription says what there is room for.',
  },
  403: { title: 'Not for your role', says: 'Ask the owner of the business if you need this page.' },
  404: { title: 'Nothing here', says: 'This page or chat is not there, or it is not yours.' },
  409: {
    title: 'Somebody was faster',
    says: 'This has changed in the meantime. Go back and look again.',
  },
  429: { title: 'Too many tries', says: 'Wait a few minutes and try again.' },
  502: { title: 'WhatsApp did not answer', says: 'Try again in a minute.' },
  503: { title: 'Back in a moment', says: 'We cannot answer right now. Try again in a minute.' },
}

export const text = {
  product: 'Frontdesk',
  tabs: { label: 'Main', inbox: 'Inbox', whatsapp: 'WhatsApp', more: 'More' },
  needsYouCount: (n: number) => count(n, 'chat needs you', 'chats need you'),

  inbox: {
    title: 'Inbox',
    today: (chats: number, byAi: number) =>
      chats === 0 ? 'No chats today' : `${count(chats, 'chat', 'chats')} today, ${byAi} by AI`,
    aiOn: 'AI on',
    filters,
    filterLabel: 'Which chats',
    needsYou: 'Needs you',
    everythingElse: 'Everything else',
    unread: (n: number) => count(n, 'new message', 'new messages'),
    earlier: 'Show earlier',
    newest: 'Newest chats',
    empty,
    by: {
      customer: '',
      receptionist: 'AI: ',
      member: 'You: ',
      phone: 'You: ',
      integration: 'Another app: ',
    },
  },

  states: {
    ai: 'AI answers',
    needs_human: 'Needs you',
    human: 'You answer',
    closed: 'Closed',
    blocked: 'Blocked',
  } satisfies Record<ChatState, string>,

  channel: {
    none: 'WhatsApp is not connected. Your customers are not being answered.',
    down: (when: string | null) =>
      `WhatsApp disconnected${when ? ` ${when}` : ''}. Your customers are not being answered.`,
    linking: 'WhatsApp waits for your code. Your customers are not being answered yet.',
    starting: 'WhatsApp is starting. This takes about a minute.',
    resting: 'The AI only takes messages now. Your customers are not being answered.',
    why: 'See why',
    connect: 'Connect',
    reconnect: 'Reconnect',
    finish: 'Finish',
    at: (time: string) => `at ${time}`,
    yesterday: 'yesterday',
    on: (day: string) => `on ${day}`,
  },

  chat: {
    back: 'Back to the inbox',
    noName: 'Unknown number',
    call: (name: string) => `Call ${name}`,
    close: 'Close chat',
    reopen: 'Reopen',
    takeOver: 'Take over',
    handBack: 'Hand back',
    bars,
    aiBack: (when: string) => `The AI is back ${when}`,
    onlyReads: 'You can look, and your team answers',
    thread: 'Messages',
    today: 'Today',
    yesterday: 'Yesterday',
    earlier: 'Show earlier messages',
    newest: 'Newest messages',
    empty: 'No messages yet',
    by: {
      customer: 'Customer',
      receptionist: 'AI',
      member: 'Your team',
      phone: 'You, on your phone',
      integration: 'Another app',
    } satisfies Record<Speaker, string>,
    kinds,
    line: ({ kind, seconds }: Pick<ThreadLine, 'kind' | 'seconds'>) =>
      seconds ? `${kinds[kind]}, ${minutes(seconds)}` : kinds[kind],
    seeInWhatsApp: 'Open it in WhatsApp on your phone',
    removed: 'This message was deleted',
    edited: 'edited',
    reaction: 'Reaction: ',
    from: 'From: ',
    source: (ref: string) => sources[ref.split(':', 1)[0] ?? ''] ?? 'your answers',
    helpTitle: 'AI asked for your help',
    lookTitle: 'Worth a look',
    noteTitle: 'Note',
    onlyTeam: 'Only your team sees this',
    message: (name: string) => `Message ${name}`,
    messageUnnamed: 'Write a message',
    send: 'Send',
    askPayment: 'Ask for a payment',
    retry: 'Try again',
    done,
    undo: 'Undo',
    delivery: {
      pending: 'Sending',
      sent: 'Sent',
      delivered: 'Delivered',
      read: 'Read',
      played: 'Played',
      failed: 'Not sent',
      deleted: 'Deleted',
    },
  },

  connect,

  activity,
  export: dataExport,
  masked,
  login: wayIn.login,
  sent: wayIn.sent,
  signup: wayIn.signup,
  second,
  confirm,
  secondFactor,
  ownEmail,
  subscription,
  payment,
  passwordLogin: password.passwordLogin,
  password: password.password,
  reset: password.reset,

  team: team.team,
  member: team.member,
  role: team.role,
  teamSecurity: team.teamSecurity,
  join: team.join,
  businesses: team.businesses,
  pending: team.pending,

  more: more.more,
  security: more.security,

  problem: {
    words: (status: number) =>
      problems[status] ?? {
        title: 'That did not work',
        says: 'It is our fault. Try again in a minute.',
      },
    tooMany: wayIn.tooMany,
    reference: (id: string) => `Reference ${id}`,
    home: 'Go to the inbox',
    plan: 'See the subscription',
    more: 'Go to “More”',
    logIn: 'Log in',
  },
} as const
