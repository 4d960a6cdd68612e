/** The words of proving anew who one is; text.en.ts takes them in. */
export const confirm = {
  title: 'Confirm it’s you',
  says: 'You logged in a while ago. Show once more that it’s you, then go on.',
  another:
    'Your business asks for two steps. Confirm in another way than the one you logged in with.',
  first: 'You logged in a while ago. Before you change this, show once more that it’s you.',
  byPassword: 'With your password',
  passwordWrong: 'That is not your password.',
  byApp: 'With a code',
  byCode: 'With the code from your email',
  appHint: '6 digits from your authenticator app, a recovery code, or a code from your email.',
  codeWrong: 'That is not the code, or it was used already.',
  byMail: 'By email',
  byMailSays: (email: string) => `We send a code to ${email}.`,
  mail: 'Email me a code',
  mailAgain: 'Email me another code',
  sent: (email: string) => `We sent a code to ${email}. It works once, for 10 minutes.`,
  send: 'Confirm',
} as const
