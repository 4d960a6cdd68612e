/** A file with its progress, by the rows that have come; where it breaks off it goes on. What is no file is shown the plain way, as without this script. */
import { createFile, type ComingFile } from './whole-lines.ts'
import { words } from './words.en.ts'

const KEPT_MS = 60_000
/** Each after twice the time of the one before: half a minute in which not one row comes. */
const TRIES = 5
const FIRST_WAIT_MS = 1000

export const download = async (form: HTMLFormElement, button: HTMLElement): Promise<void> => {
  const url = addressOf(form, button)
  const response = await fetch(url).catch(() => null)
  const name = nameIn(response?.headers.get('content-disposition') ?? '')
  if (!response || !name) return location.assign(response?.redirected ? response.url : url)
  const place = document.getElementById('progress')
  const progress = progressIn(place, Number(response.headers.get('x-export-rows')))
  const file = await readAll(url, response, progress)
  if (file) save(file, name)
  else place?.replaceChildren(words.brokeOff)
}

/** As the plain form would ask. */
const addressOf = (form: HTMLFormElement, button: HTMLElement): URL => {
  const url = new URL(button.getAttribute('formaction') ?? form.action, location.href)
  for (const [name, value] of new FormData(form))
    if (typeof value === 'string') url.searchParams.set(name, value)
  return url
}

const nameIn = (disposition: string): string =>
  decodeURIComponent(/filename\*=UTF-8''([^;]*)/.exec(disposition)?.[1] ?? '')

type Progress = ReturnType<typeof progressIn>

/** Null: it broke off for good. */
const readAll = async (url: URL, first: Response, progress: Progress): Promise<Blob | null> => {
  const id = first.headers.get('x-export') ?? ''
  const file = createFile()
  let response: Response | null = first
  for (let tries = 0; tries <= TRIES; tries += 1) {
    const before = file.rows()
    if (response?.ok && (await readInto(file, response, progress))) return file.whole()
    if (file.rows() > before) tries = 0
    const after = file.lastRow()
    if (after === null) return null
    progress.waits()
    await new Promise((resolve) => {
      setTimeout(resolve, FIRST_WAIT_MS * 2 ** tries)
    })
    url.searchParams.set('export', id)
    url.searchParams.set('after', after)
    response = await fetch(url).catch(() => null)
    if (response && isRefused(response, id)) return null
  }
  return null
}

/** For good. A 5xx is one more try that failed. */
const isRefused = (response: Response, id: string): boolean =>
  response.status < 500 && response.headers.get('x-export') !== id

/** Whether it came to its end. */
const readInto = async (
  file: ComingFile,
  response: Response,
  progress: Progress,
): Promise<boolean> => {
  file.cut()
  const reader = response.body?.getReader()
  try {
    for (;;) {
      const part = await reader?.read()
      if (!part || part.done) return part !== undefined
      file.add(part.value)
      progress.show(file.rows())
    }
  } catch {
    return false
  }
}

const progressIn = (place: HTMLElement | null, total: number) => {
  const bar = document.createElement('progress')
  bar.max = total
  bar.ariaLabel = words.downloading
  const says = document.createElement('span')
  place?.replaceChildren(bar, says)
  return {
    show: (rows: number): void => {
      bar.value = rows
      says.textContent = words.rows(rows, total)
    },
    waits: (): void => {
      says.textContent = words.goesOn
    },
  }
}

const save = (file: Blob, name: string): void => {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS)
}
