/** The words of the mails we send, as plain text and as the same text in plain HTML. */
import * as z from 'zod'

import { Invalid } from '../errors.ts'
import type { Mail } from '../vendors/mail.ts'

export type { Mail } from '../vendors/mail.ts'

type Slots = {
  login_link: { to: string; link: string; minutes: number }
  signup_link: { to: string; business: string; link: string; minutes: number }
  already_member: { to: string; loginUrl: string }
}
export type MailKind = keyof Slots

type Letter = { subject: string; opens: string; link: string; label: string; closes: string[] }

/** Subjects are fixed: what a stranger types into a form never heads a mail of ours. */
const letters: { [K in MailKind]: (slots: Slots[K]) => Letter } = {
  login_link: ({ link, minutes }) => ({
    subject: 'Your link to log in to Frontdesk',
    opens: 'Open this link to log in to Frontdesk:',
    link,
    label: 'Log in',
    closes: [
      `It works once, for ${minutes} minutes.`,
      'If you did not ask for it, ignore this email.',
    ],
  }),
  signup_link: ({ business, link, minutes }) => ({
    subject: 'Finish signing up for Frontdesk',
    opens: `Open this link to start Frontdesk for ${business}:`,
    link,
    label: 'Start Frontdesk',
    closes: [
      `It works once, for ${minutes} minutes.`,
      'If you did not sign up, ignore this email: nothing happens until the link is opened.',
    ],
  }),
  already_member: ({ loginUrl }) => ({
    subject: 'You already have a Frontdesk account',
    opens: 'Somebody signed up for Frontdesk with this address, which has an account. Log in here:',
    link: loginUrl,
    label: 'Log in',
    closes: ['If it was not you, ignore this email: nothing has changed.'],
  }),
}

/** Throws Invalid where a value holds a control character: a line break would begin another header. */
export const writeMail = <K extends MailKind>(kind: K, slots: Slots[K]): Mail => {
  refuseControls(slots)
  const { subject, opens, link, label, closes } = letters[kind](slots)
  return {
    to: slots.to,
    subject,
    text: `${[opens, link, ...closes].join('\n\n')}\n`,
    html: page([escapeHtml(opens), anchor(link, label), ...closes.map(escapeHtml)]),
  }
}

const refuseControls = (slots: Record<string, string | number>): void => {
  const broken = Object.entries(slots).filter(([, value]) =>
    /[\p{Cc}\p{Zl}\p{Zp}]/u.test(`${value}`),
  )
  if (broken.length === 0) return
  const fields = broken.map(([name]) => [name, 'One line, without control characters.'])
  throw new Invalid('a control character in a mail', Object.fromEntries(fields))
}

const page = (paragraphs: string[]): string =>
  `<!doctype html><html lang="en-ZA"><meta charset="utf-8"><body>${paragraphs
    .map((paragraph) => `<p>${paragraph}</p>`)
    .join('')}</body></html>`

const anchor = (link: string, label: string): string =>
  `<a href="${escapeHtml(link)}">${escapeHtml(label)}</a>`

const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

const Shape: z.ZodType<Mail> = z.object({
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
})

/** A mail from the JSON it was kept as; throws when that is something else. */
export const readMail = (json: string): Mail => Shape.parse(JSON.parse(json))
