import { noticeDigest, query, type Pair } from './payfast-sign.ts'
import type { Merchant } from './payfast-state.ts'

const MINUTE_MS = 60_000
const TIMEOUT_MS = 30_000
/** After the first try: at once, after ten minutes, then ever later. */
const RETRY_MINUTES = [0, 10, 20, 40, 80, 160, 320, 640]

export type Deliver = (url: string, init: RequestInit) => Promise<Response>
export type Notices = ReturnType<typeof createNotices>

/** One notice on its way: what each try was answered, and when the next is due. */
export type Sent = {
  id: string
  merchantId: string
  status: string
  url: string
  body: string
  answers: number[]
  nextAtMs: number | null
}

export type Habits = {
  /** How often each notice is sent. */
  copies: number
  /** Kept back until they are released, in an order of one's choice. */
  hold: boolean
  /** Fields in an order that genuine notices have had: the status first, the token second. */
  oddOrder: boolean
}
const good: Habits = { copies: 1, hold: false, oddOrder: false }

type Options = { now: () => Date; deliver: Deliver; random: () => number }
type Notice = { merchant: Merchant; url: string; fields: readonly Pair[] }

/** PayFast's notices: signed, posted to the merchant, repeated until they are answered with 200. */
export const createNotices = ({ now, deliver, random }: Options) => {
  const sent: Sent[] = []
  const held: Sent[] = []
  const issued = new Set<string>()
  const habits: Habits = { ...good }
  let underWay = 0

  const post = async ({ url, body }: Pick<Sent, 'url' | 'body'>): Promise<number> => {
    underWay += 1
    const response = await deliver(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
      .catch(() => null)
      .finally(() => (underWay -= 1))
    await response?.body?.cancel()
    return response?.status ?? 0
  }

  const attempt = async (notice: Sent, repeats: boolean): Promise<void> => {
    notice.nextAtMs = null
    const status = await post(notice)
    notice.answers.push(status)
    const minutes = RETRY_MINUTES[notice.answers.length - 1]
    if (status === 200 || !repeats || minutes === undefined) return
    notice.nextAtMs = now().getTime() + minutes * MINUTE_MS
  }
  const repeating = new Set<string>()
  const isRepeating = ({ merchantId }: Sent) => repeating.has(merchantId)

  return {
    habits,
    sent: (): readonly Sent[] => sent,
    held: (): readonly Sent[] => held,
    busy: (): boolean => underWay > 0,
    behave: (wanted: Partial<Habits>): void => {
      Object.assign(habits, good, wanted)
    },
    /** Whether PayFast sent exactly this: what its validate page is asked. */
    knows: (params: string): boolean => issued.has(params),
    send: async ({ merchant, url, fields }: Notice): Promise<void> => {
      const pairs = habits.oddOrder ? oddly(fields) : fields
      const params = query(pairs)
      issued.add(params)
      if (merchant.mode === 'live') repeating.add(merchant.merchantId)
      const value = new Map(pairs)
      const notice: Sent = {
        id: value.get('pf_payment_id') ?? '',
        merchantId: merchant.merchantId,
        status: value.get('payment_status') ?? '',
        url,
        body: `${params}&signature=${noticeDigest(pairs, merchant.passphrase)}`,
        answers: [],
        nextAtMs: null,
      }
      for (let copy = 0; copy < habits.copies; copy += 1) {
        const own = { ...notice, answers: [] }
        sent.push(own)
        if (habits.hold) held.push(own)
        else await attempt(own, isRepeating(own))
      }
    },
    /** Lets go of what was held, in that order. */
    release: async (order: 'sent' | 'reversed' | 'shuffled'): Promise<number> => {
      habits.hold = false
      const waiting = held.splice(0)
      if (order === 'reversed') waiting.reverse()
      const all = order === 'shuffled' ? shuffled(waiting, random) : waiting
      for (const notice of all) await attempt(notice, isRepeating(notice))
      return all.length
    },
    /** The same bytes once more, as the resend button does; `url` for another address. */
    replay: async ({ index, url }: { index: number; url?: string }): Promise<number | null> => {
      const notice = sent.at(index)
      return notice ? post({ body: notice.body, url: url ?? notice.url }) : null
    },
    /** A notice with one field changed by somebody on the way, the signature left as it was. */
    tamper: async (change: {
      index: number
      field: string
      value: string
    }): Promise<number | null> => {
      const notice = sent.at(change.index)
      if (!notice) return null
      const pattern = new RegExp(`(^|&)${change.field}=[^&]*`)
      const body = notice.body.replace(pattern, `$1${query([[change.field, change.value]])}`)
      return post({ url: notice.url, body })
    },
    /** The earliest repeat that is due. */
    due: (atMs: number): Sent | undefined =>
      sent
        .filter(({ nextAtMs }) => nextAtMs !== null && nextAtMs <= atMs)
        .sort((one, two) => (one.nextAtMs ?? 0) - (two.nextAtMs ?? 0))[0],
    again: (notice: Sent): Promise<void> => attempt(notice, true),
    reset: (): void => {
      sent.length = 0
      held.length = 0
      issued.clear()
      Object.assign(habits, good)
    },
  }
}

const oddly = (fields: readonly Pair[]): readonly Pair[] => {
  const first = ['payment_status', 'token']
  return [
    ...fields.filter(([name]) => first.includes(name)),
    ...fields.filter(([name]) => !first.includes(name)),
  ]
}

const shuffled = <T>(list: readonly T[], random: () => number): T[] =>
  list
    .map((item) => ({ item, place: random() }))
    .sort((one, two) => one.place - two.place)
    .map(({ item }) => item)
