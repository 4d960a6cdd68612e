/** The owner's pages without JavaScript: every form is a plain post. */
import assert from 'node:assert/strict'

import type { Business } from '../businesses.ts'
import { channelOf, reply, sees, sentTimes, signIn, tapMove, until, type Play } from './people.ts'

export const playWithoutScript = async (play: Play, business: Business): Promise<void> => {
  const { check, stage } = play
  const owner = await signIn(play, business.email, { javaScriptEnabled: false })
  const channel = channelOf(play, business)
  const said = { chatId: '27825550102@s.whatsapp.net', name: 'Johan van der Merwe' }
  await check('without JavaScript: read a chat', async () => {
    await stage.whapi.customerSays(channel, { ...said, text: 'Good morning, are you there?' })
    await owner.reload()
    await owner.getByText(said.name).click()
    await sees(owner, 'Good morning, are you there?')
  })
  await check('without JavaScript: take over and hand back', async () => {
    await tapMove(owner, 'Take over')
    await sees(owner, 'You’re answering now')
    await tapMove(owner, 'Hand back')
    await sees(owner, 'The AI is answering again')
  })
  await check('without JavaScript: reply, once', async () => {
    const words = 'Yes, we are here'
    await reply(owner, words)
    await owner.locator('.b.human', { hasText: words }).waitFor()
    await until(
      () => sentTimes(play, words),
      (times) => times > 0,
    )
    assert.equal(sentTimes(play, words), 1)
  })
  await check('without JavaScript: download the messages', async () => {
    await owner.goto(`${stage.appOrigin}/export`)
    const download = owner.waitForEvent('download')
    await owner.getByRole('button', { name: 'Download Messages' }).click()
    assert.match((await download).suggestedFilename(), /messages \d{4}-\d\d-\d\d\.csv$/)
  })
  await owner.context().close()
}
