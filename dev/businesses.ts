import { writeFile } from 'node:fs/promises'
import path from 'node:path'

import { createWhatsapp } from '../src/vendors/whapi.ts'
import { issueSignInLink, loadBusiness } from './business.ts'
import { readJsonFile } from './folder.ts'
import type { Fetch } from './http.ts'
import type { Mailbox } from './mailbox.ts'

/** A business the stage loaded, with what its owner, its customers and Whapi would know of it. */
export type Business = {
  orgId: string
  channelId: string
  hook: string
  secret: string
  providerChannelId: string
  channelToken: string
  email: string
  phone: string
  authMode: 'static_header' | 'hmac_sha256_body_hex'
  webhookUrl: string
}
export type Businesses = Awaited<ReturnType<typeof openBusinesses>>

type Surroundings = {
  folder: string
  ownerUrl: string
  appOrigin: string
  /** The stage's clock. */
  now: () => Date
  keys: { hookKeys: string; sealKeys: string }
  whapi: {
    fetch: Fetch
    addChannel: (channel: {
      token: string
      providerChannelId: string
      phone: string
      signs: boolean
    }) => unknown
  }
  mailbox: Pick<Mailbox, 'deliver'>
}

/** The businesses of this stage, kept beside its data: after a restart Whapi's stand-in is told of them again. */
export const openBusinesses = async (around: Surroundings) => {
  const { folder, ownerUrl, appOrigin, whapi } = around
  const file = path.join(folder, 'businesses.json')
  const known = await readJsonFile<Business[]>(file, [])

  const link = async (business: Business): Promise<void> => {
    whapi.addChannel({
      token: business.channelToken,
      providerChannelId: business.providerChannelId,
      phone: business.phone,
      signs: business.authMode === 'hmac_sha256_body_hex',
    })
    await setWebhook(whapi.fetch, {
      ...business,
      webhookUrl: `${appOrigin}/webhooks/whapi/${business.hook}`,
    })
  }
  for (const business of known) await link(business)

  return {
    list: (): readonly Business[] => known,
    secretOf: (hook: string): string | undefined =>
      known.find((business) => business.hook === hook)?.secret,
    load: async (shape: Record<string, unknown>): Promise<Business> => {
      const loaded = await loadBusiness(ownerUrl, shape, around.keys)
      const webhookUrl = `${appOrigin}/webhooks/whapi/${loaded.hook}`
      const business = { ...loaded, webhookUrl }
      known.push(business)
      await writeFile(file, JSON.stringify(known, null, 2), { mode: 0o600 })
      await link(business)
      return business
    },
    /** A link that signs in once; it also lies in the mailbox. */
    signIn: async (email: string): Promise<string> => {
      const address = await issueSignInLink(ownerUrl, { email, appOrigin, at: around.now() })
      around.mailbox.deliver({ to: email, subject: 'Your sign-in link', text: address })
      return address
    },
  }
}

/** What the connect page does at Whapi: our address, and the header that proves a delivery. */
const setWebhook = (whapi: Fetch, { webhookUrl: url, secret, channelToken: token }: Business) =>
  createWhatsapp({
    baseUrl: 'http://stage/whapi',
    token,
    fetch: (address, init) => whapi(new Request(address, init)),
  }).configureHook({ url, secret })
