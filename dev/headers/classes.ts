/** Every class of answer this product gives, asked of the real Worker on a stage: each page, each refusal, each file. */
import path from 'node:path'

import type { Business } from '../businesses.ts'
import { connectionDropped } from '../mishap.ts'
import type { Stage } from '../stage.ts'
import { bundleWorker } from '../workerd.ts'
import type { Answer } from './rules.ts'

export type Seen = Answer & { name: string; status: number }
type Ask = { name: string; url: string; init?: RequestInit; before?: () => unknown }

const CUSTOMER = { chatId: '27825550111@s.whatsapp.net', name: 'Lerato Mokoena' }
const LINKS_A_QUARTER = 3

/** One after the other: some bring about what the next one shows. */
export const seeAll = async (stage: Stage, business: Business): Promise<Seen[]> => {
  const cookie = await signIn(stage, business)
  const chat = await openChat(stage, business)
  const asks: Ask[] = [
    ...(await routes(stage, { cookie, chat })),
    ...refusals(stage, { cookie, chat }),
    ...(await waysIn(stage, business)),
    ...webhook(business),
    ...stage.assets.paths.map((url) => ({ name: `file ${url}`, url })),
    ...withoutDatabase(stage, { cookie, business }),
  ]
  const seen: Seen[] = []
  for (const ask of asks) {
    await ask.before?.()
    seen.push(await see(stage, ask))
  }
  return seen
}

const see = async (stage: Stage, { name, url, init = {} }: Ask): Promise<Seen> => {
  const response = await fetch(stage.appOrigin + url, { redirect: 'manual', ...init })
  const body = await response.text()
  const isPage = response.headers.get('content-type')?.startsWith('text/html') && body !== ''
  return { name, status: response.status, headers: response.headers, html: isPage ? body : null }
}

/** A post as a page of ours makes it; `form` in its order. */
const post = (stage: Stage, form: Record<string, string>, cookie = ''): RequestInit => ({
  method: 'POST',
  headers: { origin: stage.appOrigin, cookie },
  body: new URLSearchParams(form),
})

const signIn = async (stage: Stage, { email }: Business): Promise<string> => {
  const link = new URL(await stage.businesses.signIn(email))
  const t = link.searchParams.get('t') ?? ''
  const answer = await see(stage, { name: '', url: link.pathname, init: post(stage, { t }) })
  const session = answer.headers.getSetCookie().find((one) => one.startsWith('__Host-sid='))
  if (!session) throw new Error(`nobody could sign in: ${answer.status}`)
  return session.split(';')[0] ?? ''
}

/** The path of a chat with something in it. */
const openChat = async (stage: Stage, { channelToken }: Business): Promise<string> => {
  const channel = stage.whapi.channels().find(({ token }) => token === channelToken)
  if (!channel) throw new Error('Whapi knows no such number')
  await stage.whapi.customerSays(channel, { ...CUSTOMER, text: 'Good day' })
  const url = `${stage.url}/control/conversation?chatId=${CUSTOMER.chatId}`
  for (;;) {
    const found: { id: string } | null = await (await fetch(url)).json()
    if (found) return found.id
  }
}

/** A page of another site asks, so that an answer which shares itself would show. */
const STRANGER = 'https://stranger.example'

const routes = async (stage: Stage, { cookie, chat }: { cookie: string; chat: string }) => {
  const folder = path.join(stage.folder, 'routes')
  await bundleWorker(path.join(import.meta.dirname, 'routes.ts'), folder)
  const { getPaths }: { getPaths: string[] } = await import(path.join(folder, 'worker.js'))
  return getPaths.flatMap((route): Ask[] => {
    const url = route.replace(':id', chat)
    const headers = { origin: STRANGER }
    return [
      { name: `GET ${route}`, url, init: { headers } },
      { name: `GET ${route}, signed in`, url, init: { headers: { ...headers, cookie } } },
    ]
  })
}

const refusals = (stage: Stage, { cookie, chat }: { cookie: string; chat: string }): Ask[] => {
  const signedIn = { headers: { cookie } }
  return [
    { name: 'no such page', url: '/nowhere' },
    { name: 'no such page, signed in', url: '/nowhere', init: signedIn },
    { name: 'no such file', url: '/nowhere.css' },
    { name: 'no such chat', url: `/conversations/${crypto.randomUUID()}`, init: signedIn },
    { name: 'a wrong query', url: '/?show=nothing', init: signedIn },
    { name: 'a repeated query', url: '/?show=all&show=ai', init: signedIn },
    {
      name: 'no form',
      url: '/login',
      init: { method: 'POST', headers: { origin: stage.appOrigin }, body: '{}' },
    },
    { name: 'a wrong form', url: '/login', init: post(stage, { email: 'nobody' }) },
    {
      name: 'a form of another site',
      url: '/login',
      init: { method: 'POST', headers: { origin: STRANGER }, body: new URLSearchParams() },
    },
    {
      name: 'a form without a session',
      url: `/conversations/${chat}/takeover`,
      init: post(stage, {}),
    },
    ...['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'].map((method) => ({
      name: `${method} a page`,
      url: '/login',
      init: { method, headers: { origin: stage.appOrigin } },
    })),
  ]
}

const waysIn = async (stage: Stage, { email }: Business): Promise<Ask[]> => {
  const link = { url: '/login', init: post(stage, { email }) }
  const asked = await see(stage, { name: '', ...link })
  const cookie = asked.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const mailed = new URL(await stage.businesses.signIn(email))
  return [
    { name: 'a link opened', url: mailed.pathname + mailed.search },
    ...Array.from({ length: LINKS_A_QUARTER - 1 }, () => ({
      name: 'a link asked for, with its cookie',
      ...link,
    })),
    { name: 'too many links asked for', ...link },
    { name: 'the browser that asked', url: '/login/sent', init: { headers: { cookie } } },
    {
      name: 'a wrong password',
      url: '/login/password',
      init: post(stage, { email, password: 'not the right one' }),
    },
    { name: 'logged out', url: '/logout', init: post(stage, {}, '__Host-sid=spent') },
  ]
}

const webhook = ({ hook, secret, providerChannelId }: Business): Ask[] => {
  const url = `/webhooks/whapi/${hook}`
  const deliver = (given: string): RequestInit => ({
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-webhook-secret': given },
    body: JSON.stringify({ messages: [], channel_id: providerChannelId }),
  })
  return [
    { name: 'a delivery', url, init: deliver(secret) },
    { name: 'a forged delivery', url, init: deliver('forged') },
    { name: 'GET a webhook', url },
  ]
}

const withoutDatabase = (
  stage: Stage,
  { cookie, business }: { cookie: string; business: Business },
): Ask[] => {
  const before = () => {
    stage.neon.intercept.before = () => {
      throw connectionDropped
    }
  }
  const [delivery] = webhook(business)
  return [
    { name: 'the inbox without a database', url: '/', init: { headers: { cookie } }, before },
    ...(delivery ? [{ ...delivery, name: 'a delivery without a database' }] : []),
  ]
}
