/** A salon's afternoon, as the queries would answer: what the tests of the pages render. */
import { html } from 'hono/html'
import type { FC } from 'hono/jsx'

import type { ConnectView, ConversationView, InboxRow, InboxView, ThreadLine } from './props.ts'

export const at = new Date('2026-11-24T12:10:00Z') // 14:10 in Johannesburg
const zone = 'Africa/Johannesburg'
const me = { name: 'Thandi', orgName: 'Thandi’s Hair Studio' }

const ago = (minutes: number) => new Date(at.getTime() - minutes * 60_000)

export const inboxRow = (row: Partial<InboxRow> = {}): InboxRow => ({
  id: '018f0000-0000-7000-8000-000000000001',
  name: 'Pieter van Wyk',
  phone: '+27825550107',
  state: 'ai',
  attention: null,
  unread: 0,
  lastAt: ago(15),
  lastText: 'All booked. See you on Saturday 28 November at 11:00.',
  lastKind: 'text',
  lastBy: 'receptionist',
  ...row,
})

export const inboxView = (view: Partial<InboxView> = {}): InboxView => ({
  me,
  seesPersonal: true,
  at,
  zone,
  filter: 'all',
  rows: [],
  needsYou: 0,
  todayChats: 0,
  todayByAi: 0,
  earlier: null,
  channel: { health: 'working', since: ago(6000) },
  isResting: false,
  maySubscribe: true,
  version: '7',
  ...view,
})

const fullRows: Partial<InboxRow>[] = [
  {
    name: 'Lerato Mokoena',
    state: 'needs_human',
    attention: 'Asks for a discount for two',
    unread: 1,
    lastAt: ago(4),
    lastText: 'Let me check with Thandi about doing you both together.',
  },
  {
    name: 'Ayesha Patel',
    state: 'needs_human',
    attention: 'Wants an exact colour price',
    unread: 2,
    lastAt: ago(24),
    lastText: 'Ok let me think',
    lastBy: 'customer',
  },
  {
    name: null,
    attention: 'Sent a voice note',
    unread: 1,
    lastAt: ago(31),
    lastText: null,
    lastKind: 'voice',
    lastBy: 'customer',
  },
  { name: 'Pieter van Wyk' },
  { name: 'Sipho Ndlovu', lastAt: ago(33), lastText: 'Dankie, ek laat weet', lastBy: 'customer' },
  {
    name: 'Chantelle Jacobs',
    state: 'human',
    lastAt: ago(42),
    lastText: 'Hi, Thandi here. I’ll have a look and get back to you',
    lastBy: 'member',
  },
  {
    name: 'Nomvula Dube',
    unread: 1,
    lastAt: ago(51),
    lastText: 'Yes, we take card, cash, SnapScan and EFT',
  },
  {
    name: 'Johan Botha',
    state: 'closed',
    lastAt: ago(1500),
    lastText: 'Done, I’ve moved it to Wednesday 2 December',
  },
  {
    name: '🌸',
    state: 'blocked',
    lastAt: ago(9000),
    lastText: 'You have won a prize',
    lastBy: 'customer',
  },
]

export const fullInbox = (view: Partial<InboxView> = {}): InboxView =>
  inboxView({
    rows: fullRows.map((row, index) => inboxRow({ id: `chat-${index}`, ...row })),
    needsYou: 3,
    todayChats: 34,
    todayByAi: 31,
    earlier: '/?before=abc',
    ...view,
  })

export const line = (given: Partial<ThreadLine> = {}): ThreadLine => ({
  id: 'line-1',
  by: 'customer',
  kind: 'text',
  text: 'Hi, do you do kids’ braids on Saturdays?',
  at: ago(30),
  state: null,
  memberName: null,
  evidence: [],
  note: false,
  edited: false,
  removed: false,
  reaction: null,
  ...given,
})

