/** The reply box: the bubble stands at once, a draft outlives a reload, a failure can be tried again and is never sent twice. */
import { post } from './live.ts'
import { OWN } from './sync.ts'
import { words } from './words.en.ts'

type Reply = { form: HTMLFormElement; text: string; cid: string }

export const startComposer = (form: HTMLFormElement): void => {
  const box = form.elements.namedItem('text')
  const cid = form.elements.namedItem('cid')
  if (!(box instanceof HTMLTextAreaElement) || !(cid instanceof HTMLInputElement)) return

  const draft = `draft ${location.pathname}`
  const sendAndForget = async (reply: Reply) => {
    if ((await send(reply)) && !box.value) sessionStorage.removeItem(draft)
  }
  box.value ||= sessionStorage.getItem(draft) ?? ''
  box.addEventListener('input', () => sessionStorage.setItem(draft, box.value))
  box.addEventListener('keydown', sendOnEnter)
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const text = box.value.trim()
    if (!text) return
    const reply = { form, text, cid: cid.value }
    cid.value = crypto.randomUUID()
    box.value = ''
    box.focus()
    void sendAndForget(reply)
  })
}

/** On a phone Enter is a new line; with a mouse and a keyboard it sends. */
const sendOnEnter = (event: KeyboardEvent): void => {
  const box = event.currentTarget
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
  if (!matchMedia('(pointer: fine)').matches || !(box instanceof HTMLTextAreaElement)) return
  event.preventDefault()
  box.form?.requestSubmit()
}

/** True once the server has it. A failed bubble stays, with a button that posts the same id again. */
const send = async (reply: Reply): Promise<boolean> => {
  const bubble = showBubble(reply)
  const { form, text, cid } = reply
  const data = new FormData()
  data.set('text', text)
  data.set('cid', cid)
  try {
    await post(form, data)
    if (bubble.hasAttribute(OWN)) bubble.remove()
    return true
  } catch {
    if (!bubble.hasAttribute(OWN)) return true
    bubble.classList.replace('pend', 'fail')
    bubble.append(retryButton(reply, bubble))
    return false
  }
}

/** It bears the id that the stored line will have: however the page hears of that line, it takes this bubble's place. */
const showBubble = ({ text, cid }: Reply): HTMLLIElement => {
  const bubble = document.createElement('li')
  bubble.id = `m-${cid}`
  bubble.className = 'b human f pend'
  bubble.setAttribute(OWN, '')
  const body = document.createElement('div')
  body.className = 'bub'
  body.textContent = text
  bubble.append(body)
  document.getElementById('thread')?.append(bubble)
  document.querySelector('.scroll')?.scrollTo({ top: 0 })
  return bubble
}

const retryButton = (reply: Reply, bubble: HTMLLIElement): HTMLButtonElement => {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'retry'
  button.textContent = words.notSent
  button.addEventListener('click', () => {
    bubble.remove()
    void send(reply)
  })
  return button
}
