import type { Businesses } from './businesses.ts'
import { escapeHtml, page, type Fetch } from './http.ts'

type Setting = { appOrigin: string; businesses: Pick<Businesses, 'list' | 'signIn'> }

/** The stage's own front page: where everything is, and a new sign-in link for each owner. */
export const createIndex =
  ({ appOrigin, businesses }: Setting): Fetch =>
  async (request) => {
    const owners = [...new Set(businesses.list().map(({ email }) => email))]
    if (request.method !== 'POST') return front(appOrigin, owners)
    const email = new URLSearchParams(await request.text()).get('email') ?? ''
    if (!owners.includes(email)) return new Response('no such owner\n', { status: 404 })
    return Response.redirect(await businesses.signIn(email), 303)
  }

const front = (appOrigin: string, owners: string[]): Response =>
  page(
    'Frontdesk: the stage',
    `<ul>
<li><a href="${appOrigin}/">The owner's app</a></li>
<li><a href="/phone">The phone simulator</a>: write as a customer</li>
<li><a href="/mailbox">The mailbox</a></li>
<li><a href="/payfast">PayFast</a>: payments, monthly charges and the notices of them</li>
<li><a href="/control">The control API</a></li>
</ul>${owners.map(signInForm).join('')}`,
  )

const signInForm = (email: string): string => `<form method="post" action="/">
<input type="hidden" name="email" value="${escapeHtml(email)}">
<p>${escapeHtml(email)} <button>New sign-in link</button></p></form>`
