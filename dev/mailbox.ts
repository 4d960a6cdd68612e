import { isDeepStrictEqual } from 'node:util'

import * as z from 'zod'

import { escapeHtml, page } from './http.ts'
import { createMishaps } from './mishap.ts'

const Body = z.object({
  from: z.string().min(1),
  to: z.tuple([z.email()]),
  subject: z.string().regex(/^\P{Cc}+$/u),
  text: z.string(),
  html: z.string(),
})
type Body = z.infer<typeof Body>

export type Mail = { to: string; from?: string; subject: string; text: string; html?: string }
type Kept = Mail & { at: string }
export type Mailbox = ReturnType<typeof createMailbox>

/** Every mail the product sends ends here: `POST /mail` takes it as Resend does, `GET /mailbox` shows it. A key used twice is one mail. */
export const createMailbox = (now: () => Date) => {
  const mails: Kept[] = []
  const keys = new Map<string, { id: string; body: Body }>()
  const mishaps = createMishaps()

  const deliver = (mail: Mail): void => {
    mails.push({ ...mail, at: now().toISOString() })
  }

  const take = async (request: Request): Promise<Response> => {
    if (!request.headers.get('authorization')?.startsWith('Bearer '))
      return refuse(401, 'missing_api_key', 'Missing API key in the authorization header.')
    const read = Body.safeParse(await request.json().catch(() => null))
    if (!read.success) return refuse(422, 'validation_error', z.prettifyError(read.error))
    const body = read.data
    const key = request.headers.get('idempotency-key')
    const before = key === null ? undefined : keys.get(key)
    if (before && !isDeepStrictEqual(before.body, body))
      return refuse(409, 'invalid_idempotent_request', 'The key was used with another payload.')
    if (before) return Response.json({ id: before.id })
    const id = crypto.randomUUID()
    if (key !== null) keys.set(key, { id, body })
    deliver({ ...body, to: body.to[0] })
    return Response.json({ id })
  }

  return {
    deliver,
    mails: (): readonly Kept[] => [...mails],
    mishaps,
    fetch: async (request: Request): Promise<Response> =>
      request.method === 'POST'
        ? mishaps.around(
            () => take(request),
            (status) => refuse(status, 'application_error', 'arranged by the stage'),
          )
        : mailboxPage(mails),
  }
}

const refuse = (statusCode: number, name: string, message: string): Response =>
  Response.json({ statusCode, name, message }, { status: statusCode })

const mailboxPage = (mails: readonly Kept[]): Response => {
  let newestFirst = ''
  for (const mail of mails) newestFirst = show(mail) + newestFirst
  return page('Mailbox', newestFirst || '<p>No mail yet.</p>')
}

/** Only the plain text is shown: a mail's HTML would run in the stage's own page. */
const show = ({ to, subject, text, at }: Kept): string => `<article>
<h2>${escapeHtml(subject)}</h2>
<p>To ${escapeHtml(to)}, <time>${at}</time></p>
<pre>${linked(escapeHtml(text))}</pre>
</article>`

const linked = (escaped: string): string =>
  escaped.replaceAll(/http:\/\/localhost:\d+\/[^\s&]*/g, (url) => `<a href="${url}">${url}</a>`)
