/** The mails we send (letters.ts), as plain text and as the same text in plain HTML. */
import * as z from 'zod'

import { Invalid } from '../errors.ts'
import type { Mail } from '../vendors/mail.ts'
import { letters, type MailKind, type Slots } from './letters.ts'

export type { MailKind } from './letters.ts'
export type { Mail } from '../vendors/mail.ts'

/** Goes to whoever the outbox's row names. */
export const TO_PERSON = ''

/** Throws Invalid where a value holds a control character: a line break would begin another header. */
export const writeMail = <K extends MailKind>(kind: K, slots: Slots[K] & { to: string }): Mail => {
  refuseControls(slots)
  const { subject, opens, code, link, closes } = letters[kind](slots)
  const shown = code === undefined ? [] : [spaced(code)]
  return {
    to: slots.to,
    subject,
    text: `${[opens, ...shown, ...(link ? [link.url] : []), ...closes].join('\n\n')}\n`,
    html: page([
      escapeHtml(opens),
      ...shown.map((digits) => `<b>${escapeHtml(digits)}</b>`),
      ...(link ? [anchor(link)] : []),
      ...closes.map(escapeHtml),
    ]),
  }
}

/** "1234 5678". */
const spaced = (code: string) => `${code.slice(0, 4)} ${code.slice(4)}`

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

const anchor = ({ url, label }: { url: string; label: string }): string =>
  `<a href="${escapeHtml(url)}">${escapeHtml(label)}</a>`

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
