import { type Account, hostsOf } from './payfast-account.ts'
import { confirmable, type Notice } from './payfast-notice.ts'
import type { Fetch } from './whapi-request.ts'

const TIMEOUT_MS = 15_000
/** A Worker names itself to nobody unless told to, and PayFast's guards refuse the nameless. */
export const USER_AGENT = 'Frontdesk'

/** `undecided`: PayFast said neither, so the notice is neither true nor false and has to be asked about again. */
export type Confirmation = 'valid' | 'invalid' | 'undecided'

/** Asks PayFast itself whether it sent this. */
export const confirmNotice = async (
  { account, fetch }: { account: Pick<Account, 'mode' | 'hosts'>; fetch: Fetch },
  notice: Notice,
): Promise<Confirmation> => {
  try {
    const response = await fetch(`${hostsOf(account).site}/eng/query/validate`, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        'User-Agent': USER_AGENT,
      },
      body: confirmable(notice),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    const said = await response.text()
    return response.status === 200 ? meaningOf(said) : 'undecided'
  } catch {
    return 'undecided'
  }
}

const meaningOf = (said: string): Confirmation => {
  const [first = ''] = said.trimStart().split('\n')
  const word = first.trim().toLowerCase()
  return word === 'valid' || word === 'invalid' ? word : 'undecided'
}
