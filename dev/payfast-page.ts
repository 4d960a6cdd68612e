import { escapeHtml, page } from './http.ts'
import type { Notices } from './payfast-notices.ts'
import type { Runs } from './payfast-runs.ts'

/** What PayFast has taken and told, for whoever looks at the stage. */
export const overview = (runs: Runs, notices: Notices): Response => {
  const paid = runs
    .payments()
    .map(
      ({ id, merchantId, cents, at }) =>
        `<li>${id}: R${(cents / 100).toFixed(2)} to ${merchantId}, <time>${at}</time></li>`,
    )
  const monthly = runs
    .all()
    .map(
      (run) =>
        `<li>${run.token}: R${(run.cents / 100).toFixed(2)} next on ${run.runOn}, state ${run.status}</li>`,
    )
  const told = notices
    .sent()
    .map(
      ({ id, status, url, answers }) =>
        `<li>${id} ${status} to ${escapeHtml(url)}: ${answers.join(', ') || 'held'}</li>`,
    )
  return page(
    'PayFast, on the stage',
    `<h2>Payments</h2>${list(paid)}<h2>Runs of charges</h2>${list(monthly)}<h2>Notices</h2>${list(told)}`,
  )
}

const list = (items: string[]): string =>
  items.length > 0 ? `<ul>${items.join('')}</ul>` : '<p>None yet.</p>'
