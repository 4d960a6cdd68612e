/** A second business links its own number: token, code, the owner's phone, the first answer. */
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'

import { openSimulator, sees, signIn, withoutReload, type Play } from './people.ts'

const TOKEN = 'token-of-a-second-number'
const SHOWN = '+27 82 555 0150'
/** Longer than the first live refresh takes to come. */
const REFRESH_MS = 4_000

export const playConnect = async (play: Play, email: string): Promise<void> => {
  const { check, stage } = play
  stage.whapi.addChannel({ token: TOKEN, providerChannelId: 'MAKO-B4RB3', linked: false })
  const owner = await signIn(play, email)
  const phone = await openSimulator(play)
  const code = owner.locator('.code b')

  await check('a business without a number is told so and led to the connect page', async () => {
    await owner.locator('#banner').getByText('WhatsApp is not connected.').waitFor()
    await owner.locator('#banner').getByRole('link', { name: 'Connect' }).click()
    await sees(owner, 'Connect your WhatsApp number')
  })
  await check('a token Whapi does not know is explained beside its field', async () => {
    await owner.getByLabel('Channel token').fill('token-with-a-mistake')
    await owner.getByLabel('WhatsApp number').fill('082 555 0150')
    await owner.getByRole('button', { name: 'Save and continue' }).click()
    await sees(owner, /^Whapi does not know this token/)
    assert.equal(await owner.getByLabel('WhatsApp number').inputValue(), '082 555 0150')
  })
  await check('token and number are saved, and a code is shown that stays', async () => {
    await owner.getByLabel('Channel token').fill(TOKEN)
    await owner.getByRole('button', { name: 'Save and continue' }).click()
    await sees(owner, 'Almost connected')
    await owner.getByRole('button', { name: 'Get a code' }).click()
    await code.first().waitFor()
    await sleep(REFRESH_MS)
    assert.equal(await code.count(), 6)
  })
  await check('the code is typed on the phone and the page says connected, without a reload', () =>
    withoutReload(owner, async () => {
      await phone.typeCode((await code.allInnerTexts()).join(''))
      await sees(owner, `Connected as ${SHOWN}`)
    }),
  )
  await check('a customer who writes to that number is answered', async () => {
    await phone.choose('Nomvula Dube, +27825550103', 'MAKO-B4RB3')
    await phone.say('How much is a gents cut?')
    await phone.bubbles('R180').waitFor()
  })
  await owner.context().close()
  await phone.page.context().close()
}
