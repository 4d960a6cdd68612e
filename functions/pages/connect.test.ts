import { describe, expect, test } from 'vitest'

import { ConnectLive, ConnectPage } from './connect.tsx'
import type { ConnectView } from './props.ts'
import { at, connectView, hostileTexts, render, skeletonOf, withCode, wordsOf } from './testing.ts'

const page = (view: ConnectView) => render(ConnectPage, view)
const words = async (view: ConnectView) => wordsOf(await page(view))
const channel = { phone: '+27825550100', health: 'working', since: at } as const

describe('connecting WhatsApp', () => {
  test('a business without a number is asked for token and number', async () => {
    const html = await page(connectView())
    expect(html).toContain('name="token"')
    expect(html).toContain('name="phone"')
    expect(html).not.toContain('data-live')
  })

  test('a wrong number is explained beside its field and kept, the token is never sent back', async () => {
    const html = await page(
      connectView({ values: { phone: '12' }, errors: { phone: 'Too short' } }),
    )
    expect(html).toMatch(/<input id="phone"[^>]*aria-invalid="true"[^>]*value="12"/)
    expect(html).toMatch(/<input id="token"[^>]*type="password"[^>]*value=""/)
    expect(wordsOf(html)).toContain('Too short')
  })

  test('the code is shown box by box, spelled for the ear, with its end', async () => {
    const seen = await words(withCode())
    expect(seen).toContain('K 7 M 4 - 9 T X 2')
    expect(seen).toContain('Works until 14:11')
    expect(seen).toContain('Link with phone number instead')
  })

  test('the page says which state it shows, so that a code stays until the number is linked', async () => {
    expect(await page(withCode())).toContain('data-v="linking"')
    expect(await page(connectView({ channel }))).toContain('data-v="working"')
  })

  test('a spent code says so', async () => {
    const seen = await words({ ...withCode(), code: { text: 'K7M4-9TX2', expiresAt: at } })
    expect(seen).toContain('This code no longer works')
  })

  test('once the number works, an old code is gone', async () => {
    const seen = await words({ ...withCode(), channel })
    expect(seen).toContain('Connected as +27 82 555 0100')
    expect(seen).not.toContain('Type this code')
  })

  test('a lost connection says since when and offers a code', async () => {
    const seen = await words(connectView({ channel: { ...channel, health: 'down' } }))
    expect(seen).toContain('Disconnected since Tue 24 Nov, 14:10')
    expect(seen).toContain('Get a code')
  })

  test('the live fragments hold no field a person types into', async () => {
    const live = await render(ConnectLive, withCode())
    expect(live).toContain('id="channel"')
    expect(live).not.toMatch(/<input/)
  })

  test.each(hostileTexts)('%s stays text in names and fields [#58]', async (said) => {
    const view = (typed: string) =>
      connectView({
        me: { name: typed, orgName: typed },
        values: { phone: typed },
        errors: { phone: typed },
      })
    expect(skeletonOf(await page(view(said)))).toEqual(skeletonOf(await page(view('Hello'))))
  })

  test('the page carries no inline style, script or handler [#69]', async () => {
    const html = await page(withCode())
    expect(html).not.toMatch(/ style=| on[a-z]+="|<style/)
    expect(html.match(/<script[^>]*>/g)).toEqual(['<script type="module" src="/app.js">'])
  })
})
