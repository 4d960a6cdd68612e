/** A file with its progress, by the rows that have come. What is no file is shown the plain way, as without this script. */
import { words } from './words.en.ts'

const CR = 13
const LF = 10
const KEPT_MS = 60_000

export const download = async (form: HTMLFormElement, button: HTMLElement): Promise<void> => {
  const url = addressOf(form, button)
  const response = await fetch(url).catch(() => null)
  const name = nameIn(response?.headers.get('content-disposition') ?? '')
  if (!response?.body || !name) return location.assign(response?.redirected ? response.url : url)
  const place = document.getElementById('progress')
  const show = progressIn(place, Number(response.headers.get('x-export-rows')))
  try {
    save(await readAll(response.body.getReader(), show), name)
  } catch {
    place?.replaceChildren(words.brokeOff)
  }
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

/** Parts, which the browser may put on its disk: the whole never stands in the page's memory. */
const readAll = async (
  reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>,
  show: (rows: number) => void,
): Promise<Blob> => {
  const parts: Blob[] = []
  let rows = -1 // the head is none
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return new Blob(parts, { type: 'text/csv' })
    parts.push(new Blob([value]))
    for (let at = value.indexOf(LF); at >= 0; at = value.indexOf(LF, at + 1))
      if (at === 0 || value[at - 1] === CR) rows += 1
    show(rows)
  }
}

const progressIn = (place: HTMLElement | null, total: number): ((rows: number) => void) => {
  const bar = document.createElement('progress')
  bar.max = total
  bar.ariaLabel = words.downloading
  const says = document.createElement('span')
  place?.replaceChildren(bar, says)
  return (rows) => {
    bar.value = rows
    says.textContent = words.rows(Math.max(0, Math.min(rows, total)), total)
  }
}

const save = (file: Blob, name: string): void => {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS)
}
