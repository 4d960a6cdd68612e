/** The words of the mails. Subjects are fixed: what a stranger types into a form never heads a mail of ours. */

type Paid = { customer: string; amount: string; purpose: string; url: string }
type ToPerson = { at: string; device: string; url: string }

/** What each kind of mail is told. `url`: the page where its reader does something about it. */
export type Slots = {
  login_link: { link: string; minutes: number }
  signup_link: { business: string; link: string; minutes: number }
  reset_link: { link: string; minutes: number }
  already_member: { loginUrl: string }
  login_code: { code: string; minutes: number }
  confirm_code: { code: string; minutes: number }
  email_code: { code: string; minutes: number }
  email_taken: { loginUrl: string }
  new_device: ToPerson
  password_changed: ToPerson
  second_factor_changed: ToPerson
  email_changed: { at: string; email: string; url: string }
  invitation: { business: string; inviter: string; link: string; days: number }
  invitation_accepted: { name: string; email: string; url: string }
  membership_approved: { business: string; loginUrl: string }
  needs_you: { customer: string; reason: string; url: string }
  disconnected: { business: string; since: string; url: string }
  /** `invoice`: what makes it a tax invoice, or nothing where we are not registered for VAT. */
  receipt: {
    business: string
    amount: string
    on: string
    reference: string
    invoice: string
    url: string
  }
  payment_failed: { business: string; url: string }
  resting: { business: string; url: string }
  request_paid: Paid
  request_paid_twice: Paid
  trial_ending: { business: string; on: string; url: string }
  trial_over: { business: string; url: string }
}
export type MailKind = keyof Slots

export type Letter = {
  subject: string
  opens: string
  /** Digits to type. */
  code?: string
  link?: { url: string; label: string }
  closes: string[]
}

const lasts = (minutes: number) => `It works once, for ${minutes} minutes.`
const notYou = (url: string) => ({
  link: { url, label: 'Look at your devices' },
  closes: [
    'If it was you, there is nothing to do. If not, log that device out and set a new password.',
  ],
})

