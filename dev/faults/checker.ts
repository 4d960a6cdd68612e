/** Holds the history against the database. It knows nothing of how the product works, only what it promises. */
import { readBook, type Accepted, type Book } from './book.ts'
import type { CustomerRow, FinalState, ReplyRow } from './final-state.ts'
import type { Entry, SentLine } from './history.ts'

export type Verdict = {
  sent: number
  acknowledged: number
  stored: number
  settled: number
  replied: number
  /** Acknowledged and not stored, or said to be answered by a reply that never left. */
  lost: number
  /** Stored twice, or one question that was answered by two messages. */
  doubled: number
  /** In another chat, another business, or with another's words. */
  mixed: number
  outOfOrder: number
  /** Each broken promise in words; empty when all hold. */
  findings: string[]
}

const SETTLED = ['replied', 'handed_off', 'silent', 'human', 'old', 'unsupported', 'dead']
const ANSWERED = ['replied', 'handed_off']
/** So few answers would prove nothing about sending. */
const LEAST_ANSWERED_SHARE = 0.5

export const check = (history: readonly Entry[], state: FinalState): Verdict => {
  const book = readBook(history)
  const stored = groupBy(state.customers, ({ providerId }) => providerId)
  const findings = [
    ...checkStored(book, stored),
    ...checkPlaces(book, stored, state),
    ...checkOutcomes(book, state),
    ...checkSends(book, state),
    ...checkOrder(book, state),
    ...checkQuiet(book, state),
  ]
  const of = (kind: Finding['kind']) =>
    findings.filter((finding) => finding.kind === kind).reduce((sum, { n }) => sum + n, 0)
  return {
    sent: book.sends.length,
    acknowledged: book.acked.size,
    stored: state.customers.length,
    settled: state.customers.filter(isSettled).length,
    replied: state.customers.filter(isAnswered).length,
    lost: of('lost'),
    doubled: of('doubled'),
    mixed: of('mixed'),
    outOfOrder: of('order'),
    findings: findings.map(({ says }) => says),
  }
}

type Finding = { kind: 'lost' | 'doubled' | 'mixed' | 'order' | 'quiet'; n: number; says: string }

/** One finding for all `wrong` ones, with the first few named. */
const finding = (kind: Finding['kind'], about: string, wrong: readonly string[]): Finding[] => {
  if (wrong.length === 0) return []
  return [
    { kind, n: wrong.length, says: `${about}: ${wrong.length} (${wrong.slice(0, 3).join(', ')})` },
  ]
}

const isSettled = ({ outcome }: CustomerRow) => outcome !== null && SETTLED.includes(outcome)
const isAnswered = ({ outcome }: CustomerRow) => outcome !== null && ANSWERED.includes(outcome)

/** I1: acknowledged, so stored, and once. */
const checkStored = (book: Book, stored: Map<string, CustomerRow[]>): Finding[] => {
  const rowsOf = (id: string) => stored.get(id)?.length ?? 0
  const ids = book.sends.map(({ id }) => id)
  return [
    ...finding(
      'lost',
      'I1 acknowledged but not stored',
      [...book.acked].filter((id) => rowsOf(id) === 0),
    ),
    ...finding(
      'doubled',
      'I1 stored more than once',
      ids.filter((id) => rowsOf(id) > 1),
    ),
    ...finding(
      'lost',
      'never acknowledged',
      ids.filter((id) => !book.acked.has(id)),
    ),
  ]
}

/** I6: each line under the chat and the business it was written to, in its own words. */
const checkPlaces = (
  book: Book,
  stored: Map<string, CustomerRow[]>,
  state: FinalState,
): Finding[] => {
  const known = new Set(book.sends.map(({ id }) => id))
  const isElsewhere = (send: SentLine, row: CustomerRow) =>
    row.orgId !== send.orgId ||
    row.providerChannelId !== send.channelId ||
    row.chat !== send.chat ||
    row.text !== book.words.get(send.id)
  const written = new Set(book.sends.map(({ orgId, chat }) => `${orgId} +${digitsOf(chat)}`))
  return [
    ...finding(
      'mixed',
      'I6 stored in another chat or with other words',
      book.sends
        .filter((send) => stored.get(send.id)?.some((row) => isElsewhere(send, row)))
        .map(({ id }) => id),
    ),
    ...finding(
      'mixed',
      'I6 stored but never sent',
      state.customers.flatMap(({ providerId }) => (known.has(providerId) ? [] : [providerId])),
    ),
    ...finding(
      'mixed',
      'I6 a customer of a business they never wrote to',
      state.people.flatMap(({ orgId, phone }) =>
        written.has(`${orgId} ${phone}`) ? [] : [`${orgId} ${phone}`],
      ),
    ),
    ...finding('mixed', 'I6 a row under another organisation', Array(state.misplaced).fill('row')),
  ]
}