export const conversationView = (
  view: Partial<Omit<ConversationView, 'conversation'>> & {
    conversation?: Partial<ConversationView['conversation']>
  } = {},
): ConversationView => ({
  me,
  seesPersonal: true,
  mayAnswer: true,
  mayAskPayment: true,
  mayExport: true,
  at,
  zone,
  lines: [],
  earlier: null,
  version: '9',
  clientId: 'cid-1',
  ...view,
  conversation: {
    id: 'chat-0',
    name: 'Lerato Mokoena',
    phone: '+27825550100',
    state: 'ai',
    attention: null,
    humanUntil: null,
    ...view.conversation,
  },
})

const fullLines: Partial<ThreadLine>[] = [
  { at: ago(1500), text: 'Sawubona, nivulile namhlanje?' },
  {
    at: ago(1499),
    by: 'receptionist',
    state: 'read',
    text: 'Sawubona! Yebo, sivulile namhlanje kuze kube ngu-15:00.',
    evidence: [{ ref: 'hours:2', says: 'Tuesday 08:00 to 15:00' }],
  },
  { at: ago(47), text: 'How much are knotless braids?', reaction: '❤️' },
  {
    at: ago(46),
    by: 'receptionist',
    state: 'read',
    text: 'Knotless braids are from R850 and take about 4 hours. We ask for a 30% deposit.',
    evidence: [
      { ref: 'service:1', says: 'Knotless braids: from R850, 4 hours' },
      { ref: 'fact:3', says: 'Do you take a deposit? 30% to hold your place' },
    ],
  },
  { at: ago(44), text: null, kind: 'voice', seconds: 12 },
  { at: ago(43), text: 'Something like this', kind: 'image' },
  {
    at: ago(40),
    by: 'member',
    memberName: 'Thandi',
    state: 'delivered',
    text: 'Lovely, I can do that.',
  },
  { at: ago(39), by: 'phone', state: 'sent', text: 'See you Saturday', edited: true },
  {
    at: ago(38),
    by: 'member',
    memberName: 'Thandi',
    state: 'failed',
    text: 'Please bring a photo',
  },
  { at: ago(20), removed: true },
  {
    at: ago(10),
    text: 'My sister also wants to come. Can you do both of us at the same time, and is there a discount?',
  },
  {
    at: ago(9),
    by: 'receptionist',
    state: 'delivered',
    text: 'Let me check with Thandi about doing you both together and what she can do on the price. She’ll reply here shortly.',
  },
]

export const fullConversation = (
  view: Parameters<typeof conversationView>[0] = {},
): ConversationView =>
  conversationView({
    lines: fullLines.map((given, index) => line({ id: `line-${index}`, ...given })),
    earlier: '/conversations/chat-0?before=abc',
    ...view,
    conversation: {
      state: 'needs_human',
      attention: 'Asks for a discount for two people, which the price list does not mention.',
      ...view?.conversation,
    },
  })

export const connectView = (view: Partial<ConnectView> = {}): ConnectView => ({
  me,
  at,
  zone,
  channel: null,
  code: null,
  values: { phone: '' },
  errors: {},
  isFresh: true,
  isResting: false,
  hasRoom: true,
  maySubscribe: true,
  needsYou: 0,
  ...view,
})

export const withCode = (): ConnectView =>
  connectView({
    channel: { phone: '+27825550100', health: 'linking', since: null },
    code: { text: 'K7M4-9TX2', expiresAt: new Date(at.getTime() + 118_000) },
  })

/** What customers have typed into other people's inboxes. */
export const hostileTexts = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  "' onmouseover='alert(1)",
  '" autofocus onfocus="alert(1)',
  '</title></textarea></style><script>alert(1)</script>',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  'javascript:alert(1)',
  '{{constructor.constructor("alert(1)")()}}',
  '<!-- comment',
  ']]><script>alert(1)</script>',
]

/** The page as a person reads it: tags away, entities back. */
export const wordsOf = (page: string): string =>
  page
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ')

/** Every tag with the names of its attributes, in order: a text that grew a node or an attribute changes this. */
export const skeletonOf = (page: string): string[] =>
  (page.match(/<[^>]*>/g) ?? []).map((tag) => tag.replaceAll(/="[^"]*"/g, ''))

/** The html a browser would get. */
export const render = async <View>(page: FC<View>, view: View): Promise<string> =>
  (await html`${await page(view)}`).toString()
