/** Fragments from the server: top-level elements with ids, each taking the place of the one on the page. */
import { sync } from './sync.ts'

type Policy = { createHTML: (html: string) => string }

// TypeScript's DOM does not know Trusted Types yet; a browser without them takes the string as it is.
declare global {
  var trustedTypes: { createPolicy: (name: string, rules: Policy) => Policy } | undefined
}

const rules: Policy = { createHTML: (html) => html }
const policy = globalThis.trustedTypes?.createPolicy('app', rules) ?? rules

const parse = (html: string): Element[] => {
  const template = document.createElement('template')
  template.innerHTML = policy.createHTML(html) // our own server's answer, escaped there
  return [...template.content.children]
}

/** True when anything on the page is different now. */
export const apply = (html: string): boolean => {
  let changed = false
  const focus = keepFocus()
  for (const now of parse(html)) {
    const old = document.getElementById(now.id)
    if (!old || old.isEqualNode(now)) continue
    sync(old, now)
    changed = true
  }
  focus()
  fadeToast()
  return changed
}

/** A node that moves loses focus, and a row that changes its group is made anew: the same row gets it back. */
const keepFocus = (): (() => void) => {
  const focused = document.activeElement
  if (!(focused instanceof HTMLElement) || focused === document.body) return () => {}
  const id = focused.closest('[id]')?.id ?? ''
  const tag = focused.localName
  return () => {
    if (document.activeElement === focused) return
    const again = focused.isConnected
      ? focused
      : document.getElementById(id)?.querySelector<HTMLElement>(tag)
    again?.focus({ preventScroll: true })
  }
}

const TOAST_MS = 8_000
const TOAST_AGAIN_MS = 2_000
let fading: ReturnType<typeof setTimeout> | undefined

/** The toast goes after eight seconds, but not from under a finger or the keyboard. */
export const fadeToast = (after: number = TOAST_MS): void => {
  const toast = document.getElementById('toast')
  if (!toast?.firstChild) return
  clearTimeout(fading)
  fading = setTimeout(() => {
    if (toast.matches(':hover, :focus-within')) fadeToast(TOAST_AGAIN_MS)
    else toast.replaceChildren()
  }, after)
}
