import { Hono } from 'hono'

import { escapeHtml, page } from './http.ts'
import type { Runs } from './payfast-runs.ts'
import { checkoutDigest, pairsOf, trimmed } from './payfast-sign.ts'
import type { Checkout, Merchant } from './payfast-state.ts'

type World = { findMerchant: (id: string) => Merchant | undefined; runs: Runs }
type Form = ReadonlyMap<string, string>

const AMOUNT = /^\d{1,9}\.\d{2}$/
const DAY = /^\d{4}-\d\d-\d\d$/
const LEAST_RAND = 5
/** PayFast reaches a merchant on these ports only; on this machine any will do. */
const PORTS = ['', '80', '8080', '8081', '443']

/** What each field must look like where it is sent, in PayFast's tone. */
const rules: Record<string, { holds: (value: string) => boolean; says: string }> = {
  amount: { holds: (value) => AMOUNT.test(value), says: 'must be a decimal amount' },
  recurring_amount: {
    holds: (value) => AMOUNT.test(value) && Number(value) >= LEAST_RAND,
    says: 'must be at least 5.00',
  },
  item_name: { holds: (value) => Array.from(value).length <= 100, says: 'may have 100 characters' },
  item_description: {
    holds: (value) => Array.from(value).length <= 255,
    says: 'may have 255 characters',
  },
  m_payment_id: { holds: (value) => /^[\w/-]{1,100}$/.test(value), says: 'has a wrong character' },
  subscription_type: { holds: (value) => value === '1', says: 'is 1 at this stand-in' },
  billing_date: { holds: (value) => DAY.test(value), says: 'must be YYYY-MM-DD' },
  frequency: { holds: (value) => /^[1-6]$/.test(value), says: 'must be 1 to 6' },
  cycles: { holds: (value) => /^\d{1,4}$/.test(value), says: 'must be a number' },
  notify_url: { holds: (value) => isReachable(value), says: 'cannot be reached' },
}

const isReachable = (address: string): boolean => {
  if (!URL.canParse(address)) return false
  const { hostname, port } = new URL(address)
  return PORTS.includes(port) || hostname === 'localhost' || hostname === '127.0.0.1'
}

/** PayFast's own pages: where the payer arrives with the form, and pays or turns back. */
export const createProcess = ({ findMerchant, runs }: World) => {
  const checkouts = new Map<string, Checkout>()
  const app = new Hono().basePath('/payfast/eng/process')

  app.post('/', async (c) => {
    const form = new Map(pairsOf(await c.req.text()))
    const merchant = findMerchant(form.get('merchant_id') ?? '')
    const problems = merchant ? problemsOf(form, merchant) : { merchant_id: 'is not known' }
    if (!merchant || Object.keys(problems).length > 0) return refuse(problems)
    const id = crypto.randomUUID()
    checkouts.set(id, { id, merchant, form, paid: false })
    return c.redirect(`/payfast/eng/process/payment/${id}`, 302)
  })
  app.get('/payment/:id', (c) => {
    const checkout = checkouts.get(c.req.param('id'))
    return checkout ? payPage(checkout) : c.notFound()
  })
  app.post('/payment/:id/pay', async (c) => {
    const checkout = checkouts.get(c.req.param('id'))
    if (!checkout) return c.notFound()
    // The notice leaves before the payer returns, and a second press of the button pays nothing.
    if (!checkout.paid) {
      checkout.paid = true
      await runs.pay(checkout)
    }
    return leave(checkout.form.get('return_url'), 'Paid')
  })
  app.post('/payment/:id/cancel', (c) => {
    const checkout = checkouts.get(c.req.param('id'))
    return checkout ? leave(checkout.form.get('cancel_url'), 'Cancelled') : c.notFound()
  })
  return { fetch: app.fetch, reset: () => checkouts.clear() }
}

const problemsOf = (form: Form, { merchantKey, passphrase }: Merchant): Record<string, string> => {
  const problems: Record<string, string> = {}
  if (form.get('merchant_key') !== merchantKey) problems['merchant_key'] = 'is not the merchant’s'
  if (form.get('signature') !== checkoutDigest(form, passphrase))
    problems['signature'] = 'Generated signature does not match submitted signature'
  for (const name of neededIn(form))
    if (trimmed(form.get(name)) === '') problems[name] = 'is required'
  for (const [name, { holds, says }] of Object.entries(rules)) {
    const value = trimmed(form.get(name))
    if (value !== '' && !holds(value)) problems[name] = says
  }
  const isFree = form.has('subscription_type') && form.get('amount') === '0.00'
  if (!isFree && Number(form.get('amount')) < LEAST_RAND)
    problems['amount'] ??= 'must be at least 5.00'
  // As it was seen in 2018: the name "0" counts as none.
  if (form.get('item_name') === '0') problems['item_name'] = 'is required'
  return problems
}

const neededIn = (form: Form): string[] => [
  'amount',
  'item_name',
  'signature',
  ...(form.has('subscription_type') ? ['frequency', 'cycles'] : []),
]

const refuse = (problems: Record<string, string>): Response => {
  const lines = Object.entries(problems).map(
    ([name, says]) => `<li><b>${escapeHtml(name)}</b>: ${escapeHtml(says)}</li>`,
  )
  const shown = page('400 Bad Request', `<ul>${lines.join('')}</ul>`)
  return new Response(shown.body, { status: 400, headers: shown.headers })
}

const payPage = ({ id, form, paid }: Checkout): Response => {
  const text = (name: string) => escapeHtml(form.get(name) ?? '')
  const monthly = form.has('subscription_type')
    ? `<p>Then R${text('recurring_amount') || text('amount')} from ${text('billing_date') || 'today'}, until it is cancelled.</p>`
    : ''
  return page(
    'PayFast, on the stage',
    `<style>button{font:inherit;min-height:3rem;padding:0 1.5rem;margin-right:.5rem}form{display:inline}</style>
<p>${text('item_name')}</p><p>${text('item_description')}</p>
<p><strong>R${text('amount')}</strong> now, to merchant ${text('merchant_id')}.</p>${monthly}
${paid ? '<p>This has been paid.</p>' : ''}
<form method="post" action="/payfast/eng/process/payment/${id}/pay"><button>Pay</button></form>
<form method="post" action="/payfast/eng/process/payment/${id}/cancel"><button>Cancel</button></form>
<p>No card is asked for here, and no money moves.</p>`,
  )
}

const leave = (address: string | undefined, title: string): Response =>
  address ? Response.redirect(address, 303) : page(title, '<p>You can close this page.</p>')
