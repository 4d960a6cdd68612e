/** The words of the subscription's pages; text.en.ts takes them in. */
import { showRand } from '../../src/money.ts'
import type { Plan } from '../../src/subscription/plan.ts'
import { type Seller, VAT_PERCENT } from '../../src/subscription/vat.ts'
import { showDay } from '../../src/time.ts'

type Terms = { firstCents: number; monthCents: number; from: string }

export const subscription = {
  title: 'Subscription',
  back: 'Back to Subscription',
  plan: 'Receptionist',
  states: {
    trial: {
      title: 'Free trial',
      says: (day: string) => `Everything works until ${showDay(day)}. You pay nothing for it.`,
    },
    active: {
      title: 'Active',
      says: (day: string) => `Paid until ${showDay(day)}.`,
    },
    past_due: {
      title: 'Payment overdue',
      says: (day: string) =>
        `The payment of ${showDay(day)} didn’t arrive. PayFast tries your card again; check it, or use another one.`,
    },
    paused: {
      title: 'Paused',
      says: (day: string) =>
        `Nothing is charged while payments are paused. Everything works until ${showDay(day)}; after that messages arrive and wait for you.`,
    },
    paused_over: {
      title: 'Paused',
      says: (day: string) =>
        `What you paid for ended on ${showDay(day)}. Messages still arrive and nothing is lost. To have them answered again, go on with payments.`,
    },
    cancelled: {
      title: 'Cancelled',
      says: (day: string) => `Everything works until ${showDay(day)}. Nothing more is charged.`,
    },
    lapsed: {
      title: 'Not subscribed',
      says: (_day: string) =>
        'Messages still arrive and nothing is lost. To have them answered again, subscribe.',
    },
  },
  allows: ({ answers, numbers, members }: Plan) =>
    `Room for ${answers} answers a month, ${numbers === 1 ? 'one WhatsApp number' : `${numbers} WhatsApp numbers`} and ${members} people.`,
  next: (cents: number, day: string) => `Next payment: ${showRand(cents)} on ${showDay(day)}.`,
  grace: (day: string) => `Until ${showDay(day)} everything works all the same.`,
  ending: 'PayFast is being told to stop. This page says so when it has.',
  subscribe: 'Subscribe',
  askOwner: 'An owner of the business can subscribe.',
  another: 'Pay with another card',
  pause: { title: 'Pause payments', go: 'Pause for a month' },
  resume: { title: 'Go on with payments', go: 'Go on' },
  cancel: 'Cancel the subscription',
  done: {
    paused: 'Paused. Nothing is charged for a month.',
    resumed: 'Payments go on.',
    cancelled: 'Cancelled. Nothing more is charged.',
    saved: 'Saved.',
    unchanged: 'There was nothing to change.',
  },
  away: 'PayFast can’t be reached right now. Nothing was changed. Try again in a few minutes.',
  payments: 'Payments',
  noPayments: 'Nothing paid yet.',
  payment: (cents: number) => showRand(cents),
  seller: ({ name, address, vatNumber }: Seller) =>
    `Each is a tax invoice of ${name}, ${address}, VAT number ${vatNumber}.`,
  invoice: (id: string, cents: number) =>
    `Tax invoice ${id}: Receptionist, one month, includes ${showRand(cents)} VAT at ${VAT_PERCENT}%`,
  vat: {
    title: 'VAT number',
    none: 'Is your business registered for VAT? Your receipts can name its number.',
    given: (number: string) => `Your receipts name your VAT number ${number}.`,
    give: 'Give your VAT number',
    change: 'Change your VAT number',
    says: 'Your accountant may want it on the receipts of Frontdesk.',
    label: 'Your VAT number',
    hint: 'Ten digits, the first a 4. Leave it empty if you have none.',
    wrong: 'A VAT number has ten digits, and the first is a 4. Leave it empty if you have none.',
    save: 'Save',
  },
  reference: (id: string) => `PayFast ${id}`,
  checkout: {
    title: 'Subscribe',
    now: ({ firstCents }: Terms) => `You pay ${showRand(firstCents)} now.`,
    later: ({ monthCents, from }: Terms) =>
      `From ${showDay(from)} you pay ${showRand(monthCents)} every month. Cancel when you like.`,
    withVat: `VAT at ${VAT_PERCENT}% is included.`,
    where: 'You pay by card on PayFast’s own page. We never see your card.',
    go: 'Go on',
    pay: ({ firstCents }: Terms) => `Pay ${showRand(firstCents)} at PayFast`,
    already: 'You’re subscribed already. There is nothing to pay here.',
    turnedBack: 'You turned back. Nothing was paid.',
  },
  returned: {
    title: 'Your payment',
    waits: 'Confirming…',
    waitsSays:
      'PayFast is telling us about your payment. This takes a few seconds, at times some minutes. You may close this page.',
    again: 'Check again',
    done: 'You’re subscribed',
    doneSays: 'Your payment arrived. Thank you.',
    home: 'To your chats',
  },
  pausing: {
    says: 'Nothing is charged for one month. Messages are answered until the end of what you paid for; after that they arrive and wait for you. Payments go on by themselves.',
    resumeSays: 'PayFast charges your card again from the next date on.',
    none: 'There are no payments to pause.',
  },
  cancelling: {
    title: 'Cancel the subscription?',
    says: (day: string) =>
      `Everything works until ${showDay(day)}. After that messages still arrive, but are no longer answered. Nothing is deleted.`,
    go: 'Cancel it',
    keep: 'Keep it',
    none: 'There is nothing to cancel.',
  },
} as const