/** I2: each stored line came to one end; where it was answered, by a reply that left. */
const checkOutcomes = (book: Book, { customers, replies }: FinalState): Finding[] => {
  const replyOf = new Map(replies.map((reply) => [reply.id, reply]))
  const took = new Set(book.accepted.map(({ id }) => id))
  const left = (row: CustomerRow): boolean => {
    const reply = replyOf.get(row.answerId ?? '')
    return reply?.conversationId === row.conversationId && took.has(reply.providerId ?? '')
  }
  const answered = customers.filter(isAnswered)
  const enough = answered.length >= customers.length * LEAST_ANSWERED_SHARE
  const named = (rows: CustomerRow[]) => rows.map(({ providerId }) => providerId)
  return [
    ...finding(
      'lost',
      'I2 answered by a reply that never left',
      named(answered.filter((row) => !left(row))),
    ),
    ...finding('lost', 'I2 no outcome', named(customers.filter((row) => !isSettled(row)))),
    ...finding(
      'lost',
      'I2 given up, though WhatsApp worked',
      named(customers.filter(({ outcome }) => outcome === 'dead')),
    ),
    ...(enough ? [] : finding('quiet', 'too few answers to prove anything', ['load'])),
  ]
}

/** I3: each message the customer got is one reply, in its own chat, to a question nothing else answered. */
const checkSends = (book: Book, { customers, replies, strangers }: FinalState): Finding[] => {
  const replyOf = new Map<string | null, ReplyRow>(replies.map((row) => [row.providerId, row]))
  const answering = new Set(customers.map(({ answerId }) => answerId))
  const isExtra = ({ id }: Accepted) => !answering.has(replyOf.get(id)?.id ?? 'unknown')
  const isElsewhere = ({ id, channelId, chat }: Accepted) => {
    const reply = replyOf.get(id)
    return reply && (reply.chat !== chat || reply.providerChannelId !== channelId)
  }
  const named = (sends: Accepted[]) => sends.map(({ chat, id }) => `${chat} ${id}`)
  return [
    ...finding('doubled', 'I3 sent beyond the one reply', named(book.accepted.filter(isExtra))),
    ...finding('mixed', 'I3 sent to another chat', named(book.accepted.filter(isElsewhere))),
    ...finding('doubled', 'I3 our own line taken for a stranger’s', Array(strangers).fill('line')),
    ...finding('doubled', 'I3 sent after all was answered', Array(book.afterSilence).fill('send')),
  ]
}

/** I4: in each chat the replies left in the order of what they answer, and no two turns overlapped. */
const checkOrder = (book: Book, { customers, replies }: FinalState): Finding[] => {
  const leftAt = new Map(book.accepted.map(({ id, ms }, place) => [id, { ms, place }]))
  const answers = groupBy(customers, ({ answerId }) => answerId ?? '')
  const wrong = [...groupBy(replies, ({ conversationId }) => conversationId)].filter(([, rows]) => {
    const turns = rows
      .flatMap((reply) => {
        const place = leftAt.get(reply.providerId ?? '')?.place
        const seqs = (answers.get(reply.id) ?? []).map(({ seq }) => seq)
        return place === undefined || seqs.length === 0 ? [] : [{ place, seqs }]
      })
      .sort((a, b) => a.place - b.place)
    return turns.some(({ seqs }, n) => {
      const before = turns[n - 1]
      return before && Math.max(...before.seqs) > Math.min(...seqs)
    })
  })
  return finding(
    'order',
    'I4 replies out of order',
    wrong.map(([conversationId]) => conversationId),
  )
}

/** I7: after quiet nothing is held, due or on its way. */
const checkQuiet = (_book: Book, state: FinalState): Finding[] => [
  ...finding('quiet', 'I7 leases left', Array(state.leases).fill('conversation')),
  ...finding('quiet', 'I7 still due', Array(state.due).fill('conversation')),
  ...finding('quiet', 'I7 still queued or sending', Array(state.waiting).fill('line')),
  ...finding('quiet', 'I7 transactions left open', Array(state.open).fill('connection')),
]

const digitsOf = (chat: string): string => chat.split('@')[0] ?? chat

const groupBy = <T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> =>
  Map.groupBy(items, keyOf)
