/** Fresh fragments: asked for while somebody looks, ever more slowly while nothing happens; and the answers to posts. */
import { apply } from './fragments.ts'
import { words } from './words.en.ts'

const FASTEST_MS = 3_000
const SLOWEST_MS = 30_000
const SLOWER_EACH_TIME = 1.15
const LIVE_MS = 10_000
const POST_MS = 20_000
const UNAUTHORISED = 401
const NOTHING_NEW = 204

const page = document.querySelector('main')
let timer: ReturnType<typeof setTimeout> | undefined
/** How many times in a row nothing was new. */
let quiet = 0
/** Raised by every request: an answer that was overtaken is older than what is shown, so it is dropped. */
let turn = 0
let lastRead = ''

const schedule = (): void => {
  clearTimeout(timer)
  timer = setTimeout(
    () => void refresh(),
    Math.min(SLOWEST_MS, FASTEST_MS * SLOWER_EACH_TIME ** quiet),
  )
}

/** A page that has just loaded is fresh. */
export const start = (): void => {
  markRead()
  schedule()
}

/** Asks at once: the page came back, or something was just done. */
export const wake = (): void => {
  quiet = 0
  markRead()
  void refresh()
}

const refresh = async (): Promise<void> => {
  clearTimeout(timer)
  if (!page?.dataset['live'] || document.hidden) return
  const mine = ++turn
  try {
    const response = await fetch(liveUrl(page), { signal: AbortSignal.timeout(LIVE_MS) })
    if (mine !== turn) return
    if (response.redirected || response.status === UNAUTHORISED) return location.reload()
    quiet = (await take(response, mine)) ? 0 : quiet + 1
    showOffline(false)
  } catch {
    if (mine !== turn) return
    showOffline(true)
    quiet += 1
  }
  schedule()
}

const liveUrl = (main: HTMLElement): URL => {
  const url = new URL(main.dataset['live'] ?? '', location.href)
  url.searchParams.set('v', main.dataset['v'] ?? '')
  return url
}

/** True when the answer changed the page. */
const take = async (response: Response, mine: number): Promise<boolean> => {
  if (!response.ok || response.status === NOTHING_NEW) return false
  const html = await response.text()
  if (mine !== turn) return false
  const changed = apply(html)
  const version = response.headers.get('x-v')
  if (page && version) page.dataset['v'] = version
  markRead()
  return changed
}

/** Posts a form and shows the fragments it is answered with. Throws when it was not done. */
export const post = async (form: HTMLFormElement, data: FormData): Promise<void> => {
  turn += 1
  try {
    const response = await fetch(form.action, {
      method: 'POST',
      body: data,
      headers: { accept: 'text/x-part' },
      signal: AbortSignal.timeout(POST_MS),
    })
    if (response.redirected) return location.assign(response.url)
    if (response.status === UNAUTHORISED) return location.reload()
    if (!response.ok) throw new Error(`answered ${response.status}`)
    await take(response, ++turn)
  } finally {
    quiet = 0
    schedule()
  }
}

/** A GET changes nothing, so the page says itself that a person sees it: once for each newest line of the customer. */
const markRead = (): void => {
  const reading = page?.dataset['reading']
  const newest = [...document.querySelectorAll('.b.customer')].at(-1)?.id
  if (!reading || document.hidden || !newest || newest === lastRead) return
  lastRead = newest
  void fetch(reading, { method: 'POST' }).catch(() => {
    lastRead = ''
  })
}

export const showOffline = (offline: boolean): void => {
  const shown = document.querySelector('.off')
  if (!offline) return shown?.remove()
  if (shown) return
  const bar = document.createElement('div')
  bar.className = 'off'
  bar.role = 'status'
  bar.textContent = words.offline
  document.body.prepend(bar)
}
