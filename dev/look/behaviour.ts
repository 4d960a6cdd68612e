/** The owner's day, played by a person's taps in Chromium against the real Worker. */
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'

import type { Page } from 'playwright-core'

import type { Business } from '../businesses.ts'
import { connectionDropped } from '../mishap.ts'
import { openPage } from './browser.ts'
import {
  bar,
  gone,
  openSimulator,
  reply,
  SECOND_TAP_MS,
  sees,
  sentTimes,
  tapMove,
  until,
  withoutReload,
  type Play,
  type Simulator,
} from './people.ts'

/** Longer than the pause before the receptionist answers. */
const SILENCE_MS = 4_000
const CUSTOMER = 'Lerato Mokoena'
type Scene = Play & { owner: Page; phone: Simulator }

export const playBehaviour = async (play: Play, business: Business): Promise<void> => {
  const owner = await playSignIn(play, business)
  const scene = { ...play, owner, phone: await openSimulator(play) }
  await playAnswer(scene)
  await playHandOver(scene)
  await playReply(scene)
  await playTyping(scene)
  await playFailure(scene)
  await playHandBack(scene)
  await playOwnPhone(scene)
  await playTrouble(scene)
  await playLogOut(scene)
  await scene.phone.page.context().close()
  await owner.context().close()
}

const playSignIn = async (play: Play, { email }: Business): Promise<Page> => {
  const { stage, browser, said, check } = play
  const link = await stage.businesses.signIn(email)
  const owner = await openPage(browser, said)
  await check('the link asks first, its button signs in, and the inbox is empty', async () => {
    await owner.goto(link)
    await owner.getByRole('button', { name: `Log in as ${email}` }).click()
    await owner.waitForURL(`${stage.appOrigin}/`)
    await sees(owner, 'No chats yet')
  })
  await check('the same link a second time is refused and says why', async () => {
    const stranger = await openPage(browser, said)
    await stranger.goto(link)
    await sees(stranger, /That link or code no longer works/)
    await stranger.goto(stage.appOrigin)
    assert.equal(new URL(stranger.url()).pathname, '/login')
    await stranger.context().close()
  })
  return owner
}

const playAnswer = async ({ check, owner, phone }: Scene): Promise<void> => {
  await check('a customer asks for a price and the simulator shows R380, read', async () => {
    await phone.say('How much is a ladies cut?')
    await phone.bubbles('R380').locator('small.read').waitFor()
  })
  await check('the inbox shows the chat without a reload', () =>
    withoutReload(owner, async () => {
      await sees(owner, CUSTOMER)
      await sees(owner, /^AI: .*R380/)
    }),
  )
  await check('the chat shows who answered and from which facts', async () => {
    await owner.getByText(CUSTOMER).click()
    await owner.locator('.b.ai .by', { hasText: 'AI' }).waitFor()
    await owner.getByText('From: price list').click()
    await sees(owner, /^Ladies cut.*R380/)
    assert.equal(await bar(owner).innerText(), 'The AI is answering')
  })
}

const playHandOver = async ({ check, owner, phone }: Scene): Promise<void> => {
  await check('a customer asks for a person and the open chat waits for the owner', () =>
    withoutReload(owner, async () => {
      await phone.say('Can I speak to a person please?')
      await owner.locator('#mode').getByText('Waiting for you').waitFor()
    }),
  )
  await check('Back leads to the inbox, where the chat needs you', async () => {
    await owner.goBack()
    await owner.locator('#waiting').getByText(CUSTOMER).waitFor()
    await until(
      () => owner.title(),
      (title) => title.startsWith('(1) '),
    )
    await owner.locator('#waiting').getByText(CUSTOMER).click()
    await owner.getByRole('link', { name: 'Back to the inbox' }).click()
    await owner.locator('#waiting').getByText(CUSTOMER).click()
  })
  await check('take over and Undo happen in place', () =>
    withoutReload(owner, async () => {
      await tapMove(owner, 'Take over')
      await sees(owner, 'You’re answering now')
      await sleep(SECOND_TAP_MS)
      await owner.getByRole('button', { name: 'Undo' }).click()
      await owner.locator('#mode').getByText('The AI is answering').waitFor()
      await sleep(SECOND_TAP_MS)
      await tapMove(owner, 'Take over')
      await owner.locator('#mode').getByText('You’re answering').waitFor()
    }),
  )
}

const playReply = async (scene: Scene): Promise<void> => {
  const { check, owner, phone, stage } = scene
  await check('a double tap on Send sends one message and shows one bubble', async () => {
    const words = 'Hi Lerato, Thandi here. How can I help?'
    await owner.getByRole('textbox').fill(words)
    await owner.getByRole('button', { name: 'Send' }).dblclick()
    await phone.bubbles(words).locator('small.read').waitFor()
    await owner.locator('#thread .b.human .rd').waitFor()
    assert.equal(await owner.locator('.bub', { hasText: words }).count(), 1)
    assert.equal(sentTimes(scene, words), 1)
  })
  await check('while the owner answers, the AI is silent', async () => {
    const before = stage.whapi.sent().length
    await phone.say('How much is a gents cut?')
    await owner.locator('.b.customer', { hasText: 'gents cut' }).waitFor()
    await sleep(SILENCE_MS)
    assert.equal(stage.whapi.sent().length, before)
  })
}

