/**
 * Makes `old` look like `now` and keeps every node that is still wanted, so focus, typed text, selection and scroll survive.
 * Children with an id are matched by it, the others by their place.
 */
export const sync = (old: Element, now: Element): void => {
  syncAttributes(old, now)
  syncChildren(old, now)
}

/** A bubble the script made: it goes when its own post is answered, not before. */
export const OWN = 'data-own'

const syncAttributes = (old: Element, now: Element): void => {
  for (const { name, value } of now.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value)
  }
  for (const name of old.getAttributeNames()) {
    if (!now.hasAttribute(name) && !openedByReader(old, name)) old.removeAttribute(name)
  }
}

const openedByReader = (element: Element, attribute: string): boolean =>
  attribute === 'open' && element instanceof HTMLDetailsElement

const syncChildren = (old: Element, now: Element): void => {
  let at: ChildNode | null = old.firstChild
  for (const wanted of Array.from(now.childNodes)) {
    const twin = twinOf(wanted, at, old)
    if (twin && twin === at) at = twin.nextSibling
    else old.insertBefore(twin ?? wanted, at)
    if (twin) syncNode(twin, wanted)
  }
  removeFrom(at)
}

const idOf = (node: Node | null): string => (node instanceof Element ? node.id : '')

const twinOf = (wanted: Node, at: ChildNode | null, parent: Element): ChildNode | null => {
  const id = idOf(wanted)
  if (id) return [...parent.children].find((child) => child.id === id) ?? null
  return at?.nodeName === wanted.nodeName && !idOf(at) ? at : null
}

const syncNode = (old: Node, now: Node): void => {
  if (old instanceof Element && now instanceof Element) sync(old, now)
  else if (old.nodeValue !== now.nodeValue) old.nodeValue = now.nodeValue
}

const removeFrom = (first: ChildNode | null): void => {
  let at = first
  while (at) {
    const next: ChildNode | null = at.nextSibling
    if (!(at instanceof Element && at.hasAttribute(OWN))) at.remove()
    at = next
  }
}
