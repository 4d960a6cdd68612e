/** Everything the receptionist knows when she answers: plain rows, no database, no clock. Whoever composes (built in or a model) gets just this. */
import type { MessageKind } from '../inbound.ts'
import type { Calendar } from '../org/hours.ts'

export type Service = {
  id: string
  name: string
  /** Other words people use for it: "blow wave", "gents cut". */
  aliases: string[]
  priceCents: number | null
  /** True: the price is a starting price and is always said as "from". */
  priceFrom: boolean
  durationMinutes: number | null
  description: string | null
}

export const factKinds = ['location', 'contact', 'policy', 'payment', 'faq', 'note'] as const
export type FactKind = (typeof factKinds)[number]
export type Fact = {
  id: string
  kind: FactKind
  question: string
  /** Other phrasings of the same question, in any language. */
  variants: string[]
  answer: string
}

export type Business = Calendar & {
  id: string
  name: string
  /** The person a customer is handed to: "Thandi". */
  ownerName: string
  /** E.164. */
  phone: string | null
  email: string | null
  website: string | null
  address: string | null
  services: Service[]
  facts: Fact[]
}

/** A line of the chat as the receptionist sees it. `by`: customer, she herself, a team member in the app, the owner's own phone, another program on the same number. */
export type Line = {
  id: string
  by: 'customer' | 'receptionist' | 'member' | 'phone' | 'integration'
  kind: MessageKind
  text: string | null
  at: Date
  /** For her own lines: the intent it was composed with. */
  intent: string | null
}

/** What the customer was asked to pay and can pay now, with the link for it. */
export type OpenRequest = { id: string; cents: number; purpose: string; url: string }

export type Briefing = {
  at: Date
  business: Business
  customer: { name: string | null; optedOut: boolean }
  /** The newest first. */
  requests: OpenRequest[]
  /** The lines nobody has answered yet, oldest first; at least one. */
  burst: Line[]
  /** What came before them in this chat, oldest first; a day of it, since the loop breaker counts over a day. */
  history: Line[]
}

/** What a sentence rests on. `ref` is the id of the row: "service:<id>", "fact:<id>", "hours:<id>", "closure:<id>", "profile:phone", "calendar:2026-12-16", "request:<id>". */
export type Evidence = { ref: string; says: string }

export type Composed =
  | {
      act: 'reply'
      text: string
      intent: string
      evidence: Evidence[]
      /** Set when the owner should look though the receptionist goes on answering: "Left a message", "Sent a voice note". */
      attention: string | null
      /** STOP and START. */
      optOut?: boolean
    }
  /** Says `text` once, then is silent in this chat until a person hands back. `reason` is for the owner, one line. */
  | { act: 'handover'; text: string; intent: string; evidence: Evidence[]; reason: string }
  /** Nothing is said. `attention` as in a hand-over: a person is to look, and she stays silent until one hands back. */
  | { act: 'silence'; reason: string; attention?: string }
