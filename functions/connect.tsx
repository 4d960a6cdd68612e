import * as z from 'zod'

import { countChats } from '../src/conversation/inbox.ts'
import { Conflict, one, QuotaReached, Upstream } from '../src/errors.ts'
import { mayDo } from '../src/member/roles.ts'
import { connectWhatsapp, findChannel, lockOrg, noteHealth, readOrg } from '../src/org/org.ts'
import { toE164 } from '../src/phone.ts'
import { ledgerOf, readLedger } from '../src/subscription/ledger.ts'
import { plans } from '../src/subscription/plan.ts'
import { planAt } from '../src/subscription/subscription.ts'
import { mayAnswer, readUsage } from '../src/subscription/usage.ts'
import { later } from '../src/time.ts'
import type { Whatsapp } from '../src/vendors/whapi.ts'
import { wantsFragments, type HouseApp, type HouseContext } from './http.ts'
import { readForm, readQuery } from './input.ts'
import { ConnectLive, ConnectPage } from './pages/connect.tsx'
import type { ConnectView } from './pages/props.ts'
import { text } from './pages/text.en.ts'
import { requireMember } from './session.ts'

/** WhatsApp shows a pairing code for about two minutes. */
const CODE_SECONDS = 120

const Live = z.object({ v: z.string().max(100).optional() })
const TOKEN = /^[\w.~+/=-]{10,500}$/

const Link = z.object({
  token: z.string().trim().max(500).default(''),
  phone: z.string().trim().max(40).default(''),
})

/** Links the business's WhatsApp number: its token is checked with the provider, our webhook and its secret are set there, then the row. */
export const mountConnect = (app: HouseApp): HouseApp =>
  app
    .get('/connect', requireMember('channel.manage'), async (c) =>
      c.html(<ConnectPage {...(await readConnect(c)).view} />),
    )
    .get('/connect/live', requireMember('channel.manage'), async (c) => {
      const { v } = readQuery(c, Live)
      const { view } = await readConnect(c)
      // While the number waits nothing is new: a code on the page stays until the phone has taken it.
      if (view.channel?.health === v) return c.body(null, 204)
      return fragments(c, view)
    })
    .post('/connect', requireMember('channel.manage', { fresh: true }), async (c) => {
      const form = await readForm(c, Link)
      const { channel, view, numbers } = await readConnect(c)
      if (!view.hasRoom) throw new QuotaReached('no room for a number')
      const errors = await link(c, { form, channel, numbers })
      if (!errors) return c.redirect('/connect', 303)
      return c.html(<ConnectPage {...view} values={{ phone: form.phone }} errors={errors} />, 400)
    })
    .post('/connect/code', requireMember('channel.manage'), async (c) => {
      const { channel, view } = await readConnect(c)
      if (!channel?.phone) throw new Conflict('no number to link')
      const whatsapp = await c.var.deps.whatsappOf(channel)
      const code = await askCode(c, whatsapp, { id: channel.id, phone: channel.phone })
      if (code === null) return c.redirect('/connect', 303)
      const expiresAt = later(c.var.deps.clock(), CODE_SECONDS)
      const withCode = { ...view, code: { text: code, expiresAt } }
      return wantsFragments(c) ? fragments(c, withCode) : c.html(<ConnectPage {...withCode} />)
    })

const fragments = (c: HouseContext, view: ConnectView): Response | Promise<Response> => {
  c.header('x-v', view.channel?.health ?? '')
  return c.html(<ConnectLive {...view} />)
}

type Channel = Awaited<ReturnType<typeof findChannel>>[number]

const readConnect = async (
  c: HouseContext,
): Promise<{ view: ConnectView; channel: Channel | undefined; numbers: number }> => {
  const { deps } = c.var
  const at = deps.clock()
  const [me, orgs, [channel], counts, state, runs, [used]] = await c.var.ask(
    readOrg(deps.db),
    findChannel(deps.db),
    countChats(deps.db, { at }),
    ...readLedger(deps.db),
    readUsage(deps.db, { at }),
  )
  const { subscription } = ledgerOf(state, runs)
  const { numbers } = plans[planAt(subscription, at)]
  const org = one(orgs)
  const view: ConnectView = {
    me: { name: me.name, orgName: org.name },
    at,
    zone: org.timezone,
    channel: channel
      ? { phone: channel.phone, health: channel.health, since: channel.healthAt }
      : null,
    code: null,
    values: { phone: channel?.phone ?? org.phone ?? '' },
    errors: {},
    isFresh: me.isFresh,
    isResting: !mayAnswer(subscription, used, at),
    hasRoom: channel !== undefined || numbers > 0,
    maySubscribe: mayDo(me, 'subscription.manage'),
    needsYou: one(counts).needsYou,
  }
  return { view, channel, numbers }
}

/** `numbers`: how many the plan has room for. */
type Linking = { channel: Channel | undefined; numbers: number }

/** Answers with what is wrong with the form, or null when the number is linked. */
const link = async (
  c: HouseContext,
  { form, ...linking }: Linking & { form: z.infer<typeof Link> },
): Promise<ConnectView['errors'] | null> => {
  const phone = toE164(form.phone)
  if (phone === null) return { phone: text.connect.phoneWrong }
  if (!TOKEN.test(form.token)) return { token: text.connect.tokenWrong }
  try {
    await linkNumber(c, { token: form.token, phone, ...linking })
    return null
  } catch (error) {
    if (!(error instanceof Upstream)) throw error
    const isUnknown = error.verdict === 'channel_down'
    return { token: isUnknown ? text.connect.tokenUnknown : text.connect.providerAway }
  }
}

/** The provider first: a row stands for a number whose deliveries reach us. */
const linkNumber = async (
  c: HouseContext,
  { token, phone, channel, numbers }: Linking & { token: string; phone: string },
): Promise<void> => {
  const { deps } = c.var
  const id = channel?.id ?? crypto.randomUUID()
  const generation = (channel?.generation ?? 0) + 1
  const whatsapp = deps.whatsapp(token)
  const seen = await whatsapp.health()
  await whatsapp.configureHook(await deps.hookOf(id, generation))
  const [, , linked] = await c.var.ask(
    lockOrg(deps.db),
    connectWhatsapp(deps.db, {
      id,
      generation,
      providerChannelId: seen.providerChannelId,
      tokenSealed: await deps.sealToken(id, token),
      phone: seen.phone ?? phone,
      health: seen.health,
      allowed: numbers,
      at: deps.clock(),
    }),
  )
  one(linked, new Conflict('somebody else has just linked this number'))
}

/** Null when the number turns out to be linked already: then that is noted instead. */
const askCode = async (
  c: HouseContext,
  whatsapp: Whatsapp,
  { id, phone }: { id: string; phone: string },
): Promise<string | null> => {
  const { deps } = c.var
  const seen = await whatsapp.health()
  if (seen.health !== 'working') return whatsapp.pairingCode(phone)
  const health = { channelId: id, health: seen.health, text: seen.text, at: deps.clock() }
  await c.var.ask(noteHealth(deps.db, health))
  return null
}
