/** What customers are asked to pay: the owner's pages, the customer's way from the chat to PayFast and back, and the payer's page in every state. */
import type { Page } from 'playwright-core'

import { shopMerchant } from '../payfast-state.ts'
import { openPage } from './browser.ts'
import { passes } from './gate.ts'
import type { Tour } from './more-views.ts'
import { channelOf, openSimulator, sees, signIn, type Simulator, withoutReload } from './people.ts'

const CUSTOMER = 'Lerato Mokoena'

export const tourPayments = async (tour: Tour): Promise<void> => {
  const { check, gate, cookies, stage } = tour
  const phone = await openSimulator(tour)
  await phone.choose(`${CUSTOMER}, +27825550101`, channelOf(tour, tour.business).id)
  await phone.say('Good day, do I have to pay a deposit?')
  const owner = await signIn(tour, tour.business.email)
  await owner.getByText(CUSTOMER).first().click()
  await owner.waitForURL(/\/conversations\//)
  const chat = owner.url()
  await passes(check, 'asking for a payment, and the account that it goes to', () =>
    gate.pass(
      [
        { name: 'payments-none', path: `${stage.appOrigin}/payments` },
        { name: 'merchant', path: `${stage.appOrigin}/payments/account` },
        {
          name: 'merchant-wrong',
          path: `${stage.appOrigin}/payments/account`,
          act: saveWrong,
          actStatus: 400,
        },
        { name: 'ask', path: `${chat}/payment` },
        { name: 'ask-wrong', path: `${chat}/payment`, act: askNothing, actStatus: 400 },
      ],
      cookies,
    ),
  )
  const link = await playPayment(tour, { owner, phone, chat })
  await passes(check, 'what was asked and paid, and the link once there is nothing to pay', () =>
    gate.pass(
      [
        { name: 'payments', path: `${stage.appOrigin}/payments` },
        { name: 'payer-paid', path: link },
        { name: 'chat-paid', path: chat },
      ],
      cookies,
    ),
  )
  await owner.context().close()
}

const saveWrong = async (page: Page) => {
  await page.getByLabel('Merchant ID').fill(shopMerchant.merchantId)
  await page.getByLabel('Merchant key').fill(shopMerchant.merchantKey)
  await page.getByLabel('Passphrase').fill('Not-the-one')
  await page.getByRole('button', { name: 'Check and save' }).click()
  await sees(page, /PayFast doesn’t know/)
}

const askNothing = async (page: Page) => {
  await page.getByLabel('Amount in rand').fill('5 rand or so')
  await page.getByLabel('What for').fill('Deposit')
  await page.getByRole('button', { name: 'Send the link' }).click()
  await sees(page, /Type an amount from R5/)
}

type Scene = { owner: Page; phone: Simulator; chat: string }

/** Answers with the link that the customer was sent. */
const playPayment = async (tour: Tour, { owner, phone, chat }: Scene): Promise<string> => {
  const { check, gate, stage, browser, said } = tour
  let link = ''
  await check(
    'an owner asks for a deposit, and the customer has the link in the chat',
    async () => {
      await owner.getByRole('link', { name: 'Ask for a payment' }).click()
      await owner.getByLabel('Amount in rand').fill('350')
      await owner.getByLabel('What for').fill('Deposit, Saturday 10:00')
      await owner.getByRole('button', { name: 'Send the link' }).click()
      await owner.waitForURL(chat)
      const anchor = phone.bubbles('Please pay R350').getByRole('link')
      await anchor.waitFor()
      link = (await anchor.getAttribute('href')) ?? ''
    },
  )
  await passes(check, 'the page that a payer opens, and what it says to who comes back', () =>
    gate.pass([
      { name: 'payer', path: link },
      { name: 'payer-back', path: `${link}?notice=back` },
      { name: 'payer-waits', path: `${link}?notice=returned` },
    ]),
  )
  await check(
    'the customer pays at PayFast: “Confirming…”, then paid, thanked in the chat',
    async () => {
      stage.payfast.notices.behave({ hold: true })
      const payer = await openPage(browser, said)
      await payer.goto(link)
      await payer.getByRole('button', { name: 'Pay R350 at PayFast' }).click()
      await payer.waitForURL(/\/payfast\/eng\/process\/payment\//)
      await payer.getByRole('button', { name: /^Pay/ }).click()
      await payer.waitForURL(`${link}?notice=returned`)
      await sees(payer, 'Confirming…')
      await withoutReload(payer, async () => {
        await stage.payfast.notices.release('sent')
        await sees(payer, 'There is nothing more to pay here')
      })
      stage.payfast.notices.behave({})
      await payer.context().close()
      await phone.bubbles('Thank you, we received R350').waitFor()
    },
  )
  await check(
    'the owner sees the thanks in the chat without reloading, and the payment as paid',
    async () => {
      await sees(owner, /Thank you, we received R350/)
      await sees(owner, /Paid: R350, PayFast/)
      await owner.goto(`${stage.appOrigin}/payments`)
      await sees(owner, /^Paid on/)
    },
  )
  await phone.page.context().close()
  return link
}
