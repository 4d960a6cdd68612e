import * as z from 'zod'

import { escapeHtml, page, readJson } from './http.ts'

const Mail = z.object({
  to: z.email(),
  subject: z.string().min(1),
  text: z.string(),
  html: z.string().optional(),
})
export type Mail = z.infer<typeof Mail> & { at: string }
export type Mailbox = ReturnType<typeof createMailbox>

/** Every mail the product sends ends here: `POST /mail` stores it, `GET /mailbox` shows it. */
export const createMailbox = (now: () => Date) => {
  const mails: Mail[] = []
  const deliver = (mail: z.infer<typeof Mail>): void => {
    mails.push({ ...mail, at: now().toISOString() })
  }
  return {
    deliver,
    mails: (): readonly Mail[] => [...mails],
    fetch: async (request: Request): Promise<Response> => {
      if (request.method !== 'POST') return mailboxPage(mails)
      deliver(await readJson(request, Mail))
      return new Response(null, { status: 204 })
    },
  }
}

const mailboxPage = (mails: readonly Mail[]): Response => {
  let newestFirst = ''
  for (const mail of mails) newestFirst = show(mail) + newestFirst
  return page('Mailbox', newestFirst || '<p>No mail yet.</p>')
}

/** Only the plain text is shown: a mail's HTML would run in the stage's own page. */
const show = ({ to, subject, text, at }: Mail): string => `<article>
<h2>${escapeHtml(subject)}</h2>
<p>To ${escapeHtml(to)}, <time>${at}</time></p>
<pre>${linked(escapeHtml(text))}</pre>
</article>`

const linked = (escaped: string): string =>
  escaped.replaceAll(/http:\/\/localhost:\d+\/[^\s&]*/g, (url) => `<a href="${url}">${url}</a>`)