export const letters: { [K in MailKind]: (slots: Slots[K]) => Letter } = {
  login_link: ({ link, minutes }) => ({
    subject: 'Your link to log in to Frontdesk',
    opens: 'Open this link to log in to Frontdesk:',
    link: { url: link, label: 'Log in' },
    closes: [lasts(minutes), 'If you did not ask for it, ignore this email.'],
  }),
  signup_link: ({ business, link, minutes }) => ({
    subject: 'Finish signing up for Frontdesk',
    opens: `Open this link to start Frontdesk for ${business}:`,
    link: { url: link, label: 'Start Frontdesk' },
    closes: [
      lasts(minutes),
      'If you did not sign up, ignore this email: nothing happens until the link is opened.',
    ],
  }),
  reset_link: ({ link, minutes }) => ({
    subject: 'Set a new password for Frontdesk',
    opens: 'Open this link to set a new password for Frontdesk:',
    link: { url: link, label: 'Set a new password' },
    closes: [
      lasts(minutes),
      'If you did not ask for it, ignore this email: your password stays as it is.',
    ],
  }),
  already_member: ({ loginUrl }) => ({
    subject: 'You already have a Frontdesk account',
    opens: 'Somebody signed up for Frontdesk with this address, which has an account. Log in here:',
    link: { url: loginUrl, label: 'Log in' },
    closes: ['If it was not you, ignore this email: nothing has changed.'],
  }),
  login_code: ({ code, minutes }) => ({
    subject: 'Your code to log in to Frontdesk',
    opens: 'Type this code to log in to Frontdesk:',
    code,
    closes: [
      lasts(minutes),
      'If you are not logging in right now, somebody has your password: set a new one.',
    ],
  }),
  confirm_code: ({ code, minutes }) => ({
    subject: 'Your code for Frontdesk',
    opens: 'Type this code in Frontdesk to confirm that it is you:',
    code,
    closes: [lasts(minutes), 'If you did not ask for it, ignore this email.'],
  }),
  email_code: ({ code, minutes }) => ({
    subject: 'Your code for Frontdesk',
    opens: 'Type this code in Frontdesk to use this address from now on:',
    code,
    closes: [lasts(minutes), 'If you did not ask for it, ignore this email.'],
  }),
  email_taken: ({ loginUrl }) => ({
    subject: 'You already have a Frontdesk account',
    opens: 'Somebody wants to use this address for another account, but it has one. Log in here:',
    link: { url: loginUrl, label: 'Log in' },
    closes: ['If it was not you, ignore this email: nothing has changed.'],
  }),
  new_device: ({ at, device, url }) => ({
    subject: 'New device on your Frontdesk account',
    opens: `Somebody logged in to your account with ${device}, on ${at}.`,
    ...notYou(url),
  }),
  password_changed: ({ at, device, url }) => ({
    subject: 'Your Frontdesk password was changed',
    opens: `Your password was changed with ${device}, on ${at}. All other devices are logged out.`,
    ...notYou(url),
  }),
  second_factor_changed: ({ at, device, url }) => ({
    subject: 'The second step of your Frontdesk account was changed',
    opens: `What is asked after your password was changed with ${device}, on ${at}.`,
    ...notYou(url),
  }),
  email_changed: ({ at, email, url }) => ({
    subject: 'Your Frontdesk account has a new email address',
    opens: `On ${at} the address of your account was changed to ${email}. You log in with that one from now on.`,
    link: { url, label: 'Log in' },
    closes: ['If it was not you, write to us at once by answering this email.'],
  }),
  invitation: ({ business, inviter, link, days }) => ({
    subject: 'You are invited to a team on Frontdesk',
    opens: `${inviter} invites you to the team of ${business} on Frontdesk, where its WhatsApp is answered:`,
    link: { url: link, label: 'See the invitation' },
    closes: [
      `It works for ${days} days.`,
      'If you do not know them, ignore this email: nothing happens until you accept.',
    ],
  }),
  invitation_accepted: ({ name, email, url }) => ({
    subject: 'Somebody accepted your invitation to Frontdesk',
    opens: `${name} (${email}) accepted your invitation. They see nothing until you approve them:`,
    link: { url, label: 'Look at your team' },
    closes: ['If you do not know them, remove them there.'],
  }),
  membership_approved: ({ business, loginUrl }) => ({
    subject: 'You are on the team on Frontdesk',
    opens: `You can now log in to ${business} on Frontdesk:`,
    link: { url: loginUrl, label: 'Log in' },
    closes: ['Log in with this email address.'],
  }),
  needs_you: ({ customer, reason, url }) => ({
    subject: 'A customer waits for you on WhatsApp',
    opens: `${customer} waits for an answer from you. ${reason}`,
    link: { url, label: 'Open the chat' },
    closes: ['The AI is silent in this chat until you answer or hand it back.'],
  }),
  disconnected: ({ business, since, url }) => ({
    subject: 'Your WhatsApp number is disconnected',
    opens: `WhatsApp disconnected from ${business} on ${since}. Your customers are not being answered.`,
    link: { url, label: 'Connect again' },
    closes: ['It takes about a minute: get a code there and type it in WhatsApp on your phone.'],
  }),
  receipt: ({ business, amount, on, reference, invoice, url }) => ({
    subject: invoice ? 'Your tax invoice from Frontdesk' : 'Your receipt from Frontdesk',
    opens: `Thank you. ${business} paid ${amount} for Frontdesk on ${on}, PayFast reference ${reference}.`,
    link: { url, label: 'All your payments' },
    closes: [
      ...(invoice ? [invoice] : []),
      'PayFast charges your card every month until you cancel, which you can do there.',
    ],
  }),
  payment_failed: ({ business, url }) => ({
    subject: 'Your payment for Frontdesk did not arrive',
    opens: `The monthly payment of ${business} did not arrive. PayFast tries your card again for some days.`,
    link: { url, label: 'Look at your subscription' },
    closes: [
      'If the card is lost or has run out, use another one there. Meanwhile everything works for five days.',
    ],
  }),
  resting: ({ business, url }) => ({
    subject: 'Your customers are not being answered',
    opens: `The AI only takes messages for ${business} now: this month’s answers are used up, or the subscription is not paid.`,
    link: { url, label: 'Look at your subscription' },
    closes: ['Every message is in your inbox, and you can answer all of them yourself.'],
  }),
  request_paid: ({ customer, amount, purpose, url }) => ({
    subject: 'A customer has paid you',
    opens: `${customer} paid ${amount} for “${purpose}”. PayFast has it in your account.`,
    link: { url, label: 'Open the chat' },
    closes: ['They were thanked in the chat.'],
  }),
  request_paid_twice: ({ customer, amount, purpose, url }) => ({
    subject: 'A customer has paid you twice',
    opens: `${customer} paid ${amount} for “${purpose}” again. Give the second payment back in your PayFast account.`,
    link: { url, label: 'Open the chat' },
    closes: ['They were not told anything about the second payment.'],
  }),
  trial_ending: ({ business, on, url }) => ({
    subject: 'Your free trial of Frontdesk ends soon',
    opens: `The free trial of ${business} ends on ${on}. Subscribe, and your customers go on being answered:`,
    link: { url, label: 'Look at your subscription' },
    closes: [
      'If you don’t, the AI still takes messages from then on and tells your customers so. Nothing is lost: every message is in your inbox, and you can answer all of them yourself.',
    ],
  }),
  trial_over: ({ business, url }) => ({
    subject: 'Your free trial of Frontdesk has ended',
    opens: `The free trial of ${business} has ended. Subscribe, and your customers are answered again:`,
    link: { url, label: 'Look at your subscription' },
    closes: [
      'Until then the AI still takes messages and tells your customers so. Nothing is lost: every message is in your inbox, and you can answer all of them yourself.',
    ],
  }),
}
