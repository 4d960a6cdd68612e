/** The words of what customers are asked to pay: the team's pages, the line in the chat, and the payer's page; text.en.ts takes them in. */
import { showRand } from '../../src/money.ts'
import { showDay, showShortDay } from '../../src/time.ts'

type Asked = { cents: number; purpose: string }

const days = (n: number): string => (n === 1 ? '1 day' : `${n} days`)

export const payment = {
  title: 'Payments',
  says: 'What you asked customers to pay. The money goes straight to your own PayFast account.',
  back: 'Back to Payments',
  how: 'To ask for a payment, open a chat and tap the card beside the message box.',
  empty: 'You haven’t asked anybody to pay yet.',
  earlier: 'Show earlier',
  newest: 'Newest payments',
  states: {
    open: (day: string) => `Open until ${showShortDay(day)}`,
    expired: (day: string) => `Not paid by ${showShortDay(day)}`,
    paid: (day: string) => `Paid on ${showShortDay(day)}`,
    cancelled: (_day: string) => 'Taken back',
  },
  standings: { open: 'Open', paid: 'Paid', cancelled: 'Taken back' },
  twice: 'Paid more than once: give the rest back in your PayFast account.',
  takeBack: 'Take back',
  hidden: 'What it is for is hidden',
  account: {
    title: 'Your PayFast account',
    none: 'Not set up. Customers can’t pay you through a link yet.',
    is: (merchantId: string) => `Merchant ID ${merchantId}`,
    setUp: 'Set up',
    change: 'Change',
    says: 'From PayFast’s settings, under “Integration”. We check them with PayFast before we keep them, and nobody can read them here again.',
    merchantId: 'Merchant ID',
    merchantIdHint: 'Eight digits',
    merchantKey: 'Merchant key',
    passphrase: 'Passphrase',
    passphraseHint: 'Called “salt passphrase” at PayFast. Set one there first if you have none.',
    ours: 'This is Frontdesk’s own account. Use yours.',
    unknown: 'PayFast doesn’t know this merchant ID with this passphrase. Check both.',
    away: 'PayFast can’t be reached right now. Nothing was changed. Try again in a few minutes.',
    save: 'Check and save',
  },
  ask: {
    title: 'Ask for a payment',
    back: 'Back to the chat',
    of: (name: string) => `${name} gets a link in the chat, and pays on PayFast’s own page.`,
    amount: 'Amount in rand',
    amountHint: 'For example 350 or 350.50',
    amountWrong: 'Type an amount from R5 to R100 000, like 350 or 350.50',
    purpose: 'What for',
    purposeHint: 'The customer reads this, for example “Deposit, Saturday 10:00”',
    purposeWrong: 'Say in at most 100 characters what it is for',
    days: 'How long the link works',
    daysWrong: 'Choose how long the link works',
    forDays: days,
    send: 'Send the link',
    noAccount: 'Set up your PayFast account first, then customers can pay you through a link.',
    noAccountOthers: 'The owner has to set up the business’s PayFast account first.',
  },
  line: ({ cents, purpose, url, forDays }: Asked & { url: string; forDays: number }) =>
    `Please pay ${showRand(cents)} for “${purpose}”:\n${url}\nYou pay on PayFast’s own page. The link works for ${days(forDays)}.`,
  pay: {
    title: (business: string) => `Pay ${business}`,
    asks: (business: string) => `${business} asks you to pay`,
    until: (day: string) => `Until ${showDay(day)}.`,
    where: 'You pay on PayFast’s own page. We never see your card.',
    go: (cents: number) => `Pay ${showRand(cents)} at PayFast`,
    turnedBack: 'You turned back. Nothing was paid.',
    waits: 'Confirming…',
    waitsSays:
      'PayFast is telling us about your payment. This takes a few seconds, at times some minutes. You may close this page: we write to you on WhatsApp.',
    again: 'Check again',
    states: {
      paid: { title: 'Paid', says: 'Thank you. There is nothing more to pay here.' },
      expired: {
        title: 'This link has ended',
        says: 'Nothing was paid. Ask in the chat for a new one.',
      },
      cancelled: {
        title: 'Taken back',
        says: 'You don’t have to pay this any more. Ask in the chat if you are unsure.',
      },
    },
  },
} as const
