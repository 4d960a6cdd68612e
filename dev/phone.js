const POLL_MS = 700
const customers = [
  { name: 'Lerato Mokoena', number: '27825550101' },
  { name: 'Johan van der Merwe', number: '27825550102' },
  { name: 'Nomvula Dube', number: '27825550103' },
  { name: 'Priya Naidoo', number: '27825550104' },
]
const NEW_CUSTOMER = 'new'

const byId = (id) => document.getElementById(id)
const text = byId('text')
const lines = byId('lines')
let state = { channels: [], lines: [], typing: false }
/** The lines on the page, as text: only what changed is drawn again, or a screen reader would read all of it out. */
let drawn = []

const me = () => customers[Number(byId('customer').value)]
const chat = () => ({ channel: byId('channel').value, chatId: `${me().number}@s.whatsapp.net` })

const option = (value, words) => {
  const made = document.createElement('option')
  made.value = value
  made.textContent = words
  return made
}

const showCustomers = (chosen) => {
  const options = customers.map(({ name, number }, at) => option(at, `${name}, +${number}`))
  byId('customer').replaceChildren(...options, option(NEW_CUSTOMER, 'New customer'))
  byId('customer').value = chosen
}

const addCustomer = () => {
  const digits = String(crypto.getRandomValues(new Uint32Array(1))[0] % 100).padStart(2, '0')
  const number = `278255502${digits}`
  customers.push({ name: `Customer ${digits}`, number })
  showCustomers(customers.length - 1)
}

const act = async (body) => {
  const response = await fetch('/phone/act', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ ...chat(), name: me().name, ...body }),
  })
  const answer = await response.json()
  byId('problem').textContent = response.ok ? '' : answer.error
  if (response.ok) await refresh()
}

const TICKS = { pending: '…', sent: '✓', delivered: '✓✓', read: '✓✓', failed: 'failed' }
const KINDS = {
  voice: 'Voice note',
  image: 'Picture',
  location: 'Location',
  contact: 'Contact',
}

const wordsOf = (line) => {
  const content = line[line.type] ?? {}
  const words = content.body ?? content.caption ?? content.name ?? ''
  const kind = KINDS[line.type]
  return kind === undefined ? words : `[${kind}] ${words}`.trim()
}

/** As WhatsApp shows them: what is an address can be tapped. */
const withLinks = (words) =>
  words.split(/(https?:\/\/\S+)/).map((part, at) => {
    if (at % 2 === 0) return part
    const link = document.createElement('a')
    link.href = part
    link.textContent = part
    link.target = '_blank'
    return link
  })

const lineOf = (line) => {
  const item = document.createElement('li')
  item.append(...withLinks(wordsOf(line)))
  item.className = line.from_me ? '' : 'mine'
  const note = document.createElement('small')
  const time = new Date(line.timestamp * 1000).toLocaleTimeString('en-ZA', { timeStyle: 'short' })
  const tick = line.from_me && line.source === 'api' ? ` ${TICKS[line.status] ?? ''}` : ''
  const owner = line.from_me && line.source === 'mobile' ? "from the owner's own phone, " : ''
  note.textContent = `${owner}${time}${tick}`
  note.title = tick === '' ? '' : line.status
  note.className = line.status === 'read' ? 'read' : ''
  item.append(note)
  return item
}

const showChannels = (channels) => {
  const select = byId('channel')
  const chosen = select.value
  const words = ({ id, phone }) => (phone === null ? id : `${phone} (${id})`)
  select.replaceChildren(...channels.map((channel) => option(channel.id, words(channel))))
  if (channels.some(({ id }) => id === chosen)) select.value = chosen
}

const HEALTH = { AUTH: 'Linked', QR: 'Not linked: messages wait until it is' }

const draw = (next) => {
  const atEnd = lines.scrollHeight - lines.scrollTop - lines.clientHeight < 40
  const wanted = next.map((line) => JSON.stringify(line))
  while (lines.children.length > wanted.length) lines.lastElementChild.remove()
  for (const [at, line] of next.entries()) {
    const old = lines.children[at]
    if (old === undefined) lines.append(lineOf(line))
    else if (drawn[at] !== wanted[at]) old.replaceWith(lineOf(line))
  }
  drawn = wanted
  if (atEnd) lines.scrollTop = lines.scrollHeight
}

const show = (next) => {
  if (JSON.stringify(next.channels) !== JSON.stringify(state.channels)) showChannels(next.channels)
  state = next
  draw(next.lines)
  byId('typing').hidden = !next.typing
  byId('pairing').hidden = !next.channels.some(({ asksForCode }) => asksForCode)
  const channel = next.channels.find(({ id }) => id === byId('channel').value)
  byId('health').textContent = channel
    ? (HEALTH[channel.health] ?? channel.health)
    : 'No business number yet'
}

const refresh = async () => {
  const { channel, chatId } = chat()
  const response = await fetch(`/phone/state?${new URLSearchParams({ channel, chat: chatId })}`)
  if (response.ok) show(await response.json())
}

const poll = async () => {
  await refresh().catch(() => {}) // the stage restarts: the next poll finds it
  setTimeout(() => void poll(), POLL_MS)
}

const typed = () => {
  const words = text.value.trim()
  text.value = ''
  return words
}

const last = (wanted) => state.lines.filter(wanted).at(-1)?.id

const acts = {
  burst: () => ({ act: 'say', texts: ['Hi', 'Are you open tomorrow?', 'And how much is a cut?'] }),
  edit: () => ({ act: 'edit', id: last((line) => !line.from_me), text: typed() }),
  remove: () => ({ act: 'remove', id: last((line) => !line.from_me) }),
  react: () => ({ act: 'react', id: last((line) => line.from_me), emoji: '👍' }),
  owner: () => ({ act: 'owner', text: typed() }),
}

byId('customer').addEventListener('change', (event) => {
  if (event.target.value === NEW_CUSTOMER) addCustomer()
  void refresh()
})
byId('channel').addEventListener('change', () => void refresh())
byId('composer').addEventListener('submit', (event) => {
  event.preventDefault()
  const words = typed()
  if (words !== '') void act({ act: 'say', texts: [words] })
})
byId('pairing').addEventListener('submit', (event) => {
  event.preventDefault()
  void act({ act: 'link', code: byId('code').value })
  byId('code').value = ''
})
byId('acts').addEventListener('click', (event) => {
  const { act: name, kind } = event.target.dataset
  if (name === undefined) return
  void act(acts[name]?.() ?? { act: name, kind })
})

showCustomers(0)
void poll()