const playTyping = async ({ check, owner, phone }: Scene): Promise<void> => {
  await check('typed words, focus, selection and open facts survive a live refresh', async () => {
    const box = owner.getByRole('textbox')
    await box.fill('half a sentence')
    await box.evaluate((area: HTMLTextAreaElement) => area.setSelectionRange(3, 6))
    await owner
      .locator('details.fact')
      .first()
      .evaluate((facts) => facts.setAttribute('open', ''))
    await phone.say('And a kids cut?')
    await owner.locator('.b.customer', { hasText: 'kids cut' }).waitFor()
    const kept = await box.evaluate((area: HTMLTextAreaElement) => ({
      text: area.value,
      focused: document.activeElement === area,
      selection: [area.selectionStart, area.selectionEnd],
      open: document.querySelectorAll('details.fact[open]').length,
    }))
    assert.deepEqual(kept, { text: 'half a sentence', focused: true, selection: [3, 6], open: 1 })
  })
  await check('a draft survives a reload', async () => {
    await owner.reload()
    assert.equal(await owner.getByRole('textbox').inputValue(), 'half a sentence')
  })
}

const playFailure = async (scene: Scene): Promise<void> => {
  const { check, owner, phone, stage } = scene
  const trials = [
    { moment: 'before', title: 'a send the server could not do says so, and goes at one tap' },
    { moment: 'after', title: 'a send whose answer is lost is found again without a tap' },
  ] as const
  for (const { moment, title } of trials) {
    await check(`${title}, exactly once`, async () => {
      const words = `Tried again, ${moment}`
      let dropped = 0
      stage.neon.intercept[moment] = ({ queries }) => {
        if (!queries.some((query) => query.includes('insert into app.messages'))) return
        dropped += 1
        throw connectionDropped
      }
      await reply(owner, words)
      await until(
        () => Promise.resolve(dropped),
        (count) => count === 1,
      )
      if (moment === 'before') await sees(owner, /^Not sent/)
      delete stage.neon.intercept[moment]
      if (moment === 'before') await owner.getByRole('button', { name: /^Not sent/ }).click()
      // Nobody was woken for a reply whose answer was lost: the minute's sweep finds it.
      if (moment === 'after')
        await fetch(`${stage.url}/control/sweep`, { method: 'POST', body: '{}' })
      await phone.bubbles(words).locator('small.read').waitFor()
      await until(
        () => owner.locator('.bub', { hasText: words }).count(),
        (count) => count === 1,
      )
      await until(
        () => owner.getByText(/^Not sent/).count(),
        (count) => count === 0,
      )
      assert.equal(sentTimes(scene, words), 1)
    })
    delete stage.neon.intercept[moment]
  }
}

const playHandBack = async ({ check, owner, phone }: Scene): Promise<void> => {
  await check('handed back, the AI answers the question that is still open', async () => {
    await phone.say('How much is a blow wave?')
    await owner.locator('.b.customer', { hasText: 'blow wave' }).waitFor()
    await tapMove(owner, 'Hand back')
    await phone.bubbles('R220').waitFor()
    await owner.locator('.b.ai', { hasText: 'R220' }).waitFor()
    assert.equal(await bar(owner).innerText(), 'The AI is answering')
  })
}

const playOwnPhone = async ({ check, owner, phone }: Scene): Promise<void> => {
  await check('the owner answers from their own phone and the chat says so', async () => {
    await phone.act(/owner's own phone/, 'See you on Saturday')
    await owner.locator('#mode').getByText('You’re answering').waitFor()
    await sees(owner, 'You, on your phone')
  })
}

const playTrouble = async ({ check, owner, phone }: Scene): Promise<void> => {
  await check('without a network the page says so, and says when it is over', async () => {
    const words = /^You’re offline/
    await owner.context().setOffline(true)
    await sees(owner, words)
    await owner.context().setOffline(false)
    await gone(owner, words)
  })
  await check('a disconnected number is a red bar in the inbox, without a reload', async () => {
    await owner.getByRole('link', { name: 'Back to the inbox' }).click()
    await owner.waitForURL((url) => url.pathname === '/')
    await withoutReload(owner, async () => {
      await phone.act(/^Unlink/)
      await owner
        .locator('#banner')
        .getByText(/not being answered/)
        .waitFor()
    })
  })
  await check('a new code, typed on the phone, takes the red bar away', async () => {
    await owner.locator('#banner a').click()
    await owner.getByRole('button', { name: 'Get a code' }).click()
    await owner.locator('.code b').first().waitFor()
    await phone.typeCode((await owner.locator('.code b').allInnerTexts()).join(''))
    await sees(owner, /^Connected as/)
    await owner.getByRole('link', { name: 'Inbox' }).click()
    await sees(owner, 'AI on')
    assert.equal(await owner.locator('.banner').count(), 0)
  })
}

const playLogOut = async ({ check, owner, browser, said, stage }: Scene): Promise<void> => {
  await check('log out ends the session: the old cookie opens nothing', async () => {
    const { cookies } = await owner.context().storageState()
    assert.ok(cookies.some(({ name }) => name === '__Host-sid'))
    await owner.goto(`${stage.appOrigin}/more`)
    await owner.getByRole('button', { name: 'Log out' }).click()
    await sees(owner, 'You’re logged out.')
    const thief = await openPage(browser, said)
    await thief.context().addCookies(cookies)
    await thief.goto(stage.appOrigin)
    assert.equal(new URL(thief.url()).pathname, '/login')
    await thief.context().close()
  })
}
