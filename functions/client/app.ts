/** The one script of the owner's pages. Everything works without it; with it pages stay fresh and answer at once. */
import { startComposer } from './composer.ts'
import { download } from './download.ts'
import { fadeToast } from './fragments.ts'
import { post, showOffline, start, wake } from './live.ts'

/** After a press the same spot may hold the opposite button: a second tap is not meant for it. */
const SECOND_TAP_MS = 500
let busy = false

const postPart = async (form: HTMLFormElement, data: FormData): Promise<void> => {
  busy = true
  try {
    await post(form, data)
  } catch {
    form.submit() // the plain way shows what is wrong
  } finally {
    setTimeout(() => {
      busy = false
    }, SECOND_TAP_MS)
  }
}

/** One at a time. */
const downloadFile = async (form: HTMLFormElement, button: HTMLElement): Promise<void> => {
  busy = true
  await download(form, button)
  busy = false
}

addEventListener('submit', (event) => {
  const form = event.target
  if (!(form instanceof HTMLFormElement)) return
  if (form.dataset['download'] !== undefined && event.submitter) {
    event.preventDefault()
    if (!busy) void downloadFile(form, event.submitter)
  }
  if (form.dataset['part'] === undefined) return
  event.preventDefault()
  if (!busy) void postPart(form, new FormData(form, event.submitter))
})

const composer = document.getElementById('composer')
if (composer instanceof HTMLFormElement) startComposer(composer)

document.addEventListener('visibilitychange', wake)
addEventListener('pageshow', ({ persisted }) => (persisted ? wake() : start()))
addEventListener('online', wake)
addEventListener('offline', () => showOffline(true))
fadeToast()
